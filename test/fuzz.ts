/**
 * Throws broken files at every import format: `node test/fuzz.ts --times 100000 [--seed 7] [--format aegis]`. Each run
 * takes a sound file, damages it and reads it with KDFs that answer at once. Anything but an answer or a typed refusal
 * fails the run, and so does a read that takes longer than the limit. A failure is named by its seed, format and number,
 * so that it can be run again.
 */
import { parseArgs } from 'node:util';
import { openImportFile } from '../lib/import/file.ts';
import { ImportStop } from '../lib/import/format.ts';
import { importFile, recogniseFile } from '../lib/import/formats.ts';
import { createRandom, damage } from './fuzz/damage.ts';
import { fuzzSamples } from './fuzz/samples.ts';
import { stubKdf } from './fuzz/stub-kdf.ts';

const LIMIT_MS = 50;

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string' },
  },
});

interface Tally {
  runs: number;
  read: number;
  slowestMs: number;
  readonly refusals: Map<string, number>;
}

/** One damaged file through the whole door: recognised, and read as the format it came from. */
async function once(sample: Uint8Array, formatId: string, tally: Tally): Promise<void> {
  const start = performance.now();
  const read = await importFile(sample, '', { formatId, passphrase: 'fuzz', kdf: stubKdf });
  recogniseQuietly(sample);
  const elapsedMs = performance.now() - start;
  tally.runs += 1;
  tally.slowestMs = Math.max(tally.slowestMs, elapsedMs);
  if (read.ok) tally.read += 1;
  else tally.refusals.set(read.error.code, (tally.refusals.get(read.error.code) ?? 0) + 1);
}

function recogniseQuietly(sample: Uint8Array): void {
  try {
    recogniseFile(openImportFile(sample));
  } catch (error) {
    if (!(error instanceof ImportStop)) throw error;
  }
}

/** A slow run is measured again before it counts: the first may have met the garbage collector. */
async function isSlow(sample: Uint8Array, formatId: string): Promise<boolean> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const tally: Tally = { runs: 0, read: 0, slowestMs: 0, refusals: new Map() };
    await once(sample, formatId, tally);
    times.push(tally.slowestMs);
  }
  return Math.min(...times) > LIMIT_MS;
}

async function fuzzFormat(
  formatId: string,
  samples: readonly Uint8Array[],
  times: number,
  seed: number,
): Promise<boolean> {
  const tally: Tally = { runs: 0, read: 0, slowestMs: 0, refusals: new Map() };
  const random = createRandom(seed);
  for (let run = 0; run < times; run++) {
    const sample = damage(samples[run % samples.length] ?? new Uint8Array(), random);
    const before = tally.slowestMs;
    tally.slowestMs = 0;
    try {
      await once(sample, formatId, tally);
    } catch (error) {
      console.error(JSON.stringify({ format: formatId, seed, run, fault: String(error) }), error);
      return false;
    }
    if (tally.slowestMs > LIMIT_MS && (await isSlow(sample, formatId))) {
      console.error(JSON.stringify({ format: formatId, seed, run, slowMs: Math.round(tally.slowestMs) }));
      return false;
    }
    tally.slowestMs = Math.max(before, tally.slowestMs);
  }
  const { runs, read, refusals } = tally;
  console.log(
    JSON.stringify({
      format: formatId,
      runs,
      read,
      slowestMs: Math.round(tally.slowestMs),
      refusals: Object.fromEntries(refusals),
    }),
  );
  return true;
}

let isSound = true;
for (const [formatId, samples] of fuzzSamples()) {
  if (values.format !== undefined && values.format !== formatId) continue;
  isSound = (await fuzzFormat(formatId, samples, Number(values.times), Number(values.seed))) && isSound;
}
process.exitCode = isSound ? 0 : 1;
