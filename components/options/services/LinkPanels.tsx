/** Onetime Secret: an account, or its code of now, in a link that opens once. */
import { useEffect, useState } from 'preact/hooks';
import type { LinkRow, NewLink } from '../../../lib/messaging/service-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Check } from '../../Check.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Fold } from '../../Fold.tsx';
import { Select } from '../../Select.tsx';
import { TextField } from '../../TextField.tsx';
import { Panel } from '../Panel.tsx';
import { AccountSelect, nameOf, readRows } from './AccountSelect.tsx';
import { LinksPanel } from './LinksPanel.tsx';
import { NewLinkCard } from './NewLinkCard.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { ttlText } from './service-words.ts';
import { useService } from './use-service.ts';

export function LinkPanels(props: ServicePanelProps) {
  const { tools, connection } = props;
  const [links, setLinks] = useState<readonly LinkRow[]>();
  const load = async () => {
    const reply = await tools.ask('service:links', { id: connection.id });
    if (reply.ok) setLinks(reply.value);
  };
  useEffect(() => {
    load();
  }, []);
  return (
    <>
      <SharePanel {...props} onMade={load} />
      <LinksPanel {...props} links={links} onChanged={load} />
    </>
  );
}

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Without an account the service keeps nothing longer than seven days; it shortens silently what is asked beyond. */
const ANONYMOUS_TTLS = [HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY];
const ACCOUNT_TTLS = [...ANONYMOUS_TTLS, 14 * DAY, 30 * DAY];

interface Wishes {
  readonly ttlSeconds: number;
  readonly recipient: string;
  readonly shareDomain: string;
}

function SharePanel({
  view,
  tools,
  connection,
  onMade,
  ...props
}: ServicePanelProps & { readonly onMade: () => Promise<void> }) {
  const rows = readRows(view);
  const [accountId, setAccountId] = useState(props.accountId ?? '');
  const [what, setWhat] = useState<'account' | 'code'>('account');
  const [withNote, setWithNote] = useState(false);
  const [wishes, setWishes] = useState<Wishes>({ ttlSeconds: DAY, recipient: '', shareDomain: '' });
  const [isAsking, setAsking] = useState(false);
  const [made, setMade] = useState<NewLink>();
  const service = useService();
  const row = rows.find(({ id }) => id === accountId);
  const { id, host } = connection;
  const finish = async (asked: ReturnType<typeof share>) => {
    setAsking(false);
    setMade(await service.run(asked));
    await onMade();
  };
  const share = () => tools.ask('service:link-share', { id, accountId, host, what, withNote, ...wishes });
  return (
    <Panel title={text('links_share')} what={text('links_share_what', host)} testId="share">
      <AccountSelect rows={rows} value={accountId} testId="share-account" onChange={setAccountId} />
      <Select
        label={text('links_what')}
        value={what}
        options={[
          { value: 'account', label: text('links_what_account') },
          { value: 'code', label: text('links_what_code') },
        ]}
        testId="share-what"
        onChange={setWhat}
      />
      {what === 'account' && (
        <Check checked={withNote} hint={text('links_note_hint')} testId="share-note" onChange={setWithNote}>
          {text('links_note')}
        </Check>
      )}
      <WishFields connection={connection} wishes={wishes} onChange={(more) => setWishes({ ...wishes, ...more })} />
      <ServiceNotice lines={service.problem} testId="share-problem" />
      {made !== undefined && <NewLinkCard key={made.row.linkId} tools={tools} made={made} />}
      <div class="buttons">
        <Button
          kind="main"
          busy={service.busy}
          disabled={row === undefined}
          testId="share-now"
          onPress={() => setAsking(true)}
        >
          {text('links_share_button')}
        </Button>
      </div>
      <Generate
        host={host}
        busy={service.busy}
        onGenerate={(gate) => void finish(tools.ask('service:link-generate', { id, ...wishes, gate }))}
      />
      {isAsking && row !== undefined && (
        <Dialog
          title={text('links_consent_title', nameOf(row), host)}
          confirm={text('links_consent', host)}
          testId="share-consent"
          onConfirm={() => void finish(share())}
          onCancel={() => setAsking(false)}
        >
          <p>{text('links_consent_what', host)}</p>
        </Dialog>
      )}
    </Panel>
  );
}

interface GenerateProps {
  readonly host: string;
  readonly busy: boolean;
  readonly onGenerate: (gate: string) => void;
}

/** What the service takes for a passphrase of its own, and refuses otherwise. */
const GATE_LENGTH_FROM = 4;

function Generate({ host, busy, onGenerate }: GenerateProps) {
  const [gate, setGate] = useState('');
  const isShort = gate !== '' && gate.length < GATE_LENGTH_FROM;
  return (
    <Fold title={text('links_generate')} testId="share-generate">
      <p class="hint">{text('links_generate_what', host)}</p>
      <TextField
        secret
        label={text('links_gate')}
        hint={text('links_gate_hint', host)}
        value={gate}
        error={isShort ? text('links_gate_short') : undefined}
        testId="generate-gate"
        onInput={setGate}
      />
      <div class="buttons">
        <Button busy={busy} disabled={isShort} testId="generate-now" onPress={() => onGenerate(gate)}>
          {text('links_generate_button')}
        </Button>
      </div>
    </Fold>
  );
}

interface WishFieldsProps {
  readonly connection: ServicePanelProps['connection'];
  readonly wishes: Wishes;
  readonly onChange: (changes: Partial<Wishes>) => void;
}

function WishFields({ connection, wishes, onChange }: WishFieldsProps) {
  const isKnown = connection.auth === 'basic';
  return (
    <>
      <Select
        label={text('links_ttl')}
        value={String(wishes.ttlSeconds)}
        options={(isKnown ? ACCOUNT_TTLS : ANONYMOUS_TTLS).map((seconds) => ({
          value: String(seconds),
          label: ttlText(seconds),
        }))}
        hint={text('links_ttl_hint')}
        testId="share-ttl"
        onChange={(value) => onChange({ ttlSeconds: Number(value) })}
      />
      {isKnown && (
        <Fold title={text('links_more')}>
          <TextField
            label={text('links_recipient')}
            hint={text('links_recipient_hint', connection.host)}
            value={wishes.recipient}
            testId="share-recipient"
            onInput={(recipient) => onChange({ recipient })}
          />
          <TextField
            label={text('links_domain')}
            hint={text('links_domain_hint')}
            value={wishes.shareDomain}
            testId="share-domain"
            onInput={(shareDomain) => onChange({ shareDomain })}
          />
        </Fold>
      )}
    </>
  );
}
