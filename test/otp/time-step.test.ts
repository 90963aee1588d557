import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { msLeft, stepStartMs, timeStepAt } from '../../lib/otp/time-step.ts';

const times = fc.nat({ max: 253_402_300_799_999 });
const periods = fc.integer({ min: 1, max: 86_400 });

describe('time steps', () => {
  it.each([
    [59, 0x1],
    [1111111109, 0x23523ec],
    [1111111111, 0x23523ed],
    [1234567890, 0x273ef07],
    [2000000000, 0x3f940aa],
    [20000000000, 0x27bc86aa],
  ])('are those of RFC 6238 appendix B at %i s', (seconds, step) => {
    expect(timeStepAt(seconds * 1000, 30)).toBe(step);
  });

  it('hold every moment between their start and the start of the next', () => {
    fc.assert(
      fc.property(times, periods, (nowMs, period) => {
        const start = stepStartMs(timeStepAt(nowMs, period), period);
        expect(start).toBeLessThanOrEqual(nowMs);
        expect(start + period * 1000).toBeGreaterThan(nowMs);
        expect(nowMs + msLeft(nowMs, period)).toBe(start + period * 1000);
      }),
    );
  });
});
