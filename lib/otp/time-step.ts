/** Where a moment lies in the row of time steps (RFC 6238 section 4.2, with T0 = 0 as everyone uses it). */
import type { UnixMs } from '../base/clock.ts';

/** The number of the step that `nowMs` lies in: whole periods since 1970, the moving factor of TOTP. */
export function timeStepAt(nowMs: UnixMs, periodSeconds: number): number {
  return Math.floor(nowMs / (periodSeconds * 1000));
}

/** The first moment of a step; the step before ends one millisecond earlier. */
export function stepStartMs(timeStep: number, periodSeconds: number): UnixMs {
  return timeStep * periodSeconds * 1000;
}

/** How long the code of this moment still holds: more than 0, at most the whole period. */
export function msLeft(nowMs: UnixMs, periodSeconds: number): number {
  return stepStartMs(timeStepAt(nowMs, periodSeconds) + 1, periodSeconds) - nowMs;
}
