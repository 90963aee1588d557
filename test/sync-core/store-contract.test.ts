/** What the sync asks of a store, asked of the one in the simulator and of the vault: what is proven with one holds for both. */
import { describe, expect, it } from 'vitest';
import { createSyncStore } from '../../entrypoints/background/sync/vault-ports.ts';
import { fieldOf, stateOf, type VaultRecord, writeRecord } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { compareHlc, type Stamp } from '../../lib/record/stamp.ts';
import type { SyncCommit, SyncStore } from '../../lib/sync/sync-ports.ts';
import { createProfile, createProfileStore, writeHere } from '../sim/profile.ts';
import { createBench, createOpenVault, newAccount } from '../vault/bench.ts';

interface Subject {
  readonly store: SyncStore;
  /** Another worker on the same disk. */
  readonly other: SyncStore;
  /** As the user does it. */
  add(): Promise<string>;
  note(id: string, value: string): Promise<void>;
  trash(id: string): Promise<void>;
}

const NOW_MS = Date.UTC(2026, 10, 21);

async function ofProfile(): Promise<Subject> {
  const profile = createProfile('11111111');
  let written = 0;
  return {
    store: createProfileStore(profile),
    other: createProfileStore(profile),
    async add() {
      const id = `r${++written}`;
      writeHere(profile, id, { fields: { note: '' } }, NOW_MS);
      return id;
    },
    note: async (id, note) => void writeHere(profile, id, { fields: { note } }, NOW_MS),
    trash: async (id) => void writeHere(profile, id, { state: 'trashed' }, NOW_MS),
  };
}

async function ofVault(): Promise<Subject> {
  const bench = createBench();
  const { vault } = await createOpenVault(bench);
  return {
    store: createSyncStore(vault),
    other: createSyncStore(bench.wake()),
    async add() {
      const { ids } = await vault.add([newAccount('x')]);
      return ids[0] ?? '';
    },
    note: async (id, note) => void (await vault.edit(id, { note })),
    trash: async (id) => void (await vault.trash([id])),
  };
}

async function commitOf(store: SyncStore, change: Partial<SyncCommit> = {}): Promise<SyncCommit> {
  const { counter, state, hlc } = await store.load();
  return { expectedCounter: counter, state, records: [], sent: [], hlc, ...change };
}

async function recordOf(store: SyncStore, id: string): Promise<VaultRecord> {
  const [record] = await store.readRecords([id]);
  if (record === undefined) throw new Error('the record is missing');
  return record;
}

