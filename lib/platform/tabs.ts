/** The tab in front of the user, and tabs of our own pages. */
import { browser } from 'wxt/browser';

export interface ActiveTab {
  readonly id: number;
  /** Empty where the browser does not let us see it. */
  readonly url: string;
  /** Host with port when it is not the scheme's own; empty for everything that is not a web page. */
  readonly host: string;
}

export async function activeTab(): Promise<ActiveTab | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return undefined;
  return { id: tab.id, url: tab.url ?? '', host: webHost(tab.url ?? '') };
}

function webHost(url: string): string {
  if (!URL.canParse(url)) return '';
  const { protocol, host } = new URL(url);
  // `example.com.` is the same host as `example.com`.
  return protocol === 'https:' || protocol === 'http:' ? host.replace(/\.(?=:|$)/, '') : '';
}

/** Opens a page of ours, e.g. `options.html#/add`, in a new tab in front. */
export async function openPage(path: string): Promise<void> {
  await browser.tabs.create({ url: new URL(path, browser.runtime.getURL('/')).href });
}
