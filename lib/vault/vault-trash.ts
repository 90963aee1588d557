/** Into the Trash, out of it, and gone for good. */
import { type RecordState, stateOf } from '../record/record.ts';
import type { Change, Moment, Plan, PlannedWrite } from './change.ts';
import { isDamaged, listingOf, readAllRecords, readRecords } from './shelf.ts';
import type { VaultStore } from './store.ts';
import { findExpired } from './trash.ts';
import type { VaultAccount } from './vault-account.ts';
import type { VaultAccounts } from './vault-contract.ts';

export type Deleting = Pick<
  VaultAccounts,
  'trash' | 'restore' | 'purge' | 'emptyTrash' | 'expireTrash' | 'discardDamaged'
>;

export function createDeleting(store: VaultStore, change: Change): Deleting {
  /** Passes over what is not in the state it must be changed from: gone, damaged, or done already. */
  function moveAll(from: RecordState, state: RecordState, find: (moment: Moment) => Promise<readonly string[]>) {
    return change(async (moment): Promise<Plan<number>> => {
      const ids = await find(moment);
      const records = await readRecords(moment.open, store, ids);
      const writes = [...records.values()].flatMap((before): PlannedWrite[] => {
        if (isDamaged(before) || stateOf(before) !== from) return [];
        return [{ id: before.id, before, write: { state } }];
      });
      return { writes, answer: writes.length, isFinal: state === 'purged' };
    });
  }
  async function accountsIn({ open }: Moment): Promise<readonly VaultAccount[]> {
    return listingOf(await readAllRecords(open, store)).accounts;
  }
  async function findTrashed(moment: Moment): Promise<readonly string[]> {
    return (await accountsIn(moment)).filter(({ state }) => state === 'trashed').map(({ id }) => id);
  }

  return {
    trash: (ids) => moveAll('live', 'trashed', async () => ids),
    restore: (ids) => moveAll('trashed', 'live', async () => ids),
    async purge(ids) {
      await moveAll('trashed', 'purged', async () => ids);
    },
    async emptyTrash() {
      return (await moveAll('trashed', 'purged', findTrashed)).answer;
    },
    async expireTrash() {
      let held = 0;
      const { answer: purged } = await moveAll('trashed', 'purged', async (moment) => {
        const expired = findExpired(await accountsIn(moment), moment.nowMs);
        held = expired.held;
        return expired.ids;
      });
      return { purged, held };
    },
    async discardDamaged(ids) {
      const { answer } = await change(async ({ open }): Promise<Plan<number>> => {
        const damaged = [...(await readRecords(open, store, ids)).values()].filter(isDamaged);
        if (damaged.length === 0) return { writes: [], answer: 0 };
        const discarded = damaged.map(({ recordId }) => recordId);
        return { writes: [], answer: discarded.length, isFinal: true, discarded };
      });
      return answer;
    },
  };
}
