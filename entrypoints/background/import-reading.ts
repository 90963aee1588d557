/** Reads one more file of an import in the engine, beside those that were read before. */
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import type { EntryRefusal, ImportedAccount } from '../../lib/import/format.ts';
import type { ImportAsk, ImportJob } from '../../lib/import/job.ts';
import type { ImportFileReport, ImportFileState } from '../../lib/messaging/transfer-shapes.ts';
import type { Packed } from '../../lib/otp/packed.ts';
import { isPicture } from './picture-marks.ts';
import { LONG_JOB_MS, type TransferEngine } from './transfer-engine.ts';

/** One file, or all pictures of codes together. */
export interface KeptFile {
  /** Empty for the pictures. */
  readonly name: string;
  /** What the codes of the pictures said; empty for a file. */
  readonly texts: readonly string[];
  /** Written by us, so its order is an order of this vault's kind. */
  readonly isOurs: boolean;
  readonly accounts: readonly Packed<ImportedAccount>[];
  readonly refusals: readonly EntryRefusal[];
}

export interface ReadBeside {
  readonly report: ImportFileReport;
  /** All files there are now. */
  readonly files: readonly KeptFile[];
}

export function readInto(
  engine: TransferEngine,
  before: readonly KeptFile[],
  ask: ImportAsk,
  signal: AbortSignal,
): Promise<ReadBeside> {
  const run = (asked: ImportAsk) => engine.run('import', asked, { signal, timeoutMs: LONG_JOB_MS });
  if (!isPicture(ask.bytes)) return readFile(run, before, ask);
  const look = async () => {
    const looked = await engine.run('qr', { picture: ask.bytes }, { signal });
    return looked.ok ? looked.value.codes.map(({ text }) => text.replaceAll(/\s*[\r\n]+\s*/g, ' ')) : [];
  };
  return readPicture(run, before, ask, look);
}

type Run = (ask: ImportAsk) => Promise<ImportJob['answer']>;

async function readFile(run: Run, before: readonly KeptFile[], ask: ImportAsk): Promise<ReadBeside> {
  const read = await run(ask);
  if (!read.ok) {
    const { code: state, formatName, choices, columns } = read.error;
    return { report: { state, formatName, choices, columns }, files: before };
  }
  const { accounts, refusals, format, formatName } = read.value;
  const file = { name: ask.name, texts: [], isOurs: format === 'tessera', accounts, refusals };
  return { report: reportOf('read', formatName), files: [...before, file] };
}

/** All pictures so far are read as one list, so that the codes of one export find each other. */
async function readPicture(
  run: Run,
  before: readonly KeptFile[],
  ask: ImportAsk,
  look: () => Promise<readonly string[]>,
): Promise<ReadBeside> {
  const found = await look();
  if (found.length === 0) return { report: reportOf('no-code'), files: before };
  const pictures = before.find(({ texts }) => texts.length > 0);
  const texts = [...new Set([...(pictures?.texts ?? []), ...found])];
  const read = await run({ ...ask, name: '', bytes: utf8ToBytes(texts.join('\n')), formatId: 'otpauth-list' });
  if (!read.ok) return { report: reportOf(read.error.code === 'damaged' ? 'damaged' : 'no-code'), files: before };
  const { accounts, refusals, formatName } = read.value;
  const file = { name: '', texts, isOurs: false, accounts, refusals };
  return { report: reportOf('read', formatName), files: [...before.filter((other) => other !== pictures), file] };
}

export function reportOf(state: ImportFileState, formatName = ''): ImportFileReport {
  return { state, formatName, choices: [], columns: null };
}
