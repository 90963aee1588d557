/** When the next round begins. Pure: the timer and the memory of failures are the caller's. */
import type { UnixMs } from '../base/clock.ts';
import type { RemoteFailure } from './remote.ts';

/** An edit is sent within five seconds; a short wait lets quick edits travel together. */
export const AFTER_EDIT_MS = 2_000;
/** An edit elsewhere is here within a minute. */
export const IDLE_MS = 45_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 15 * 60 * 1000;
/** Longer than this we do not obey a storage that asks us to wait. */
const OBEYED_MS = 6 * 60 * 60 * 1000;

export interface Attempts {
  /** Rounds that failed in a row. */
  readonly failures: number;
  readonly last: RemoteFailure | undefined;
  readonly endedAtMs: UnixMs;
}

/**
 * `undefined`: only the user can help (credentials, rights, a wrong address), so nothing is tried by itself. Else the
 * moment, with full jitter over the upper half of the wait, so that devices that failed together do not return together.
 * `dice`: from 0 up to, not including, 1.
 */
export function nextRoundAt(attempts: Attempts, hasEdits: boolean, dice: number): UnixMs | undefined {
  const { failures, last, endedAtMs } = attempts;
  if (failures === 0 || last === undefined) return endedAtMs + (hasEdits ? AFTER_EDIT_MS : IDLE_MS);
  if (needsUser(last)) return undefined;
  const ceiling = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), LAST_RETRY_MS);
  const jittered = ceiling / 2 + (ceiling / 2) * dice;
  return endedAtMs + Math.max(jittered, Math.min(last.retryAfterMs ?? 0, OBEYED_MS));
}

/** A 401 deletes nothing and repeats nothing: a locked-out account is locked out further by each try. */
export function needsUser({ kind }: RemoteFailure): boolean {
  return kind === 'unauthorized' || kind === 'forbidden' || kind === 'not-a-storage';
}
