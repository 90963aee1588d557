/**
 * How the sync stands, for pages, and how its last rounds went, for the pace of the next. Both lie in the session: they
 * outlive the worker, and go with the lock.
 */
import type { UnixMs } from '../../../lib/base/clock.ts';
import {
  SYNC_OFF,
  type SyncProblemCode,
  type SyncProgress,
  type SyncStatus,
} from '../../../lib/messaging/sync-shapes.ts';
import type { SessionStore } from '../../../lib/platform/session.ts';
import { findGoneHeaders } from '../../../lib/sync/headers.ts';
import { isLasting, type StandingAlert } from '../../../lib/sync/high-water.ts';
import type { Attempts } from '../../../lib/sync/schedule.ts';
import type { RoundEnd } from './one-round.ts';
import { readKnownHeaders, readSettings } from './settings.ts';
import type { SyncParts } from './sync-parts.ts';
import { stateOf } from './vault-ports.ts';

const PACE_KEY = 'sync-pace';
const STATUS_KEY = 'sync-status';
const PROGRESS_EACH_MS = 250;
export interface Pace extends Attempts {
  /** Only the user can help. */
  readonly isStuck: boolean;
  readonly lastDoneMs: UnixMs;
  readonly problem: SyncProblemCode | '';
}

const NEW_PACE: Pace = { failures: 0, last: undefined, endedAtMs: 0, isStuck: false, lastDoneMs: 0, problem: '' };

/** A listing that lags behind for a moment is not worth a word, except for what does not pass by itself. */
export function isTold(alert: StandingAlert): boolean {
  return alert.rounds > 1 || isLasting(alert);
}

/** As it was told last; off where nothing was. */
export async function readSyncStatus(session: Pick<SessionStore, 'get'>): Promise<SyncStatus> {
  return ((await session.get(STATUS_KEY)) as SyncStatus | undefined) ?? SYNC_OFF;
}

export interface StatusKeeper {
  /** As it was told last. */
  read(): Promise<SyncStatus>;
  compute(isWorking: boolean): Promise<SyncStatus>;
  /** Nothing where the vault is locked: what was begun before must not be written after it. */
  tell(status: SyncStatus): Promise<void>;
  tellProgress(before: SyncStatus, progress: SyncProgress): void;
  pace(): Promise<Pace>;
  /** As `tell`. */
  note(end: RoundEnd): Promise<void>;
}

export function createStatusKeeper({ vault, session, clock, tell }: SyncParts): StatusKeeper {
  let toldAtMs = 0;
  const pace = async () => ((await session.get(PACE_KEY)) as Pace | undefined) ?? NEW_PACE;
  return {
    pace,
    read: () => readSyncStatus(session),
    async compute(isWorking) {
      const settings = await readSettings(vault);
      if (settings === undefined) return SYNC_OFF;
      const { outbox, state: stored } = await vault.syncView();
      const { alerts, held } = stateOf(stored);
      const goneHeaders = findGoneHeaders(await readKnownHeaders(vault), settings.household);
      const { problem, lastDoneMs } = await pace();
      const rest = problem !== '' ? 'problem' : outbox.length > 0 ? 'waiting' : 'idle';
      return {
        state: isWorking ? 'working' : rest,
        lastDoneMs,
        pendingCount: outbox.length,
        problem,
        progress: null,
        alertCount: alerts.filter(isTold).length + goneHeaders.length,
        heldCount: held.length,
      };
    },
    async tell(status) {
      if ((await vault.status()) !== 'unlocked') return;
      await session.set({ [STATUS_KEY]: status });
      tell(status);
    },
    tellProgress(before, progress) {
      if (progress.done < progress.total && clock() - toldAtMs < PROGRESS_EACH_MS) return;
      toldAtMs = clock();
      tell({ ...before, progress });
    },
    async note({ problem, failure, report }) {
      if ((await vault.status()) !== 'unlocked') return;
      const before = await pace();
      const endedAtMs = clock();
      // A wrong clock is put right without a word to us.
      const passes = problem === '' || problem === 'contended' || problem === 'clock';
      const isDone = report !== undefined && report.failure === undefined;
      const next: Pace = {
        failures: passes ? 0 : before.failures + 1,
        last: failure,
        endedAtMs,
        isStuck: !passes && failure === undefined,
        lastDoneMs: isDone ? endedAtMs : before.lastDoneMs,
        problem,
      };
      await session.set({ [PACE_KEY]: next });
    },
  };
}
