/**
 * A zip of exports: what people make of several files before they move. Each file inside is read as what it is, those that
 * are nothing we know are passed over, those that are locked are named. Archives inside are opened once more, on the same
 * budget, and none inside those.
 */
import { fail, ok, type Result } from '../base/result.ts';
import { shortName } from './entries.ts';
import type { ImportFile } from './file.ts';
import {
  type EntryRefusal,
  type ImportedAccount,
  type ImportRefusal,
  type ImportRefusalCode,
  ImportStop,
  type ReadOptions,
} from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';
import { unzip } from './zip.ts';

/** More files than anybody has exports; the rest of such an archive is something else. */
const FILES_TO = 50;

export interface ArchiveOutcome {
  readonly format: string;
  readonly accounts: readonly ImportedAccount[];
  readonly refusals: readonly EntryRefusal[];
}

/** What one import may still unpack, whatever lies in whatever. */
export interface ArchiveBudget {
  bytes: number;
  readonly depth: number;
}

export function newBudget(): ArchiveBudget {
  return { bytes: IMPORT_LIMITS.bytes, depth: 2 };
}

type Inside = Result<ArchiveOutcome, ImportRefusal>;

/** Reads one file of the archive, with the same passphrase. */
type ReadInside = (bytes: Uint8Array, name: string, left: ArchiveBudget) => Promise<Inside>;

/** `undefined` when nothing inside is an export; the refusal of the first that is one, when none could be read. */
export async function readArchive(
  file: ImportFile,
  options: ReadOptions,
  budget: ArchiveBudget,
  read: ReadInside,
): Promise<Inside | undefined> {
  const entries = file.zip() ?? [];
  if (entries.length === 0 || entries.length > FILES_TO || budget.depth === 0) return undefined;
  const found: ArchiveOutcome[] = [];
  let format: string | undefined;
  let refusal: Result<never, ImportRefusal> | undefined;
  for (const entry of entries) {
    const inside = await unpacked(() => unzip(entry, options));
    if (inside.ok) budget.bytes -= inside.value.length;
    if (budget.bytes < 0) return fail({ code: 'limit-exceeded' });
    const left = { bytes: budget.bytes, depth: budget.depth - 1 };
    const outcome: Inside = inside.ok ? await read(inside.value, entry.name, left) : inside;
    budget.bytes = left.bytes;
    if (outcome.ok) {
      format ??= outcome.value.format;
      found.push(outcome.value);
    } else if (!inside.ok || outcome.error.format !== undefined) {
      refusal ??= outcome;
      if (LOCKS.includes(outcome.error.code)) found.push(locked(entry.name));
    }
  }
  return format === undefined ? refusal : ok(joined(format, found));
}

async function unpacked(work: () => Promise<Uint8Array>): Promise<Result<Uint8Array, ImportRefusal>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof ImportStop) return fail({ code: error.code });
    throw error;
  }
}

const LOCKS: readonly ImportRefusalCode[] = [
  'passphrase-needed',
  'wrong-passphrase',
  'account-bound',
  'unsupported-cipher',
];

/** A file that stays shut, beside others that open, is an entry that is left out. */
function locked(name: string): ArchiveOutcome {
  return { format: '', accounts: [], refusals: [{ index: 0, name: shortName(name), reason: 'encrypted-entry' }] };
}

/** Places count on from file to file. */
function joined(format: string, outcomes: readonly ArchiveOutcome[]): ArchiveOutcome {
  const refusals: EntryRefusal[] = [];
  let places = 0;
  for (const outcome of outcomes) {
    for (const refusal of outcome.refusals) refusals.push({ ...refusal, index: places + refusal.index });
    places += outcome.accounts.length + outcome.refusals.length;
  }
  return { format, accounts: outcomes.flatMap(({ accounts }) => accounts), refusals };
}
