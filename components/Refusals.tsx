import type { EntryRefusal } from '../lib/messaging/shapes.ts';
import { plural } from '../lib/view/text.ts';
import { Notice } from './Notice.tsx';
import { entryRefusalText } from './reading-words.ts';

/** What was found beside the accounts and cannot be used, each with its reason. */
export function Refusals({ refusals }: { readonly refusals: readonly EntryRefusal[] }) {
  if (refusals.length === 0) return null;
  return (
    <Notice kind="warn" testId="refusals">
      <p>{plural('draft_refused', refusals.length)}</p>
      <ul class="plain-list">
        {refusals.map((refusal, at) => (
          <li key={at} dir="auto">
            {entryRefusalText(refusal)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
