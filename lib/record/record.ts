/**
 * A record: the shape in which an account lives on every device, and how one device writes to it.
 *
 * [Note: dot stores] A field holds the values that nobody has overwritten yet, each under the dot of its writing. As a
 * rule that is one; after concurrent edits it is several, and the reader takes the first. The next write replaces all
 * of them. Sets work the same way, with one entry a member, which makes them observed-remove sets.
 */
import { type HistoryItem, pruneHistory } from './history.ts';
import { compareText, type Json } from './json.ts';
import { compareStamps, mergeSeen, type Stamp, type VersionVector } from './stamp.ts';

export interface Entry extends Stamp {
  readonly value: Json;
}

export type RecordState = 'live' | 'trashed' | 'purged';

export interface StateEntry extends Stamp {
  readonly state: RecordState;
  /** What the device had seen of the record when it changed the state; tells a later edit from an unseen one. */
  readonly seen: VersionVector;
}

/** For each epoch of a counter the highest number reached. */
export type Counter = Readonly<Record<string, number>>;

export interface VaultRecord {
  readonly id: string;
  readonly seen: VersionVector;
  /** Winner first. */
  readonly fields: Readonly<Record<string, readonly Entry[]>>;
  readonly sets: Readonly<Record<string, readonly Entry[]>>;
  readonly counters: Readonly<Record<string, Counter>>;
  /** Winner first; never empty. */
  readonly states: readonly StateEntry[];
  readonly history: readonly HistoryItem[];
}

/** One act of writing. What is not named stays as it is, dots included. */
export interface RecordWrite {
  readonly fields?: Readonly<Record<string, Json>>;
  /** The whole set as it shall be. */
  readonly sets?: Readonly<Record<string, readonly string[]>>;
  /** Raises; a number lower than the one reached changes nothing. */
  readonly counters?: Readonly<Record<string, Counter>>;
  readonly state?: RecordState;
  /** Of an account that comes from a backup: what it was before, in another vault. */
  readonly history?: readonly HistoryItem[];
}

const STATE_RANK: Readonly<Record<RecordState, number>> = { live: 0, trashed: 1, purged: 2 };

export function createRecord(id: string, write: RecordWrite, stamp: Stamp): VaultRecord {
  const empty = { id, seen: {}, fields: {}, sets: {}, counters: {}, states: [], history: [] };
  return writeRecord(empty, { state: 'live', ...write }, stamp);
}

/** `stamp` must be new on this device and later than all it wrote before. A purged record takes no writes. */
export function writeRecord(record: VaultRecord, write: RecordWrite, stamp: Stamp): VaultRecord {
  if (stateOf(record) === 'purged') throw new Error('a purged record takes no writes');
  const { device, counter, ms, count } = stamp;
  const at: Stamp = { device, counter, ms, count };
  const seen = mergeSeen(record.seen, { [device]: counter });
  const written: VaultRecord = {
    id: record.id,
    seen,
    fields: { ...record.fields, ...mapValues(write.fields ?? {}, (value) => [{ ...at, value }]) },
    sets: writeSets(record, write.sets ?? {}, at),
    counters: mergeCounters(record.counters, write.counters ?? {}),
    states: write.state === undefined ? record.states : [{ ...at, state: write.state, seen }],
    history: [...record.history, ...(write.history ?? []), ...overwritten(record, write, at)],
  };
  return normalizeRecord(written);
}

/** What is in force; `undefined` for a field that was never written. */
export function fieldOf(record: VaultRecord, name: string): Json | undefined {
  const [winner] = entriesOf(record.fields, name);
  if (winner !== undefined) return winner.value;
  return Object.hasOwn(record.fields, name) ? lastDropped(record, name)?.value : undefined;
}

/** Of a field that was emptied; see [Note: dropped values]. */
function lastDropped({ history }: VaultRecord, name: string): Entry | undefined {
  const entries = history.filter(({ field }) => field === name).map(({ entry }) => entry);
  return entries.sort(compareStamps).at(-1);
}

export function membersOf(record: VaultRecord, name: string): readonly string[] {
  const members = entriesOf(record.sets, name).map((entry) => String(entry.value));
  return [...new Set(members)].sort(compareText);
}

export function counterOf(record: VaultRecord, name: string, epoch: string): number {
  const counter: Counter = Object.hasOwn(record.counters, name) ? (record.counters[name] ?? {}) : {};
  return Object.hasOwn(counter, epoch) ? (counter[epoch] ?? 0) : 0;
}

export function stateOf(record: VaultRecord): RecordState {
  return record.states[0]?.state ?? 'live';
}

/** A field of a trashed record was changed by a device that did not know of the deletion: offer to restore it. */
export function wasEditedUnawares(record: VaultRecord): boolean {
  const [winner] = record.states;
  if (winner?.state !== 'trashed') return false;
  const entries = [...Object.values(record.fields), ...Object.values(record.sets)].flat();
  return entries.some((entry) => (winner.seen[entry.device] ?? 0) < entry.counter);
}

/** The one spelling of a record's content: winners first, history pruned, a purged record emptied. */
export function normalizeRecord(record: VaultRecord): VaultRecord {
  const states = [...record.states].sort(compareStates);
  if (states[0]?.state === 'purged') {
    const purges = states.filter(({ state }) => state === 'purged');
    return { id: record.id, seen: record.seen, fields: {}, sets: {}, counters: {}, states: purges, history: [] };
  }
  return {
    ...record,
    fields: mapValues(record.fields, (entries) => [...entries].sort((left, right) => compareStamps(right, left))),
    sets: mapValues(record.sets, (entries) => [...entries].sort(compareMembers)),
    states,
    history: pruneHistory(record.history),
  };
}

export function mergeCounters(
  left: Readonly<Record<string, Counter>>,
  right: Readonly<Record<string, Counter>>,
): Record<string, Counter> {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...names].map((name) => [name, mergeSeen(left[name] ?? {}, right[name] ?? {})]));
}

export function entriesOf<E>(groups: Readonly<Record<string, readonly E[]>>, name: string): readonly E[] {
  return Object.hasOwn(groups, name) ? (groups[name] ?? []) : [];
}

function writeSets(record: VaultRecord, sets: Readonly<Record<string, readonly string[]>>, at: Stamp) {
  const written = mapValues(sets, (members, name) => {
    const old = entriesOf(record.sets, name);
    const wanted = new Set(members);
    const known = new Set(old.map(({ value }) => value));
    const added = [...wanted].filter((member) => !known.has(member)).map((value) => ({ ...at, value }));
    return [...old.filter(({ value }) => wanted.has(String(value))), ...added];
  });
  return { ...record.sets, ...written };
}

function overwritten(record: VaultRecord, write: RecordWrite, by: Stamp): HistoryItem[] {
  return Object.keys(write.fields ?? {}).flatMap((field) =>
    entriesOf(record.fields, field).map((entry) => ({ field, entry, by })),
  );
}

function compareStates(left: StateEntry, right: StateEntry): number {
  return STATE_RANK[right.state] - STATE_RANK[left.state] || compareStamps(right, left);
}

function compareMembers(left: Entry, right: Entry): number {
  return compareText(String(left.value), String(right.value)) || compareStamps(left, right);
}

function mapValues<V, W>(object: Readonly<Record<string, V>>, change: (value: V, key: string) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
