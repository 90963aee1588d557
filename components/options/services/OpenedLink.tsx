/** A text that came by a one-time link: unsealed where it was sealed, offered as an account where it is one. */
import { useState } from 'preact/hooks';
import type { OpenedRow } from '../../../lib/messaging/service-shapes.ts';
import type { Draft } from '../../../lib/messaging/shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatDateTime, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';
import { Notice } from '../../Notice.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { nameOf } from './AccountSelect.tsx';
import { CopyLine } from './NewLinkCard.tsx';

export interface OpenedLinkProps {
  readonly row: OpenedRow;
  readonly tools: OptionsTools;
  readonly onForgotten: () => Promise<void>;
}

interface Read {
  readonly text: string;
  readonly drafts: readonly Draft[];
}

export function OpenedLink({ row, tools, onForgotten }: OpenedLinkProps) {
  const [read, setRead] = useState<Read>();
  const [isAdded, setAdded] = useState(false);
  const forget = async () => {
    await tools.ask('service:opened-forget', { openedId: row.openedId });
    await onForgotten();
  };
  const add = async () => {
    const draftIds = read?.drafts.map(({ draftId }) => draftId) ?? [];
    const fields = read === undefined || read.text === '' ? {} : { note: read.text };
    const reply = await tools.ask('account:add', { draftIds, fields });
    // Drafts are gone when something else was read meanwhile, or the vault was locked: the text is still here.
    if (reply.ok && reply.value.ids.length > 0) setAdded(true);
    else setRead(undefined);
  };
  return (
    <li class="slot wrap" data-testid="opened">
      <Icon name="open" />
      <span class="who">
        <b>{text('opened_from', row.host)}</b>
        <span>{formatDateTime(row.openedAtMs)}</span>
      </span>
      <Button small testId="opened-forget" onPress={forget}>
        {text('links_forget')}
      </Button>
      <div class="slot-body stack">
        {read === undefined && <ReadForm row={row} tools={tools} onRead={setRead} />}
        {read !== undefined && read.drafts.length === 0 && (
          <CopyLine name={text('opened_text')} value={read.text} tools={tools} testId="opened-text" />
        )}
        {read !== undefined && read.drafts.length > 0 && !isAdded && <Offer read={read} onAdd={add} />}
        {isAdded && (
          <Notice live kind="good" testId="opened-added">
            {text('opened_added')}
          </Notice>
        )}
      </div>
    </li>
  );
}

function Offer({ read, onAdd }: { readonly read: Read; readonly onAdd: () => void }) {
  return (
    <Notice live kind="good" testId="opened-offer">
      {read.drafts.map((draft) => (
        <p key={draft.draftId} dir="auto">
          <b>{nameOf(draft)}</b>
        </p>
      ))}
      {read.text !== '' && <p dir="auto">{read.text}</p>}
      <div class="buttons">
        <Button small kind="main" icon="plus" testId="opened-add" onPress={onAdd}>
          {text('opened_add')}
        </Button>
      </div>
    </Notice>
  );
}

interface ReadFormProps {
  readonly row: OpenedRow;
  readonly tools: OptionsTools;
  readonly onRead: (read: Read) => void;
}

const REFUSALS = { 'wrong-passphrase': 'opened_wrong', 'too-much-work': 'opened_too_much' } as const;

function ReadForm({ row, tools, onRead }: ReadFormProps) {
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const read = async () => {
    setBusy(true);
    const reply = await tools.ask('service:opened-read', { openedId: row.openedId, passphrase });
    setBusy(false);
    if (reply.ok) return onRead(reply.value);
    const { code } = reply;
    const isKnown = code === 'wrong-passphrase' || code === 'too-much-work';
    setError(isKnown ? text(REFUSALS[code]) : refusalText(code));
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        read();
      }}
    >
      {row.isSealed && (
        <TextField
          secret
          label={text('opened_passphrase')}
          hint={text('opened_passphrase_hint')}
          value={passphrase}
          error={error}
          testId="opened-passphrase"
          onInput={(typed) => {
            setPassphrase(typed);
            setError(undefined);
          }}
        />
      )}
      <div class="buttons">
        <Button submit small busy={busy} testId="opened-read">
          {text('opened_read')}
        </Button>
      </div>
    </form>
  );
}
