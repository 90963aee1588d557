/** What the background left in `storage.session` for pages that open before it has answered. */
import { browser } from 'wxt/browser';
import type { StoredView } from './frame-reader.ts';
import { FIRST_KEY, type FirstPaint, INDEX_KEY } from './protocol.ts';

/** Without the list, which may be most of a megabyte. */
export async function readFirstPaint(): Promise<FirstPaint | undefined> {
  const stored = await browser.storage.session.get(FIRST_KEY);
  return stored[FIRST_KEY] as FirstPaint | undefined;
}

let reading: Promise<StoredView> | undefined;

/** Two who ask at the same time share one reading. */
export function readStoredView(): Promise<StoredView> {
  reading ??= readSession().finally(() => {
    reading = undefined;
  });
  return reading;
}

async function readSession(): Promise<StoredView> {
  const stored = await browser.storage.session.get([FIRST_KEY, INDEX_KEY]);
  return { first: stored[FIRST_KEY] as FirstPaint | undefined, index: (stored[INDEX_KEY] as string | undefined) ?? '' };
}
