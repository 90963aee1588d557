/** One parser under fire: damaged files in, an answer or a typed refusal out, in time. */

import { openImportFile } from '../../lib/import/file.ts';
import { ImportStop } from '../../lib/import/format.ts';
import { readImport, recogniseFile } from '../../lib/import/formats.ts';
import { readBinaryPlist, unarchive } from '../../lib/import/plist.ts';
import { createRandom, damage } from './damage.ts';
import { fuzzSamples, plistSamples } from './samples.ts';
import { stubKdf } from './stub-kdf.ts';

/** Answers a word for the tally. May throw only what is a fault. */
export interface Target {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  read(sample: Uint8Array): Promise<string>;
}

export interface Tally {
  readonly name: string;
  readonly runs: number;
  readonly slowestMs: number;
  readonly answers: Readonly<Record<string, number>>;
  /** The number of the run that failed, and how; `undefined` if none did. */
  readonly failure?: { readonly run: number; readonly what: string; readonly error?: unknown };
}

export function fuzzTargets(): readonly Target[] {
  const formats = fuzzSamples().map(
    ([id, samples]): Target => ({ name: id, samples, read: (sample) => readAs(id, sample) }),
  );
  return [...formats, { name: 'plist', samples: plistSamples(), read: readPlist }];
}

/** Opened and recognised by all as the door does it, and read as the format it came from where that one claims it. */
async function readAs(formatId: string, sample: Uint8Array): Promise<string> {
  const file = openImportFile(sample);
  const candidate = recogniseFile(file).find(({ format }) => format.id === formatId);
  if (candidate === undefined) return 'not-recognised';
  const read = await readImport(candidate, file, { passphrase: 'fuzz', kdf: stubKdf });
  return read.ok ? 'read' : read.error.code;
}

/** Behind a cipher no damage would get through to the property list, so it is shot at directly. */
async function readPlist(sample: Uint8Array): Promise<string> {
  return stopped(() => unarchive(readBinaryPlist(Uint8Array.from(sample))));
}

function stopped(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof ImportStop) return error.code;
    throw error;
  }
}

/** Stops at the first fault, and at the first read that is slow three times over. */
export async function fuzz(target: Target, times: number, seed: number, limitMs: number): Promise<Tally> {
  const random = createRandom(seed);
  const answers: Record<string, number> = {};
  let slowestMs = 0;
  for (let run = 0; run < times; run++) {
    const sample = damage(target.samples[run % target.samples.length] ?? new Uint8Array(), random);
    const done = { name: target.name, runs: run, slowestMs, answers };
    try {
      const start = performance.now();
      const answer = await target.read(sample);
      answers[answer] = (answers[answer] ?? 0) + 1;
      const elapsedMs = performance.now() - start;
      // A first slow read may have met the garbage collector; the third is the parser's own.
      const steadyMs =
        elapsedMs > limitMs ? Math.min(await cpuMsOf(target, sample), await cpuMsOf(target, sample)) : elapsedMs;
      if (steadyMs > limitMs) return { ...done, failure: { run, what: `took ${Math.round(steadyMs)} ms` } };
      slowestMs = Math.max(slowestMs, Math.round(steadyMs));
    } catch (error) {
      return { ...done, failure: { run, what: String(error), error } };
    }
  }
  return { name: target.name, runs: times, slowestMs, answers };
}

/** Processor time, not the clock's: on a busy machine the clock runs while nobody works here. */
async function cpuMsOf(target: Target, sample: Uint8Array): Promise<number> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await target.read(sample);
  const { user, system } = process.cpuUsage(before);
  return Math.min(performance.now() - start, (user + system) / 1000);
}
