/** What a script in a stranger's page uses: it tells, and hears nothing that a page could want to know. */
import { browser } from 'wxt/browser';
import type { ContentProtocol } from './protocol.ts';

/**
 * Tells the background. False when nobody listens any more: the extension was updated or removed, and the script that
 * told should stop.
 */
export async function tellBackground<K extends keyof ContentProtocol>(
  type: K,
  data: Parameters<ContentProtocol[K]>[0],
): Promise<boolean> {
  try {
    await browser.runtime.sendMessage({ type, data });
    return true;
  } catch {
    return false;
  }
}
