import { expect, it } from 'vitest';
import { createTransfer } from '../../entrypoints/background/serve-transfer.ts';
import { createSnapshots } from '../../entrypoints/background/snapshots.ts';
import { newAccount } from '../vault/bench.ts';
import { createDesk } from './desk.ts';
import { createTestEngine } from './transfer-desk.ts';

it('keeps both snapshots where an import and the beginning of a sync take one at once', async () => {
  const desk = await createDesk();
  await desk.vault.add([newAccount('ACME')]);
  const clock = () => desk.bench.nowMs;
  const snapshots = createSnapshots(desk.vault, clock);
  const transfer = createTransfer({ ...desk, clock, snapshots }, createTestEngine());
  await Promise.all([transfer.snapshots.take('import'), snapshots.take('sync')]);
  const kept = await snapshots.list();
  expect(kept.map(({ why }) => why)).toEqual(['sync', 'import']);
  expect(new Set(kept.map(({ id }) => id)).size).toBe(2);
});
