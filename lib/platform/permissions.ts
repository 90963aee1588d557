/** Asking for hosts. The browser shows its own prompt, and only inside a click. */
import { browser } from 'wxt/browser';

/**
 * Must be the first thing a click does: after any `await` the browser no longer sees the gesture and refuses. In
 * Chromium the prompt closes the popup; the answer then reaches the background through `permissions.onAdded`.
 */
export function requestOrigins(patterns: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...patterns] }).catch(() => false);
}
