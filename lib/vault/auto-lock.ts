/** When an open vault locks by itself: a deadline in the session, so that a worker that slept finds it passed. */
import type { Clock, UnixMs } from '../base/clock.ts';
import type { SessionPort } from './ports.ts';

/** Clocks are set back by seconds all the time; further back than this is a deadline being dodged. */
const TOLERATED_BACKWARD_MS = 60_000;
const SESSION_KEY = 'auto-lock';

interface Deadline {
  readonly touchedAtMs: UnixMs;
  readonly deadlineMs: UnixMs;
}

export interface AutoLock {
  /** The user did something: the deadline moves to now plus `idleMinutes`; 0 means no deadline. */
  touch(idleMinutes: number): Promise<void>;
  /** To be asked before each message is answered and when the worker starts. */
  isDue(): Promise<boolean>;
  /** For the alarm; `undefined` when there is no deadline. */
  deadlineMs(): Promise<UnixMs | undefined>;
  clear(): Promise<void>;
}

export function createAutoLock(session: SessionPort, clock: Clock): AutoLock {
  return {
    async touch(idleMinutes) {
      if (!(idleMinutes > 0)) return session.remove(SESSION_KEY);
      const touchedAtMs = clock();
      await session.set(SESSION_KEY, { touchedAtMs, deadlineMs: touchedAtMs + idleMinutes * 60_000 });
    },
    async isDue() {
      const deadline = readDeadline(await session.get(SESSION_KEY));
      if (deadline === undefined) return false;
      const nowMs = clock();
      return nowMs >= deadline.deadlineMs || nowMs < deadline.touchedAtMs - TOLERATED_BACKWARD_MS;
    },
    async deadlineMs() {
      return readDeadline(await session.get(SESSION_KEY))?.deadlineMs;
    },
    async clear() {
      await session.remove(SESSION_KEY);
    },
  };
}

function readDeadline(stored: unknown): Deadline | undefined {
  if (stored === undefined || stored === null) return undefined;
  const { touchedAtMs, deadlineMs } = stored as Partial<Deadline>;
  // A value that makes no sense locks: the other way round, breaking it would keep the vault open.
  if (typeof touchedAtMs !== 'number' || typeof deadlineMs !== 'number') return { touchedAtMs: 0, deadlineMs: 0 };
  return { touchedAtMs, deadlineMs };
}
