/** quiva.ai: a sign-in with password and code, for those who have no API key or whose token has run out. */
import { useState } from 'preact/hooks';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Select } from '../../Select.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { AccountSelect, readRows } from './AccountSelect.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { type Asked, type ServiceRun, useService } from './use-service.ts';

interface Step {
  readonly isDone: boolean;
}

type StepKind = 'account' | 'code' | 'recovery';

export function SignInPanel(props: ServicePanelProps) {
  const { tools, connection } = props;
  const { id, host } = connection;
  const [isSecond, setSecond] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [account, setAccount] = useState('');
  const service = useService();
  const follow = async (asked: Asked<Step>) => {
    const step = await service.run(asked);
    if (step === undefined) return;
    setPassword('');
    setSecond(!step.isDone);
    if (step.isDone) await props.onConnectionChanged();
  };
  if (isSecond) return <SecondStep {...props} service={service} onStep={follow} />;
  return (
    <Panel title={text('sign_in')} what={text('sign_in_what', host)} testId="sign-in">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void follow(tools.ask('service:sign-in', { id, email: email.trim(), password, account: account.trim() }));
        }}
      >
        <TextField label={text('sign_in_email')} value={email} testId="sign-in-email" onInput={setEmail} />
        <TextField
          secret
          label={text('sign_in_password')}
          value={password}
          testId="sign-in-password"
          onInput={setPassword}
        />
        <TextField
          label={text('sign_in_account')}
          hint={text('sign_in_account_hint')}
          value={account}
          testId="sign-in-account"
          onInput={setAccount}
        />
        <ServiceNotice lines={service.problem} testId="sign-in-problem" />
        <div class="buttons">
          <Button
            submit
            kind={connection.auth === 'sign-in' ? 'main' : 'plain'}
            busy={service.busy}
            disabled={email.trim() === '' || password === ''}
            testId="sign-in-now"
          >
            {text('sign_in_now')}
          </Button>
          {connection.auth === 'api-key' && (
            <Button
              busy={service.busy}
              testId="sign-in-by-key"
              onPress={() => void follow(tools.ask('service:sign-in', { id, email: '', password: '', account: '' }))}
            >
              {text('sign_in_by_key')}
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}

interface SecondStepProps extends ServicePanelProps {
  readonly service: ServiceRun;
  readonly onStep: (asked: Asked<Step>) => Promise<void>;
}

/** The account's own code first: it is most likely here. */
function SecondStep({ view, tools, connection, service, onStep }: SecondStepProps) {
  const rows = readRows(view).filter(({ type }) => type !== 'hotp');
  const [kind, setKind] = useState<StepKind>(rows.length === 0 ? 'code' : 'account');
  const [accountId, setAccountId] = useState(rows.find(({ issuer }) => issuer === 'quiva.ai')?.id ?? '');
  const [typed, setTyped] = useState('');
  const isReady = kind === 'account' ? accountId !== '' : typed.trim() !== '';
  const step = () => {
    const given = kind === 'account' ? { text: '', accountId } : { text: typed.trim(), accountId: '' };
    void onStep(tools.ask('service:sign-in-step', { id: connection.id, kind, ...given }));
  };
  return (
    <Panel title={text('sign_in_second')} testId="sign-in-second">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) step();
        }}
      >
        <Select
          label={text('sign_in_by')}
          value={kind}
          options={[
            { value: 'account', label: text('sign_in_by_account') },
            { value: 'code', label: text('sign_in_by_code') },
            { value: 'recovery', label: text('sign_in_by_recovery') },
          ]}
          testId="sign-in-by"
          onChange={setKind}
        />
        {kind === 'account' ? (
          <AccountSelect rows={rows} value={accountId} testId="sign-in-with" onChange={setAccountId} />
        ) : (
          <TextField
            secret={kind === 'recovery'}
            label={text(kind === 'code' ? 'sign_in_by_code' : 'sign_in_by_recovery')}
            hint={kind === 'recovery' ? text('sign_in_recovery_hint') : undefined}
            value={typed}
            testId="sign-in-typed"
            onInput={setTyped}
          />
        )}
        <ServiceNotice lines={service.problem} testId="sign-in-problem" />
        <div class="buttons">
          <Button submit kind="main" busy={service.busy} disabled={!isReady} testId="sign-in-step">
            {text('sign_in_now')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
