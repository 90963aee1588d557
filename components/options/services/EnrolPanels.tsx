/** quiva.ai: one press makes Tessera the authenticator of the user's own account there. */
import { useEffect, useState } from 'preact/hooks';
import type { EnrolmentRow, EnrolResult, MfaState } from '../../../lib/messaging/service-shapes.ts';
import { formatDateTime, plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Fold } from '../../Fold.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { AccountSelect, nameOf, readRows } from './AccountSelect.tsx';
import { MfaPanel } from './MfaPanel.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { type ServiceRun, useService } from './use-service.ts';

export function EnrolPanels(props: ServicePanelProps) {
  const { tools, connection } = props;
  const { id } = connection;
  const [state, setState] = useState<MfaState>();
  const [open, setOpen] = useState<readonly EnrolmentRow[]>([]);
  const [enrolled, setEnrolled] = useState<EnrolResult>();
  const service = useService();
  const load = async () => {
    const enrolments = await tools.ask('service:enrolments', { id });
    if (enrolments.ok) setOpen(enrolments.value);
    const reply = await tools.ask('service:mfa-state', { id, email: '' });
    if (reply.ok && reply.value.ok) setState(reply.value.value);
  };
  useEffect(() => {
    load();
  }, []);
  const finish = async (asked: Parameters<ServiceRun['run']>[0]) => {
    setEnrolled((await service.run(asked)) as EnrolResult | undefined);
    await load();
  };
  return (
    <>
      <MfaPanel {...props} state={state} onChanged={load} />
      <Panel title={text('enrol_title')} what={text('enrol_what', connection.host)} testId="enrol">
        <Pending
          {...props}
          rows={open}
          busy={service.busy}
          onResume={(enrolmentId) => finish(tools.ask('service:enrol-resume', { enrolmentId }))}
          onDropped={load}
        />
        <ServiceNotice lines={service.problem} testId="enrol-problem" />
        {enrolled !== undefined && <Enrolled result={enrolled} />}
        {open.length === 0 && (
          <EnrolButton
            busy={service.busy}
            hasTotp={state?.hasTotp ?? false}
            onEnrol={() => finish(tools.ask('service:enrol', { id }))}
          />
        )}
      </Panel>
      <RenewPanel {...props} />
    </>
  );
}

interface EnrolButtonProps {
  readonly busy: boolean;
  readonly hasTotp: boolean;
  readonly onEnrol: () => void;
}

/** One press; where codes are switched on already the user is asked, since the key in force may be replaced. */
function EnrolButton({ busy, hasTotp, onEnrol }: EnrolButtonProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <div class="buttons">
        <Button
          kind={hasTotp ? 'plain' : 'main'}
          busy={busy}
          testId="enrol-now"
          onPress={() => (hasTotp ? setAsking(true) : onEnrol())}
        >
          {text('enrol_now')}
        </Button>
      </div>
      {isAsking && (
        <Dialog
          kind="danger"
          title={text('enrol_again_title')}
          confirm={text('enrol_now')}
          testId="enrol-again"
          onConfirm={() => {
            setAsking(false);
            onEnrol();
          }}
          onCancel={() => setAsking(false)}
        >
          <p>{text('enrol_again_what')}</p>
        </Dialog>
      )}
    </>
  );
}

function Enrolled({ result }: { readonly result: EnrolResult }) {
  const { accountId, recoveryCodes, isContradictory } = result;
  return (
    <Notice live kind={isContradictory || recoveryCodes === 0 ? 'warn' : 'good'} testId="enrolled">
      <p>{text('enrol_done')}</p>
      <p>{recoveryCodes === 0 ? text('enrol_no_codes') : plural('enrol_codes', recoveryCodes)}</p>
      {isContradictory && <p>{text('enrol_contradiction')}</p>}
      <p>
        <a href={`#/edit/${accountId}`} data-testid="enrolled-account">
          {text('service_show_account')}
        </a>
      </p>
    </Notice>
  );
}

