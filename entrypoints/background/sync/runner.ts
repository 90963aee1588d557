/**
 * When rounds run: after each edit, when the vault or a page opens, by timer and alarm in between; one at a time, and
 * never while the vault is locked. Nothing that shows codes waits for it.
 *
 * A round dies with its worker, and a new worker may begin one at once: the pace lies in the session.
 */
import { isFault } from '../../../lib/base/errors.ts';
import type { SyncProgress, SyncStatus } from '../../../lib/messaging/sync-shapes.ts';
import { AFTER_EDIT_MS, nextRoundAt } from '../../../lib/sync/schedule.ts';
import { createSerialize } from '../../../lib/vault/serialize.ts';
import { type RoundEnd, type RoundWishes, runOneRound } from './one-round.ts';
import { readSettings } from './settings.ts';
import type { SyncParts } from './sync-parts.ts';
import { createStatusKeeper, type StatusKeeper } from './sync-status.ts';

/** Why a round is asked for. `use`: the user opened a page, or the vault. `asked`: by name, whatever stands against it. */
type Occasion = 'edit' | 'use' | 'asked' | 'wake';

export interface SyncRunner {
  /** As it was told last; while the vault is locked there is none. */
  status(): Promise<SyncStatus>;
  /** Asks for a round and does not wait for it. */
  wish(occasion: Occasion): void;
  /** Runs a round now, after whatever is under way; `undefined` when there is no sync. */
  run(wishes?: RoundWishes): Promise<RoundEnd | undefined>;
  /** No round runs beside `work`, which may change settings and keys; pages are told afterwards. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  closed(): void;
  /** Called at the end of each round, within its turn. */
  onRoundEnd(listener: (end: RoundEnd) => Promise<void>): void;
}

/** A popup gets its codes first; it may also be what has woken the worker. */
const AFTER_USE_MS = 300;

/** `pause` resolves after so many milliseconds; tests let nothing happen by itself. */
export function createSyncRunner(parts: SyncParts, pause: (ms: number) => Promise<void> = after): SyncRunner {
  const { vault } = parts;
  const keeper = createStatusKeeper(parts);
  const timer = createTimer(parts, keeper, () => wish('wake'));
  const queue = createSerialize();
  const listeners: ((end: RoundEnd) => Promise<void>)[] = [];
  let waiting: Promise<void> | undefined;

  async function runNow(wishes: RoundWishes): Promise<RoundEnd | undefined> {
    timer.hold();
    const settings = (await vault.status()) === 'unlocked' ? await readSettings(vault) : undefined;
    if (settings === undefined) return undefined;
    const working = await keeper.compute(true);
    await keeper.tell(working);
    const onProgress = (progress: SyncProgress) => keeper.tellProgress(working, progress);
    const end = await runOneRound(parts, settings, { onProgress, ...wishes });
    await keeper.note(end);
    if ((end.report?.changedIds.length ?? 0) > 0) await parts.changed();
    for (const listener of listeners) await listener(end);
    return end;
  }

  async function settle(): Promise<void> {
    if ((await vault.status()) === 'unlocked') await keeper.tell(await keeper.compute(false));
    await timer.plan();
  }
  /** What a lock breaks off is no problem of the sync; the rest is noted, and tried again later. */
  async function calmly(work: () => Promise<RoundEnd | undefined>): Promise<RoundEnd | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!isFault(error, 'locked') && !isFault(error, 'no-vault')) await keeper.note(endOf(error));
      return undefined;
    } finally {
      await settle().catch(() => undefined);
    }
  }
  async function runIfDue(occasion: Occasion): Promise<void> {
    if ((await vault.status()) !== 'unlocked' || (await readSettings(vault)) === undefined) return;
    if (occasion === 'edit') await keeper.tell(await keeper.compute(false));
    if (await timer.isDue(occasion)) await queue(() => calmly(() => runNow({})));
    else await timer.plan();
  }
  function wish(occasion: Occasion): void {
    if (waiting !== undefined && occasion !== 'asked') return;
    const waitMs = { edit: AFTER_EDIT_MS, use: AFTER_USE_MS, wake: AFTER_USE_MS, asked: 0 }[occasion];
    waiting = pause(waitMs)
      .then(() => {
        waiting = undefined;
        return runIfDue(occasion);
      })
      .catch(() => undefined);
  }

  return {
    status: keeper.read,
    wish,
    run: (wishes = {}) => queue(() => calmly(() => runNow(wishes))),
    alone: (work) =>
      queue(async () => {
        try {
          return await work();
        } finally {
          await settle().catch(() => undefined);
        }
      }),
    closed: timer.stop,
    onRoundEnd: (listener) => void listeners.push(listener),
  };
}

function endOf(error: unknown): RoundEnd {
  const problem = isFault(error, 'unsupported-version') ? 'newer-version' : 'contended';
  return { problem, failure: undefined, report: undefined };
}

/** The next round by itself: a timer while the worker lives, an alarm for when it does not. */
function createTimer(parts: SyncParts, keeper: StatusKeeper, onDue: () => void) {
  const { vault, clock, random } = parts;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** From 0 up to, not including, 1. */
  const dice = () => new DataView(random(4).buffer).getUint32(0) / 2 ** 32;

  /** `undefined` where only the user can help. */
  async function dueAt(thrown: number): Promise<number | undefined> {
    const pace = await keeper.pace();
    if (pace.isStuck) return undefined;
    const dueMs = nextRoundAt(pace, (await vault.syncView()).outbox.length > 0, thrown);
    // A clock that was set back: the wait from an end that lies in the future is not waited for.
    return dueMs !== undefined && pace.endedAtMs > clock() ? clock() : dueMs;
  }
  /** The alarm stays: should the worker die during the round, it wakes another. */
  function hold(): void {
    clearTimeout(timer);
  }
  function stop(): void {
    hold();
    parts.setWake(undefined);
  }
  return {
    hold,
    stop,
    async plan() {
      hold();
      if ((await vault.status()) !== 'unlocked' || (await readSettings(vault)) === undefined) return stop();
      const dueMs = await dueAt(dice());
      parts.setWake(dueMs);
      if (dueMs !== undefined) timer = setTimeout(onDue, Math.max(0, dueMs - clock()));
    },
    async isDue(occasion: Occasion) {
      if (occasion === 'asked') return true;
      const dueMs = await dueAt(0);
      if (dueMs === undefined) return false;
      const { failures, last } = await keeper.pace();
      // An edit, or a page that opens, waits for no idle time; but nobody is asked before the time that they named.
      const isFree = occasion === 'use' ? last?.retryAfterMs === undefined : failures === 0;
      return dueMs <= clock() || (occasion !== 'wake' && isFree);
    },
  };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
