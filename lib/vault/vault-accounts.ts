/** Accounts: reading, adding, changing, deleting and bringing back. */
import { fail, ok } from '../base/result.ts';
import { orderBetween } from '../record/order.ts';
import { findHistory, historyOf } from './account-history.ts';
import { pastOf } from './account-past.ts';
import { changesToWrite, isSet, nextCounterWrite, setInHistory } from './account-record.ts';
import { type Change, type Moment, type Plan, type PlannedWrite, UNDO_KIND } from './change.ts';
import type { Door } from './door.ts';
import { planAdd } from './plan-add.ts';
import type { VaultPorts } from './ports.ts';
import { openSealedRow } from './sealed-values.ts';
import { accountOf, isDamaged, listingOf, readAllRecords, readOne, readRecords, type Shelved } from './shelf.ts';
import type { VaultStore } from './store.ts';
import { type Undo, undoToWrite } from './undo.ts';
import type { AccountChanges, RecoveryCode, VaultAccount } from './vault-account.ts';
import { createBundling } from './vault-bundle.ts';
import type { VaultAccounts } from './vault-contract.ts';
import { createDeleting, type Deleting } from './vault-trash.ts';

type Reading = Pick<VaultAccounts, 'list' | 'pasts' | 'get' | 'getMany' | 'history' | 'purgedAmong'>;
type Writing = Omit<VaultAccounts, keyof Reading | keyof Deleting | 'changeTogether' | 'undo'>;

export function createVaultAccounts(ports: VaultPorts, store: VaultStore, door: Door, change: Change): VaultAccounts {
  return {
    ...createReading(store, door),
    ...createWriting(ports, store, change),
    ...createDeleting(store, change),
    ...createBundling(ports, store, change),
    undo: (token) => undo(store, change, token),
  };
}

function createReading(store: VaultStore, door: Door): Reading {
  async function getMany(ids: readonly string[]): Promise<readonly VaultAccount[]> {
    const open = await door.enter();
    const shelved = await readRecords(open, store, ids);
    door.assertStillOpen(open);
    return ids.flatMap((id) => {
      const one = shelved.get(id);
      const account = one === undefined || isDamaged(one) ? undefined : accountOf(one);
      return account === undefined ? [] : [account];
    });
  }
  return {
    getMany,
    async list() {
      const open = await door.enter();
      const listing = listingOf(await readAllRecords(open, store));
      door.assertStillOpen(open);
      return listing;
    },
    async get(id) {
      const [account] = await getMany([id]);
      return account;
    },
    async purgedAmong(ids) {
      const open = await door.enter();
      const shelved = await readRecords(open, store, ids);
      door.assertStillOpen(open);
      return new Set(ids.filter((id) => isPurged(shelved.get(id))));
    },
    async pasts() {
      const open = await door.enter();
      const shelved = await readAllRecords(open, store);
      door.assertStillOpen(open);
      const pasts = shelved.flatMap((one) => (isDamaged(one) ? [] : [[one.id, pastOf(one)] as const]));
      return new Map(pasts.filter(([, past]) => past.length > 0));
    },
    async history(id) {
      const open = await door.enter();
      const entries = historyOf(await readOne(open, store, id));
      door.assertStillOpen(open);
      return entries;
    },
  };
}

function isPurged(shelved: Shelved | undefined): boolean {
  return shelved !== undefined && !isDamaged(shelved) && accountOf(shelved) === undefined;
}

