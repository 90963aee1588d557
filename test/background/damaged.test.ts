import { describe, expect, it } from 'vitest';
import { newAccount } from '../vault/bench.ts';
import { createTransferDesk } from './transfer-desk.ts';

async function damage(desk: Awaited<ReturnType<typeof createTransferDesk>>, id: string): Promise<void> {
  const { store } = desk.bench;
  const clock = await store.readClock();
  const rows = (await store.readRecords([id])).flatMap((row) =>
    row === undefined ? [] : [{ ...row, envelope: row.envelope.slice(0, -1) }],
  );
  const commit = { expectedCounter: clock.counter, records: rows, putSealed: [], deleteSealed: [], nowMs: 0 };
  await store.commit({ ...commit, clock: { ...clock, counter: clock.counter + 1 } });
  // Another worker's write: this one reads everything anew at its next change.
  await desk.vault.add([newAccount('Later')]);
}

describe('damaged records', () => {
  it('are reported with what a snapshot knows of them, and discarded one by one', async () => {
    const desk = await createTransferDesk();
    const { ids } = await desk.vault.add([newAccount('Harbour'), newAccount('Quay')]);
    const [harbour = '', quay = ''] = ids;
    await desk.ask('snapshot:make', null);
    const atMs = desk.bench.nowMs;
    expect((await desk.ask('health:report', null)).damaged).toEqual([]);
    await damage(desk, harbour);
    const known = { id: harbour, reason: 'unreadable', deviceName: '' };
    const snapshot = { name: 'Harbour \u00b7 Harbour@example.com', atMs };
    expect((await desk.ask('health:report', null)).damaged).toEqual([{ ...known, snapshot }]);
    expect(await desk.handlers['health:discard']({ id: quay }, {})).toEqual({ ok: false, code: 'gone' });
    await desk.ask('health:discard', { id: harbour });
    expect((await desk.ask('health:report', null)).damaged).toEqual([]);
    expect((await desk.vault.list()).accounts.map(({ issuer }) => issuer)).toEqual(['Quay', 'Later']);
  });

  it('that no snapshot has are nameless', async () => {
    const desk = await createTransferDesk();
    const { ids } = await desk.vault.add([newAccount('Harbour')]);
    await damage(desk, ids[0] ?? '');
    expect((await desk.ask('health:report', null)).damaged).toMatchObject([{ id: ids[0], snapshot: null }]);
  });
});
