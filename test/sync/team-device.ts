/** The device's store: accounts with their history, and the ledger, in transactions that hold or do not. */
import type { LocalChange, ReconcileStore } from '../../lib/sync/reconcile-ports.ts';
import type { LocalAccount } from '../../lib/sync/reconcile-trees.ts';
import { Crash, chance, type Scene, wishOf, wordsOf } from './team-scene.ts';

export function createDeviceStore(scene: Scene): ReconcileStore<string> {
  return {
    load: async () => ({
      ledger: scene.ledger,
      locals: [...scene.device].map(([localId, { fields, key, isTrashed }]): LocalAccount => {
        return { localId, fields, isTrashed, ...(key === undefined ? {} : { keyPrint: key }) };
      }),
    }),
    commit: async (changes, ledger) => {
      if (scene.isFaulty && chance(scene, scene.habits.crashShare)) {
        scene.stats.crashes += 1;
        throw new Crash();
      }
      if (!changes.every((change) => isAllowed(scene, change))) return false;
      for (const change of changes) apply(scene, change);
      scene.ledger = ledger;
      return true;
    },
  };
}

function isAllowed(scene: Scene, change: LocalChange<string>): boolean {
  const account = scene.device.get(change.localId);
  if (change.kind === 'import') return account === undefined;
  if (account === undefined) return false;
  if (change.kind === 'change') return JSON.stringify(account.fields) === JSON.stringify(change.expected);
  if (change.kind === 'set-key') return account.key === change.expectedPrint;
  return change.kind === 'keep' ? account.isTrashed : true;
}

function apply(scene: Scene, change: LocalChange<string>): void {
  if (change.kind === 'import') {
    scene.device.set(change.localId, { fields: change.fields, key: change.key?.key, isTrashed: false, history: [] });
    return;
  }
  const account = scene.device.get(change.localId);
  if (account === undefined) throw new Error('a change of nothing');
  if (change.kind === 'change') {
    account.fields = { ...account.fields, ...change.set };
    account.history.push(...wordsOf(change.overwritten));
  } else if (change.kind === 'set-key') {
    if (account.key !== undefined) account.history.push(account.key);
    account.key = change.key.key;
  } else if (change.kind === 'trash') {
    account.isTrashed = true;
    // From here on the user knows what the colleagues have done, and may think otherwise.
    if (account.key !== undefined) wishOf(scene, account.key).isDeletedThere = false;
    if (!scene.isApproving) scene.trashedUnasked.push(scene.nowMs);
    const today = scene.trashedUnasked.filter((atMs) => scene.nowMs - atMs < 86_400_000).length;
    if (today > Math.max(5, 0.2 * (scene.ledger.links.length + today))) scene.massLosses += 1;
  } else account.history.push(...wordsOf(change.values));
}
