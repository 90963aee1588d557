/** `storage.local`: settings that may be public, and nothing else. Firefox lets scripts in pages read it. */
import { browser } from 'wxt/browser';

export async function readLocal(key: string): Promise<unknown> {
  return (await browser.storage.local.get(key))[key];
}

export async function writeLocal(key: string, value: unknown): Promise<void> {
  await browser.storage.local.set({ [key]: value });
}
