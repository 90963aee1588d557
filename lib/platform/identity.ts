/** Signing in at a provider through the browser: a window of its own, whose passwords and cookies we never see. */
import { browser } from 'wxt/browser';

/** Where the provider sends the browser back to; must be registered there, and belongs to the extension's id. */
export function redirectAddress(): string {
  return browser.identity.getRedirectURL();
}

/**
 * The address that the provider sent the browser to, or `undefined` when the user closed the window, there is no network,
 * or (`isInteractive` false) the provider would have had to ask something.
 */
export async function openSignIn(url: string, isInteractive: boolean): Promise<string | undefined> {
  try {
    return await browser.identity.launchWebAuthFlow({ url, interactive: isInteractive });
  } catch {
    return undefined;
  }
}
