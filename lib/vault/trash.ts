/** When what was deleted goes for good. */
import type { UnixMs } from '../base/clock.ts';
import type { VaultAccount } from './vault-account.ts';

export const TRASH_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

const FREELY_PURGED = 5;
const FREELY_PURGED_PART = 0.2;

export interface Expired {
  readonly ids: readonly string[];
  /** Expired, but so many at once that the user must empty the Trash himself: a clock gone wrong looks like this. */
  readonly held: number;
}

export function isExpired(account: VaultAccount, nowMs: UnixMs): boolean {
  return account.trashedAtMs !== undefined && nowMs - account.trashedAtMs >= TRASH_KEPT_MS;
}

export function findExpired(accounts: readonly VaultAccount[], nowMs: UnixMs): Expired {
  const ids = accounts.filter((account) => isExpired(account, nowMs)).map(({ id }) => id);
  const free = Math.max(FREELY_PURGED, Math.floor(accounts.length * FREELY_PURGED_PART));
  return ids.length > free ? { ids: [], held: ids.length } : { ids, held: 0 };
}
