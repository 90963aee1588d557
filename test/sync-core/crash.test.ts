import { describe, expect, it } from 'vitest';
import { runRound } from '../../lib/sync/round.ts';
import { createDice } from '../sim/dice.ts';
import { type Gate, runTasks } from '../sim/gates.ts';
import { createScene, profileOf, type Scene } from './scene.ts';

const both = ['A syncs', 'B syncs', 'A syncs', 'B syncs'];
const nine = '1 2 3 4 5 6 7 8 9';

/** What lies before the round of A that is stopped, and what all show in the end. */
const SCENARIOS: Readonly<Record<string, { readonly before: readonly string[]; readonly end: string }>> = {
  'first send': { before: ['A adds x'], end: 'x=of A' },
  'first read': { before: ['B adds x', 'B syncs'], end: 'x=of B' },
  'read and send': { before: ['A adds x', 'B adds y', 'B syncs'], end: 'x=of A, y=of B' },
  conflict: { before: ['A adds x', ...both, 'A tags x a', 'B tags x b', 'B syncs'], end: 'x=of A #a #b' },
  'trash from there': { before: ['A adds x y', ...both, 'B trashes x', 'B syncs'], end: 'y=of A' },
  restore: { before: ['A adds x', 'A trashes x', ...both, 'A restores x'], end: 'x=of A' },
  purge: { before: ['A adds x y', ...both, 'A trashes x', 'A purges x'], end: 'y=of A' },
  count: { before: ['A adds x', 'A counts x 4', ...both, 'A counts x 5', 'B counts x 6', 'B syncs'], end: 'x=of A 6' },
  fold: {
    before: [
      'A adds x',
      'A syncs',
      ...['a', 'b', 'c'].flatMap((name) => [`A names x ${name}`, 'A syncs']),
      'A names x d',
    ],
    end: 'x=d',
  },
  'tidying after a fold': {
    before: ['A adds x', 'A syncs', ...['a', 'b', 'c', 'd'].flatMap((name) => [`A names x ${name}`, 'A syncs'])],
    end: 'x=d',
  },
  'copied profile': {
    before: ['A adds x', ...both, 'A syncs', 'A copies to C', 'C names x c', 'C syncs', 'A tags x a'],
    end: 'x=c #a',
  },
  'held back': { before: [`A adds ${nine} x`, ...both, `B trashes ${nine}`, 'B syncs'], end: 'x=of A' },
};

async function prepare(before: readonly string[]): Promise<Scene> {
  const scene = createScene();
  await scene.tell(...before);
  return scene;
}

async function roundStoppedAt(scene: Scene, stopAt: number): Promise<number> {
  const ports = scene.portsOf('A');
  const run = (gate: Gate) =>
    runRound({
      ...ports,
      remote: gate.wrap(ports.remote),
      store: gate.wrap(ports.store),
      crypto: gate.wrap(ports.crypto),
    });
  const [passed = 0] = await runTasks([{ stopAt, run }], createDice(1), () => undefined);
  return passed;
}

describe('a round that is stopped', () => {
  it.each(Object.entries(SCENARIOS))(
    'at any await, and begun again, ends as if it had not been: %s',
    async (_, { before, end }) => {
      const points = await roundStoppedAt(await prepare(before), 0);
      expect(points).toBeGreaterThan(10);
      for (let stopAt = 1; stopAt <= points; stopAt++) {
        const scene = await prepare(before);
        const others = Object.keys(scene.profiles).filter((name) => name !== 'A');
        const codes = profileOf(scene, 'A').records.size;
        await roundStoppedAt(scene, stopAt);
        expect(profileOf(scene, 'A').records.size).toBeGreaterThanOrEqual(codes);
        for (let pass = 0; pass < 4; pass++) for (const name of ['A', ...others]) await scene.tell(`${name} agrees`);
        await scene.tell(`all show ${end}`);
      }
    },
  );
});
