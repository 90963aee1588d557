/**
 * Everything that two devices can do to one record within a few operations, with the real round: each history is walked
 * through, and two that lead to the same state are walked on once.
 */
import type { Bytes } from '../../lib/base/bytes.ts';
import { counterOf, fieldOf, stateOf, type VaultRecord } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { runRound } from '../../lib/sync/round.ts';
import { createDice } from '../sim/dice.ts';
import { createFakeCrypto } from '../sim/fake-crypto.ts';
import { copyProfile, createProfile, createProfileStore, type Profile, writeHere } from '../sim/profile.ts';
import { createStorage, createStorageRemote } from '../sim/storage.ts';

const OPERATIONS = ['edit', 'trash', 'restore', 'increment', 'sync', 'crash'] as const;
type Operation = (typeof OPERATIONS)[number];

/** What was acknowledged, as far as the end is judged by it. */
interface Book {
  /** Value -> those that overwrote it knowingly. */
  readonly edits: Readonly<Record<string, readonly string[]>>;
  /** Dot of a deletion -> whether somebody who knew of it restored the record. */
  readonly deletions: Readonly<Record<string, boolean>>;
  readonly count: number;
}

interface State {
  readonly devices: readonly Profile[];
  readonly objects: ReadonlyMap<string, Bytes>;
  readonly book: Book;
  readonly story: readonly string[];
}

export interface Walk {
  readonly states: number;
  /** Histories that were walked through, or found to lead where another one led. */
  readonly histories: number;
  readonly violations: readonly string[];
}

const ID = 'r1';
const EPOCH = '11111111:1';
const NAMES = ['11111111', '22222222'];
/** The first is ahead by ten years. */
const CLOCKS_MS = [2_000_000_000_000, 1_700_000_000_000];
const VIOLATIONS_KEPT = 5;
const crypto = createFakeCrypto('vault');

class Killed extends Error {}

export async function walkAll(depth: number): Promise<Walk> {
  let frontier = new Map([await begin()].map((state) => [spell(state), state]));
  const seen = new Set(frontier.keys());
  const violations: string[] = [];
  let histories = 0;
  for (let done = 0; done < depth; done++) {
    const next = new Map<string, State>();
    for (const state of frontier.values()) {
      for (const [device] of NAMES.entries()) {
        for (const operation of OPERATIONS) {
          const after = await perform(state, device, operation);
          if (after === undefined) continue;
          histories += 1;
          const key = spell(after);
          if (seen.has(key)) continue;
          seen.add(key);
          next.set(key, after);
          const found = await judge(after);
          if (found !== undefined && violations.length < VIOLATIONS_KEPT)
            violations.push(`${found}: ${after.story.join(', ')}`);
        }
      }
    }
    frontier = next;
  }
  return { states: seen.size, histories, violations };
}

/** Both have heard of the record. */
async function begin(): Promise<State> {
  const devices = NAMES.map(createProfile);
  const [first] = devices;
  if (first !== undefined) writeHere(first, ID, { fields: { note: 'first' }, counters: { hotp: { [EPOCH]: 0 } } }, 1);
  let state: State = {
    devices,
    objects: new Map(),
    book: { edits: { first: [] }, deletions: {}, count: 0 },
    story: [],
  };
  for (const device of [0, 1, 0, 1]) state = (await perform(state, device, 'sync')) ?? state;
  return { ...state, story: [] };
}

/** `undefined` where it would be nothing. */
async function perform(state: State, device: number, operation: Operation): Promise<State | undefined> {
  const devices = state.devices.map(copyProfile);
  const profile = devices[device];
  const record = profile?.records.get(ID);
  if (profile === undefined) return undefined;
  const story = [...state.story, `${'AB'[device]} ${operation}`];
  if (operation === 'sync' || operation === 'crash') {
    const objects = await runOne(profile, device, state.objects, operation === 'crash');
    return { ...state, devices, objects, story };
  }
  const book = record === undefined ? undefined : write(profile, record, device, operation, state.book);
  return book && { ...state, devices, book, story };
}

