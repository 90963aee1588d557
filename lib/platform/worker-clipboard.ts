/**
 * The clipboard without a page of ours in front.
 *
 * Chrome's worker has no clipboard: the offscreen document selects a text and runs `execCommand('copy')`, which works
 * unfocused; reading needs `clipboardRead`. Firefox's event page has `navigator.clipboard` itself.
 */
import { browser } from 'wxt/browser';
import { askOffscreen } from './engine.ts';

export async function writeClipboard(text: string): Promise<boolean> {
  if (import.meta.env.FIREFOX) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  return (await askOffscreen({ job: 'clipboard-write', text })) === true;
}

/** `undefined` where the user has not granted `clipboardRead`. */
export async function readClipboard(): Promise<string | undefined> {
  if (!(await browser.permissions.contains({ permissions: ['clipboardRead'] }))) return undefined;
  if (import.meta.env.FIREFOX) return navigator.clipboard.readText();
  const text = await askOffscreen({ job: 'clipboard-read' });
  return typeof text === 'string' ? text : undefined;
}
