import type { ExportOffer, LostField } from '../../../lib/messaging/transfer-shapes.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { Icon } from '../../Icon.tsx';

const STEMS = {
  account: 'export_lost_account',
  issuer: 'export_lost_issuer',
  hosts: 'export_lost_hosts',
  tags: 'export_lost_tags',
  note: 'export_lost_note',
  recoveryCodes: 'export_lost_recovery',
  pinned: 'export_lost_pinned',
  trashed: 'export_lost_trashed',
  team: 'export_lost_team',
  unknown: 'export_lost_unknown',
} as const;

const FIELDS = Object.keys(STEMS) as readonly LostField[];

/** What a format cannot hold of this vault, before anything is made. */
export function Losses({ offer: { lost, leftOut } }: { readonly offer: ExportOffer }) {
  const lines = FIELDS.flatMap((field) => {
    const count = lost[field] ?? 0;
    return count === 0 ? [] : [plural(STEMS[field], count, ...(field === 'account' ? [namesOf(leftOut, count)] : []))];
  });
  if (lines.length === 0) {
    return (
      <p class="hint with-icon" data-testid="loses-nothing">
        <Icon name="check" />
        {text('export_loses_nothing')}
      </p>
    );
  }
  return (
    <div data-testid="losses">
      <h3>{text('export_loses')}</h3>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}

function namesOf(names: readonly string[], count: number): string {
  const shown = names.map((name) => name || text('account_unnamed')).join(', ');
  return count > names.length ? `${shown} …` : shown;
}
