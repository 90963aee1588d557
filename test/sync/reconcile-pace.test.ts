import { describe, expect, it } from 'vitest';
import { nextRoundDelayMs } from '../../lib/sync/reconcile-pace.ts';

const none = (length: number) => new Uint8Array(length);
const most = (length: number) => new Uint8Array(length).fill(255);

describe('nextRoundDelayMs', () => {
  it.each([
    [0, 60],
    [1, 30],
    [2, 60],
    [5, 480],
    [6, 900],
    [1000, 900],
  ])('waits after %i failures for %i s, and at most a quarter longer', (failures, seconds) => {
    expect(nextRoundDelayMs(failures, none)).toBe(seconds * 1000);
    expect(nextRoundDelayMs(failures, most)).toBe(seconds * 1250);
  });

  it('never comes sooner than the service asked', () => {
    expect(nextRoundDelayMs(1, none, 3600)).toBe(3_600_000);
    expect(nextRoundDelayMs(6, none, 10)).toBe(900_000);
  });
});
