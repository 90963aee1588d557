/**
 * Two states of one record into one. Commutative, associative, idempotent: whatever the order in which devices hear of
 * each other, they end with the same bytes.
 */
import type { HistoryItem } from './history.ts';
import { canonicalJson } from './json.ts';
import { entriesOf, mergeCounters, normalizeRecord, type StateEntry, type VaultRecord } from './record.ts';
import { compareContents, type Dot, dotKey, hasSeen, mergeSeen, type Stamp, type VersionVector } from './stamp.ts';

export function mergeRecords(left: VaultRecord, right: VaultRecord): VaultRecord {
  if (left.id !== right.id) throw new Error('two different records cannot be merged');
  const fields = mergeGroups(left, right, 'fields', dotKey);
  return normalizeRecord({
    id: left.id,
    seen: mergeSeen(left.seen, right.seen),
    fields,
    sets: mergeGroups(left, right, 'sets', (entry) => `${dotKey(entry)}/${JSON.stringify(entry.value)}`),
    counters: mergeCounters(left.counters, right.counters),
    states: mergeStates(left, right),
    history: [...left.history, ...right.history, ...droppedFrom(left, fields), ...droppedFrom(right, fields)],
  });
}

/**
 * [Note: dropped values] In a correct run who overwrote a value has put it into the history, with their own stamp, which
 * counts before this one. Two copies of a profile that write at once under one name each seem to know of the other's
 * writes, and merging drops both values: without this they would be nowhere.
 */
function droppedFrom(side: VaultRecord, merged: VaultRecord['fields']): HistoryItem[] {
  return Object.entries(side.fields).flatMap(([field, entries]) => {
    const kept = entriesOf(merged, field);
    const dropped = entries.filter((entry) => !kept.some((one) => dotKey(one) === dotKey(entry)));
    return dropped.map((entry) => ({ field, entry, by: { device: entry.device, counter: 0, ms: 0, count: 0 } }));
  });
}

/** Dots that stand for different values on the two sides: a cloned profile or a forged record, never a correct run. */
export function findForkedDots(left: VaultRecord, right: VaultRecord): readonly Dot[] {
  const forked = Object.keys(left.fields).flatMap((name) => {
    const others = new Map(entriesOf(right.fields, name).map((entry) => [dotKey(entry), entry]));
    return entriesOf(left.fields, name).filter((entry) => {
      const other = others.get(dotKey(entry));
      return other !== undefined && canonicalJson(other.value) !== canonicalJson(entry.value);
    });
  });
  return forked.map(({ device, counter }) => ({ device, counter }));
}

/** A purged record takes no writes, so whoever seems to have overwritten a purge is a copied profile, and is not believed. */
function mergeStates(left: VaultRecord, right: VaultRecord): StateEntry[] {
  const keyOf = (entry: StateEntry) => `${dotKey(entry)}/${entry.state}`;
  const merged = mergeEntries<StateEntry>(left.states, left.seen, right.states, right.seen, keyOf);
  const kept = new Set(merged.map(keyOf));
  const purges = [...left.states, ...right.states].filter(
    (entry) => entry.state === 'purged' && !kept.has(keyOf(entry)),
  );
  return [...merged, ...new Map(purges.map((purge) => [keyOf(purge), purge])).values()];
}

function mergeGroups<K extends 'fields' | 'sets'>(
  left: VaultRecord,
  right: VaultRecord,
  group: K,
  keyOf: (entry: VaultRecord[K][string][number]) => string,
) {
  const names = new Set([...Object.keys(left[group]), ...Object.keys(right[group])]);
  return Object.fromEntries(
    [...names].map((name) => {
      const entries = [entriesOf(left[group], name), entriesOf(right[group], name)] as const;
      return [name, mergeEntries(entries[0], left.seen, entries[1], right.seen, keyOf)];
    }),
  );
}

/** An entry survives if both have it, or if the other side has not seen it yet; else the other side overwrote it. */
function mergeEntries<E extends Stamp>(
  left: readonly E[],
  leftSeen: VersionVector,
  right: readonly E[],
  rightSeen: VersionVector,
  keyOf: (entry: E) => string,
): E[] {
  const rightByKey = new Map(right.map((entry) => [keyOf(entry), entry]));
  const leftKeys = new Set(left.map(keyOf));
  const fromLeft = left.flatMap((entry) => {
    const twin = rightByKey.get(keyOf(entry));
    if (twin !== undefined) return [later(entry, twin)];
    return hasSeen(rightSeen, entry) ? [] : [entry];
  });
  const fromRight = right.filter((entry) => !leftKeys.has(keyOf(entry)) && !hasSeen(leftSeen, entry));
  return [...fromLeft, ...fromRight];
}

/** Twins are equal in a correct run; of forked ones each device must take the same. */
function later<E extends Stamp>(left: E, right: E): E {
  return compareContents(left, right) >= 0 ? left : right;
}
