/** Whether the judge sees anything: each of these faults, built in on purpose, must be found within a few histories. */
import { describe, expect, it } from 'vitest';
import { bytesToUtf8 } from '../../lib/base/bytes.ts';
import { ok } from '../../lib/base/result.ts';
import type { VaultRecord } from '../../lib/record/record.ts';
import { createSyncState } from '../../lib/sync/high-water.ts';
import { runRound } from '../../lib/sync/round.ts';
import { decodeSegment, encodeSegment } from '../../lib/sync/segment.ts';
import type { SyncCommit, SyncPorts, SyncStore } from '../../lib/sync/sync-ports.ts';
import { createHistory } from '../sim/steps.ts';
import { tryHistory } from '../sim/trial.ts';

type Sabotage = (ports: SyncPorts) => SyncPorts;

const onStore = (change: (store: SyncStore) => Partial<SyncStore>): Sabotage => {
  return (ports) => ({ ...ports, store: { ...ports.store, ...change(ports.store) } });
};
const onCommit = (change: (commit: SyncCommit) => SyncCommit): Sabotage =>
  onStore((store) => ({ commit: (commit) => store.commit(change(commit)) }));
const onRecords = (change: (record: VaultRecord) => VaultRecord): Sabotage =>
  onCommit((commit) => ({ ...commit, records: commit.records.map(change) }));
const inOutbox = async (store: SyncStore) => (await store.load()).outbox;

const BUGS: Readonly<Record<string, Sabotage>> = {
  'forgets what it read': onCommit((commit) => ({ ...commit, records: [] })),
  'forgets one record of what it read': onCommit((commit) => ({ ...commit, records: commit.records.slice(1) })),
  'takes what comes in place of what is here': onStore(() => ({ readRecords: async () => [] })),
  'forgets the history of values': onRecords((record) => ({ ...record, history: [] })),
  'forgets the losers of a conflict': onRecords((record) => ({
    ...record,
    fields: Object.fromEntries(Object.entries(record.fields).map(([name, entries]) => [name, entries.slice(0, 1)])),
  })),
  'forgets the tags': onRecords((record) => ({ ...record, sets: {} })),
  'forgets the counts': onRecords((record) => ({ ...record, counters: {} })),
  'brings back what was trashed': onRecords((record) => ({
    ...record,
    states: record.states.map((entry) => (entry.state === 'trashed' ? { ...entry, state: 'live' } : entry)),
  })),
  'forgets what a record has seen': onRecords((record) => ({ ...record, seen: {} })),
  'claims to have seen more of a record than it has': onRecords((record) => ({
    ...record,
    seen: Object.fromEntries(Object.entries(record.seen).map(([device, counter]) => [device, counter + 3])),
  })),
  'gives records new ids': onRecords((record) => ({ ...record, id: `${record.id}'` })),
  'sends nothing and says it did': (ports) => ({
    ...ports,
    store: {
      ...ports.store,
      commit: async (commit) => ports.store.commit({ ...commit, sent: await inOutbox(ports.store) }),
    },
    remote: { ...ports.remote, putIfAbsent: async () => ok('stored') },
  }),
  'empties the outbox before it has sent': onStore((store) => ({
    commit: async (commit) => store.commit({ ...commit, sent: await inOutbox(store) }),
  })),
  'moves the high-water mark and fails to write the records': onStore((store) => ({
    commit: async (commit) => {
      const isTorn = commit.records.length > 0 && commit.expectedCounter % 3 === 0;
      return store.commit(isTorn ? { ...commit, records: [] } : commit);
    },
  })),
  'writes over what was edited meanwhile': onStore((store) => ({
    commit: async (commit) => store.commit({ ...commit, expectedCounter: (await store.load()).counter }),
  })),
  'reads no further than the first chain': (ports) => ({
    ...ports,
    remote: {
      ...ports.remote,
      list: async () => {
        const listing = await ports.remote.list();
        const [first] = listing.ok ? listing.value : [];
        return first === undefined || !listing.ok
          ? listing
          : ok(listing.value.filter(({ name }) => name.slice(0, 16) === first.name.slice(0, 16)));
      },
    },
  }),
  'deletes what others wrote': (ports) => ({
    ...ports,
    remote: {
      ...ports.remote,
      list: async () => {
        const listing = await ports.remote.list();
        for (const { name } of listing.ok ? listing.value : []) await ports.remote.delete(name);
        return listing;
      },
    },
  }),
  'believes whatever opens': (ports) => ({
    ...ports,
    crypto: {
      ...ports.crypto,
      digest: async () => '0'.repeat(32),
    },
  }),
  'lets a shorn text stop it': (ports) => ({
    ...ports,
    remote: {
      ...ports.remote,
      get: async (name) => {
        const got = await ports.remote.get(name);
        if (got.ok) bytesToUtf8(got.value);
        return got;
      },
    },
  }),
  'keeps its name when its profile was copied': onCommit(({ device: _, ...commit }) => commit),
  'writes down what anybody can read': (ports) => ({
    ...ports,
    crypto: { ...ports.crypto, seal: async (_, plaintext) => plaintext },
  }),
  'lets the length of a segment tell what is in it': (ports) => ({
    ...ports,
    crypto: {
      ...ports.crypto,
      seal: (place, plaintext) => ports.crypto.seal(place, plaintext.slice(0, plaintext.findLastIndex(Boolean) + 1)),
    },
  }),
  'forgets how far it has read': onStore((store) => ({
    load: async () => {
      const view = await store.load();
      return { ...view, state: { ...view.state, heads: {} } };
    },
  })),
  'says nothing of what is wrong': onCommit((commit) => ({ ...commit, state: { ...commit.state, alerts: [] } })),
  'forgets how far others have read': onCommit((commit) => ({ ...commit, state: { ...commit.state, attested: {} } })),
  'forgets what waits for a yes': onCommit((commit) => ({ ...commit, state: { ...commit.state, held: [] } })),
  'counts removals anew in each round': onCommit((commit) => ({
    ...commit,
    state: { ...commit.state, removals: [] },
  })),
  'takes a segment for all that came before it': (ports) => ({
    ...ports,
    crypto: {
      ...ports.crypto,
      open: async (place, sealed) => {
        const opened = await ports.crypto.open(place, sealed);
        return opened.ok ? ok(encodeSegment({ ...decodeSegment(opened.value), from: 1 })) : opened;
      },
    },
  }),
  'goes on where a segment is missing': (ports) => ({
    ...ports,
    remote: {
      ...ports.remote,
      get: async (name) => {
        const got = await ports.remote.get(name);
        if (got.ok || got.error.kind !== 'missing') return got;
        throw new TypeError('nobody has thought of this');
      },
    },
  }),
  'takes a new name and leaves behind what it had not sent': onCommit((commit) =>
    commit.device === undefined ? commit : { ...commit, records: [] },
  ),
  'never sends the last of what it has to send': onStore((store) => ({
    load: async () => {
      const view = await store.load();
      return { ...view, outbox: view.outbox.slice(0, -1) };
    },
  })),
  'takes for sent what was written while it sent': onStore((store) => ({
    commit: async (commit) => {
      const marks = new Map((await inOutbox(store)).map((mark) => [mark.id, mark]));
      return store.commit({ ...commit, sent: commit.sent.map((mark) => marks.get(mark.id) ?? mark) });
    },
  })),
  'lets a copied profile purge and go on': onRecords((record) => ({
    ...record,
    states: record.states.filter(({ state }) => state !== 'purged'),
  })),
  'believes what is sealed under a key that was given up': ({ floor: _, ...ports }) => ports,
  'forgets its own chain': onStore((store) => ({
    load: async () => {
      const view = await store.load();
      return { ...view, state: { ...view.state, own: createSyncState().own } };
    },
  })),
};

