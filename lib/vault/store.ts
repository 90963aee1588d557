/**
 * The only code that knows IndexedDB. Every change is one transaction with strict durability: it is on the disk, whole,
 * when the promise resolves, or not at all. Whatever is written was sealed before the transaction opened: IndexedDB
 * commits as soon as a turn passes without a request, and each WebCrypto call takes a turn.
 */
import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, unwrap } from 'idb';
import type { UnixMs } from '../base/clock.ts';
import { Fault, isFault } from '../base/errors.ts';
import { afterSending, fromOutboxRows, toOutboxRows } from './outbox.ts';
import {
  type ClockRow,
  DATABASE_VERSION,
  type OutboxRow,
  type RecordRow,
  type SealedRow,
  type VaultDatabase,
  type VaultHeader,
} from './schema.ts';

const DATABASE_NAME = 'tessera';

/** One change of the vault: all of it or nothing. */
interface Commit {
  /** The counter the change was made from; another one on disk means that somebody else wrote, and nothing is done. */
  readonly expectedCounter: number;
  readonly clock: ClockRow;
  readonly records: readonly RecordRow[];
  /** As merged from other devices, which know them: they do not enter the outbox. */
  readonly merged?: readonly RecordRow[];
  /** Leave the outbox, unless they were written again since. */
  readonly sent?: readonly OutboxRow[];
  /** Takes the place of the one that is there. */
  readonly header?: VaultHeader;
  readonly putSealed: readonly SealedRow[];
  readonly deleteSealed: readonly string[];
  /** Records that are taken off the disk, with their marks in the outbox. */
  readonly discarded?: readonly string[];
  /** Sealed rows that expired before this are swept along. */
  readonly nowMs: UnixMs;
}

/** Throws `storage-failed` when the disk is full, the database is gone or the browser refuses. */
export interface VaultStore {
  readHeader(): Promise<VaultHeader | undefined>;
  /** Starts from nothing: rows of a vault that was being destroyed are cleared. `false` when there is a vault. */
  createVault(header: VaultHeader, clock: ClockRow, sealed?: readonly SealedRow[]): Promise<boolean>;
  replaceHeader(header: VaultHeader): Promise<void>;
  readClock(): Promise<ClockRow>;
  readRecords(ids: readonly string[]): Promise<readonly (RecordRow | undefined)[]>;
  readAllRecords(): Promise<readonly RecordRow[]>;
  countRecords(): Promise<number>;
  readOutbox(): Promise<readonly OutboxRow[]>;
  /** `false` when the counter was not the expected one. */
  commit(commit: Commit): Promise<boolean>;
  readSealed(key: string): Promise<SealedRow | undefined>;
  readSealedKind(kind: string): Promise<readonly SealedRow[]>;
  writeSealed(put: readonly SealedRow[], deleted: readonly string[]): Promise<void>;
  /** In this order, so that a crash in between leaves rows that nobody can open: header, rows, database. */
  destroy(): Promise<void>;
}

type StoreName = 'header' | 'clock' | 'records' | 'outbox' | 'sealed';
type Writing = IDBPTransaction<VaultDatabase, StoreName[], 'readwrite'>;

const ALL_STORES: StoreName[] = ['header', 'clock', 'records', 'outbox', 'sealed'];

/** Opens the database at the first call, and again after the browser has closed it. */
export function createStore(databaseName: string = DATABASE_NAME): VaultStore {
  const connection = createConnection(databaseName);
  const { read, write } = connection;
  return {
    readHeader: () => read((db) => db.get('header', 'header')),
    createVault: (header, clock, sealed = []) => write(ALL_STORES, (tx) => putNewVault(tx, header, clock, sealed)),
    replaceHeader: (header) => write(['header'], (tx) => putHeader(tx, header)),
    readClock: () => read(readClock),
    readRecords: (ids) => read((db) => readRows(db, ids)),
    readAllRecords: () => read((db) => db.getAll('records')),
    countRecords: () => read((db) => db.count('records')),
    readOutbox: () => read(async (db) => fromOutboxRows(await db.getAll('outbox'))),
    commit: (commit) => write(['header', 'clock', 'records', 'outbox', 'sealed'], (tx) => putCommit(tx, commit)),
    readSealed: (key) => read((db) => db.get('sealed', key)),
    readSealedKind: (kind) => read((db) => db.getAllFromIndex('sealed', 'kind', kind)),
    writeSealed: (put, deleted) => write(['sealed'], (tx) => putSealedRows(tx, put, deleted)),
    async destroy() {
      await write(['header'], (tx) => tx.objectStore('header').clear());
      await write(ALL_STORES, clearAll);
      await connection.remove();
    },
  };
}

function createConnection(name: string) {
  let opening: Promise<IDBPDatabase<VaultDatabase>> | undefined;

  function open(): Promise<IDBPDatabase<VaultDatabase>> {
    opening ??= openDatabase(name, forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return opening;
  }
  function forget(): void {
    opening = undefined;
  }
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isFault(error)) throw error;
      throw new Fault('storage-failed', 'the browser could not read or write the vault', { cause: error });
    }
  }
  return {
    read: <T>(work: (db: IDBPDatabase<VaultDatabase>) => Promise<T>) => guarded(async () => work(await open())),
    write: <T>(stores: StoreName[], work: (tx: Writing) => Promise<T>) =>
      guarded(async () => runStrictly(await open(), stores, work)),
    remove: () =>
      guarded(async () => {
        (await open()).close();
        forget();
        await deleteDB(name);
      }),
  };
}

