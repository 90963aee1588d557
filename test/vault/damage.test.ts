import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import type { RecordRow } from '../../lib/vault/schema.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD } from './bench.ts';

async function withThree() {
  const bench = createBench();
  const { vault } = await createOpenVault(bench);
  const { ids } = await vault.add([newAccount('a'), newAccount('b'), newAccount('c')]);
  return { bench, vault, ids };
}

async function overwrite(bench: Bench, rows: readonly RecordRow[]): Promise<void> {
  const clock = await bench.store.readClock();
  const commit = { expectedCounter: clock.counter, clock, records: rows, putSealed: [], deleteSealed: [], nowMs: 0 };
  expect(await bench.store.commit(commit)).toBe(true);
}

async function rowOf(bench: Bench, id: string): Promise<RecordRow> {
  const [row] = await bench.store.readRecords([id]);
  if (row === undefined) throw new Error('a row is missing');
  return row;
}

describe('a damaged record', () => {
  it('is set aside with its reason, wherever it was changed, and the others open', async () => {
    const { bench, ids } = await withThree();
    const [first = '', second = ''] = ids;
    const row = await rowOf(bench, second);
    for (let index = 0; index < row.envelope.length; index++) {
      const envelope = row.envelope.slice();
      envelope[index] = (envelope[index] ?? 0) ^ 1;
      await overwrite(bench, [{ ...row, envelope }]);
      const vault = bench.wake();
      const { accounts, damaged } = await vault.list();
      expect(accounts.map(({ issuer }) => issuer)).toEqual(['a', 'c']);
      const reason = index < 2 ? 'unknown-version' : index < 6 ? 'unknown-key' : 'unreadable';
      expect(damaged).toEqual([{ recordId: second, device: row.device, reason }]);
      expect(await vault.get(second)).toBeUndefined();
      expect(await vault.getMany([second, first])).toHaveLength(1);
    }
    await overwrite(bench, [row]);
    expect((await bench.wake().list()).accounts).toHaveLength(3);
  });

  it.each<[string, (row: RecordRow, other: RecordRow) => RecordRow]>([
    ['cut short', (row) => ({ ...row, envelope: row.envelope.slice(0, 40) })],
    ['empty', (row) => ({ ...row, envelope: new Uint8Array(0) })],
    ['swapped with another', (row, other) => ({ ...other, id: row.id })],
    ['claiming another device', (row) => ({ ...row, device: '00000000' })],
    ['claiming another time', (row) => ({ ...row, sequence: row.sequence + 1 })],
  ])('is one that is %s', async (_, change) => {
    const { bench, ids } = await withThree();
    const [first = '', second = ''] = ids;
    await overwrite(bench, [change(await rowOf(bench, second), await rowOf(bench, first))]);
    const { accounts, damaged } = await bench.wake().list();
    expect(accounts.map(({ issuer }) => issuer)).toEqual(['a', 'c']);
    expect(damaged.map(({ recordId }) => recordId)).toEqual([second]);
  });

  it('is left as it is: no edit, no deletion, no undo touches it', async () => {
    const { bench, ids } = await withThree();
    const [, second = ''] = ids;
    const { undoToken } = await bench.wake().edit(second, { issuer: 'x' });
    const row = { ...(await rowOf(bench, second)), envelope: new Uint8Array(200) };
    await overwrite(bench, [row]);
    const vault = bench.wake();
    await expect(vault.edit(second, { issuer: 'y' })).rejects.toSatisfy((error) => isFault(error, 'damaged'));
    await expect(vault.nextHotp(second)).rejects.toSatisfy((error) => isFault(error, 'damaged'));
    await expect(vault.history(second)).rejects.toSatisfy((error) => isFault(error, 'damaged'));
    await vault.trash(ids);
    await vault.emptyTrash();
    expect(await vault.undo(undoToken)).toEqual({ ok: false, error: { code: 'changed-since' } });
    expect((await rowOf(bench, second)).envelope).toEqual(row.envelope);
    expect((await vault.list()).damaged).toHaveLength(1);
  });
});

