/** Several accounts at once, or an export that is spread over several codes: a list to choose from. */
import { useState } from 'preact/hooks';
import type { BatchProgress, Draft, Waiting } from '../../lib/messaging/shapes.ts';
import { plural, text } from '../../lib/view/text.ts';
import { accountTitle } from '../account-words.ts';
import { Button } from '../Button.tsx';
import { draftCodeText } from '../DraftCard.tsx';
import { Monogram } from '../Monogram.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import { Refusals } from '../Refusals.tsx';
import { isGraveWarning, warningText } from '../reading-words.ts';
import { acceptDrafts } from './accept.ts';
import type { AddedAccounts } from './Confirm.tsx';
import { ConfirmFrame } from './ConfirmFrame.tsx';
import { Origin } from './Origin.tsx';

export interface ConfirmManyProps {
  readonly waiting: Waiting;
  readonly tools: PageTools;
  readonly onCancel: () => void;
  readonly onAdded: (added: AddedAccounts) => void;
}

export function ConfirmMany({ waiting, tools, onCancel, onAdded }: ConfirmManyProps) {
  const { drafts, batch } = waiting;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(drafts.filter(isNew).map(idOf)));
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isPart = batch !== null && batch.read < batch.size;
  const accept = async () => {
    if (busy) return;
    if (chosen.size === 0) return setError(text('confirm_none_chosen'));
    setBusy(true);
    setError(undefined);
    const draftIds = drafts.map(idOf).filter((id) => chosen.has(id));
    const answer = await acceptDrafts(tools, { draftIds, bindHost: false, fillFirst: false, fields: {} });
    setBusy(false);
    if (answer.ok) onAdded({ ...answer.value, name: '' });
    else setError(answer.error);
  };
  return (
    <ConfirmFrame
      title={isPart ? text('confirm_title_batch', batch.read, batch.size) : text('confirm_title_many')}
      testId="drafts"
      onSubmit={accept}
      foot={
        <>
          <Button testId="cancel" disabled={busy} onPress={onCancel}>
            {text('cancel')}
          </Button>
          <Button submit kind="main" busy={busy} disabled={chosen.size === 0} testId="accept">
            {busy ? text('confirm_adding') : plural('add_count', chosen.size)}
          </Button>
        </>
      }
    >
      {isPart && <BatchNotice batch={batch} />}
      <Origin waiting={waiting} />
      <DraftChoices drafts={drafts} chosen={chosen} onChange={setChosen} />
      <Refusals refusals={waiting.refusals} />
      {error !== undefined && (
        <Notice live kind="danger" testId="accept-error">
          {error}
        </Notice>
      )}
    </ConfirmFrame>
  );
}

function idOf({ draftId }: Draft): string {
  return draftId;
}

function isNew({ already }: Draft): boolean {
  return !already.some(({ why }) => why === 'same-key');
}

function BatchNotice({ batch }: { readonly batch: BatchProgress }) {
  return (
    <Notice icon="scan" testId="batch">
      <p>{text('confirm_batch_next')}</p>
      <progress
        class="batch-progress"
        max={batch.size}
        value={batch.read}
        aria-label={text('confirm_batch_more', batch.read, batch.size)}
      />
    </Notice>
  );
}

interface DraftChoicesProps {
  readonly drafts: readonly Draft[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Duplicates are off at first: choosing one again is a press away. */
function DraftChoices({ drafts, chosen, onChange }: DraftChoicesProps) {
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <fieldset class="choices card">
      <legend class="heard">{text('draft_choose')}</legend>
      {drafts.map((draft) => (
        <label key={draft.draftId} class="choice check" data-testid="draft">
          <input
            type="checkbox"
            checked={chosen.has(draft.draftId)}
            data-testid="draft-check"
            onChange={(event) => toggle(draft.draftId, event.currentTarget.checked)}
          />
          <Monogram name={accountTitle(draft)} />
          <span class="who">
            <b dir="auto">{accountTitle(draft)}</b>
            <ChoiceDetail draft={draft} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function ChoiceDetail({ draft }: { readonly draft: Draft }) {
  const who = draft.issuer === '' ? '' : draft.label;
  const grave = draft.warnings.filter(isGraveWarning);
  return (
    <>
      <span dir="auto">{[who, isUsual(draft) ? '' : draftCodeText(draft)].filter(Boolean).join(' · ')}</span>
      {draft.already.map(({ id, name, why }) => (
        <span key={id} class="choice-note">
          {text(why === 'same-key' ? 'draft_same_key' : 'draft_same_name', name)}
        </span>
      ))}
      {grave.map((warning) => (
        <span key={warning} class="choice-note">
          {warningText(warning)}
        </span>
      ))}
    </>
  );
}

function isUsual({ type, digits, periodSeconds, algorithm }: Draft): boolean {
  return type === 'totp' && digits === 6 && periodSeconds === 30 && algorithm === 'SHA1';
}