function openDatabase(name: string, onGone: () => void): Promise<IDBPDatabase<VaultDatabase>> {
  return openDB<VaultDatabase>(name, DATABASE_VERSION, {
    upgrade(db) {
      db.createObjectStore('header');
      db.createObjectStore('clock');
      db.createObjectStore('records', { keyPath: 'id' });
      db.createObjectStore('outbox', { keyPath: 'id' });
      const sealed = db.createObjectStore('sealed', { keyPath: 'key' });
      sealed.createIndex('kind', 'kind');
      sealed.createIndex('expiresAtMs', 'expiresAtMs');
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onGone();
    },
    terminated: onGone,
  });
}

async function runStrictly<T>(
  db: IDBPDatabase<VaultDatabase>,
  stores: StoreName[],
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  try {
    const [result] = await Promise.all([work(tx), tx.done]);
    return result;
  } catch (error) {
    // A transaction that has failed by itself cannot be aborted again.
    try {
      tx.abort();
    } catch {}
    throw error;
  }
}

async function putNewVault(
  tx: Writing,
  header: VaultHeader,
  clock: ClockRow,
  sealed: readonly SealedRow[],
): Promise<boolean> {
  if ((await tx.objectStore('header').count()) > 0) return false;
  await clearAll(tx);
  await tx.objectStore('header').put(header, 'header');
  await tx.objectStore('clock').put(clock, 'clock');
  await putSealedRows(tx, sealed, []);
  return true;
}

async function putHeader(tx: Writing, header: VaultHeader): Promise<void> {
  const present = await tx.objectStore('header').get('header');
  if (present?.vaultId !== header.vaultId) throw new Fault('no-vault', 'the vault is not there any more');
  await tx.objectStore('header').put(header, 'header');
}

async function putCommit(tx: Writing, commit: Commit): Promise<boolean> {
  if ((await tx.objectStore('header').count()) === 0) throw new Fault('no-vault', 'the vault is not there any more');
  const clock = await tx.objectStore('clock').get('clock');
  if ((clock?.counter ?? 0) !== commit.expectedCounter) return false;
  const records = tx.objectStore('records');
  const outbox = tx.objectStore('outbox');
  const { discarded = [] } = commit;
  const marks = commit.records.map(({ id, sequence }) => ({ id, counter: sequence }));
  // Async functions, so that a put that throws at once is waited for like one that fails later.
  await Promise.all([
    putAll(unwrap(records), [...commit.records, ...(commit.merged ?? [])]),
    putAll(unwrap(outbox), toOutboxRows(marks)),
    deleteSent(tx, [...(commit.sent ?? []), ...discarded.map((id) => ({ id, counter: Number.POSITIVE_INFINITY }))]),
    ...discarded.map(async (id) => records.delete(id)),
    putSealedRows(tx, commit.putSealed, commit.deleteSealed),
  ]);
  await tx.objectStore('clock').put(commit.clock, 'clock');
  if (commit.header !== undefined) await putHeader(tx, commit.header);
  const expired = await tx.objectStore('sealed').index('expiresAtMs').getAllKeys(IDBKeyRange.upperBound(commit.nowMs));
  await putSealedRows(tx, [], expired);
  return true;
}

/** Without a promise and four listeners a row: one that fails takes the whole transaction with it, which is waited for. */
async function putAll(store: IDBObjectStore, rows: readonly object[]): Promise<void> {
  for (const row of rows) store.put(row);
}

async function deleteSent(tx: Writing, sent: readonly OutboxRow[]): Promise<void> {
  if (sent.length === 0) return;
  const outbox = tx.objectStore('outbox');
  const { put, deleted } = afterSending(await outbox.getAll(), sent);
  await Promise.all([...put.map((row) => outbox.put(row)), ...deleted.map((id) => outbox.delete(id))]);
}

async function putSealedRows(tx: Writing, put: readonly SealedRow[], deleted: readonly string[]): Promise<void> {
  const sealed = tx.objectStore('sealed');
  await Promise.all([...put.map(async (row) => sealed.put(row)), ...deleted.map(async (key) => sealed.delete(key))]);
}

async function clearAll(tx: Writing): Promise<void> {
  await Promise.all(ALL_STORES.map(async (name) => tx.objectStore(name).clear()));
}

async function readClock(db: IDBPDatabase<VaultDatabase>): Promise<ClockRow> {
  return (await db.get('clock', 'clock')) ?? { counter: 0, ms: 0, count: 0, lastOrder: undefined };
}

async function readRows(db: IDBPDatabase<VaultDatabase>, ids: readonly string[]) {
  const tx = db.transaction('records');
  return Promise.all(ids.map((id) => tx.store.get(id)));
}
