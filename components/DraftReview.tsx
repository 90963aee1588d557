/** What was read from a text or a picture, before anything is stored. */
import { useState } from 'preact/hooks';
import type { AccountFields, Draft, EntryRefusal } from '../lib/messaging/shapes.ts';
import { plural, text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { Check } from './Check.tsx';
import { DraftCard, DraftNotes, draftCodeText, draftName } from './DraftCard.tsx';
import { Notice } from './Notice.tsx';
import { Refusals } from './Refusals.tsx';
import { TextField } from './TextField.tsx';

export interface DraftReviewProps {
  readonly drafts: readonly Draft[];
  /** What was found and refused. */
  readonly refusals: readonly EntryRefusal[];
  readonly busy: boolean;
  readonly error?: string | undefined;
  readonly onAccept: (draftIds: readonly string[], fields: AccountFields) => void;
  readonly onCancel: () => void;
}

export function DraftReview({ drafts, refusals, busy, error, onAccept, onCancel }: DraftReviewProps) {
  const [chosen, setChosen] = useState<readonly string[]>(() => drafts.filter(isNew).map(({ draftId }) => draftId));
  const [names, setNames] = useState<AccountFields>({});
  const only = drafts.length === 1 ? drafts[0] : undefined;
  const ids = only === undefined ? chosen : [only.draftId];
  return (
    <form
      class="stack"
      data-testid="review"
      onSubmit={(event) => {
        event.preventDefault();
        if (ids.length > 0) onAccept(ids, only === undefined ? {} : names);
      }}
    >
      {only === undefined ? (
        <DraftList drafts={drafts} chosen={chosen} onChange={setChosen} />
      ) : (
        <OneDraft draft={only} names={names} onChange={setNames} />
      )}
      <Refusals refusals={refusals} />
      {error !== undefined && (
        <Notice live kind="danger">
          {error}
        </Notice>
      )}
      <div class="buttons wide">
        <Button testId="review-cancel" onPress={onCancel}>
          {text('cancel')}
        </Button>
        <Button submit kind="main" busy={busy} disabled={ids.length === 0} testId="review-accept">
          {only === undefined ? plural('add_count', ids.length) : text('add_account')}
        </Button>
      </div>
    </form>
  );
}

function isNew(draft: Draft): boolean {
  return !draft.already.some(({ why }) => why === 'same-key');
}

interface OneDraftProps {
  readonly draft: Draft;
  readonly names: AccountFields;
  readonly onChange: (names: AccountFields) => void;
}

/** A name that the issuer left out can be given here; the rest can be changed later. */
function OneDraft({ draft, names, onChange }: OneDraftProps) {
  if (draft.issuer !== '') return <DraftCard draft={draft} />;
  return (
    <>
      <TextField
        focus
        label={text('field_issuer')}
        value={names.issuer ?? ''}
        placeholder={text('field_issuer_example')}
        testId="field-issuer"
        onInput={(issuer) => onChange({ ...names, issuer })}
      />
      <TextField
        label={text('field_label')}
        value={names.label ?? draft.label}
        placeholder={text('field_label_example')}
        testId="field-label"
        onInput={(label) => onChange({ ...names, label })}
      />
      <p class="hint">{draftCodeText(draft)}</p>
      <DraftNotes draft={draft} />
    </>
  );
}

interface DraftListProps {
  readonly drafts: readonly Draft[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function DraftList({ drafts, chosen, onChange }: DraftListProps) {
  return (
    <fieldset class="stack draft-list">
      <legend class="heard">{text('draft_choose')}</legend>
      {drafts.map((draft) => (
        <Check
          key={draft.draftId}
          testId="draft-check"
          checked={chosen.includes(draft.draftId)}
          hint={isNew(draft) ? draftCodeText(draft) : text('draft_there')}
          onChange={(isOn) => onChange(isOn ? [...chosen, draft.draftId] : chosen.filter((id) => id !== draft.draftId))}
        >
          <span dir="auto">{draftName(draft)}</span>
        </Check>
      ))}
    </fieldset>
  );
}