function createWriting(ports: VaultPorts, store: VaultStore, change: Change): Writing {
  /** One field or several of one account; `changesOf` sees the account as it is inside the change. */
  function editOne(id: string, changesOf: (account: VaultAccount, moment: Moment) => AccountChanges) {
    return change(async (moment) => {
      const before = await readOne(moment.open, store, id);
      const account = accountOf(before);
      const changes = account === undefined ? {} : changesOf(account, moment);
      return { writes: [{ id, before, write: changesToWrite(before, changes, moment.stamp) }], answer: undefined };
    });
  }

  return {
    async add(accounts, onSealed) {
      const { answer, undoToken } = await change(async (moment) => {
        const plan = await planAdd(accounts, moment, ports, store);
        return onSealed === undefined ? plan : { ...plan, onSealed };
      });
      return { ids: answer, undoToken };
    },
    edit: (id, changes) => editOne(id, () => changes),
    editMany: (edits) =>
      change(async ({ open, stamp }) => {
        await readRecords(
          open,
          store,
          edits.map(({ id }) => id),
        );
        const writes: PlannedWrite[] = [];
        for (const { id, changes } of edits) {
          const before = await readOne(open, store, id);
          writes.push({ id, before, write: changesToWrite(before, changes, stamp) });
        }
        return { writes, answer: undefined };
      }),
    async nextHotp(id) {
      const { answer } = await change(async ({ open }) => {
        const before = await readOne(open, store, id);
        return { writes: [{ id, before, write: nextCounterWrite(before) }], answer: accountOf(before), isFinal: true };
      });
      if (answer === undefined) throw new Error('a record that takes a counter is an account');
      return answer;
    },
    async restoreFromHistory(id, key) {
      const { answer, undoToken } = await change(async ({ open, stamp }): Promise<Plan<boolean>> => {
        const before = await readOne(open, store, id);
        const found = findHistory(before, key);
        const set = found && setInHistory(found.field, found.value);
        const isUsable = found !== undefined && (set !== undefined || !isSet(found.field));
        if (!isUsable) return { writes: [], answer: false };
        const write =
          set === undefined
            ? { fields: { [found.field]: found.value } }
            : changesToWrite(before, { [set.name]: set.members }, stamp);
        return { writes: [{ id, before, write }], answer: true };
      });
      return answer ? ok({ undoToken }) : fail({ code: 'not-in-history' });
    },
    markRecoveryCodeUsed: (id, index) =>
      editOne(id, ({ recoveryCodes }, { nowMs }) => ({
        recoveryCodes: recoveryCodes.map(
          (one, at): RecoveryCode => (at === index && one.usedAtMs === undefined ? { ...one, usedAtMs: nowMs } : one),
        ),
      })),
    setOrder: (id, afterId, beforeId) =>
      change(async ({ open, stamp }) => {
        const neighbours = [afterId, beforeId].filter((neighbour) => neighbour !== undefined);
        await readRecords(open, store, [id, ...neighbours]);
        const before = await readOne(open, store, id);
        const orderOf = async (neighbour: string | undefined) =>
          neighbour === undefined ? undefined : accountOf(await readOne(open, store, neighbour))?.order;
        const order = orderBetween(await orderOf(afterId), await orderOf(beforeId));
        const write = changesToWrite(before, { order }, stamp);
        return { writes: [{ id, before, write }], answer: undefined, lastOrder: order };
      }),
  };
}

type UndoAnswer = 'done' | 'too-late' | 'changed-since';

async function undo(store: VaultStore, change: Change, token: string) {
  const { answer } = await change(async ({ open, nowMs }): Promise<Plan<UndoAnswer>> => {
    const row = await store.readSealed(await open.sealer.blindName(UNDO_KIND, token));
    if (row === undefined || (row.expiresAtMs ?? 0) <= nowMs) return { writes: [], answer: 'too-late' };
    const { dot, items } = (await openSealedRow(open, row)).value as Undo;
    const records = await readRecords(
      open,
      store,
      items.map(({ id }) => id),
    );
    const writes: PlannedWrite[] = [];
    for (const item of items) {
      const before = records.get(item.id);
      const write = before === undefined || isDamaged(before) ? undefined : undoToWrite(item, dot, before);
      if (before === undefined || isDamaged(before) || !write?.ok) return { writes: [], answer: 'changed-since' };
      writes.push({ id: item.id, before, write: write.value });
    }
    return { writes, answer: 'done', isFinal: true, deleteSealed: [row.key] };
  });
  return answer === 'done' ? ok(undefined) : fail({ code: answer });
}
