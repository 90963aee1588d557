/**
 * Random histories of a few devices and one bad storage, each from its seed: `npm run sim -- --seeds 20000 --steps 50`;
 * `--seed N` runs one, and tells its story if it fails. Prints one JSON line; the exit code is 1 after a violation.
 */
import { parseArgs } from 'node:util';
import { createHistory } from './sim/steps.ts';
import { shrinkHistory, tellStep, tryHistory } from './sim/trial.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    steps: { type: 'string', default: '50' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    /** Stops after this many seconds. */
    seconds: { type: 'string', default: '0' },
  },
});
const stepCount = Number(values.steps);
const first = Number(values.seed ?? values.from);
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first;
const startedMs = performance.now();
const seconds = () => Math.round((performance.now() - startedMs) / 100) / 10;
const limit = Number(values.seconds);

const faults: Record<string, number> = {};
const total = { seeds: 0, deviceSteps: 0, rounds: 0, stops: 0, clones: 0, requests: 0, mostSettlePasses: 0 };
const failures: { seed: number; violation: string | undefined }[] = [];
const alerts = new Set<string>();

for (let seed = first; seed <= last && (limit === 0 || seconds() < limit); seed++) {
  const { violations, world } = await tryHistory(createHistory(seed, stepCount));
  total.seeds += 1;
  total.deviceSteps += world.stats.steps;
  total.rounds += world.stats.rounds;
  total.stops += world.stats.stops;
  total.clones += world.stats.clones;
  total.requests += world.storage.counts.requests;
  total.mostSettlePasses = Math.max(total.mostSettlePasses, world.stats.settlePasses);
  for (const [name, count] of Object.entries(world.storage.counts.faults)) faults[name] = (faults[name] ?? 0) + count;
  for (const kind of world.alertsSeen) alerts.add(kind);
  if (violations.length > 0) failures.push({ seed, violation: violations[0] });
  if (violations.length > 0 && values.seed !== undefined) await tell(seed);
}
const violations = failures.length;
console.log(
  JSON.stringify({
    ...total,
    violations,
    seconds: seconds(),
    faults,
    alerts: [...alerts].sort(),
    failures: failures.slice(0, 5),
  }),
);
if (violations > 0) process.exitCode = 1;

async function tell(seed: number): Promise<void> {
  const short = await shrinkHistory(createHistory(seed, stepCount));
  const { violations: found } = await tryHistory(short);
  console.log(`${short.deviceCount} devices\n${short.steps.map(tellStep).join('\n')}\n${found.join('\n')}`);
}
