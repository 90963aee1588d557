/**
 * Random histories of a few devices and one bad storage, each from its seed: `npm run sim -- --seeds 20000 --steps 50`;
 * `--seed N` runs one, and tells its story if it fails. `--operations 6` walks through all histories of two devices and one
 * record with so many operations instead. Prints one JSON line; the exit code is 1 after a violation.
 */
import { parseArgs } from 'node:util';
import { createHistory, tellStep } from './sim/steps.ts';
import { guaranteeOf, shrinkHistory, tryHistory } from './sim/trial.ts';
import { walkAll } from './sync-core/small-universe.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    steps: { type: 'string', default: '50' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    operations: { type: 'string' },
    /** As many seeds as fit in. */
    'for-seconds': { type: 'string' },
  },
});
const stepCount = Number(values.steps);
const limit = Number(values['for-seconds'] ?? Number.POSITIVE_INFINITY);
const first = Number(values.seed ?? values.from);
const isWalk = values.operations !== undefined;
const count = isWalk
  ? 0
  : values.seed !== undefined
    ? 1
    : values['for-seconds'] !== undefined
      ? 1e9
      : Number(values.seeds);
const startedMs = performance.now();
const seconds = () => Math.round((performance.now() - startedMs) / 100) / 10;

const GUARANTEES = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10'];
const violations = Object.fromEntries(GUARANTEES.map((name) => [name, 0]));
const faults: Record<string, number> = {};
const total = { seeds: 0, deviceSteps: 0, rounds: 0, stops: 0, requests: 0, mostSettlePasses: 0 };
const failures: { seed: number; violation: string | undefined }[] = [];
const alerts = new Set<string>();

for (let seed = first; seed < first + count && seconds() < limit; seed++) {
  const { violations: found, world } = await tryHistory(createHistory(seed, stepCount));
  total.seeds += 1;
  total.deviceSteps += world.stats.steps;
  total.rounds += world.stats.rounds;
  total.stops += world.stats.stops;
  total.requests += world.storage.counts.requests;
  total.mostSettlePasses = Math.max(total.mostSettlePasses, world.stats.settlePasses);
  for (const [name, times] of Object.entries(world.storage.counts.faults)) faults[name] = (faults[name] ?? 0) + times;
  for (const kind of world.alertsSeen) alerts.add(kind);
  if (found.length === 0) continue;
  const guarantee = guaranteeOf(found) ?? '';
  violations[guarantee] = (violations[guarantee] ?? 0) + 1;
  failures.push({ seed, violation: found[0] });
  if (values.seed !== undefined) await tell(seed);
}
if (isWalk) {
  const walk = await walkAll(Number(values.operations));
  console.log(JSON.stringify({ ...walk, seconds: seconds() }));
  process.exit(walk.violations.length > 0 ? 1 : 0);
}
console.log(
  JSON.stringify({
    ...total,
    violations,
    seconds: seconds(),
    faults: Object.fromEntries(Object.entries(faults).sort(([left], [right]) => (left < right ? -1 : 1))),
    alerts: [...alerts].sort(),
    failures: failures.slice(0, 10),
  }),
);
if (failures.length > 0) process.exitCode = 1;

async function tell(seed: number): Promise<void> {
  const short = await shrinkHistory(createHistory(seed, stepCount));
  const { violations: found } = await tryHistory(short);
  console.log(`${short.deviceCount} devices\n${short.steps.map(tellStep).join('\n')}\n${found.join('\n')}`);
}
