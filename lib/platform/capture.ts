/** The picture of a tab, and the proof that it is still the same tab. */
import { browser } from 'wxt/browser';
import { dataUrlToBlob } from '../base/data-url.ts';

/** A tab at one moment. Two that are equal show the same document. */
export interface TabIdentity {
  readonly tabId: number;
  readonly windowId: number;
  readonly url: string;
  /** The top document; `null` where the browser names none (Firefox). */
  readonly documentId: string | null;
  readonly isActive: boolean;
}

/** `undefined` for a tab that is gone, and for one whose page the browser keeps from us. */
export async function identifyTab(tabId: number): Promise<TabIdentity | undefined> {
  try {
    const [frame] = await browser.scripting.executeScript({
      target: { tabId },
      func: () => document.URL,
      injectImmediately: true,
    });
    const tab = await browser.tabs.get(tabId);
    if (!frame || tab.windowId === undefined) return undefined;
    return {
      tabId,
      windowId: tab.windowId,
      url: tab.url ?? String(frame.result),
      documentId: frame.documentId ?? null,
      isActive: tab.active,
    };
  } catch {
    return undefined;
  }
}

export function isSameTab(before: TabIdentity, after: TabIdentity | undefined): boolean {
  return (
    after !== undefined &&
    after.tabId === before.tabId &&
    after.windowId === before.windowId &&
    after.documentId === before.documentId &&
    after.url === before.url &&
    after.isActive === before.isActive
  );
}

/** Chrome allows two captures a second, over all tabs. */
const CAPTURE_AGAIN_MS = 700;

/** What the window shows of its active tab, as PNG. `undefined` without a grant for it. */
export async function captureWindow(windowId: number): Promise<Blob | undefined> {
  const capture = () => browser.tabs.captureVisibleTab(windowId, { format: 'png' });
  try {
    const address = await capture().catch(async (error: unknown) => {
      if (!/MAX_CAPTURE|quota/i.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, CAPTURE_AGAIN_MS));
      return capture();
    });
    return dataUrlToBlob(address);
  } catch {
    return undefined;
  }
}
