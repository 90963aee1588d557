/**
 * Throws broken files at every import format: `node test/fuzz.ts --times 100000 [--seed 7] [--only aegis]`. Each run takes
 * a sound file, damages it and reads it with KDFs that answer at once. Anything but an answer or a typed refusal fails the
 * run, and so does a read that takes longer than 50 ms. A failure is named by seed, parser and number, to be run again.
 */
import { parseArgs } from 'node:util';
import { fuzz, fuzzTargets } from './fuzz/run.ts';

const LIMIT_MS = 50;

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

let isSound = true;
for (const target of fuzzTargets()) {
  if (values.only !== undefined && values.only !== target.name) continue;
  const tally = await fuzz(target, Number(values.times), Number(values.seed), LIMIT_MS);
  console.log(JSON.stringify({ ...tally, seed: Number(values.seed) }));
  if (tally.failure !== undefined) {
    console.error(tally.failure.error ?? tally.failure.what);
    isSound = false;
  }
}
process.exitCode = isSound ? 0 : 1;
