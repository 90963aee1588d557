import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRound } from '../../lib/sync/round.ts';
import { createDice } from '../sim/dice.ts';
import { type Gate, runTasks } from '../sim/gates.ts';
import { CRASH_SCENES, type CrashScene } from './crash-scenes.ts';
import { createScene, profileOf, type Scene } from './scene.ts';

async function prepare({ before }: CrashScene): Promise<Scene> {
  const scene = createScene();
  for (const event of before) {
    if (typeof event === 'string') await scene.tell(event);
    else event(scene);
  }
  return scene;
}

/** Answers how many gates the round of A passed. */
async function roundStoppedAt(scene: Scene, { isAgreed, beside }: CrashScene, stopAt: number): Promise<number> {
  const runOf = (who: string) => (gate: Gate) => {
    const ports = scene.portsOf(who);
    const [remote, store, crypto] = [gate.wrap(ports.remote), gate.wrap(ports.store), gate.wrap(ports.crypto)];
    const approved = new Set(isAgreed === true ? profileOf(scene, who).records.keys() : []);
    return runRound({ ...ports, remote, store, crypto }, { approved });
  };
  const others = beside === undefined ? [] : [{ stopAt: 0, run: runOf(beside) }];
  const [passed = 0] = await runTasks([{ stopAt, run: runOf('A') }, ...others], createDice(1), () => undefined);
  return passed;
}

describe('the table of scenarios', () => {
  it('names each round that is stopped, and at least forty scenarios that exist', () => {
    const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
    const rows = [...read('README.md').matchAll(/^\| (.+) \| (round|vault|keys|whole) \|$/gm)].map(
      ([, name, where]) => [name, where],
    );
    const rounds = rows.filter(([, where]) => where === 'round').map(([name]) => name);
    expect(rounds).toEqual(Object.keys(CRASH_SCENES));
    const sources = {
      vault: read('../vault/crash.test.ts'),
      keys: read('../vault/sync-crash.test.ts'),
      whole: read('../background/sync-crash.test.ts'),
    };
    const strangers = rows.filter(([name, where]) => {
      return where !== 'round' && !sources[where as keyof typeof sources].includes(`'${name}'`);
    });
    expect(strangers).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(40);
  });
});

describe('a round that is stopped', () => {
  it.each(Object.entries(CRASH_SCENES))(
    'at any await, and begun again, ends as if it had not been: %s',
    async (_, crash) => {
      const points = await roundStoppedAt(await prepare(crash), crash, 0);
      expect(points).toBeGreaterThan(10);
      for (let stopAt = 1; stopAt <= points; stopAt++) {
        const scene = await prepare(crash);
        const codes = profileOf(scene, 'A').records.size;
        await roundStoppedAt(scene, crash, stopAt);
        expect(profileOf(scene, 'A').records.size).toBeGreaterThanOrEqual(codes);
        const names = Object.keys(scene.profiles).sort();
        for (let pass = 0; pass < 5; pass++) {
          scene.nowMs += 60 * 60_000;
          for (const name of names) await scene.tell(`${name} agrees`);
        }
        await scene.tell(`all show ${crash.end}`);
      }
    },
  );
});
