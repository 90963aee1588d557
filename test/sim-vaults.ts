/**
 * The random histories of `npm run sim` around real vaults and the real sealing: `node test/sim-vaults.ts --seeds 1000
 * --steps 100`. Prints one JSON line; the exit code is 1 after a violation.
 */
import { parseArgs } from 'node:util';
import { tryVaults } from './sim/vault-world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    steps: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
  },
});
const startedMs = performance.now();
const total = { seeds: 0, deviceSteps: 0, rounds: 0, stops: 0 };
const faults: Record<string, number> = {};
const failures: { seed: number; violation: string | undefined }[] = [];
const first = Number(values.from);

for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const { violations, steps, rounds, stops, faults: met } = await tryVaults(seed, Number(values.steps));
  total.seeds += 1;
  total.deviceSteps += steps;
  total.rounds += rounds;
  total.stops += stops;
  for (const [name, times] of Object.entries(met)) faults[name] = (faults[name] ?? 0) + times;
  if (violations.length > 0) failures.push({ seed, violation: violations[0] });
}
const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
console.log(
  JSON.stringify({ ...total, violations: failures.length, seconds, faults, failures: failures.slice(0, 10) }),
);
process.exit(failures.length > 0 ? 1 : 0);
