/** When the vault locks: by itself after idle minutes, with the computer, with the browser, by a click. */
import { clearAlarm, setAlarm } from '../../lib/platform/alarms.ts';
import type { Parts } from './parts.ts';

export const LOCK_ALARM = 'auto-lock';

export interface Lock {
  lock(): Promise<void>;
  /** To be awaited before anything is answered: a worker that slept past the deadline locks first. */
  check(): Promise<void>;
  /** The user did something. */
  touch(): Promise<void>;
}

export function createLock({ vault, autoLock, feed, settings }: Parts): Lock {
  async function lock(): Promise<void> {
    await vault.lock();
    await clearAlarm(LOCK_ALARM);
    await feed.closed();
  }
  return {
    lock,
    async check() {
      if ((await autoLock.isDue()) && (await vault.status()) === 'unlocked') await lock();
    },
    async touch() {
      if ((await vault.status()) !== 'unlocked') return;
      await autoLock.touch((await settings()).autoLockMinutes);
      const deadlineMs = await autoLock.deadlineMs();
      await (deadlineMs === undefined ? clearAlarm(LOCK_ALARM) : setAlarm(LOCK_ALARM, deadlineMs));
    },
  };
}
