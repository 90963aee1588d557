/** Records as canonical JSON, the plaintext inside an envelope. Short rows instead of objects: a vault has thousands. */
import type { HistoryItem } from './history.ts';
import { canonicalJson, type Json } from './json.ts';
import type { Counter, Entry, RecordState, StateEntry, VaultRecord } from './record.ts';
import { normalizeRecord } from './record.ts';
import type { Stamp, VersionVector } from './stamp.ts';

/** The version of this form; it goes into the associated data of the envelope. */
export const RECORD_SCHEMA = 1;

/** Hex, so that no id can be the name of something that every JavaScript object has. */
const DEVICE = /^[0-9a-f]{8,32}$/;
const EPOCH = /^[0-9a-f]{8,32}:[0-9]{1,16}$/;
const NAME = /^[a-z][A-Za-z]{0,39}$/;

export function encodeRecord(record: VaultRecord): string {
  const { id, seen, fields, sets, counters, states, history } = record;
  return canonicalJson({
    id,
    seen,
    fields: mapRows(fields, (entry) => [...stampRow(entry), entry.value]),
    sets: mapRows(sets, (entry) => [...stampRow(entry), entry.value]),
    counters,
    states: states.map((entry) => [...stampRow(entry), entry.state, entry.seen]),
    history: history.map(({ field, entry, by }) => [field, [...stampRow(entry), entry.value], stampRow(by)]),
  });
}

/** Throws a TypeError for anything but a record; whoever calls it reports the record as damaged. */
export function decodeRecord(text: string): VaultRecord {
  const json = JSON.parse(text) as Json;
  const members = object(json);
  return normalizeRecord({
    id: string(members.id),
    seen: seenFrom(members.seen),
    fields: named(members.fields, (rows) => array(rows).map(entryFrom)),
    sets: named(members.sets, (rows) => array(rows).map(memberFrom)),
    counters: named(members.counters, counterFrom),
    states: array(members.states).map(stateFrom),
    history: array(members.history).map(historyFrom),
  });
}

function stampRow({ device, counter, ms, count }: Stamp): Json[] {
  return [device, counter, ms, count];
}

function mapRows(groups: Readonly<Record<string, readonly Entry[]>>, row: (entry: Entry) => Json): Json {
  return Object.fromEntries(Object.entries(groups).map(([name, entries]) => [name, entries.map(row)]));
}

function entryFrom(json: Json): Entry {
  const row = array(json);
  return { ...stampFrom(row), value: row[4] ?? null };
}

function memberFrom(json: Json): Entry {
  const entry = entryFrom(json);
  return { ...entry, value: string(entry.value) };
}

function stateFrom(json: Json): StateEntry {
  const row = array(json);
  const state = string(row[4]);
  check(state === 'live' || state === 'trashed' || state === 'purged', 'state');
  return { ...stampFrom(row), state: state as RecordState, seen: seenFrom(row[5]) };
}

function historyFrom(json: Json): HistoryItem {
  const [field, entry, by] = array(json);
  check(NAME.test(string(field)), 'field name');
  return { field: string(field), entry: entryFrom(entry ?? null), by: stampFrom(array(by)) };
}

function stampFrom(row: readonly Json[]): Stamp {
  const [device, counter, ms, count] = row;
  check(DEVICE.test(string(device)), 'device');
  return { device: string(device), counter: natural(counter), ms: natural(ms), count: natural(count) };
}

function seenFrom(json: Json | undefined): VersionVector {
  const entries = Object.entries(object(json));
  for (const [device] of entries) check(DEVICE.test(device), 'device');
  return Object.fromEntries(entries.map(([device, counter]) => [device, natural(counter)]));
}

function counterFrom(json: Json): Counter {
  const entries = Object.entries(object(json));
  for (const [epoch] of entries) check(EPOCH.test(epoch), 'epoch');
  return Object.fromEntries(entries.map(([epoch, reached]) => [epoch, natural(reached)]));
}

function named<V>(json: Json | undefined, read: (value: Json) => V): Record<string, V> {
  const entries = Object.entries(object(json));
  for (const [name] of entries) check(NAME.test(name), 'field name');
  return Object.fromEntries(entries.map(([name, value]) => [name, read(value)]));
}

function object(json: Json | undefined): Readonly<Record<string, Json>> {
  check(typeof json === 'object' && json !== null && !Array.isArray(json), 'object');
  return json as Record<string, Json>;
}

function array(json: Json | undefined): readonly Json[] {
  check(Array.isArray(json), 'list');
  return json as Json[];
}

function string(json: Json | undefined): string {
  check(typeof json === 'string', 'text');
  return json as string;
}

function natural(json: Json | undefined): number {
  check(Number.isSafeInteger(json) && (json as number) >= 0, 'number');
  return json as number;
}

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new TypeError(`a record holds a wrong ${what}`);
}