const elsewhere = (counter: number): Stamp => ({ device: 'eeeeeeee', counter, ms: NOW_MS + 1, count: 0 });
const CASES: Readonly<Record<string, (subject: Subject) => Promise<void>>> = {
  async 'begins with nothing'({ store }) {
    const { outbox, state } = await store.load();
    expect(outbox).toEqual([]);
    expect(state.heads).toEqual({});
    expect(await store.readAllRecords()).toEqual([]);
  },
  async 'puts what the user writes into the outbox, under a count that grows'({ store, add, note }) {
    const before = (await store.load()).counter;
    const [first, second] = [await add(), await add()];
    const { counter, outbox } = await store.load();
    expect(counter).toBeGreaterThan(before);
    expect(outbox.map(({ id }) => id).sort()).toEqual([first, second].sort());
    await note(first, 'n');
    const marks = (await store.load()).outbox.filter(({ id }) => id === first);
    expect(marks).toHaveLength(1);
    expect(marks[0]?.counter).toBeGreaterThan(counter);
  },
  async 'reads what is there, and leaves out what is not'({ store, add }) {
    const [first, second] = [await add(), await add()];
    expect((await store.readRecords([first, 'nobody'])).map(({ id }) => id)).toEqual([first]);
    expect((await store.readAllRecords()).map(({ id }) => id).sort()).toEqual([first, second].sort());
    expect(await store.readRecords([])).toEqual([]);
  },
  async 'takes merged records as they are, and not into the outbox'({ store, add }) {
    const id = await add();
    const merged = writeRecord(await recordOf(store, id), { fields: { note: 'merged' } }, elsewhere(4));
    const outbox = [...(await store.load()).outbox];
    expect(await store.commit(await commitOf(store, { records: [merged] }))).toBe(true);
    expect(encodeRecord(await recordOf(store, id))).toBe(encodeRecord(merged));
    expect((await store.load()).outbox).toEqual(outbox);
  },
  async 'takes a record that it did not know'({ store, other, add }) {
    const id = await add();
    const unknown = { ...(await recordOf(store, id)), id: '0'.repeat(32) };
    expect(await store.commit(await commitOf(store, { records: [unknown] }))).toBe(true);
    expect(await other.readAllRecords()).toHaveLength(2);
  },
  async 'remembers state and time, for other workers too'({ store, other }) {
    const { state, hlc } = await store.load();
    const next = { ...state, removals: [{ atMs: 5, count: 1 }] };
    const later = { ms: hlc.ms + 10_000_000, count: 3 };
    expect(await store.commit(await commitOf(store, { state: next, hlc: later }))).toBe(true);
    const view = await other.load();
    expect(view.state).toEqual(next);
    expect({ ms: view.hlc.ms, count: view.hlc.count }).toEqual(later);
  },
  async 'does nothing at all when somebody else has written'({ store, other, add }) {
    const id = await add();
    const stale = await commitOf(store);
    const merged = writeRecord(await recordOf(store, id), { fields: { note: 'late' } }, elsewhere(4));
    expect(await other.commit(await commitOf(other))).toBe(true);
    const before = await store.load();
    const state = { ...stale.state, removals: [{ atMs: 5, count: 1 }] };
    const sent = before.outbox;
    expect(await store.commit({ ...stale, state, records: [merged], sent, device: 'ffffffff' })).toBe(false);
    expect(await store.load()).toEqual(before);
    expect(fieldOf(await recordOf(store, id), 'note')).not.toBe('late');
  },
  async 'counts each commit, so that two workers never both win'({ store, other }) {
    const [mine, theirs] = [await commitOf(store), await commitOf(other)];
    expect(await Promise.all([store.commit(mine), other.commit(theirs)])).toContain(false);
    expect((await store.load()).counter).toBeGreaterThan(mine.expectedCounter);
  },
  async 'forgets what was sent, but not what was written since'({ store, add, note }) {
    const [first, second] = [await add(), await add()];
    const { outbox } = await store.load();
    await note(second, 'since');
    expect(await store.commit(await commitOf(store, { sent: outbox }))).toBe(true);
    expect((await store.load()).outbox.map(({ id }) => id)).toEqual([second]);
    expect(first).not.toBe(second);
  },
  async 'stamps what is written after a commit later than all it took'({ store, add, note }) {
    const id = await add();
    const hlc = { ms: NOW_MS + 3_600_000, count: 7 };
    await store.commit(await commitOf(store, { hlc }));
    await note(id, 'after');
    const entry = (await recordOf(store, id)).fields.note?.[0];
    expect(entry === undefined ? 0 : compareHlc(entry, hlc)).toBeGreaterThan(0);
  },
  async 'gives each act of writing a count of its own'({ store, add, note }) {
    const id = await add();
    const seen = new Set<number>();
    for (const value of ['a', 'b', 'c']) {
      await note(id, value);
      await store.commit(await commitOf(store));
      seen.add((await recordOf(store, id)).fields.note?.[0]?.counter ?? 0);
    }
    expect(seen.size).toBe(3);
    expect((await store.load()).counter).toBeGreaterThanOrEqual(Math.max(...seen));
  },
  async 'writes under another name from then on, and counts on'({ store, other, add, note }) {
    const id = await add();
    const { counter } = await store.load();
    expect(await store.commit(await commitOf(store, { device: 'ffffffff' }))).toBe(true);
    expect((await other.load()).device).toBe('ffffffff');
    await note(id, 'renamed');
    const entry = (await recordOf(store, id)).fields.note?.[0];
    expect(entry?.device).toBe('ffffffff');
    expect(entry?.counter).toBeGreaterThan(counter);
  },
  async 'keeps a purge, and lets the user trash what came from elsewhere'({ store, add, trash }) {
    const [first, second] = [await add(), await add()];
    const purged = writeRecord(await recordOf(store, first), { state: 'purged' }, elsewhere(4));
    await store.commit(await commitOf(store, { records: [purged] }));
    await trash(second);
    const states = (await store.readAllRecords()).map(stateOf).sort();
    expect(states).toEqual(['purged', 'trashed']);
  },
};

describe.each([
  ['the store of the simulator', ofProfile],
  ['the vault', ofVault],
])('%s', (_, create) => {
  it.each(Object.entries(CASES))('%s', async (_name, check) => {
    await check(await create());
  });
});
