/** Reads one more file of an import in the engine, beside those that were read before. */
import { bytesToUtf8, utf8ToBytes } from '../../lib/base/bytes.ts';
import { isPaperText } from '../../lib/crypto/paper-blocks.ts';
import type { EntryRefusal, ImportedAccount } from '../../lib/import/format.ts';
import type { ImportAsk, ImportJob } from '../../lib/import/job.ts';
import type { ImportFileReport, ImportFileState } from '../../lib/messaging/transfer-shapes.ts';
import type { Packed } from '../../lib/otp/packed.ts';
import { paperProgress } from './paper.ts';
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

/** What was read so far. */
export interface ReadFiles {
  readonly files: readonly KeptFile[];
  /** What codes and lines of a sheet of ours said, as long as it is not opened. */
  readonly paper: readonly string[];
}

export interface ReadBeside extends ReadFiles {
  readonly report: ImportFileReport;
}

export const PAPER_ID = 'tessera-paper';
const OURS = ['tessera', PAPER_ID];

type Run = (ask: ImportAsk) => Promise<ImportJob['answer']>;

export async function readInto(
  engine: TransferEngine,
  before: ReadFiles,
  ask: ImportAsk,
  signal: AbortSignal,
): Promise<ReadBeside> {
  const run: Run = (asked) => engine.run('import', asked, { signal, timeoutMs: LONG_JOB_MS });
  if (!isPicture(ask.bytes))
    return isPaperFile(ask) ? addPaper(before, [bytesToUtf8(ask.bytes)]) : readFile(run, before, ask);
  const looked = await engine.run('qr', { picture: ask.bytes }, { signal });
  const found = looked.ok ? looked.value.codes.map(({ text }) => text.replaceAll(/\s*[\r\n]+\s*/g, ' ')) : [];
  const paper = found.filter(isPaperText);
  if (paper.length === 0) return readPicture(run, before, ask, found);
  // Codes of accounts beside a sheet in one picture are read too; the sheet is what is reported.
  const others = found.filter((text) => !isPaperText(text));
  const beside = others.length === 0 ? before : await readPicture(run, before, ask, others);
  return addPaper(beside, paper);
}

/** Adds pieces of a sheet to those that were given before. */
export async function addPaper({ files, paper }: ReadFiles, texts: readonly string[]): Promise<ReadBeside> {
  const all = [...new Set([...paper, ...texts])];
  return { files, paper: all, report: { ...reportOf('paper'), paper: await paperProgress(all) } };
}

/** Opens a whole sheet; its pieces are forgotten once it is read. */
export async function openPaperSheet(
  engine: TransferEngine,
  before: ReadFiles,
  recoveryKey: string,
  signal: AbortSignal,
): Promise<ReadBeside> {
  const bytes = utf8ToBytes(before.paper.join('\n'));
  const ask = { name: '', bytes, passphrase: recoveryKey, keyFile: null, formatId: PAPER_ID, columns: null };
  const read = await readFile((asked) => engine.run('import', asked, { signal }), before, ask);
  return { ...read, paper: read.report.state === 'read' ? [] : before.paper };
}

function isPaperFile({ bytes, formatId }: ImportAsk): boolean {
  if (formatId !== null) return false;
  try {
    return isPaperText(bytesToUtf8(bytes));
  } catch {
    return false;
  }
}

async function readFile(run: Run, before: ReadFiles, ask: ImportAsk): Promise<ReadBeside> {
  const read = await run(ask);
  if (!read.ok) {
    const { code: state, formatName, ...asked } = read.error;
    return { ...before, report: { ...reportOf(state, formatName), ...asked } };
  }
  const { accounts, refusals, format, formatName } = read.value;
  const file = { name: ask.name, texts: [], isOurs: OURS.includes(format), accounts, refusals };
  return { ...before, report: reportOf('read', formatName), files: [...before.files, file] };
}

/** All pictures so far are read as one list, so that the codes of one export find each other. */
async function readPicture(run: Run, before: ReadFiles, ask: ImportAsk, found: readonly string[]): Promise<ReadBeside> {
  if (found.length === 0) return { ...before, report: reportOf('no-code') };
  const pictures = before.files.find(({ texts }) => texts.length > 0);
  const texts = [...new Set([...(pictures?.texts ?? []), ...found])];
  const read = await run({ ...ask, name: '', bytes: utf8ToBytes(texts.join('\n')), formatId: 'otpauth-list' });
  if (!read.ok) return { ...before, report: reportOf(read.error.code === 'damaged' ? 'damaged' : 'no-code') };
  const { accounts, refusals, formatName } = read.value;
  const file = { name: '', texts, isOurs: false, accounts, refusals };
  const files = [...before.files.filter((other) => other !== pictures), file];
  return { ...before, report: reportOf('read', formatName), files };
}

export function reportOf(state: ImportFileState, formatName = ''): ImportFileReport {
  return { state, formatName, takesKeyFile: false, choices: [], columns: null, paper: null };
}
