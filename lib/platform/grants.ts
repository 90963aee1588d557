/**
 * Sites that the user lets us look at, and the one script that runs there.
 *
 * Registered at runtime: in the manifest its matches would have to be host permissions at install.
 */
import { browser } from 'wxt/browser';

const SCRIPT_ID = 'watch';
// WXT types only the files it knows at the time of `wxt prepare`.
const SCRIPT_FILE = '/watch.js' as never;

/** The optional host permissions that are held now, as match patterns. */
export async function grantedPatterns(): Promise<readonly string[]> {
  const { origins } = await browser.permissions.getAll();
  return origins ?? [];
}

export function onGrantsChanged(listener: () => void): void {
  browser.permissions.onAdded.addListener(listener);
  browser.permissions.onRemoved.addListener(listener);
}

export async function hasGrant(pattern: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [pattern] });
}

/** Makes the registered script match exactly what is granted; none granted, none registered. */
export async function registerWatch(patterns: readonly string[]): Promise<void> {
  const registered = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] });
  if (patterns.length === 0) {
    if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
    return;
  }
  const script = {
    id: SCRIPT_ID,
    js: [SCRIPT_FILE],
    matches: [...patterns],
    allFrames: true,
    runAt: 'document_idle',
    persistAcrossSessions: true,
  } satisfies Parameters<typeof browser.scripting.registerContentScripts>[0][number];
  await (registered.length > 0
    ? browser.scripting.updateContentScripts([script])
    : browser.scripting.registerContentScripts([script]));
}
