/**
 * The vault as it was before something large happened to it: the last ten times, sealed like everything else beside the
 * accounts, never sent anywhere. Coming back goes through the import preview, so nothing is overwritten by it.
 *
 * [Note: a ring of places] Bodies lie in ten fixed places. The list forgets a place before it is written over and names
 * it again after, so a worker that dies in between leaves a list that tells the truth, and no orphan.
 */
import type { Clock, UnixMs } from '../../lib/base/clock.ts';
import type { ImportedAccount } from '../../lib/import/format.ts';
import type { SnapshotReason, SnapshotRow } from '../../lib/messaging/transfer-shapes.ts';
import { type Packed, packAccount } from '../../lib/otp/packed.ts';
import { createSerialize } from '../../lib/vault/serialize.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { nameOf } from './rows.ts';

export const SNAPSHOTS_KEPT = 10;
/** Fewer accounts at once than this are what the Trash and undo are for. */
export const MASS_DELETE_FROM = 5;

const LIST_KIND = 'snapshot-list';
const LIST_ID = 'all';
const BODY_KIND = 'snapshot';

interface Listed extends SnapshotRow {
  readonly place: number;
}

export interface Snapshots {
  /** Newest first. */
  list(): Promise<readonly SnapshotRow[]>;
  /** `false`: there is nothing to keep. */
  take(why: SnapshotReason): Promise<boolean>;
  /** What the vault held then, in the words of an import; `undefined` when it was rotated away. */
  open(id: string): Promise<readonly Packed<ImportedAccount>[] | undefined>;
  /** What accounts were called, and when, in the newest snapshot that has them. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, { readonly name: string; readonly atMs: UnixMs }>>;
  /** For ever. */
  drop(id: string): Promise<void>;
}

export function createSnapshots(vault: Vault, clock: Clock): Snapshots {
  const listed = async () => ((await vault.getSealed(LIST_KIND, LIST_ID)) as readonly Listed[] | undefined) ?? [];
  const writeList = (list: readonly Listed[]) => vault.putSealed(LIST_KIND, LIST_ID, list);
  const bodyOf = async ({ place }: Listed) =>
    (await vault.getSealed(BODY_KIND, String(place))) as readonly Packed<VaultAccount>[];
  /** Two at once would choose the same place, and who reads meanwhile would find another body in it, or none. */
  const inTurn = createSerialize();

  async function takeNow(why: SnapshotReason): Promise<boolean> {
    const { accounts } = await vault.list();
    if (accounts.length === 0) return false;
    const before = await listed();
    const kept = before.slice(0, SNAPSHOTS_KEPT - 1);
    const place = findFreePlace(kept);
    const atMs = clock();
    if (before.length > kept.length) await writeList(kept);
    await vault.putSealed(BODY_KIND, String(place), accounts.map(packAccount<VaultAccount>));
    await writeList([{ id: `${place}-${atMs}`, atMs, why, accounts: accounts.length, place }, ...kept]);
    return true;
  }

  async function dropNow(id: string): Promise<void> {
    const before = await listed();
    const dropped = before.find((entry) => entry.id === id);
    if (dropped === undefined) return;
    await writeList(before.filter((entry) => entry !== dropped));
    await vault.deleteSealed(BODY_KIND, String(dropped.place));
  }

  async function findNow(ids: readonly string[]) {
    const found = new Map<string, { readonly name: string; readonly atMs: UnixMs }>();
    for (const entry of await listed()) {
      if (found.size === ids.length) break;
      for (const account of await bodyOf(entry)) {
        if (ids.includes(account.id) && !found.has(account.id)) {
          found.set(account.id, { name: nameOf(account), atMs: entry.atMs });
        }
      }
    }
    return found;
  }

  async function openNow(id: string) {
    const found = (await listed()).find((entry) => entry.id === id);
    return found === undefined ? undefined : (await bodyOf(found)).map(toImported);
  }

  return {
    list: async () => (await listed()).map(({ place: _place, ...row }) => row),
    take: (why) => inTurn(() => takeNow(why)),
    find: (ids) => inTurn(() => findNow(ids)),
    drop: (id) => inTurn(() => dropNow(id)),
    open: (id) => inTurn(() => openNow(id)),
  };
}

function findFreePlace(kept: readonly Listed[]): number {
  const taken = new Set(kept.map(({ place }) => place));
  let place = 0;
  while (taken.has(place)) place += 1;
  return place;
}

function toImported(packed: Packed<VaultAccount>): Packed<ImportedAccount> {
  const { id: _id, state, trashedAtMs: _trashedAtMs, ...account } = packed;
  return { ...account, assumed: [], trashed: state === 'trashed' };
}
