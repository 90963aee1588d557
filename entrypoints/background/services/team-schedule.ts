/** When rounds run: after edits, when they are due, by an alarm that outlives the worker; never while locked. */
import type { Clock } from '../../../lib/base/clock.ts';
import type { Vault } from '../../../lib/vault/vault-contract.ts';
import { listTeamSyncs } from './team-book.ts';
import type { TeamRounds } from './team-rounds.ts';

export const TEAM_ALARM = 'team-sync';
/** Several edits in a row go out as one. */
const AFTER_EDIT_MS = 5_000;
/** Alarms are not kept to the millisecond, and a round that is a second early waits for no second one. */
const EARLY_MS = 1_000;

export interface TeamSchedule {
  /** Runs what is due, and sets the alarm for what is not. */
  runDue(): Promise<void>;
  /** An account was changed: a round follows shortly. */
  edited(): void;
  /** The vault was locked or removed. */
  closed(): Promise<void>;
}

export interface TeamScheduleParts {
  readonly vault: Vault;
  readonly rounds: TeamRounds;
  readonly clock: Clock;
  readonly setAlarm: (name: string, whenMs: number) => Promise<void>;
  readonly clearAlarm: (name: string) => Promise<void>;
}

export function createTeamSchedule({ vault, rounds, clock, setAlarm, clearAlarm }: TeamScheduleParts): TeamSchedule {
  let pending: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;

  async function runAll(isDue: (nextAtMs: number, failuresInARow: number) => boolean): Promise<void> {
    if (isRunning || (await vault.status()) !== 'unlocked') return;
    isRunning = true;
    try {
      for (const { id, sync } of await listTeamSyncs(vault)) {
        // A round that broke off is done again at its time; what went wrong was no answer of the service.
        if (isDue(sync.nextAtMs, sync.failuresInARow)) await rounds.run(id).catch(() => undefined);
      }
    } finally {
      isRunning = false;
    }
    await setNext();
  }

  async function setNext(): Promise<void> {
    if ((await vault.status()) !== 'unlocked') return;
    const times = (await listTeamSyncs(vault)).map(({ sync }) => sync.nextAtMs);
    if (times.length === 0) await clearAlarm(TEAM_ALARM);
    else await setAlarm(TEAM_ALARM, Math.max(Math.min(...times), clock() + EARLY_MS));
  }

  return {
    runDue: () => runAll((nextAtMs) => nextAtMs <= clock() + EARLY_MS),
    edited() {
      // What a round itself has changed is no edit.
      if (isRunning) return;
      clearTimeout(pending);
      pending = setTimeout(() => {
        runAll((_, failuresInARow) => failuresInARow === 0).catch(() => undefined);
      }, AFTER_EDIT_MS);
    },
    async closed() {
      clearTimeout(pending);
      await clearAlarm(TEAM_ALARM);
    },
  };
}
