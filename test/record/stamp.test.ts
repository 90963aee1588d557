import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareHlc, observeHlc, tickHlc } from '../../lib/record/stamp.ts';

const hlc = fc.record({ ms: fc.nat(), count: fc.nat(1000) });

describe('the hybrid logical clock', () => {
  it('goes forward at each tick, whatever the clock of the device does', () => {
    fc.assert(
      fc.property(hlc, fc.nat(), (last, nowMs) => {
        expect(compareHlc(tickHlc(last, nowMs), last)).toBeGreaterThan(0);
      }),
    );
  });

  it('is later than what it observed, unless that was more than a day ahead', () => {
    fc.assert(
      fc.property(hlc, hlc, fc.nat(), (last, other, nowMs) => {
        const observed = observeHlc(last, other, nowMs);
        const isWild = other.ms > nowMs + 24 * 60 * 60 * 1000;
        expect(compareHlc(observed, last)).toBeGreaterThanOrEqual(0);
        expect(compareHlc(observed, other) >= 0 || isWild).toBe(true);
        if (isWild) expect(observed).toEqual(last);
      }),
    );
  });
});