describe('discarding damaged records', () => {
  async function withDamaged() {
    const { bench, vault, ids } = await withThree();
    const [first = '', second = ''] = ids;
    await vault.edit(second, { note: 'an edit that is still to be sent' });
    const [whole] = await vault.readForSync([second]);
    if (whole === undefined) throw new Error('a record is missing');
    const row = { ...(await rowOf(bench, second)), envelope: new Uint8Array(200) };
    await overwrite(bench, [row]);
    return { bench, vault: bench.wake(), first, second, whole };
  }

  it('takes them off the disk and out of the outbox, and no others', async () => {
    const { bench, vault, first, second } = await withDamaged();
    expect(await vault.discardDamaged([first, second, 'ffff'])).toBe(1);
    expect((await vault.list()).damaged).toEqual([]);
    for (const woken of [vault, bench.wake(), bench.restart()]) {
      if ((await woken.status()) === 'locked') await woken.unlock({ password: PASSWORD });
      const { accounts, damaged } = await woken.list();
      expect(accounts.map(({ issuer }) => issuer)).toEqual(['a', 'c']);
      expect(damaged).toEqual([]);
    }
    expect(await bench.store.readRecords([second])).toEqual([undefined]);
    expect((await bench.store.readOutbox()).map(({ id }) => id)).not.toContain(second);
    expect((await bench.store.readOutbox()).map(({ id }) => id)).toContain(first);
    expect(await vault.discardDamaged([second])).toBe(0);
  });

  it('leaves no mark that would delete them elsewhere: what another device has can come back', async () => {
    const { vault, second, whole } = await withDamaged();
    await vault.discardDamaged([second]);
    expect(await vault.purgedAmong([second])).toEqual(new Set());
    const { counter, hlc, state } = await vault.syncView();
    const write = { expectedCounter: counter, records: [whole], sent: [], hlc, state, putSealed: [] };
    expect(await vault.commitSync(write)).toBe(true);
    expect((await vault.list()).accounts.map(({ issuer }) => issuer)).toContain('b');
  });

  it('is seen by a worker that had the list already', async () => {
    const { bench, vault, second } = await withDamaged();
    const other = bench.wake();
    expect((await other.list()).damaged).toHaveLength(1);
    await vault.discardDamaged([second]);
    await other.add([newAccount('d')]);
    expect((await other.list()).damaged).toEqual([]);
  });

  it('needs an open vault', async () => {
    const { vault, second, bench } = await withDamaged();
    await vault.lock();
    await expect(vault.discardDamaged([second])).rejects.toSatisfy((error) => isFault(error, 'locked'));
    expect(await bench.store.readRecords([second])).toHaveLength(1);
  });
});

describe('a damaged key ring', () => {
  it('is told apart from a wrong password', async () => {
    const { bench } = await withThree();
    const header = await bench.store.readHeader();
    if (header === undefined) throw new Error('no header');
    const ring = header.ring.slice();
    ring[100] = (ring[100] ?? 0) ^ 1;
    await bench.store.replaceHeader({ ...header, ring });
    await expect(bench.restart().unlock({ password: PASSWORD })).rejects.toSatisfy((error) =>
      isFault(error, 'damaged'),
    );
    expect((await bench.restart().unlock({ password: 'wrong password' })).ok).toBe(false);
    expect(bench.session.size).toBe(0);
  });

  it('in the session is a fault, and not an open vault', async () => {
    const { bench } = await withThree();
    const [[key, stored] = ['', '']] = [...bench.session];
    const session = JSON.parse(String(stored)) as Record<string, unknown>;
    bench.session.set(key, JSON.stringify({ ...session, vaultKeys: [[1, 'AAAA']] }));
    await expect(bench.wake().list()).rejects.toSatisfy((error) => isFault(error, 'damaged'));
    bench.session.set(key, JSON.stringify({ ...session, ringKey: 'AAAA' }));
    expect(await bench.wake().status()).toBe('locked');
    bench.session.set(key, '"nonsense"');
    expect(await bench.wake().status()).toBe('locked');
  });
});
