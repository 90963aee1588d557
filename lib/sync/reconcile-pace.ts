/** When the next round is due. The number of failures in a row is kept by the caller, over restarts. */
import type { Random } from '../base/clock.ts';

const ROUND_MS = 60_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_MS = 15 * 60_000;

/**
 * A minute after a round that went well; after `failuresInARow` others 30 s, 60 s, 2 min and so on up to 15 min, never
 * sooner than the service asked for. Up to a quarter is added by chance, so that clients that failed together spread.
 */
export function nextRoundDelayMs(failuresInARow: number, random: Random, retryAfterSeconds = 0): number {
  const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failuresInARow - 1, 10), LONGEST_MS);
  const delayMs = Math.max(failuresInARow === 0 ? ROUND_MS : backoffMs, retryAfterSeconds * 1000);
  return Math.round(delayMs * (1 + (random(1)[0] ?? 0) / 255 / 4));
}
