/** Records out to other devices and in from them. */
import { Fault } from '../base/errors.ts';
import { fail, ok } from '../base/result.ts';
import type { Json } from '../record/json.ts';
import { isOrder } from '../record/order.ts';
import { fieldOf, type VaultRecord } from '../record/record.ts';
import type { Door, OpenVault } from './door.ts';
import type { VaultPorts } from './ports.ts';
import type { ClockRow, SealedRow } from './schema.ts';
import { openSealedRow, sealValue } from './sealed-values.ts';
import { mapInChunks, type Place, type Sealer } from './sealer.ts';
import type { Serialize } from './serialize.ts';
import { isDamaged, readAllRecords, readRecords, type Shelved, sealRecord } from './shelf.ts';
import type { VaultStore } from './store.ts';
import type { ForeignKeys, ForeignPlace, SyncNotes, SyncView, SyncWrite, VaultSync } from './sync-contract.ts';
import { readHeader } from './vault-slots.ts';

const STATE_KIND = 'sync';
const STATE_ID = 'state';

type Moving = Pick<
  VaultSync,
  'identity' | 'syncView' | 'readForSync' | 'readAllForSync' | 'commitSync' | 'sealForeign' | keyof ForeignKeys
>;

export function createVaultSync(
  ports: Pick<VaultPorts, 'clock'>,
  store: VaultStore,
  door: Door,
  serialize: Serialize,
): Moving {
  /** Each answer is what was true of one open vault, which is open still. */
  async function inside<T>(work: (open: OpenVault) => Promise<T>): Promise<T> {
    const open = await door.enter();
    const answer = await work(open);
    door.assertStillOpen(open);
    return answer;
  }
  /** A round asks several times, and mostly nothing has been written since. Each unlocking is another `open`. */
  const views = new WeakMap<OpenVault, SyncView>();
  async function viewOf(open: OpenVault): Promise<SyncView> {
    const view = await readSyncView(open, store, views.get(open));
    views.set(open, view);
    return view;
  }
  /** In the queue, so that a change that is on the disk and not yet in memory does not pass for another worker's. */
  const upToDate = (open: OpenVault) => serialize(() => fresh(open, store));
  return {
    identity: () => inside(async ({ vaultId, deviceId }) => ({ vaultId, device: deviceId })),
    syncView: () => inside(viewOf),
    readForSync: (ids) =>
      inside(async (open) => wholeOf([...(await readRecords(await upToDate(open), store, ids)).values()])),
    readAllForSync: () => inside(async (open) => wholeOf(await readAllRecords(await upToDate(open), store))),
    commitSync: (write) => serialize(() => commitSync(write, ports.clock(), store, door)),
    sealForeign: (place, bytes) => inside((open) => open.sealer.sealBytes(toPlace(place), bytes)),
    openForeign: (place, sealed) => inside((open) => openForeign(open.sealer, place, sealed)),
    deviceTag: (device) => inside((open) => open.sealer.deviceTag(device)),
    epochs: () => inside(async ({ ring }) => [...ring.vaultKeys.keys()]),
  };
}

export async function openForeign(
  sealer: Sealer,
  place: ForeignPlace,
  sealed: Parameters<Sealer['openBytes']>[1],
): ReturnType<ForeignKeys['openForeign']> {
  const opened = await sealer.openBytes(toPlace(place), sealed);
  if (opened.ok) return ok(opened.value);
  return fail(opened.error === 'unreadable' ? 'unreadable' : 'newer');
}

/** `known` is answered again where nothing was written since: whatever it tells of is written with the clock. */
export async function readSyncView(open: OpenVault, store: VaultStore, known?: SyncView): Promise<SyncView> {
  const { counter, ms, count } = await store.readClock();
  if (known?.counter === counter && known.device === open.deviceId) return known;
  const [outbox, recordCount, row] = await Promise.all([
    store.readOutbox(),
    store.countRecords(),
    store.readSealed(await open.sealer.blindName(STATE_KIND, STATE_ID)),
  ]);
  const state = row === undefined ? undefined : (await openSealedRow(open, row)).value;
  return { device: open.deviceId, counter, hlc: { ms, count }, outbox, recordCount, state };
}

/** The rows of the notes, to be put in the transaction of the change that they belong to. */
export function sealNotes(open: OpenVault, { state, putSealed }: SyncNotes): Promise<readonly SealedRow[]> {
  const values = [{ kind: STATE_KIND, id: STATE_ID, value: state }, ...putSealed];
  return mapInChunks(values, ({ kind, id, value }) => sealValue(open, kind, id, value));
}

async function commitSync(write: SyncWrite, nowMs: number, store: VaultStore, door: Door): Promise<boolean> {
  const open = await fresh(await door.enter(), store);
  const clock = await store.readClock();
  if (clock.counter !== write.expectedCounter) return false;
  const counter = clock.counter + 1;
  const device = write.device ?? open.deviceId;
  const merged = await mapInChunks(write.records, (record) =>
    sealRecord(open, record, { device, counter, ...write.hlc }),
  );
  const putSealed = await sealNotes(open, write);
  const header = write.device === undefined ? undefined : { ...(await readHeader(store)), deviceId: write.device };
  door.assertStillOpen(open);
  const isDone = await store.commit({
    expectedCounter: clock.counter,
    clock: { ...clockAfter(clock, write.records), counter, ms: write.hlc.ms, count: write.hlc.count },
    records: [],
    merged,
    sent: write.sent,
    ...(header === undefined ? {} : { header }),
    putSealed,
    deleteSealed: [],
    nowMs,
  });
  if (!isDone) return false;
  open.counter = counter;
  for (const record of write.records) open.records.set(record.id, record);
  if (header !== undefined) open.deviceId = header.deviceId;
  return true;
}

/** What another worker has written makes the shelf old. */
async function fresh(open: OpenVault, store: VaultStore): Promise<OpenVault> {
  const { counter } = await store.readClock();
  if (open.counter !== counter) {
    open.records.clear();
    open.isComplete = false;
    open.deviceId = (await readHeader(store)).deviceId;
    open.counter = counter;
  }
  return open;
}

/** New accounts go to the end of the list, also behind those that were added elsewhere. */
function clockAfter(clock: ClockRow, records: readonly VaultRecord[]): ClockRow {
  const orders = records.map((record) => fieldOf(record, 'order')).filter(isPlace);
  const last = orders.reduce((top, order) => (order > top ? order : top), clock.lastOrder ?? '');
  return { ...clock, lastOrder: last === '' ? undefined : last };
}

function isPlace(order: Json | undefined): order is string {
  return typeof order === 'string' && isOrder(order);
}

function wholeOf(shelved: readonly Shelved[]): readonly VaultRecord[] {
  return shelved.flatMap((one) => {
    if (!isDamaged(one)) return [one];
    if (one.reason === 'unreadable') return [];
    throw new Fault('unsupported-version', 'a newer Tessera wrote an account here');
  });
}

function toPlace({ purpose, id, schema, sequence }: ForeignPlace): Place {
  return { objectType: purpose, objectId: id, schema, deviceId: '', sequence };
}
