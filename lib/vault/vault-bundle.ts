/** Changes of several kinds, with the sealed values that speak of them, in one transaction. */
import { changesToWrite } from './account-record.ts';
import type { Change, Moment, Plan, PlannedWrite } from './change.ts';
import { planAdd } from './plan-add.ts';
import type { VaultPorts } from './ports.ts';
import { accountOf, isDamaged, readOne, readRecords } from './shelf.ts';
import type { VaultStore } from './store.ts';
import type { VaultAccount } from './vault-account.ts';
import type { Bundle, VaultAccounts } from './vault-contract.ts';

export function createBundling(
  ports: VaultPorts,
  store: VaultStore,
  change: Change,
): Pick<VaultAccounts, 'changeTogether'> {
  return {
    async changeTogether(ids, plan) {
      const { answer } = await change(async (moment): Promise<Plan<boolean>> => {
        const bundle = await plan(await readAccounts(moment, store, ids));
        if (bundle === undefined) return { writes: [], answer: false };
        const { writes: adds, lastOrder } = await planAdd(bundle.adds ?? [], moment, ports, store);
        return {
          writes: [...adds, ...(await planEdits(bundle, moment, store))],
          answer: true,
          isFinal: true,
          ...(lastOrder === undefined ? {} : { lastOrder }),
          ...(bundle.putSealed === undefined ? {} : { putSealed: bundle.putSealed }),
        };
      });
      return answer;
    },
  };
}

async function readAccounts(
  { open }: Moment,
  store: VaultStore,
  ids: readonly string[],
): Promise<ReadonlyMap<string, VaultAccount>> {
  const accounts = new Map<string, VaultAccount>();
  for (const [id, shelved] of await readRecords(open, store, ids)) {
    const account = isDamaged(shelved) ? undefined : accountOf(shelved);
    if (account !== undefined) accounts.set(id, account);
  }
  return accounts;
}

/** One write a record: what is edited and trashed at once is both or neither. */
async function planEdits(
  { edits = [], trashed = [] }: Bundle,
  { open, stamp }: Moment,
  store: VaultStore,
): Promise<readonly PlannedWrite[]> {
  const changesById = new Map(edits.map(({ id, changes }) => [id, changes]));
  const trashedIds = new Set(trashed);
  const ids = [...new Set([...changesById.keys(), ...trashedIds])];
  await readRecords(open, store, ids);
  const writes: PlannedWrite[] = [];
  for (const id of ids) {
    const before = await readOne(open, store, id);
    const write = changesToWrite(before, changesById.get(id) ?? {}, stamp);
    const isMoving = trashedIds.has(id) && accountOf(before)?.state === 'live';
    writes.push({ id, before, write: isMoving ? { ...write, state: 'trashed' } : write });
  }
  return writes;
}
