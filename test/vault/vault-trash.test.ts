import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import { createBench, createOpenVault, DAY_MS, newAccount, present, withOne } from './bench.ts';

describe('the Trash', () => {
  it('keeps an account with its time, and gives it back', async () => {
    const { bench, vault, id } = await withOne();
    bench.nowMs += 1000;
    await vault.trash([id, 'missing']);
    expect(await present(bench.wake(), id)).toMatchObject({ state: 'trashed', trashedAtMs: bench.nowMs });
    await vault.restore([id]);
    expect((await present(bench.wake(), id)).state).toBe('live');
  });

  it('purges only what lies in it, for ever, with its history', async () => {
    const { bench, vault, id } = await withOne();
    await vault.purge([id]);
    expect((await present(vault, id)).state).toBe('live');
    await vault.trash([id]);
    await vault.purge([id]);
    for (const one of [vault, bench.wake()]) {
      expect(await one.get(id)).toBeUndefined();
      expect(await one.purgedAmong([id, 'missing'])).toEqual(new Set([id]));
      expect((await one.list()).accounts).toEqual([]);
      await expect(one.history(id)).rejects.toSatisfy((error) => isFault(error, 'gone'));
      await expect(one.edit(id, { issuer: 'x' })).rejects.toSatisfy((error) => isFault(error, 'gone'));
    }
  });

  it('empties itself after 30 days', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const { ids } = await vault.add([newAccount('a'), newAccount('b'), newAccount('c')]);
    await vault.trash(ids.slice(0, 1));
    bench.nowMs += DAY_MS;
    await vault.trash(ids.slice(1, 2));
    bench.nowMs += 29 * DAY_MS - 1;
    expect(await vault.expireTrash()).toEqual({ purged: 0, held: 0 });
    bench.nowMs += 1;
    expect(await bench.wake().expireTrash()).toEqual({ purged: 1, held: 0 });
    expect((await bench.wake().list()).accounts.map(({ issuer }) => issuer)).toEqual(['b', 'c']);
    expect(await bench.wake().emptyTrash()).toBe(1);
  });

  it('holds back when a clock gone wrong would empty too much at once', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const { ids } = await vault.add(Array.from({ length: 8 }, (_, index) => newAccount(`${index}`)));
    await vault.trash(ids.slice(0, 6));
    bench.nowMs += 10 * 365 * DAY_MS;
    expect(await vault.expireTrash()).toEqual({ purged: 0, held: 6 });
    expect(await vault.emptyTrash()).toBe(6);
  });
});
