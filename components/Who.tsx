/** Whose account it is, in two lines. */
import type { AccountRow } from '../lib/messaging/shapes.ts';
import { text } from '../lib/view/text.ts';
import { accountDetail, accountTitle } from './account-words.ts';
import { Icon } from './Icon.tsx';

export function Who({ row }: { readonly row: AccountRow }) {
  return (
    <span class="who">
      <b class="cut" dir="auto">
        {accountTitle(row)}
        {row.pinned && (
          <span class="pinned">
            <Icon name="pin" />
            <span class="heard">{text('pinned')}</span>
          </span>
        )}
      </b>
      <span class="cut" dir="auto">
        {accountDetail(row)}
      </span>
    </span>
  );
}