const HISTORIES = 80;
/** What shows only once in some hundred histories is looked for where it does. */
const FROM: Readonly<Record<string, number>> = {
  'forgets how far others have read': 500,
  'believes what is sealed under a key that was given up': 200,
};

async function isCaught(sabotage: Sabotage, from: number): Promise<boolean> {
  for (let seed = from; seed < from + HISTORIES; seed++) {
    const { violations } = await tryHistory(createHistory(seed, 40), {
      runRound: (ports, options) => runRound(sabotage(ports), options),
    });
    if (violations.length > 0) return true;
  }
  return false;
}

describe('the judge of the simulator', () => {
  it.each(Object.entries(BUGS))(
    'catches a sync that %s',
    async (name, sabotage) => {
      expect(await isCaught(sabotage, FROM[name] ?? 1)).toBe(true);
    },
    30_000,
  );

  it('catches a sync that never asks before it removes', async () => {
    let isFound = false;
    for (let seed = 1; seed <= HISTORIES && !isFound; seed++) {
      const { violations } = await tryHistory(createHistory(seed, 60), {
        runRound: async (ports) => {
          const all = await ports.store.readAllRecords();
          return runRound(ports, { approved: new Set(all.map(({ id }) => id)) });
        },
      });
      isFound = violations.some((violation) => violation.startsWith('G10'));
    }
    expect(isFound).toBe(true);
  }, 30_000);

  it('has nothing to say about the sync as it is', async () => {
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const { violations } = await tryHistory(createHistory(seed, 40));
      expect(violations, `seed ${seed}`).toEqual([]);
    }
  }, 30_000);
});
