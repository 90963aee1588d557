/**
 * Random histories of a team and a device over a bad line, each from its seed: `npm run sim:services -- --runs 100000`,
 * `--seed N --runs 1` for one of them again. Prints one JSON line; the exit code is 1 if anything was lost or doubled.
 */
import { parseArgs } from 'node:util';
import { createWorld } from './sync/team-world.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '24' },
  },
});
const [runs, firstSeed, steps] = [Number(values.runs), Number(values.seed), Number(values.steps)];
const total = { posts: 0, faults: 0, crashes: 0, doublesSeen: 0, rounds: 0 };
const failures: { seed: number; faults: readonly string[] }[] = [];
let [lost, doubled, unsettled] = [0, 0, 0];
const startedMs = performance.now();

for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
  const world = createWorld({ seed, hasFaults: true });
  for (let step = 0; step < steps; step++) await world.step();
  const isSettled = await world.settle();
  const faults = world.judge();
  doubled += faults.filter((fault) => fault.startsWith('doubled')).length;
  lost += faults.filter((fault) => !fault.startsWith('doubled')).length;
  unsettled += isSettled ? 0 : 1;
  if (faults.length > 0 || !isSettled) failures.push({ seed, faults });
  for (const name of ['posts', 'faults', 'crashes', 'doublesSeen', 'rounds'] as const)
    total[name] += world.scene.stats[name];
}

const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
console.log(
  JSON.stringify({
    runs,
    firstSeed,
    steps,
    lost,
    doubled,
    unsettled,
    ...total,
    seconds,
    failures: failures.slice(0, 5),
  }),
);
if (failures.length > 0) process.exitCode = 1;
