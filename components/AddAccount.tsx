/**
 * Adding an account, in the popup and in a tab: scan the page in front, paste anything, drop or choose a picture, or
 * type the key. Nothing is stored before the user has seen what was read.
 */
import { useState } from 'preact/hooks';
import type { AccountFields, BatchProgress, Draft, EntryRefusal, ScanProblem } from '../lib/messaging/shapes.ts';
import { type PageDoors, refusalText } from '../lib/view/actions.ts';
import { text } from '../lib/view/text.ts';
import { DraftReview } from './DraftReview.tsx';
import { Examined } from './Examined.tsx';
import { Notice } from './Notice.tsx';
import { PasteBox } from './PasteBox.tsx';
import { pictureBytes } from './picture-bytes.ts';
import { Refusals } from './Refusals.tsx';
import { entryRefusalText, scanProblemText } from './reading-words.ts';
import { TypeKey } from './TypeKey.tsx';
import { WaysToAdd } from './WaysToAdd.tsx';

/** Characters that the background takes at once. */
const PASTE_LENGTH = 200_000;

export interface AddAccountProps {
  readonly doors: Pick<PageDoors, 'ask'>;
  /** The tab that "scan this page" means; absent in a page of our own. */
  readonly tabId?: number | undefined;
  /** Opens the file picker elsewhere, where this page would close under it; without it files are picked here. */
  readonly onPickElsewhere?: (() => void) | undefined;
  readonly onAdded: (ids: readonly string[]) => void;
}

interface Read {
  readonly source: 'text' | 'picture';
  readonly drafts: readonly Draft[];
  readonly refusals: readonly EntryRefusal[];
  readonly problem: ScanProblem | null;
  readonly batch: BatchProgress | null;
  readonly examined: string | null;
}

type Step =
  | { readonly kind: 'choose' }
  | { readonly kind: 'type'; readonly secret: string }
  | { readonly kind: 'review'; readonly read: Read };

export function AddAccount({ doors, tabId, onPickElsewhere, onAdded }: AddAccountProps) {
  const [step, setStep] = useState<Step>({ kind: 'choose' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const toChoose = () => {
    setError(undefined);
    setStep({ kind: 'choose' });
  };
  const during = async (work: () => Promise<string | undefined>) => {
    setBusy(true);
    setError(undefined);
    setError(await work());
    setBusy(false);
  };
  const show = (read: Read) =>
    setStep(read.drafts.length > 0 || read.problem !== null ? { kind: 'review', read } : { kind: 'choose' });
  const readText = (typed: string) =>
    during(() => readTyped(doors, typed, show, (secret) => setStep({ kind: 'type', secret })));
  const readPicture = (file: Blob) => during(() => readFile(doors, file, show));
  const accept = (read: Read, draftIds: readonly string[], fields: AccountFields) =>
    during(async () => {
      const reply = await acceptRead(doors, read, draftIds, fields);
      if (!reply.ok) return refusalText(reply.code);
      onAdded(reply.value.ids);
      return undefined;
    });

  if (step.kind === 'type') return <TypeKey doors={doors} secret={step.secret} onAdded={onAdded} onCancel={toChoose} />;
  if (step.kind === 'review') {
    const { read } = step;
    return (
      <div class="stack">
        {read.problem !== null && <Problem read={read} problem={read.problem} />}
        {read.problem === 'damaged-account' && <Refusals refusals={read.refusals} />}
        {read.batch !== null && read.batch.size > 1 && (
          <Notice testId="batch">{text('batch_read', read.batch.read, read.batch.size)}</Notice>
        )}
        {read.drafts.length > 0 ? (
          <DraftReview
            drafts={read.drafts}
            refusals={read.refusals}
            busy={busy}
            error={error}
            onCancel={toChoose}
            onAccept={(ids, fields) => accept(read, ids, fields)}
          />
        ) : (
          <PasteBox busy={busy} error={error} onText={readText} onPicture={readPicture} />
        )}
      </div>
    );
  }
  return (
    <div class="stack">
      <WaysToAdd
        onScan={
          tabId === undefined ? undefined : () => during(async () => refusalOf(await doors.ask('scan:page', { tabId })))
        }
        onPicture={readPicture}
        onPickElsewhere={onPickElsewhere}
        onType={() => setStep({ kind: 'type', secret: '' })}
      />
      <PasteBox busy={busy} error={error} onText={readText} onPicture={readPicture} />
    </div>
  );
}

function Problem({ read, problem }: { readonly read: Read; readonly problem: ScanProblem }) {
  return (
    <Notice live kind="warn" testId="problem">
      <p>{scanProblemText(problem)}</p>
      {read.examined !== null && <Examined bytes={read.examined} />}
    </Notice>
  );
}

function refusalOf(reply: { readonly ok: boolean; readonly code?: string }): string | undefined {
  return reply.ok ? undefined : refusalText(reply.code ?? 'internal');
}

/** A key with a slip in it goes to the form, which names the wrong character while it is mended. */
async function readTyped(
  doors: Pick<PageDoors, 'ask'>,
  typed: string,
  onRead: (read: Read) => void,
  onKey: (secret: string) => void,
): Promise<string | undefined> {
  if (typed.length > PASTE_LENGTH) return text('paste_refused', text('reading_too_long'));
  const reply = await doors.ask('account:read-text', { text: typed });
  if (!reply.ok) return reply.code === 'not-an-account' ? text('paste_not_an_account') : refusalText(reply.code);
  const { drafts, refusals } = reply.value;
  if (drafts.length > 0) {
    onRead({ source: 'text', problem: null, batch: null, examined: null, drafts, refusals });
    return undefined;
  }
  if (refusals.every(({ code }) => IN_A_KEY.has(code)) && isLikeKey(typed)) {
    onKey(typed.trim());
    return undefined;
  }
  const reasons = new Set(refusals.map(entryRefusalText));
  return text('paste_refused', [...reasons].slice(0, REASONS_SHOWN).join(' '));
}

const REASONS_SHOWN = 3;
/** What the form for a key can show better than words. */
const IN_A_KEY: ReadonlySet<string> = new Set(['bad-character', 'bad-secret-length', 'secret-too-long']);

function isLikeKey(typed: string): boolean {
  return /^[a-z0-9][^:/?&\n]{11,}$/i.test(typed.trim());
}

async function readFile(
  doors: Pick<PageDoors, 'ask'>,
  file: Blob,
  onRead: (read: Read) => void,
): Promise<string | undefined> {
  const bytes = await pictureBytes(file);
  if (bytes === undefined) return scanProblemText('too-large');
  const reply = await doors.ask('scan:picture', { bytes });
  if (!reply.ok) return refusalText(reply.code);
  const { drafts, refusals, problem, batch, examined } = reply.value;
  onRead({ source: 'picture', drafts, refusals, problem, batch, examined });
  return undefined;
}

function acceptRead(doors: Pick<PageDoors, 'ask'>, read: Read, draftIds: readonly string[], fields: AccountFields) {
  return read.source === 'text'
    ? doors.ask('account:add', { draftIds, fields })
    : doors.ask('confirm:accept', { draftIds, fields, bindHost: false, fillFirst: false });
}
