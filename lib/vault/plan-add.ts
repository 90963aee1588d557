/** New accounts as a plan: each at the end of the list, under its own id or one that was settled elsewhere. */
import { bytesToHex } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { poolRandom } from '../base/random-pool.ts';
import { orderBetween } from '../record/order.ts';
import { withPast } from './account-past.ts';
import { newAccountToWrite } from './account-record.ts';
import type { Moment, Plan } from './change.ts';
import type { VaultPorts } from './ports.ts';
import { readRecords } from './shelf.ts';
import type { VaultStore } from './store.ts';
import type { NewAccount } from './vault-account.ts';

const RECORD_ID_LENGTH = 16;

/** Answers the ids, in the order given. Throws `id-taken`, also for an account that was purged: its mark must stay. */
export async function planAdd(
  accounts: readonly NewAccount[],
  { open, clock, stamp }: Moment,
  ports: VaultPorts,
  store: VaultStore,
): Promise<Plan<string[]>> {
  const given = accounts.flatMap(({ id }) => id ?? []);
  const isTwice = new Set(given).size < given.length;
  if (isTwice || (await readRecords(open, store, given)).size > 0) {
    throw new Fault('id-taken', 'an account cannot be added under an id that is in use');
  }
  let lastOrder = clock.lastOrder;
  const draw = poolRandom(ports.random);
  const writes = accounts.map((account) => {
    const order = account.order ?? orderBetween(lastOrder, undefined);
    if (lastOrder === undefined || order > lastOrder) lastOrder = order;
    const id = account.id ?? bytesToHex(draw(RECORD_ID_LENGTH));
    const write = newAccountToWrite(account, order, stamp);
    const { past = [] } = account;
    return { id, before: undefined, write: past.length === 0 ? write : withPast(write, past, id, stamp) };
  });
  const answer = writes.map(({ id }) => id);
  return lastOrder === undefined ? { writes, answer } : { writes, answer, lastOrder };
}
