/** Asking for permissions and giving them back. The browser shows its own prompt, and only inside a click. */
import { browser } from 'wxt/browser';

/**
 * Must be the first thing a click does: after any `await` the browser no longer sees the gesture and refuses. In
 * Chromium the prompt closes the popup; the answer then reaches the background through `permissions.onAdded`.
 */
export function requestOrigins(patterns: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...patterns] }).catch(() => false);
}

/** Needs no click: giving back is always allowed. */
export function removeOrigins(patterns: readonly string[]): Promise<boolean> {
  return browser.permissions.remove({ origins: [...patterns] }).catch(() => false);
}

const CLIPBOARD = { permissions: ['clipboardRead' as const] };

export function mayReadClipboard(): Promise<boolean> {
  return browser.permissions.contains(CLIPBOARD);
}

/** First thing in a click, as for hosts. */
export function requestClipboardRead(): Promise<boolean> {
  return browser.permissions.request(CLIPBOARD).catch(() => false);
}

export async function dropClipboardRead(): Promise<void> {
  await browser.permissions.remove(CLIPBOARD).catch(() => false);
}
