import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import { createBench, createOpenVault, FULL, newAccount, present, textOf, withOne } from './bench.ts';

const ID = '0123456789abcdef0123456789abcdef';

describe('changeTogether', () => {
  it('adds, edits, trashes and stores a value as one', async () => {
    const { bench, vault, id } = await withOne();
    const { ids } = await vault.add([newAccount('second')]);
    const second = ids[0] ?? '';
    const isDone = await vault.changeTogether([id], async (accounts) => ({
      adds: [{ ...newAccount('new'), id: ID }],
      edits: [{ id, changes: { issuer: `${accounts.get(id)?.issuer} now` } }],
      trashed: [second],
      putSealed: [{ kind: 'ledger', id: 'c', value: { n: 1 } }],
    }));
    const woken = bench.wake();
    expect(isDone).toBe(true);
    expect((await present(woken, id)).issuer).toBe('GitHub now');
    expect((await present(woken, second)).state).toBe('trashed');
    expect(textOf((await present(woken, ID)).secret)).toBe('key of new');
    expect(await woken.getSealed('ledger', 'c')).toEqual({ n: 1 });
    expect((await bench.store.readOutbox()).map((row) => row.id).sort()).toEqual([ID, id, second].sort());
  });

  it('edits and trashes one account in one write, and keeps what was overwritten', async () => {
    const { vault, id } = await withOne(FULL);
    await vault.changeTogether([], async () => ({ edits: [{ id, changes: { issuer: 'Hub' } }], trashed: [id] }));
    expect(await present(vault, id)).toMatchObject({ issuer: 'Hub', state: 'trashed' });
    expect((await vault.history(id)).map(({ account }) => account.issuer)).toContain('GitHub');
  });

  it('writes nothing at all when the plan says no', async () => {
    const { bench, vault, id } = await withOne();
    const clock = await bench.store.readClock();
    expect(await vault.changeTogether([id], async () => undefined)).toBe(false);
    expect(await bench.store.readClock()).toEqual(clock);
  });

  it('stores a value without touching any account', async () => {
    const { bench, vault } = await withOne();
    const outbox = await bench.store.readOutbox();
    await vault.changeTogether([], async () => ({ putSealed: [{ kind: 'ledger', id: 'c', value: 7 }] }));
    expect(await bench.wake().getSealed('ledger', 'c')).toBe(7);
    expect(await bench.store.readOutbox()).toEqual(outbox);
  });

  it('leaves the stored value alone when one of the accounts is gone', async () => {
    const { vault } = await withOne();
    const bundle = { trashed: ['missing'], putSealed: [{ kind: 'ledger', id: 'c', value: 7 }] };
    await expect(vault.changeTogether([], async () => bundle)).rejects.toSatisfy((error) => isFault(error, 'gone'));
    expect(await vault.getSealed('ledger', 'c')).toBeUndefined();
  });

  it('asks the plan again when another worker has written since', async () => {
    const { bench, vault, id } = await withOne();
    const other = bench.wake();
    const seen: (string | undefined)[] = [];
    await vault.changeTogether([id], async (accounts) => {
      seen.push(accounts.get(id)?.issuer);
      if (seen.length === 1) await other.edit(id, { issuer: 'by the other' });
      return { edits: [{ id, changes: { label: `seen as ${accounts.get(id)?.issuer}` } }] };
    });
    expect(seen).toEqual(['GitHub', 'by the other']);
    expect(await present(vault, id)).toMatchObject({ issuer: 'by the other', label: 'seen as by the other' });
  });
});

describe('an id that was settled elsewhere', () => {
  it('is taken over, once', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    expect((await vault.add([{ ...newAccount('a'), id: ID }, newAccount('b')])).ids[0]).toBe(ID);
    const again = [{ ...newAccount('c'), id: ID }];
    await expect(bench.wake().add(again)).rejects.toSatisfy((error) => isFault(error, 'id-taken'));
    await vault.trash([ID]);
    await vault.purge([ID]);
    await expect(vault.add(again)).rejects.toSatisfy((error) => isFault(error, 'id-taken'));
  });

  it('cannot be given to two accounts at once', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const twice = [newAccount('a'), newAccount('b')].map((account) => ({ ...account, id: ID }));
    await expect(vault.add(twice)).rejects.toSatisfy((error) => isFault(error, 'id-taken'));
    expect((await vault.list()).accounts).toEqual([]);
  });
});
