import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RemoteFailureKind } from '../../lib/sync/remote.ts';
import { nextRoundAt } from '../../lib/sync/schedule.ts';

const busy = { kind: 'busy' } as const;

describe('the next round', () => {
  it('begins within five seconds of an edit and within a minute without one', () => {
    const attempts = { failures: 0, last: undefined, endedAtMs: 1000 };
    expect(nextRoundAt(attempts, true, 0)).toBeLessThanOrEqual(6_000);
    expect(nextRoundAt(attempts, false, 0)).toBeLessThanOrEqual(61_000);
  });

  it('waits longer after each failure, at most a quarter of an hour, and never less than half of that', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, dice) => {
          const waitMs = nextRoundAt({ failures, last: busy, endedAtMs: 0 }, true, dice) ?? 0;
          const ceilingMs = Math.min(5_000 * 2 ** (failures - 1), 900_000);
          expect(waitMs).toBeGreaterThanOrEqual(ceilingMs / 2);
          expect(waitMs).toBeLessThanOrEqual(ceilingMs);
        },
      ),
    );
  });

  it('obeys a storage that asks for patience, within reason', () => {
    const wait = (retryAfterMs: number) =>
      nextRoundAt({ failures: 1, last: { ...busy, retryAfterMs }, endedAtMs: 0 }, true, 0);
    expect(wait(60_000)).toBe(60_000);
    expect(wait(Number.MAX_SAFE_INTEGER)).toBe(6 * 60 * 60 * 1000);
  });

  it.each<RemoteFailureKind>(['unauthorized', 'forbidden', 'not-a-storage'])(
    'does not come by itself after %s',
    (kind) => {
      expect(nextRoundAt({ failures: 1, last: { kind }, endedAtMs: 0 }, true, 0)).toBeUndefined();
    },
  );
});
