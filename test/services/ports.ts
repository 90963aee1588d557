/** Ports over the real fetch, with a clock that runs a hundred times faster for waiting. */
import type { BaseUrl, HttpPorts } from '../../lib/services/http.ts';
import { parseBaseUrl } from '../../lib/services/http.ts';

const FASTER = 100;
/** In place of the 15 s of a request: a machine under load must not make a service that answers look dead. */
const PATIENCE_MS = 3_000;

export interface WatchedPorts extends HttpPorts {
  /** Waits asked for, in milliseconds, without the 15 s that watch over each request. */
  readonly waitedMs: number[];
  readonly skewsMs: number[];
  /** What was handed to fetch. */
  readonly sent: { readonly url: string; readonly init: RequestInit }[];
}

export function watchedPorts(
  answer?: (url: string, init: RequestInit) => Promise<Response>,
  patienceMs = PATIENCE_MS,
): WatchedPorts {
  const waitedMs: number[] = [];
  const skewsMs: number[] = [];
  const sent: { url: string; init: RequestInit }[] = [];
  return {
    waitedMs,
    skewsMs,
    sent,
    clock: Date.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    fetch: (url, init) => {
      sent.push({ url, init });
      return answer === undefined ? fetch(url, init) : answer(url, init);
    },
    wait: (ms, signal) => {
      const isWatch = ms === 15_000;
      if (!isWatch) waitedMs.push(ms);
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, isWatch ? patienceMs : ms / FASTER);
        signal.addEventListener('abort', () => clearTimeout(timer));
      });
    },
    heardSkew: (skewMs) => skewsMs.push(skewMs),
  };
}

export function addressOf(text: string): BaseUrl {
  const address = parseBaseUrl(text);
  if (!address.ok) throw new Error(address.error.code);
  return address.value;
}

export function expectOk<T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
