/**
 * A zip of exports: what people make of several files before they move. Each file inside is read as what it is, those that
 * are nothing we know are passed over. Archives inside are opened once more, on the same budget, and none inside those.
 */
import { ok, type Result } from '../base/result.ts';
import type { ImportFile } from './file.ts';
import { type EntryRefusal, type ImportedAccount, type ImportRefusal, ImportStop, type ReadOptions } from './format.ts';
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

/** Reads one file of the archive, with the same passphrase. */
type ReadInside = (
  bytes: Uint8Array,
  name: string,
  left: ArchiveBudget,
) => Promise<Result<ArchiveOutcome, ImportRefusal>>;

/** `undefined` when nothing inside is an export; the refusal of the first that is one, when none could be read. */
export async function readArchive(
  file: ImportFile,
  options: ReadOptions,
  budget: ArchiveBudget,
  read: ReadInside,
): Promise<Result<ArchiveOutcome, ImportRefusal> | undefined> {
  const entries = file.zip() ?? [];
  if (entries.length === 0 || entries.length > FILES_TO || budget.depth === 0) return undefined;
  const found: ArchiveOutcome[] = [];
  let refusal: Result<never, ImportRefusal> | undefined;
  for (const entry of entries) {
    const inside = await unpacked(() => unzip(entry, options));
    if (typeof inside === 'string') {
      refusal ??= { ok: false, error: { code: inside } };
      continue;
    }
    budget.bytes -= inside.length;
    if (budget.bytes < 0) return { ok: false, error: { code: 'limit-exceeded' } };
    const left = { bytes: budget.bytes, depth: budget.depth - 1 };
    const outcome = await read(inside, entry.name, left);
    budget.bytes = left.bytes;
    if (outcome.ok) found.push(outcome.value);
    else if (outcome.error.format !== undefined) refusal ??= outcome;
  }
  const [first] = found;
  return first === undefined ? refusal : ok(joined(first.format, found));
}

async function unpacked(work: () => Promise<Uint8Array>): Promise<Uint8Array | ImportRefusal['code']> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImportStop) return error.code;
    throw error;
  }
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
