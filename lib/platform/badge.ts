/** The toolbar badge, the only place where a page's needs are told. */
import { browser } from 'wxt/browser';

export async function showBadge(tabId: number, text: string, isWarning = false): Promise<void> {
  await browser.action.setBadgeText({ tabId, text });
  await browser.action.setBadgeBackgroundColor({ tabId, color: isWarning ? '#b3541e' : '#1f6f5c' });
}

export async function clearBadge(tabId: number): Promise<void> {
  await browser.action.setBadgeText({ tabId, text: '' });
}
