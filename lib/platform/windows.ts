/** Our own pages, opened by us. */
import { browser } from 'wxt/browser';

export type OwnPage = 'welcome' | 'options' | 'confirm';

function ownUrl(path: string): string {
  return new URL(path, browser.runtime.getURL('/')).href;
}

export async function openTab(page: OwnPage, hash = ''): Promise<void> {
  await browser.tabs.create({ url: ownUrl(`${page}.html${hash}`) });
}

/** The confirm window; one at a time, the waiting one comes to the front and reloads. */
export async function openConfirmWindow(): Promise<void> {
  const url = ownUrl('confirm.html');
  const [open] = await browser.tabs.query({ url });
  if (open?.id !== undefined && open.windowId !== undefined) {
    await browser.tabs.reload(open.id);
    await browser.windows.update(open.windowId, { focused: true });
    return;
  }
  await browser.windows.create({ url, type: 'popup', width: 420, height: 680, focused: true });
}
