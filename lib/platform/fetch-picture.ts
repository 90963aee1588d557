/** The bytes of a picture that a page names by its address. */
import { browser } from 'wxt/browser';
import { dataUrlToBlob } from '../base/data-url.ts';

const TIMEOUT_MS = 10_000;
const BYTES_TO = 20_000_000;

/**
 * `undefined` when the picture cannot be had: another origin without a grant, a blob of the page, too long, or no picture.
 *
 * The page chooses the address, so only its own origin is asked with the user's cookies, which code pictures behind a
 * login need; every other server is asked as a stranger.
 */
export async function fetchPicture(address: string, pageUrl: string): Promise<Blob | undefined> {
  if (/^data:/i.test(address)) return dataUrlToBlob(address);
  if (!URL.canParse(address, pageUrl)) return undefined;
  const url = new URL(address, pageUrl);
  const isOwn = URL.canParse(pageUrl) && url.origin === new URL(pageUrl).origin;
  if (!/^https?:$/.test(url.protocol) || (!isOwn && !(await isGranted(url)))) return undefined;
  try {
    const response = await fetch(url, {
      credentials: isOwn ? 'include' : 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const isPicture = response.headers.get('content-type')?.startsWith('image/') ?? false;
    if (!response.ok || !isPicture || Number(response.headers.get('content-length') ?? 0) > BYTES_TO) return undefined;
    const blob = await response.blob();
    return blob.size <= BYTES_TO ? blob : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this origin was granted by the user. */
export async function isGranted(url: URL): Promise<boolean> {
  return browser.permissions.contains({ origins: [`${url.protocol}//${url.hostname}/*`] }).catch(() => false);
}
