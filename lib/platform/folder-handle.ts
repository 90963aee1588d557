/**
 * The folder that the user picked for sync (File System Access, Chromium only). Its handle can be kept nowhere but in
 * IndexedDB; it says where the folder is and opens nothing by itself.
 */

/** What TypeScript's DOM does not know yet; both ask, and answer, for reading and writing. */
interface AskableHandle extends FileSystemDirectoryHandle {
  queryPermission?(wanted: { readonly mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission?(wanted: { readonly mode: 'readwrite' }): Promise<PermissionState>;
}

interface PickerScope {
  showDirectoryPicker?(wish: { readonly id: string; readonly mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

const DATABASE = 'sync-folder';
const STORE = 'handles';
const KEY = 'folder';
const WANTED = { mode: 'readwrite' } as const;

/** Whether this browser can do it at all. To be asked in a page: workers pick nothing. */
export function canPickFolder(): boolean {
  return (globalThis as PickerScope).showDirectoryPicker !== undefined;
}

/** First thing in a click. `undefined` when the user changed their mind, or chose a folder that browsers keep closed. */
export async function pickFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (globalThis as PickerScope).showDirectoryPicker?.({ id: 'tessera', ...WANTED });
  } catch {
    return undefined;
  }
}

export async function keepFolder(handle: FileSystemDirectoryHandle): Promise<void> {
  await withStore('readwrite', (store) => store.put(handle, KEY));
}

/** Picks and keeps: false when no folder was chosen. First thing in a click. */
export async function chooseFolder(): Promise<boolean> {
  const handle = await pickFolder();
  if (handle !== undefined) await keepFolder(handle);
  return handle !== undefined;
}

/** Asks again for the folder that is kept. First thing in a click; the moment that finding it takes is still the click. */
export async function allowFolder(): Promise<boolean> {
  const handle = await findFolder();
  return handle !== undefined && (await askForFolder(handle));
}

export async function findFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  return (await withStore('readonly', (store) => store.get(KEY))) as FileSystemDirectoryHandle | undefined;
}

export async function forgetFolder(): Promise<void> {
  await withStore('readwrite', (store) => store.delete(KEY));
}

/** `false` also when the permission has lapsed, as it does when the last page of ours closes: the sync pauses then. */
export async function mayUseFolder(handle: FileSystemDirectoryHandle): Promise<boolean> {
  return (await (handle as AskableHandle).queryPermission?.(WANTED)) === 'granted';
}

/** First thing in a click of a page of ours. */
export async function askForFolder(handle: FileSystemDirectoryHandle): Promise<boolean> {
  try {
    return (await (handle as AskableHandle).requestPermission?.(WANTED)) === 'granted';
  } catch {
    return false;
  }
}

async function withStore(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
