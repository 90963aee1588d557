/** quiva.ai: what the user's account there asks for besides the password, and switching it. */
import { useState } from 'preact/hooks';
import type { MfaState } from '../../../lib/messaging/service-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Fold } from '../../Fold.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { useService } from './use-service.ts';

interface MfaPanelProps extends Pick<ServicePanelProps, 'tools' | 'connection'> {
  readonly state: MfaState | undefined;
  readonly onChanged: () => Promise<void>;
}

type Switched = Partial<Record<'hasTotp' | 'hasPasskey', boolean>>;

function StateLines({ state, of }: { readonly state: MfaState; readonly of: string }) {
  return (
    <ul class="lines">
      <li data-testid={`${of}-totp`}>{text(state.hasTotp ? 'mfa_totp_on' : 'mfa_totp_off')}</li>
      <li data-testid={`${of}-passkey`}>{text(state.hasPasskey ? 'mfa_passkey_on' : 'mfa_passkey_off')}</li>
    </ul>
  );
}

/** For those whose role lets them look after others. */
function OtherUser({ tools, connection }: Pick<MfaPanelProps, 'tools' | 'connection'>) {
  const [email, setEmail] = useState('');
  const [state, setState] = useState<MfaState>();
  const service = useService();
  const look = async () => setState(await service.run(tools.ask('service:mfa-state', { id: connection.id, email })));
  return (
    <Fold title={text('mfa_other')} testId="mfa-other">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <TextField
          label={text('sign_in_email')}
          hint={text('mfa_other_hint')}
          value={email}
          testId="other-email"
          onInput={(typed) => {
            setEmail(typed);
            setState(undefined);
          }}
        />
        {state !== undefined && <StateLines state={state} of="other" />}
        <ServiceNotice lines={service.problem} testId="other-problem" />
        <div class="buttons">
          <Button submit small busy={service.busy} disabled={!email.includes('@')} testId="other-look">
            {text('mfa_other_look')}
          </Button>
        </div>
      </form>
    </Fold>
  );
}

/** Switching codes on is the enrolment's affair, since it needs a key; a passkey is set up at the service itself. */
export function MfaPanel({ tools, connection, state, onChanged }: MfaPanelProps) {
  const [asking, setAsking] = useState<Switched>();
  const service = useService();
  if (state === undefined) return null;
  const change = async (wanted: Switched) => {
    setAsking(undefined);
    const { hasTotp = null, hasPasskey = null } = wanted;
    await service.run(tools.ask('service:mfa-set', { id: connection.id, hasTotp, hasPasskey }));
    await onChanged();
  };
  const { hasTotp, hasPasskey } = state;
  return (
    <Panel title={text('mfa_state')} testId="mfa-state">
      <StateLines state={state} of="mfa" />
      <ServiceNotice lines={service.problem} testId="mfa-problem" />
      {(hasTotp || hasPasskey) && (
        <div class="buttons">
          {hasTotp && (
            <Button
              small
              kind="danger"
              busy={service.busy}
              testId="totp-off"
              onPress={() => setAsking({ hasTotp: false })}
            >
              {text('mfa_totp_switch_off')}
            </Button>
          )}
          {hasPasskey && (
            <Button
              small
              kind="danger"
              busy={service.busy}
              testId="passkey-off"
              onPress={() => setAsking({ hasPasskey: false })}
            >
              {text('mfa_passkey_switch_off')}
            </Button>
          )}
        </div>
      )}
      <OtherUser tools={tools} connection={connection} />
      {asking !== undefined && (
        <Dialog
          kind="danger"
          title={text(asking.hasTotp === false ? 'mfa_totp_off_title' : 'mfa_passkey_off_title', connection.host)}
          confirm={text(asking.hasTotp === false ? 'mfa_totp_switch_off' : 'mfa_passkey_switch_off')}
          testId="mfa-dialog"
          onConfirm={() => void change(asking)}
          onCancel={() => setAsking(undefined)}
        >
          <p>{text('mfa_off_what')}</p>
        </Dialog>
      )}
    </Panel>
  );
}
