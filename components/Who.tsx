/** Whose account it is, in two lines. */
import type { AccountRow } from '../lib/messaging/shapes.ts';
import { text } from '../lib/view/text.ts';
import { accountDetail, accountTitle } from './account-words.ts';
import { Icon } from './Icon.tsx';

export function Who({ row }: { readonly row: AccountRow }) {
  return (
    <span class="who">
      <b class="cut" dir="auto">
        {/* First, where no long name of a stranger can push it out of sight. */}
        {row.team !== undefined && (
          <span class="of-team" data-testid="of-team">
            <Icon name="team" />
            <span class="heard">{text('row_team', row.team)}</span>
          </span>
        )}
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
