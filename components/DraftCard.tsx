/** An account that was read and waits for a yes. */
import type { Draft } from '../lib/messaging/shapes.ts';
import { text } from '../lib/view/text.ts';
import { accountName } from './account-words.ts';
import { Notice } from './Notice.tsx';
import { TYPE_NAMES } from './ParameterFields.tsx';
import { isGraveWarning, warningText } from './reading-words.ts';

/** `6 digits, 60 s, SHA-256` */
export function draftCodeText(draft: Draft): string {
  const parts = [text('draft_digits', draft.digits)];
  if (draft.type === 'hotp') parts.push(text('draft_counter', draft.counter));
  else parts.push(text('period_seconds', draft.periodSeconds));
  if (draft.type === 'totp' || draft.type === 'hotp') parts.push(draft.algorithm.replace('SHA', 'SHA-'));
  else parts.push(text(TYPE_NAMES[draft.type]));
  return parts.join(', ');
}

export function DraftCard({ draft }: { readonly draft: Draft }) {
  return (
    <div class="stack" data-testid="draft" data-id={draft.draftId}>
      <dl class="facts card">
        <dt>{text('field_issuer')}</dt>
        <dd dir="auto">{draft.issuer || text('draft_no_name')}</dd>
        <dt>{text('field_label')}</dt>
        <dd dir="auto">{draft.label || text('draft_no_name')}</dd>
        <dt>{text('draft_code')}</dt>
        <dd>{draftCodeText(draft)}</dd>
        <dt>{text('draft_key')}</dt>
        <dd>{keyWords(draft.secretBits)}</dd>
      </dl>
      <DraftNotes draft={draft} />
    </div>
  );
}

/** What is there already, and what was odd about it. */
export function DraftNotes({ draft }: { readonly draft: Draft }) {
  return (
    <>
      {draft.already.map(({ id, name, why }) => (
        <Notice key={id} kind="warn" testId="already">
          {text(why === 'same-key' ? 'draft_same_key' : 'draft_same_name', name || text('account_unnamed'))}
        </Notice>
      ))}
      {draft.warnings.map((warning) => (
        <Notice key={warning} kind={isGraveWarning(warning) ? 'warn' : 'plain'}>
          {warningText(warning)}
        </Notice>
      ))}
    </>
  );
}

export function keyWords(bits: number): string {
  return text(bits < 80 ? 'bits_weak' : bits < 128 ? 'bits_fine' : 'bits_strong', bits);
}

/** One line of many. */
export function draftName(draft: Draft): string {
  return accountName(draft);
}
