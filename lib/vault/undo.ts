/** What a change must remember so that it can be taken back: the values before, and the dot that replaced them. */
import { fail, ok, type Result } from '../base/result.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import {
  entriesOf,
  fieldOf,
  membersOf,
  type RecordState,
  type RecordWrite,
  stateOf,
  type VaultRecord,
} from '../record/record.ts';
import { type Dot, dotKey } from '../record/stamp.ts';

/** How long a change can be taken back. */
export const UNDO_MS = 10 * 60 * 1000;

export interface UndoItem {
  readonly id: string;
  readonly fields: Readonly<Record<string, Json>>;
  readonly sets: Readonly<Record<string, { readonly before: readonly string[]; readonly after: readonly string[] }>>;
  readonly state?: RecordState;
}

export interface Undo {
  readonly dot: Dot;
  readonly items: readonly UndoItem[];
}

/** `before` is undefined for an account that was added: taking that back puts it into the Trash. */
export function undoOf(before: VaultRecord | undefined, write: RecordWrite, after: VaultRecord): UndoItem {
  if (before === undefined) return { id: after.id, fields: {}, sets: {}, state: 'trashed' };
  const fields = Object.keys(write.fields ?? {}).map((name) => [name, fieldOf(before, name) ?? null] as const);
  const sets = Object.keys(write.sets ?? {}).map(
    (name) => [name, { before: membersOf(before, name), after: membersOf(after, name) }] as const,
  );
  const item = { id: after.id, fields: Object.fromEntries(fields), sets: Object.fromEntries(sets) };
  return write.state === undefined ? item : { ...item, state: stateOf(before) };
}

/** Refuses when anything the change wrote was written again since: taking it back would undo that too. */
export function undoToWrite(item: UndoItem, dot: Dot, record: VaultRecord): Result<RecordWrite, 'changed-since'> {
  const isMine = (at: Dot | undefined) => at !== undefined && dotKey(at) === dotKey(dot);
  const fieldsStand = Object.keys(item.fields).every((name) => isMine(entriesOf(record.fields, name)[0]));
  const setsStand = Object.entries(item.sets).every(
    ([name, { after }]) => canonicalJson([...membersOf(record, name)]) === canonicalJson([...after]),
  );
  const stateStands = item.state === undefined || isMine(record.states[0]);
  if (!fieldsStand || !setsStand || !stateStands) return fail('changed-since');
  const sets = Object.fromEntries(Object.entries(item.sets).map(([name, { before }]) => [name, before]));
  const write = { fields: item.fields, sets };
  return ok(item.state === undefined ? write : { ...write, state: item.state });
}
