/** A team service, a device and their people in memory, all from one seed. */
import { GONE_MS } from '../../lib/sync/reconcile-ledger.ts';
import type { RoundPorts } from '../../lib/sync/reconcile-ports.ts';
import { runRound } from '../../lib/sync/reconcile-round.ts';
import { createDeviceStore } from './team-device.ts';
import { judgeScene } from './team-judge.ts';
import { createTeamLine } from './team-line.ts';
import { colleagueActs, userActs } from './team-people.ts';
import { advance, Crash, createScene, pick, type Scene, word } from './team-scene.ts';

export interface World {
  readonly scene: Scene;
  step(): Promise<void>;
  /** Faults end, what is under way arrives, and rounds follow until nothing is left to do. */
  settle(): Promise<boolean>;
  judge(): readonly string[];
}

export function createWorld(options: { readonly seed: number; readonly hasFaults: boolean }): World {
  const scene = createScene(options.seed, options.hasFaults);
  const ports: RoundPorts<string> = {
    team: createTeamLine(scene),
    store: createDeviceStore(scene),
    clock: () => scene.nowMs,
    makeId: () => word(scene, 'local'),
  };

  async function round(): Promise<number> {
    scene.stats.rounds += 1;
    try {
      const approved = new Set(scene.isApproving ? scene.device.keys() : []);
      const report = await runRound(ports, { approved });
      const told = report.refusals.filter(({ code }) => code === 'already-there');
      scene.toldAsThere = new Set(told.map(({ localId }) => localId));
      const keys = [...scene.team.values()].map(({ key }) => key);
      if (new Set(keys).size < keys.length) scene.stats.doublesSeen += 1;
      return report.actions + report.held.length;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return 1;
    }
  }

  async function step(): Promise<void> {
    const dice = scene.random();
    if (dice < 0.3) userActs(scene);
    else if (dice < 0.45) colleagueActs(scene);
    else await round();
    advance(scene, pick(scene, [500, 5_000, 40_000, 90_000, 600_000]) ?? 0);
  }

  async function settle(): Promise<boolean> {
    scene.isFaulty = false;
    scene.isApproving = true;
    advance(scene, 500_000);
    for (let count = 0; count < 60; count++) {
      const isWaiting = scene.ledger.gone.some(({ atMs }) => scene.nowMs - atMs < GONE_MS);
      const actions = await round();
      advance(scene, 61_000);
      const isOpen = scene.ledger.postings.some(({ state }) => state === 'open');
      const isMarked = scene.ledger.links.some(({ missingSinceMs }) => missingSinceMs !== undefined);
      if (actions === 0 && !isOpen && !isMarked && !isWaiting) return true;
    }
    return false;
  }

  return { scene, step, settle, judge: () => judgeScene(scene) };
}
