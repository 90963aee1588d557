/** Which code of a run is valid at a moment, and for how long. */
import type { UnixMs } from '../base/clock.ts';
import type { CodeRun } from '../messaging/shapes.ts';

/** A code is late when little of its time is left: a fifth of the period, at most five seconds. */
const LATE_SHARE = 0.2;
const LATE_MS = 5000;

/** No code outside its own time: -1 before the run starts and after it ends. */
export function stepOf(run: CodeRun | undefined, nowMs: UnixMs): number {
  if (run === undefined) return -1;
  const step = Math.floor((nowMs - run.startMs) / run.periodMs);
  return step >= 0 && step < run.codes.length ? step : -1;
}

/** `step` as `stepOf` gave it; -1 is never late. */
export function isLateAt(run: CodeRun | undefined, step: number, nowMs: UnixMs): boolean {
  if (run === undefined || step < 0) return false;
  const leftMs = run.startMs + (step + 1) * run.periodMs - nowMs;
  return leftMs <= Math.min(LATE_MS, run.periodMs * LATE_SHARE);
}
