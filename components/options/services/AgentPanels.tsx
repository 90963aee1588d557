/** Sendblue: accounts whose codes the user's agents may ask for there. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AgentKeyRow } from '../../../lib/messaging/service-shapes.ts';
import type { AccountRow } from '../../../lib/messaging/shapes.ts';
import { type TextKey, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Code } from '../../Code.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { Select } from '../../Select.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { AccountSelect, nameOf, readRows } from './AccountSelect.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { type ServiceRun, useService } from './use-service.ts';

export function AgentPanels(props: ServicePanelProps) {
  const { tools, connection } = props;
  const service = useService();
  const [keys, load] = useAgentKeys(async () => service.run(tools.ask('service:agent-keys', { id: connection.id })));
  return (
    <>
      <OfferPanel {...props} onDone={load} />
      <GeneratePanel {...props} onDone={load} />
      <KeysPanel {...props} service={service} keys={keys} onReload={load} />
    </>
  );
}

/** How long codes follow each other after a press; see `useTeamCodes`. */
const FOLLOWED_MS = 120_000;

/** Asked for at once and by each press, and again when the first code ends; after two minutes codes go and rows stay. */
function useAgentKeys(ask: () => Promise<readonly AgentKeyRow[] | undefined>) {
  const [keys, setKeys] = useState<readonly AgentKeyRow[]>();
  const untilMs = useRef(0);
  const read = async () => {
    const found = await ask();
    if (found !== undefined) setKeys(found);
  };
  const load = () => {
    untilMs.current = Date.now() + FOLLOWED_MS;
    return read();
  };
  useEffect(() => {
    load();
  }, []);
  useEffect(() => {
    const ends = keys?.flatMap(({ validUntilMs }) => validUntilMs ?? []) ?? [];
    if (ends.length === 0) return;
    const end = () => {
      setKeys(keys?.map(withoutCodes));
      if (Date.now() < untilMs.current && !document.hidden) read();
    };
    const timer = setTimeout(end, Math.max(0, Math.min(...ends) - Date.now()));
    return () => clearTimeout(timer);
  }, [keys]);
  return [keys, load] as const;
}

function withoutCodes(row: AgentKeyRow): AgentKeyRow {
  return { ...row, serviceCode: null, localCode: null, validUntilMs: null, isSame: null };
}

interface DoneProps extends ServicePanelProps {
  readonly onDone: () => Promise<void>;
}

/** Why an account cannot go to the service, or nothing; the background decides it again. */
function refusalOf(row: AccountRow | undefined): TextKey | undefined {
  if (row === undefined) return undefined;
  if (row.type !== 'totp') return 'service_only_totp';
  return row.digits === 6 || row.digits === 8 ? undefined : 'service_only_6_or_8';
}

function OfferPanel({ view, tools, connection, onDone, ...props }: DoneProps) {
  const rows = readRows(view);
  const [accountId, setAccountId] = useState(props.accountId ?? '');
  const [form, setForm] = useState<'uri' | 'fields'>('uri');
  const [isAsking, setAsking] = useState(false);
  const service = useService();
  const row = rows.find(({ id }) => id === accountId);
  const refusal = refusalOf(row);
  const register = async () => {
    setAsking(false);
    const { id, host } = connection;
    const isDone = await service.run(tools.ask('service:agent-register', { id, accountId, host, form }));
    if (isDone !== undefined) setAccountId('');
    await onDone();
  };
  return (
    <Panel title={text('agents_offer')} what={text('agents_offer_what')} testId="agents-offer">
      <AccountSelect rows={rows} value={accountId} testId="agent-account" onChange={setAccountId} />
      {refusal !== undefined && (
        <Notice live kind="warn" testId="agent-refusal">
          {text(refusal, connection.host)}
        </Notice>
      )}
      <Select
        label={text('agents_form')}
        value={form}
        options={[
          { value: 'uri', label: text('agents_form_uri') },
          { value: 'fields', label: text('agents_form_fields') },
        ]}
        testId="agent-form"
        onChange={setForm}
      />
      <ServiceNotice lines={service.problem} testId="offer-problem" />
      <div class="buttons">
        <Button
          kind="main"
          busy={service.busy}
          disabled={row === undefined || refusal !== undefined}
          testId="agent-offer"
          onPress={() => setAsking(true)}
        >
          {text('agents_offer_button')}
        </Button>
      </div>
      {isAsking && row !== undefined && (
        <Dialog
          title={text('agents_consent_title', nameOf(row), connection.host)}
          confirm={text('agents_consent', connection.host)}
          testId="agent-consent"
          onConfirm={register}
          onCancel={() => setAsking(false)}
        >
          <p>{text('agents_consent_what', connection.host)}</p>
        </Dialog>
      )}
    </Panel>
  );
}

