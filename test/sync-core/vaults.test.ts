import { describe, expect, it } from 'vitest';
import type { SyncCommit, SyncPorts } from '../../lib/sync/sync-ports.ts';
import { tryVaults } from '../sim/vault-world.ts';

const onCommit =
  (change: (commit: SyncCommit) => SyncCommit) =>
  (ports: SyncPorts): SyncPorts => ({
    ...ports,
    store: { ...ports.store, commit: (commit) => ports.store.commit(change(commit)) },
  });

const BUGS: Readonly<Record<string, (ports: SyncPorts) => SyncPorts>> = {
  'forgets what it read': onCommit((commit) => ({ ...commit, records: [] })),
  'forgets the history of values': onCommit((commit) => ({
    ...commit,
    records: commit.records.map((record) => ({ ...record, history: [] })),
  })),
  'takes what comes in place of what is here': (ports) => ({
    ...ports,
    store: { ...ports.store, readRecords: async () => [] },
  }),
};

describe('real vaults around a bad storage', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keep every guarantee: seed %i', async (seed) => {
    expect((await tryVaults(seed, 40)).violations).toEqual([]);
  });

  it.each(Object.entries(BUGS))('are told apart from those with a sync that %s', async (_, sabotage) => {
    let found: readonly string[] = [];
    for (let seed = 1; seed <= 12 && found.length === 0; seed++)
      found = (await tryVaults(seed, 40, sabotage)).violations;
    expect(found).not.toEqual([]);
  });
});
