/**
 * The `fetch` of a real Chromium, for drivers that run in Node: what a browser makes of redirects, broken lines, headers
 * and names under `localhost` is not what Node makes of them. CORS is off, as it is for hosts that the user has allowed.
 */
import { chromium } from 'playwright-core';
import { base64ToBytes, bytesToBase64 } from '../../lib/base/base64.ts';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { provideChromium, sandboxArgs } from '../browser/provision.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ChromiumFetch {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

interface Wish {
  readonly url: string;
  readonly init: Omit<RequestInit, 'body' | 'signal'>;
  readonly base64: string | null;
}

interface Answer {
  readonly status: number;
  readonly type: ResponseType;
  readonly headers: [string, string][];
  readonly base64: string;
}

/** `address`: any page that may be opened; it is where the requests come from. */
export async function startChromiumFetch(address: string): Promise<ChromiumFetch> {
  const args = [...sandboxArgs(), '--disable-web-security'];
  const browser = await chromium.launch({ executablePath: provideChromium(), args });
  const page = await browser.newPage();
  await page.goto(address);
  return {
    fetch: (url, { body, signal, ...init }) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        const bytes = typeof body === 'string' ? utf8ToBytes(body) : (body as Uint8Array | undefined);
        const base64 = bytes === undefined ? null : bytesToBase64(bytes);
        page.evaluate(ask, { url, init, base64 }).then((answer) => resolve(responseFrom(answer)), reject);
      }),
    close: () => browser.close(),
  };
}

/** Runs in the page. */
async function ask({ url, init, base64 }: Wish): Promise<Answer> {
  const body = base64 === null ? null : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const response = await fetch(url, { ...init, body });
  const bytes = new Uint8Array(await response.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return {
    status: response.status,
    type: response.type,
    headers: [...response.headers],
    base64: btoa(binary),
  };
}

function responseFrom({ status, type, headers, base64 }: Answer): Response {
  // Nobody can make such an answer but the browser itself.
  if (status === 0) return { status, type, headers: new Headers(headers), body: null } as Response;
  const bytes = base64ToBytes(base64) ?? new Uint8Array();
  return new Response([204, 304].includes(status) ? null : bytes, { status, headers });
}
