import type { CodeRun } from '../lib/messaging/shapes.ts';

export interface RingProps {
  readonly run: Pick<CodeRun, 'startMs' | 'periodMs'>;
  readonly nowMs: number;
}

/**
 * What is left of the period. Drawn by one CSS animation whose negative delay is the time that has gone, so a row
 * renders once a period and not once a frame. The seconds themselves are told by the row's text for screen readers.
 */
export function Ring({ run, nowMs }: RingProps) {
  const goneMs = (((nowMs - run.startMs) % run.periodMs) + run.periodMs) % run.periodMs;
  return (
    <span
      // A new element for a new run: changing the delay of a running animation makes it jump twice.
      key={`${run.startMs}/${run.periodMs}`}
      class="ring"
      style={{ animationDuration: `${run.periodMs}ms`, animationDelay: `-${goneMs}ms` }}
      aria-hidden="true"
    />
  );
}
