/**
 * `storage.session`: memory only, gone with the browser, readable by our own pages and worker alone.
 *
 * [Note: what lies in session] vault key and lock deadline (the vault's), `first` and `index` (the popup's first
 * paint), drafts and a waiting confirm (until a yes or no). Lock clears all of it.
 */
import { browser } from 'wxt/browser';

export interface SessionStore {
  get(key: string): Promise<unknown>;
  set(items: Readonly<Record<string, unknown>>): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

export const sessionStore: SessionStore = {
  get: async (key) => (await browser.storage.session.get(key))[key],
  set: (items) => browser.storage.session.set({ ...items }),
  remove: (keys) => browser.storage.session.remove([...keys]),
  clear: () => browser.storage.session.clear(),
};

/** The default already, said again so that no later default can open it to scripts in pages. */
export async function restrictSession(): Promise<void> {
  await browser.storage.session.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}
