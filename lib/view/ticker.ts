/** One clock for all rows. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock, UnixMs } from '../base/clock.ts';

export interface Ticker {
  readonly now: ReadonlySignal<UnixMs>;
  /** Reads the clock at once, e.g. after the computer slept or when new codes came. */
  tick(): void;
  stop(): void;
}

/**
 * Advances at each full second, and besides at the moment `nextEnd` names: a corrected clock may turn codes between
 * two seconds, and no code is shown past its end.
 */
export function createTicker(clock: Clock, nextEnd: (nowMs: UnixMs) => UnixMs | undefined): Ticker {
  const now = signal(clock());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    clearTimeout(timer);
    const nowMs = clock();
    now.value = nowMs;
    const second = 1000 - (nowMs % 1000);
    const end = nextEnd(nowMs);
    timer = setTimeout(tick, Math.min(second, end === undefined ? second : Math.max(1, end - nowMs)));
  };
  tick();
  return { now, tick, stop: () => clearTimeout(timer) };
}
