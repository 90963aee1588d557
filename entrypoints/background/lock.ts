/** When the vault locks: by itself after idle minutes, with the computer, with the browser, by a click. */
import type { ContentProtocol, PageProtocol } from '../../lib/messaging/protocol.ts';
import { clearAlarm, setAlarm } from '../../lib/platform/alarms.ts';
import type { Parts } from './parts.ts';

export const LOCK_ALARM = 'auto-lock';

/** Asked by pages that merely lie open, ours and those of others: an answer to these puts off no lock. */
const UNATTENDED: ReadonlySet<string> = new Set<keyof PageProtocol | keyof ContentProtocol>([
  'sync:overview',
  'sync:pairing-state',
  'field:waiting',
  'code:offered',
]);

/** Whether somebody must have done something for this to be asked. */
export function isUse(type: string): boolean {
  return !UNATTENDED.has(type);
}

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
