/** What every answer from a network is read with, whoever was asked. */
import { type Bytes, concatBytes } from './bytes.ts';
import type { UnixMs } from './clock.ts';

/** An answer that took longer says nothing about the time: nobody knows when in all that time it was written. */
const SLOW_MS = 4_000;

/**
 * Counts while it streams, so that an endless answer costs no more memory than the cap. `undefined` beyond it. `onRead`
 * is told how many bytes there are before each piece.
 */
export async function readCapped(
  response: Response,
  capBytes: number,
  onRead: (lengthBytes: number) => void = () => undefined,
): Promise<Bytes | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    onRead(length);
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > capBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  return concatBytes(...chunks);
}

/**
 * The other clock minus ours in milliseconds, exact to about a second; `undefined` where the answer told no time or was
 * slow. Measured against the middle of the exchange; half a second is added, since `Date` cuts the fraction off.
 */
export function skewOf(headers: Headers, sentAtMs: UnixMs, receivedAtMs: UnixMs): number | undefined {
  const serverMs = Date.parse(headers.get('date') ?? '');
  const isSlow = receivedAtMs - sentAtMs > SLOW_MS;
  return Number.isNaN(serverMs) || isSlow ? undefined : Math.round(serverMs + 500 - (sentAtMs + receivedAtMs) / 2);
}

/** RFC 9110 section 10.2.3: seconds, or a date, which is taken against the server's own `Date`. Not below 0. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const ms = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
