/** The toolbar badge, the only place where a page's needs are told. The browser clears both with the next page. */
import { browser } from 'wxt/browser';

/** `title` is the tooltip, and what a screen reader says of the button. */
export async function showBadge(tabId: number, text: string, title: string, isWarning = false): Promise<void> {
  await browser.action.setBadgeText({ tabId, text });
  await browser.action.setBadgeBackgroundColor({ tabId, color: isWarning ? '#b3541e' : '#1f6f5c' });
  await browser.action.setTitle({ tabId, title });
}
