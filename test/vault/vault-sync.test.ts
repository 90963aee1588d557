import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { isFault } from '../../lib/base/errors.ts';
import { fieldOf, writeRecord } from '../../lib/record/record.ts';
import type { SyncWrite } from '../../lib/vault/sync-contract.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { createBench, createOpenVault, newAccount, withOne } from './bench.ts';

const PLACE = { purpose: 'segment', id: 'tag', schema: 1, sequence: 3 } as const;

/** What a round would commit: nothing but what is named. */
async function write(vault: Vault, changes: Partial<SyncWrite> = {}): Promise<boolean> {
  const { counter, hlc } = await vault.syncView();
  return vault.commitSync({
    expectedCounter: counter,
    state: { n: 1 },
    putSealed: [],
    records: [],
    sent: [],
    hlc,
    ...changes,
  });
}

async function recordOf(vault: Vault, id: string) {
  const [record] = await vault.readForSync([id]);
  if (record === undefined) throw new Error('the record is missing');
  return record;
}

describe('what the sync sees of the vault', () => {
  it('is the device, its counts, and what others have not heard of', async () => {
    const { vault, bench, id } = await withOne();
    const { device } = await vault.identity();
    const view = await vault.syncView();
    expect(view).toMatchObject({ device, counter: 1, outbox: [{ id, counter: 1 }], recordCount: 1, state: undefined });
    expect(view.hlc).toEqual({ ms: bench.nowMs, count: 0 });
  });

  it('holds purged records too, and none that cannot be read any more', async () => {
    const { vault, bench, id } = await withOne();
    const { ids } = await vault.add([newAccount('other')]);
    await vault.trash([id]);
    await vault.purge([id]);
    expect((await vault.readAllForSync()).map((record) => record.id).sort()).toEqual([id, ...ids].sort());
    const [row] = await bench.store.readRecords([ids[0] ?? '']);
    const clock = await bench.store.readClock();
    const broken = row === undefined ? [] : [{ ...row, envelope: row.envelope.slice(0, -1) }];
    await bench.store.commit({
      ...{
        expectedCounter: clock.counter,
        clock,
        records: [],
        merged: broken,
        putSealed: [],
        deleteSealed: [],
        nowMs: 0,
      },
    });
    const woken = bench.wake();
    expect((await woken.readAllForSync()).map((record) => record.id)).toEqual([id]);
    expect((await woken.syncView()).recordCount).toBe(2);
  });

  it('is nothing while the vault is locked', async () => {
    const { vault } = await withOne();
    await vault.lock();
    const calls = [vault.syncView(), vault.readAllForSync(), write(vault), vault.sealForeign(PLACE, utf8ToBytes('x'))];
    for (const call of calls) await expect(call).rejects.toSatisfy((error) => isFault(error, 'locked'));
  });
});

describe('a commit of the sync', () => {
  it('takes records as they are, keeps them out of the outbox, and shows them', async () => {
    const { vault, bench, id } = await withOne();
    const record = await recordOf(vault, id);
    const stamp = { device: 'ffffffffffffffff', counter: 9, ms: bench.nowMs + 5, count: 2 };
    const merged = writeRecord(record, { fields: { issuer: 'from elsewhere', order: 'b7z' } }, stamp);
    const hlc = { ms: stamp.ms, count: stamp.count };
    expect(await write(vault, { records: [merged], hlc, state: { heads: 1 } })).toBe(true);
    for (const worker of [vault, bench.wake()]) {
      expect((await worker.get(id))?.issuer).toBe('from elsewhere');
      expect(await worker.syncView()).toMatchObject({
        counter: 2,
        hlc,
        outbox: [{ id, counter: 1 }],
        state: { heads: 1 },
      });
    }
    const { ids } = await vault.add([newAccount('next')]);
    const { accounts } = await vault.list();
    expect(accounts.map((account) => account.id)).toEqual([id, ...ids]);
    expect(fieldOf(await recordOf(vault, ids[0] ?? ''), 'issuer')).toBe('next');
  });

  it('takes out of the outbox what was sent, and not what was written since', async () => {
    const { vault, id } = await withOne();
    const { ids } = await vault.add([newAccount('b')]);
    const { outbox } = await vault.syncView();
    await vault.edit(id, { note: 'since' });
    expect(await write(vault, { sent: outbox })).toBe(true);
    expect((await vault.syncView()).outbox).toEqual([{ id, counter: 3 }]);
    expect(ids).toHaveLength(1);
  });

  it('does nothing when somebody else has written', async () => {
    const { vault, bench, id } = await withOne();
    const { counter } = await vault.syncView();
    await bench.wake().edit(id, { note: 'other' });
    expect(await write(vault, { expectedCounter: counter })).toBe(false);
    expect(await vault.syncView()).toMatchObject({ counter: 2, state: undefined });
    expect((await vault.readForSync([id]))[0]?.fields.note?.[0]?.value).toBe('other');
  });

  it('gives the device another name, under which it writes from then on', async () => {
    const { vault, bench, id } = await withOne();
    expect(await write(vault, { device: '0123456789abcdef' })).toBe(true);
    await vault.edit(id, { note: 'n' });
    expect((await vault.history(id)).length).toBe(0);
    expect((await recordOf(vault, id)).fields.note?.[0]).toMatchObject({ device: '0123456789abcdef', counter: 3 });
    expect((await bench.wake().identity()).device).toBe('0123456789abcdef');
  });
});

describe('what is sealed for elsewhere', () => {
  it('opens at its own place only, and says under which key it was sealed', async () => {
    const { vault } = await createOpenVault(createBench());
    const bytes = utf8ToBytes('a segment');
    const sealed = await vault.sealForeign(PLACE, bytes);
    expect(await vault.openForeign(PLACE, sealed)).toEqual({ ok: true, value: { bytes, epoch: 1 } });
    for (const place of [
      { ...PLACE, purpose: 'header' as const },
      { ...PLACE, id: 'gat' },
      { ...PLACE, schema: 2 },
      { ...PLACE, sequence: 4 },
    ]) {
      expect(await vault.openForeign(place, sealed)).toEqual({ ok: false, error: 'unreadable' });
    }
    const newer = sealed.slice();
    newer[0] = 9;
    expect(await vault.openForeign(PLACE, newer)).toEqual({ ok: false, error: 'newer' });
    const other = await createOpenVault(createBench());
    expect(await other.vault.openForeign(PLACE, sealed)).toEqual({ ok: false, error: 'unreadable' });
  });

  it('stands under tags that differ by device and by vault', async () => {
    const { vault } = await createOpenVault(createBench());
    const other = await createOpenVault(createBench());
    const tags = await Promise.all([vault.deviceTag('a'), vault.deviceTag('b'), other.vault.deviceTag('a')]);
    for (const tag of tags) expect(tag).toMatch(/^[a-z2-7]{16}$/);
    expect(new Set(tags).size).toBe(3);
    expect(await vault.deviceTag('a')).toBe(tags[0]);
  });
});