function GeneratePanel({ tools, connection, onDone }: DoneProps) {
  const [issuer, setIssuer] = useState('');
  const [label, setLabel] = useState('');
  const [added, setAdded] = useState<string>();
  const service = useService();
  const generate = async () => {
    const wanted = { id: connection.id, issuer: issuer.trim(), label: label.trim() };
    const made = await service.run(tools.ask('service:agent-generate', wanted));
    setAdded(made?.accountId);
    if (made !== undefined) setLabel('');
    await onDone();
  };
  return (
    <Panel title={text('agents_generate')} what={text('agents_generate_what', connection.host)}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (label.trim() !== '') generate();
        }}
      >
        <TextField label={text('agents_issuer')} value={issuer} testId="agent-issuer" onInput={setIssuer} />
        <TextField label={text('agents_label')} value={label} testId="agent-label" onInput={setLabel} />
        <ServiceNotice lines={service.problem} testId="generate-problem" />
        {added !== undefined && (
          <Notice live kind="good" testId="agent-generated">
            <p>{text('agents_generated')}</p>
            <p>
              <a href={`#/edit/${added}`}>{text('service_show_account')}</a>
            </p>
          </Notice>
        )}
        <div class="buttons">
          <Button submit busy={service.busy} disabled={label.trim() === ''} testId="agent-generate">
            {text('agents_generate_button')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface KeysPanelProps extends ServicePanelProps {
  readonly service: ServiceRun;
  readonly keys: readonly AgentKeyRow[] | undefined;
  readonly onReload: () => Promise<void>;
}

function KeysPanel({ tools, connection, service, keys, onReload }: KeysPanelProps) {
  const [leaving, setLeaving] = useState<AgentKeyRow>();
  const removal = useService();
  const remove = async (keyId: string) => {
    setLeaving(undefined);
    await removal.run(tools.ask('service:agent-remove', { id: connection.id, keyId }));
    await onReload();
  };
  return (
    <Panel title={text('agents_keys')} what={text('agents_keys_what', connection.host)} testId="agent-keys">
      {keys?.length === 0 && <p class="hint">{text('agents_none')}</p>}
      <ul class="slots">
        {keys?.map((key) => (
          <AgentKey key={key.keyId} row={key} onRemove={() => setLeaving(key)} />
        ))}
      </ul>
      <ServiceNotice lines={service.problem ?? removal.problem} testId="keys-problem" />
      <div class="buttons">
        <Button icon="refresh" busy={service.busy} testId="agent-reload" onPress={onReload}>
          {text('service_reload')}
        </Button>
      </div>
      {leaving !== undefined && (
        <Dialog
          kind="danger"
          title={text('agents_remove_title', nameOf(leaving), connection.host)}
          confirm={text('agents_remove')}
          testId="agent-remove-dialog"
          onConfirm={() => remove(leaving.keyId)}
          onCancel={() => setLeaving(undefined)}
        >
          <p>{text('agents_remove_what', connection.host)}</p>
        </Dialog>
      )}
    </Panel>
  );
}

function AgentKey({ row, onRemove }: { readonly row: AgentKeyRow; readonly onRemove: () => void }) {
  const isDifferent = row.isSame === false;
  return (
    <li class="slot agent-key" data-testid="agent-key" data-same={String(row.isSame)}>
      <Icon name={isDifferent ? 'warning' : 'key'} />
      <span class="who">
        <b dir="auto">{nameOf(row)}</b>
        <span>{row.accountId === null ? text('agents_foreign') : text('agents_belongs', row.accountName)}</span>
        <span class="code-pair">
          <SideCode name={text('agents_code_there')} code={row.serviceCode} />
          <SideCode name={text('agents_code_here')} code={row.localCode} />
        </span>
        {isDifferent && (
          <span class="error" role="alert">
            {text('agents_differ')}
          </span>
        )}
      </span>
      <Button small kind="danger" testId="agent-remove" onPress={onRemove}>
        {text('agents_remove')}
      </Button>
    </li>
  );
}

function SideCode({ name, code }: { readonly name: string; readonly code: string | null }) {
  return (
    <span>
      {name} {code === null ? '–' : <Code code={code} />}
    </span>
  );
}
