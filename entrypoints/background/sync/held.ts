/** What waits for the user's word: removals from elsewhere, and alerts that were read. */
import { stateOf as stateOfRecord } from '../../../lib/record/record.ts';
import { decodeRecord } from '../../../lib/record/record-codec.ts';
import type { SyncRunner } from './runner.ts';
import { readSettings } from './settings.ts';
import type { SyncParts } from './sync-parts.ts';
import { stateOf } from './vault-ports.ts';

export async function approveHeld(parts: SyncParts, runner: SyncRunner, ids: readonly string[]): Promise<boolean> {
  if ((await readSettings(parts.vault)) === undefined) return false;
  await runner.run({ approved: new Set(ids) });
  return true;
}

/**
 * The removal is taken over and taken back, so that the other devices hear of it. What was purged elsewhere can never come
 * back under its own id: it is added anew.
 */
export async function refuseHeld(parts: SyncParts, runner: SyncRunner, ids: readonly string[]): Promise<boolean> {
  const { vault } = parts;
  if ((await readSettings(vault)) === undefined) return false;
  // While the storage does not answer, each press would add what was purged once more, and free none of it.
  if ((await runner.run())?.problem !== '') return true;
  const { held } = stateOf((await vault.syncView()).state);
  const wanted = held.map(decodeRecord).filter(({ id }) => ids.includes(id));
  const purged = wanted.filter((record) => stateOfRecord(record) === 'purged').map(({ id }) => id);
  const kept = await vault.getMany(purged);
  if (kept.length > 0) await vault.add(kept.map(({ id: _, ...account }) => account));
  await approveHeld(parts, runner, ids);
  await vault.restore(ids.filter((id) => !purged.includes(id)));
  await parts.changed();
  return true;
}

export async function clearAlerts({ vault }: SyncParts, runner: SyncRunner): Promise<boolean> {
  if ((await readSettings(vault)) === undefined) return false;
  await runner.alone(async () => {
    for (;;) {
      const { counter, hlc, state: stored } = await vault.syncView();
      const state = { ...stateOf(stored), alerts: [] };
      const write = { expectedCounter: counter, state, putSealed: [], records: [], sent: [], hlc };
      if (await vault.commitSync(write)) return;
    }
  });
  return true;
}
