/**
 * A folder on this computer that the user picked (File System Access, https://wicg.github.io/file-system-access/). The
 * handle can be kept in IndexedDB and nowhere else; the permission ends with the browser and is given again by a click.
 */

interface PermittedHandle extends FileSystemDirectoryHandle {
  queryPermission(wish: { mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission(wish: { mode: 'readwrite' }): Promise<PermissionState>;
}

type Picker = (wish: { mode: 'readwrite'; id: string }) => Promise<PermittedHandle>;

const DATABASE = 'tessera-folder';
const STORE = 'handles';
const KEY = 'sync';

/** Only in pages: a worker has no dialogs, so it cannot tell. */
export function hasFolders(): boolean {
  return 'showDirectoryPicker' in globalThis;
}

/** In a click. False when the user chose none, or the browser has no such dialog. */
export async function pickFolder(): Promise<boolean> {
  try {
    const pick = (globalThis as unknown as { showDirectoryPicker: Picker }).showDirectoryPicker;
    const handle = await pick({ mode: 'readwrite', id: 'tessera-sync' });
    await inStore('readwrite', (store) => store.put(handle, KEY));
    return true;
  } catch {
    return false;
  }
}

/** In a click: asks the browser again for the folder that was picked before. */
export async function allowFolder(): Promise<boolean> {
  const handle = await keptFolder();
  if (handle === undefined) return false;
  return (await handle.requestPermission({ mode: 'readwrite' }).catch(() => 'denied')) === 'granted';
}

/** The folder, if there is one and the browser lets us use it now. `paused`: it waits for a click in a page. */
export async function findFolder(): Promise<FileSystemDirectoryHandle | 'none' | 'paused'> {
  const handle = await keptFolder();
  if (handle === undefined) return 'none';
  return (await handle.queryPermission({ mode: 'readwrite' })) === 'granted' ? handle : 'paused';
}

export async function forgetFolder(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY));
}

function keptFolder(): Promise<PermittedHandle | undefined> {
  return inStore<PermittedHandle | undefined>('readonly', (store) => store.get(KEY));
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
