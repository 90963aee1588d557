/** Records and accounts by id, opened when they are first asked for and kept as long as the vault is open. */
import { Fault } from '../base/errors.ts';
import { compareText } from '../record/json.ts';
import { stateOf, type VaultRecord } from '../record/record.ts';
import { decodeRecord, encodeRecord, RECORD_SCHEMA } from '../record/record-codec.ts';
import type { Stamp } from '../record/stamp.ts';
import { recordToAccount } from './account-record.ts';
import type { OpenVault } from './door.ts';
import type { RecordRow } from './schema.ts';
import { mapInChunks, type Place } from './sealer.ts';
import type { VaultStore } from './store.ts';
import type { DamagedRecord, VaultAccount } from './vault-account.ts';
import type { VaultListing } from './vault-contract.ts';

export type Shelved = VaultRecord | DamagedRecord;

/** Records never change, they are replaced; so each is turned into an account once. */
const accounts = new WeakMap<VaultRecord, VaultAccount>();

export function isDamaged(shelved: Shelved): shelved is DamagedRecord {
  return 'reason' in shelved;
}

/** Purged ones too: they are a mark that must stay. */
export async function readRecords(
  open: OpenVault,
  store: VaultStore,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Shelved>> {
  const missing = open.isComplete ? [] : [...new Set(ids)].filter((id) => !open.records.has(id));
  if (missing.length > 0) {
    const rows = (await store.readRecords(missing)).filter((row) => row !== undefined);
    await shelve(open, rows);
  }
  return new Map(
    ids.flatMap((id) => {
      const shelved = open.records.get(id);
      return shelved === undefined ? [] : [[id, shelved] as const];
    }),
  );
}

export async function readAllRecords(open: OpenVault, store: VaultStore): Promise<readonly Shelved[]> {
  if (!open.isComplete) {
    await shelve(open, await store.readAllRecords());
    open.isComplete = true;
  }
  return [...open.records.values()];
}

/** Throws `gone` or `damaged`. */
export async function readOne(open: OpenVault, store: VaultStore, id: string): Promise<VaultRecord> {
  const shelved = (await readRecords(open, store, [id])).get(id);
  if (shelved === undefined) throw new Fault('gone', 'there is no such account');
  if (isDamaged(shelved)) throw new Fault('damaged', 'this account cannot be opened');
  if (stateOf(shelved) === 'purged') throw new Fault('gone', 'there is no such account');
  return shelved;
}

/** `undefined` for a purged record. */
export function accountOf(record: VaultRecord): VaultAccount | undefined {
  if (stateOf(record) === 'purged') return undefined;
  const known = accounts.get(record) ?? recordToAccount(record);
  accounts.set(record, known);
  return known;
}

export function listingOf(shelved: readonly Shelved[]): VaultListing {
  const opened = shelved.flatMap((one) => (isDamaged(one) ? [] : (accountOf(one) ?? [])));
  return {
    accounts: opened.sort((left, right) => compareText(left.order, right.order) || compareText(left.id, right.id)),
    damaged: shelved.filter(isDamaged),
  };
}

export async function sealRecord(open: OpenVault, record: VaultRecord, stamp: Stamp): Promise<RecordRow> {
  const { device, counter: sequence } = stamp;
  const envelope = await open.sealer.seal(placeOf({ id: record.id, device, sequence }), encodeRecord(record));
  return { id: record.id, device, sequence, envelope };
}

async function shelve(open: OpenVault, rows: readonly RecordRow[]): Promise<void> {
  const fresh = rows.filter(({ id }) => !open.records.has(id));
  const opened = await mapInChunks(fresh, async (row) => [row.id, await openRow(open, row)] as const);
  // A change may have put a newer one on the shelf while this one was being opened.
  for (const [id, shelved] of opened) if (!open.records.has(id)) open.records.set(id, shelved);
}

/** One record that does not open is set aside, and stops none of the others. */
async function openRow(open: OpenVault, row: RecordRow): Promise<Shelved> {
  const opened = await open.sealer.open(placeOf(row), row.envelope);
  if (!opened.ok) return setAside(row, opened.error);
  try {
    const record = decodeRecord(opened.value);
    accountOf(record);
    return record.id === row.id ? record : setAside(row, 'unreadable');
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return setAside(row, 'unreadable');
    throw error;
  }
}

function setAside({ id, device }: RecordRow, reason: DamagedRecord['reason']): DamagedRecord {
  return { recordId: id, device, reason };
}

function placeOf({ id, device, sequence }: Omit<RecordRow, 'envelope'>): Place {
  return { objectType: 'record', objectId: id, schema: RECORD_SCHEMA, deviceId: device, sequence };
}