function write(
  profile: Profile,
  record: VaultRecord,
  device: number,
  operation: Operation,
  book: Book,
): Book | undefined {
  const isTrashed = stateOf(record) === 'trashed';
  if (operation === 'trash' ? isTrashed : operation === 'restore' && !isTrashed) return undefined;
  const nowMs = CLOCKS_MS[device] ?? 0;
  if (operation === 'edit') {
    const value = `${profile.device}/${profile.counter + 1}`;
    const overwritten = (record.fields.note ?? []).map((entry) => String(entry.value));
    writeHere(profile, ID, { fields: { note: value } }, nowMs);
    const edits = Object.fromEntries(
      Object.entries(book.edits).map(([old, by]) => [old, overwritten.includes(old) ? [...by, value].sort() : by]),
    );
    return { ...book, edits: { ...edits, [value]: [] } };
  }
  if (operation === 'increment') {
    const count = counterOf(record, 'hotp', EPOCH) + 1;
    writeHere(profile, ID, { counters: { hotp: { [EPOCH]: count } } }, nowMs);
    return { ...book, count: Math.max(book.count, count) };
  }
  const known = record.states.map(({ device: by, counter }) => `${by}:${counter}`);
  const { counter } = writeHere(profile, ID, { state: operation === 'trash' ? 'trashed' : 'live' }, nowMs);
  const deletions =
    operation === 'trash'
      ? { ...book.deletions, [`${profile.device}:${counter}`]: false }
      : Object.fromEntries(Object.entries(book.deletions).map(([dot, is]) => [dot, is || known.includes(dot)]));
  return { ...book, deletions };
}

/** `isKilled`: the worker ends when the storage has the segment, and nobody here knows of it. */
async function runOne(profile: Profile, device: number, before: ReadonlyMap<string, Bytes>, isKilled: boolean) {
  const storage = createStorage();
  storage.objects = new Map(before);
  const remote = createStorageRemote(storage, createDice(1), () => 0);
  const dying: typeof remote = {
    ...remote,
    async putIfAbsent(name, bytes) {
      await remote.putIfAbsent(name, bytes);
      throw new Killed();
    },
  };
  const ports = {
    remote: isKilled ? dying : remote,
    store: createProfileStore(profile),
    crypto,
    clock: () => CLOCKS_MS[device] ?? 0,
    random: createDice(1).bytes,
  };
  await runRound(ports, { approved: new Set([ID]) }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  return storage.objects;
}

async function judge(state: State): Promise<string | undefined> {
  let end: State = state;
  for (const device of [0, 1, 0, 1]) end = (await perform(end, device, 'sync')) ?? end;
  const records = end.devices.map(({ records: all }) => all.get(ID));
  const [record] = records;
  if (record === undefined || new Set(records.map((one) => one && encodeRecord(one))).size > 1) return 'G2';
  const present = [...(record.fields.note ?? []), ...record.history.map(({ entry }) => entry)].map(
    ({ value }) => value,
  );
  const isAccounted = (value: string): boolean =>
    present.includes(value) || (state.book.edits[value] ?? []).some(isAccounted);
  if (fieldOf(record, 'note') === undefined) return 'G7';
  if (!Object.keys(state.book.edits).every(isAccounted)) return 'G1';
  const isDeleted = Object.values(state.book.deletions).includes(false);
  if ((stateOf(record) === 'trashed') !== isDeleted) return 'G3';
  if (counterOf(record, 'hotp', EPOCH) !== state.book.count) return 'G4';
  return end.devices.some(({ state: { alerts } }) => alerts.length > 0) ? 'G5' : undefined;
}

function spell({ devices, objects, book }: State): string {
  const told = devices.map(({ records, outbox, ...rest }) => [
    rest,
    [...records.values()].map(encodeRecord),
    [...outbox.values()],
  ]);
  return JSON.stringify([told, [...objects.keys()].sort(), book]);
}
