/** Values that were overwritten, each with the way back. A key is restored unseen. */
import type { HistoryRow } from '../lib/messaging/shapes.ts';
import { formatDateTime, type TextKey, text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';

export interface HistoryListProps {
  readonly rows: readonly HistoryRow[];
  readonly onRestore: (historyId: string) => void;
}

const FIELDS: Readonly<Record<string, TextKey>> = {
  issuer: 'field_issuer',
  label: 'field_label',
  note: 'field_note',
  tags: 'field_tags',
  hosts: 'field_hosts',
  secret: 'field_key',
  key: 'field_key',
  pin: 'field_pin',
  type: 'field_type',
  algorithm: 'field_algorithm',
  digits: 'field_digits',
  periodSeconds: 'field_period',
  counter: 'field_counter',
  recoveryCodes: 'recovery_codes',
};

export function HistoryList({ rows, onRestore }: HistoryListProps) {
  if (rows.length === 0) return <p class="hint">{text('history_none')}</p>;
  return (
    <ul class="history">
      {rows.map((row) => (
        <li key={row.id} data-testid="history-row">
          <span class="who">
            <b dir="auto">{row.value === '' ? fieldName(row.field) : `${fieldName(row.field)}: ${row.value}`}</b>
            <span>{whenReplaced(row)}</span>
          </span>
          <Button small testId="history-restore" onPress={() => onRestore(row.id)}>
            {text('restore')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function whenReplaced({ atMs, device }: HistoryRow): string {
  if (atMs === 0) return '';
  const when = formatDateTime(atMs);
  return device === '' ? text('history_until', when) : text('history_until_by', when, device);
}

/** A field that a newer Tessera knows and this one does not is shown by its own name. */
function fieldName(field: string): string {
  const key = FIELDS[field];
  return key === undefined ? field : text(key);
}
