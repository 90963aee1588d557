import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newTeamSync, readTeamSync, writeTeamSync } from '../../entrypoints/background/services/team-book.ts';
import type { TeamRounds } from '../../entrypoints/background/services/team-rounds.ts';
import { createTeamSchedule, TEAM_ALARM } from '../../entrypoints/background/services/team-schedule.ts';
import { createBench, createOpenVault, random } from '../vault/bench.ts';

/** One team that is kept in step, whose rounds take no time and set the next one a minute later. */
async function schedule() {
  const bench = createBench();
  const { vault } = await createOpenVault(bench);
  await writeTeamSync(vault, 'c', { ...newTeamSync(random, undefined), nextAtMs: bench.nowMs + 60_000 });
  const ran: string[] = [];
  const alarms = new Map<string, number>();
  const rounds: TeamRounds = {
    inTurn: (_, work) => work(),
    approve: async () => undefined,
    async run(id) {
      ran.push(id);
      const sync = await readTeamSync(vault, id);
      if (sync !== undefined) await writeTeamSync(vault, id, { ...sync, nextAtMs: bench.nowMs + 60_000 });
    },
  };
  const teams = createTeamSchedule({
    vault,
    rounds,
    clock: () => bench.nowMs,
    setAlarm: async (name, whenMs) => void alarms.set(name, whenMs),
    clearAlarm: async (name) => void alarms.delete(name),
  });
  return { bench, vault, ran, alarms, teams };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('rounds with teams', () => {
  it('run when they are due, and set the alarm for the next', async () => {
    const { bench, ran, alarms, teams } = await schedule();
    await teams.runDue();
    expect(ran).toEqual([]);
    expect(alarms.get(TEAM_ALARM)).toBe(bench.nowMs + 60_000);
    bench.nowMs += 60_000;
    await teams.runDue();
    expect(ran).toEqual(['c']);
    expect(alarms.get(TEAM_ALARM)).toBe(bench.nowMs + 60_000);
  });

  it('never run while the vault is locked, and leave no alarm behind', async () => {
    const { bench, vault, ran, alarms, teams } = await schedule();
    await teams.runDue();
    teams.edited();
    await vault.lock();
    await teams.closed();
    bench.nowMs += 600_000;
    await vi.advanceTimersByTimeAsync(60_000);
    await teams.runDue();
    expect(ran).toEqual([]);
    expect(alarms.size).toBe(0);
  });

  it('follow several edits as one, five seconds after the last', async () => {
    const { ran, teams } = await schedule();
    teams.edited();
    await vi.advanceTimersByTimeAsync(4_000);
    teams.edited();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(ran).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    await vi.waitFor(() => expect(ran).toEqual(['c']));
  });

  it('do not follow an edit to a service that fails: it has its own time', async () => {
    const { vault, ran, teams } = await schedule();
    const sync = await readTeamSync(vault, 'c');
    if (sync === undefined) throw new Error('nothing is kept');
    await writeTeamSync(vault, 'c', { ...sync, failuresInARow: 2 });
    teams.edited();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(ran).toEqual([]);
  });
});
