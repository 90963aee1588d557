/** One connection: whether it works, its name, its end, and what can be done with the service. */
import { useEffect, useState } from 'preact/hooks';
import type { ConnectionRow } from '../../../lib/messaging/service-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';
import { parseSite } from '../site-pattern.ts';
import { AgentPanels } from './AgentPanels.tsx';
import { EnrolPanels } from './EnrolPanels.tsx';
import { LinkPanels } from './LinkPanels.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import { connectionName } from './ServicesPage.tsx';
import { SignInPanel } from './SignInPanel.tsx';
import { SERVICE_LOOKS, SERVICE_NAMES } from './service-words.ts';
import { TeamPanels } from './TeamPanels.tsx';
import { useService } from './use-service.ts';

export interface ServicePanelProps extends OptionsPageProps {
  readonly connection: ConnectionRow;
  /** The account that is to be shared, where one comes from its page. */
  readonly accountId?: string | undefined;
  /** To be called when the connection itself has changed. */
  readonly onConnectionChanged: () => Promise<void>;
}

export function ServicePage({
  id,
  ...props
}: OptionsPageProps & { readonly id: string; readonly accountId?: string | undefined }) {
  const { tools } = props;
  const [rows, setRows] = useState<readonly ConnectionRow[]>();
  const load = async () => {
    const reply = await tools.ask('service:list', null);
    if (reply.ok) setRows(reply.value);
  };
  useEffect(() => {
    load();
  }, [id]);
  const row = rows?.find((one) => one.id === id);
  return (
    <section class="stack narrow">
      <p>
        <a href="#/services" class="back-link" data-testid="to-services">
          {text('nav_services')}
        </a>
      </p>
      {rows === undefined && <div aria-busy="true" />}
      {rows !== undefined && row === undefined && <Notice kind="warn">{text('service_unknown')}</Notice>}
      {row !== undefined && (
        <Found key={`${row.isAllowed}/${row.auth}`} {...props} connection={row} onConnectionChanged={load} />
      )}
    </section>
  );
}

function Found(props: ServicePanelProps) {
  const { connection, tools, go, onConnectionChanged: onChanged } = props;
  const isReady = connection.isAllowed && connection.auth !== 'sign-in';
  return (
    <>
      <StepTitle>{connectionName(connection)}</StepTitle>
      <p class="hint">
        {SERVICE_NAMES[connection.service]} · <bdi dir="ltr">{connection.address}</bdi>
      </p>
      <p>{text(SERVICE_LOOKS[connection.service].what)}</p>
      {!connection.isAllowed && <AllowPanel {...props} onAllowed={onChanged} />}
      {isReady && <TestPanel {...props} />}
      {isReady && <Doings {...props} />}
      {connection.isAllowed && connection.service === 'quiva' && <SignInPanel {...props} />}
      <ManagePanel
        tools={tools}
        connection={connection}
        onRenamed={onChanged}
        onRemoved={() => go({ kind: 'services' })}
      />
    </>
  );
}

function Doings(props: ServicePanelProps) {
  switch (props.connection.service) {
    case 'shareotp':
      return <TeamPanels {...props} />;
    case 'sendblue':
      return <AgentPanels {...props} />;
    case 'quiva':
      return <EnrolPanels {...props} />;
    case 'onetimesecret':
      return <LinkPanels {...props} />;
  }
}

function AllowPanel({ tools, connection, onAllowed }: ServicePanelProps & { readonly onAllowed: () => Promise<void> }) {
  const [isRefused, setRefused] = useState(false);
  const allow = () => {
    const site = parseSite(connection.address);
    // Asked for in the click itself: after an await the browser no longer sees the gesture.
    const asked = site.ok ? tools.requestOrigin(site.value) : Promise.resolve(false);
    asked.then((isAllowed) => (isAllowed ? onAllowed() : setRefused(true)));
  };
  return (
    <Notice kind="warn" testId="service-not-allowed">
      <p>{text(isRefused ? 'services_refused' : 'service_problem_not_allowed', connection.host)}</p>
      <div class="buttons">
        <Button small kind="main" testId="allow-service" onPress={allow}>
          {text('service_allow', connection.host)}
        </Button>
      </div>
    </Notice>
  );
}

/** Below this the `Date` of an answer, which has whole seconds, says nothing. */
const SKEW_FROM_MS = 5_000;

function TestPanel({ tools, connection }: ServicePanelProps) {
  const { busy, problem, run } = useService();
  const [lines, setLines] = useState<readonly string[]>();
  const test = async () => {
    setLines(undefined);
    const result = await run(tools.ask('service:test', { id: connection.id }));
    if (result === undefined) return;
    const { count, skewMs } = result;
    setLines([
      text(connection.auth === 'anonymous' ? 'service_answers' : 'service_works', connection.host),
      ...(count === null ? [] : [plural('service_found', count)]),
      ...(Math.abs(skewMs) < SKEW_FROM_MS ? [] : [skewText(skewMs)]),
    ]);
  };
  // A connection is looked at to be used: whether it works is known before the first press.
  useEffect(() => {
    test();
  }, []);
  return (
    <Panel title={text('service_test')} testId="service-test">
      {lines !== undefined && (
        <Notice live kind="good" testId="service-works">
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Notice>
      )}
      <ServiceNotice lines={problem} testId="test-problem" />
      <div class="buttons">
        <Button icon="refresh" busy={busy} testId="test-service" onPress={test}>
          {text('service_test_now')}
        </Button>
      </div>
    </Panel>
  );
}

function skewText(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return skewMs > 0 ? plural('service_clock_behind', seconds) : plural('service_clock_ahead', seconds);
}

interface ManagePanelProps extends Pick<ServicePanelProps, 'tools' | 'connection'> {
  readonly onRenamed: () => Promise<void>;
  readonly onRemoved: () => void;
}

function ManagePanel({ tools, connection, onRenamed, onRemoved }: ManagePanelProps) {
  const [name, setName] = useState(connection.name);
  const [isRemoving, setRemoving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const rename = async () => {
    const reply = await tools.ask('service:rename', { id: connection.id, name });
    if (!reply.ok) return setProblem(refusalText(reply.code));
    await onRenamed();
  };
  const remove = async () => {
    const reply = await tools.ask('service:remove', { id: connection.id });
    setRemoving(false);
    if (reply.ok) onRemoved();
    else setProblem(reply.code === 'enrolment-open' ? text('service_enrolment_open') : refusalText(reply.code));
  };
  return (
    <Panel title={text('service_manage')}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <TextField label={text('service_name')} value={name} testId="rename" onInput={setName} />
        {problem !== undefined && (
          <Notice live kind="warn" testId="manage-problem">
            {problem}
          </Notice>
        )}
        <div class="buttons">
          <Button submit testId="rename-service">
            {text('service_rename')}
          </Button>
          <Button kind="danger" icon="trash" testId="remove-service" onPress={() => setRemoving(true)}>
            {text('service_remove')}
          </Button>
        </div>
      </form>
      {isRemoving && (
        <Dialog
          kind="danger"
          title={text('service_remove_title', connectionName(connection))}
          confirm={text('service_remove')}
          testId="remove-dialog"
          onConfirm={remove}
          onCancel={() => setRemoving(false)}
        >
          <p>{text('service_remove_what', connection.host)}</p>
        </Dialog>
      )}
    </Panel>
  );
}
