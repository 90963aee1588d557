/**
 * The outbox as it lies on the disk. A change of many records has one row for all of them: IndexedDB takes about as long
 * for ten bytes as for a thousand, and a row each would double the time of an import.
 */
import { compareText } from '../record/json.ts';
import type { ManyOutboxRow, OutboxRow, StoredOutboxRow } from './schema.ts';

/** From here on one row is written for all. */
const MANY = 100;

export function toOutboxRows(marks: readonly OutboxRow[]): readonly StoredOutboxRow[] {
  const [first] = marks;
  if (first === undefined || marks.length < MANY) return marks;
  const { counter } = first;
  return [{ id: manyId(counter), counter, ids: marks.map(({ id }) => id) }];
}

/** Each record once, with its newest counter, by id. */
export function fromOutboxRows(rows: readonly StoredOutboxRow[]): readonly OutboxRow[] {
  const counters = new Map<string, number>();
  for (const row of rows) {
    for (const id of isMany(row) ? row.ids : [row.id]) {
      counters.set(id, Math.max(row.counter, counters.get(id) ?? 0));
    }
  }
  return [...counters].map(([id, counter]) => ({ id, counter })).sort((left, right) => compareText(left.id, right.id));
}

/** What becomes of rows once these marks were sent; a record that was written again since stays. */
export function afterSending(
  rows: readonly StoredOutboxRow[],
  sent: readonly OutboxRow[],
): { readonly put: readonly StoredOutboxRow[]; readonly deleted: readonly string[] } {
  const counters = new Map(sent.map(({ id, counter }) => [id, counter]));
  const isSent = (id: string, counter: number) => (counters.get(id) ?? 0) >= counter;
  const put: StoredOutboxRow[] = [];
  const deleted: string[] = [];
  for (const row of rows) {
    const left = (isMany(row) ? row.ids : [row.id]).filter((id) => !isSent(id, row.counter));
    if (left.length === 0) deleted.push(row.id);
    else if (isMany(row) && left.length < row.ids.length) put.push({ ...row, ids: left });
  }
  return { put, deleted };
}

function isMany(row: StoredOutboxRow): row is ManyOutboxRow {
  return 'ids' in row;
}

/** No record has such an id: theirs are hex. */
function manyId(counter: number): string {
  return `many/${counter}`;
}
