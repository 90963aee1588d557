import { describe, expect, it } from 'vitest';
import { createAutoLock } from '../../lib/vault/auto-lock.ts';
import { mapSession } from './bench.ts';

const MINUTE_MS = 60_000;

function begin() {
  const session = new Map<string, unknown>();
  const time = { nowMs: 1_000_000_000 };
  const wake = () => createAutoLock(mapSession(session), () => time.nowMs);
  return { session, time, wake, lock: wake() };
}

describe('the auto-lock', () => {
  it('is due when the idle minutes have passed, also for a worker that slept', async () => {
    const { time, wake, lock } = begin();
    await lock.touch(5);
    expect(await lock.deadlineMs()).toBe(time.nowMs + 5 * MINUTE_MS);
    time.nowMs += 5 * MINUTE_MS - 1;
    expect(await wake().isDue()).toBe(false);
    time.nowMs += 1;
    expect(await wake().isDue()).toBe(true);
  });

  it('moves on with each touch', async () => {
    const { time, lock } = begin();
    for (let minute = 0; minute < 20; minute++) {
      await lock.touch(5);
      time.nowMs += 4 * MINUTE_MS;
      expect(await lock.isDue()).toBe(false);
    }
  });

  it('is never due without idle minutes or after clear', async () => {
    const { time, lock } = begin();
    for (const minutes of [0, -1, Number.NaN]) {
      await lock.touch(5);
      await lock.touch(minutes);
      time.nowMs += 1e9;
      expect(await lock.isDue()).toBe(false);
      expect(await lock.deadlineMs()).toBeUndefined();
    }
    await lock.touch(5);
    await lock.clear();
    time.nowMs += 1e9;
    expect(await lock.isDue()).toBe(false);
  });

  it('cannot be dodged by setting the clock back', async () => {
    const { time, lock } = begin();
    await lock.touch(5);
    time.nowMs -= MINUTE_MS;
    expect(await lock.isDue()).toBe(false);
    time.nowMs -= 1;
    expect(await lock.isDue()).toBe(true);
  });

  it('is due when what the session holds makes no sense', async () => {
    const { session, lock } = begin();
    for (const value of [{}, { touchedAtMs: 'x', deadlineMs: 9e15 }, 5, 'x', { deadlineMs: 9e15 }]) {
      session.set('auto-lock', JSON.stringify(value));
      expect(await lock.isDue()).toBe(true);
    }
  });
});
