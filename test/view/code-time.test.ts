import { describe, expect, it } from 'vitest';
import { isLateAt, stepOf } from '../../lib/view/code-time.ts';

const START_MS = 1_700_000_010_000;
const run = { startMs: START_MS, periodMs: 30_000, codes: ['111111', '222222'] };

describe('the code of a moment', () => {
  it('is none before the run and none after it, should the clock be set', () => {
    expect(stepOf(run, START_MS - 1)).toBe(-1);
    expect(stepOf(run, START_MS)).toBe(0);
    expect(stepOf(run, START_MS + 59_999)).toBe(1);
    expect(stepOf(run, START_MS + 60_000)).toBe(-1);
    expect(stepOf(undefined, START_MS)).toBe(-1);
  });

  it('is late in the last five seconds, or in the last fifth of a short period', () => {
    expect(isLateAt(run, 0, START_MS + 24_999)).toBe(false);
    expect(isLateAt(run, 0, START_MS + 25_000)).toBe(true);
    const short = { ...run, periodMs: 10_000 };
    expect(isLateAt(short, 0, START_MS + 7_999)).toBe(false);
    expect(isLateAt(short, 0, START_MS + 8_000)).toBe(true);
  });

  it('is never late where there is none', () => {
    expect(isLateAt(undefined, -1, START_MS)).toBe(false);
    expect(isLateAt(run, -1, START_MS + 90_000)).toBe(false);
  });
});
