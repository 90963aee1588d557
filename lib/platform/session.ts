/**
 * `storage.session`: memory only, gone with the browser, readable by our own pages and worker alone.
 *
 * [Note: what lies in session] ring key, vault keys and lock deadline (the vault's), `first`, `index` and `counts` (the
 * first paint), drafts, a waiting confirm and files that were read (until a yes or no), a recovery key that was shown (until
 * it is typed back), the undo, how the sync stands and its tokens between a sign-in and the start. A lock clears all of it,
 * but for `copied`: codes, without which nobody could clear them from the clipboard.
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
