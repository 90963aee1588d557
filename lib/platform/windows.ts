/** Windows of our own. */
import { browser } from 'wxt/browser';

/** The confirm window; one at a time, the waiting one comes to the front and reloads. */
export async function openConfirmWindow(): Promise<void> {
  const url = new URL('confirm.html', browser.runtime.getURL('/')).href;
  const [open] = await browser.tabs.query({ url });
  if (open?.id !== undefined && open.windowId !== undefined) {
    await browser.tabs.reload(open.id);
    await browser.windows.update(open.windowId, { focused: true });
    return;
  }
  await browser.windows.create({ url, type: 'popup', width: 420, height: 680, focused: true });
}