interface PendingProps extends ServicePanelProps {
  readonly rows: readonly EnrolmentRow[];
  readonly busy: boolean;
  readonly onResume: (enrolmentId: string) => void;
  readonly onDropped: () => Promise<void>;
}

function Pending({ tools, rows, busy, onResume, onDropped }: PendingProps) {
  const [dropping, setDropping] = useState<EnrolmentRow>();
  const drop = async (enrolmentId: string) => {
    setDropping(undefined);
    await tools.ask('service:enrol-drop', { enrolmentId });
    await onDropped();
  };
  if (rows.length === 0) return null;
  return (
    <>
      <Notice kind="warn">{text('enrol_pending')}</Notice>
      <ul class="slots">
        {rows.map((row) => (
          <li key={row.enrolmentId} class="slot" data-testid="enrolment">
            <Icon name="history" />
            <span class="who">
              <b dir="auto">{row.label}</b>
              <span>{text(row.isUnsure ? 'enrol_unsure' : 'enrol_begun', formatDateTime(row.startedAtMs))}</span>
            </span>
            <Button small kind="main" busy={busy} testId="enrol-resume" onPress={() => onResume(row.enrolmentId)}>
              {text('enrol_resume')}
            </Button>
            <Button small kind="danger" testId="enrol-drop" onPress={() => setDropping(row)}>
              {text('enrol_drop')}
            </Button>
          </li>
        ))}
      </ul>
      {dropping !== undefined && (
        <Dialog
          kind="danger"
          title={text('enrol_drop_title')}
          confirm={text('enrol_drop')}
          testId="enrol-drop-dialog"
          onConfirm={() => drop(dropping.enrolmentId)}
          onCancel={() => setDropping(undefined)}
        >
          <p>{text(dropping.isUnsure ? 'enrol_drop_unsure' : 'enrol_drop_what')}</p>
        </Dialog>
      )}
    </>
  );
}

function RenewPanel({ view, tools, connection }: ServicePanelProps) {
  const rows = readRows(view);
  const [chosen, setChosen] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const [count, setCount] = useState<number>();
  const [email, setEmail] = useState('');
  const service = useService();
  const accountId = chosen ?? rows.find(({ issuer }) => issuer === 'quiva.ai')?.id ?? '';
  const row = rows.find(({ id }) => id === accountId);
  const renew = async () => {
    setAsking(false);
    const renewed = await service.run(tools.ask('service:recovery-codes', { id: connection.id, accountId, email }));
    setCount(renewed?.count);
  };
  return (
    <Panel title={text('renew_title')} what={text('renew_what')} testId="renew">
      <AccountSelect rows={rows} value={accountId} testId="renew-account" onChange={setChosen} />
      <Fold title={text('mfa_other')} testId="renew-other">
        <TextField
          label={text('sign_in_email')}
          hint={text('renew_other_hint')}
          value={email}
          testId="renew-email"
          onInput={setEmail}
        />
      </Fold>
      <ServiceNotice lines={service.problem} testId="renew-problem" />
      {count !== undefined && (
        <Notice live kind="good" testId="renewed">
          {plural('enrol_codes', count)}
        </Notice>
      )}
      <div class="buttons">
        <Button busy={service.busy} disabled={row === undefined} testId="renew-codes" onPress={() => setAsking(true)}>
          {text('renew_now')}
        </Button>
      </div>
      {isAsking && row !== undefined && (
        <Dialog
          title={text('renew_ask', nameOf(row))}
          confirm={text('renew_now')}
          testId="renew-dialog"
          onConfirm={renew}
          onCancel={() => setAsking(false)}
        >
          <p>{text('renew_ask_what')}</p>
          {email.trim() !== '' && <p>{text('renew_ask_other', email.trim())}</p>}
        </Dialog>
      )}
    </Panel>
  );
}
