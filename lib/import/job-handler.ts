/** Does the job: from the bytes of a file to packed accounts. */
import { fail, ok, type Result } from '../base/result.ts';
import { packAccount } from '../otp/packed.ts';
import { csvColumns, readColumns, suggestColumns } from './csv-columns.ts';
import { openImportFile } from './file.ts';
import { type ImportFormat, type ImportRefusal, ImportStop } from './format.ts';
import { IMPORT_FORMATS, type ImportResult, importFile, readImport, recogniseFile } from './formats.ts';
import type { FileRefusal, ImportAsk, ImportJob } from './job.ts';
import { keepassKdbx } from './keepass-kdbx.ts';

export async function runImportJob(ask: ImportAsk): Promise<ImportJob['answer']> {
  const read = await readAsked(ask);
  if (!read.ok) return fail(describeRefusal(ask, read.error));
  const { format, accounts, refusals } = read.value;
  return ok({ format, formatName: nameOf(format), accounts: accounts.map(packAccount), refusals });
}

function readAsked({
  name,
  bytes,
  passphrase,
  keyFile,
  formatId,
  columns,
}: ImportAsk): Promise<Result<ImportResult, ImportRefusal>> {
  const options = {
    ...(passphrase !== null && { passphrase }),
    ...(keyFile !== null && { keyFile }),
    ...(formatId !== null && { formatId }),
  };
  if (columns === null) return importFile(bytes, name, options);
  const format: ImportFormat = { ...csvColumns, read: async (file) => readColumns(file, columns) };
  return readImport({ format, certainty: 'choose', needsPassphrase: false }, openImportFile(bytes, name), options);
}

function describeRefusal({ name, bytes }: ImportAsk, { code, format }: ImportRefusal): FileRefusal {
  const formatName = format === undefined ? '' : nameOf(format);
  const plain = { code, formatName, takesKeyFile: format === keepassKdbx.id, choices: [], columns: null };
  if (code !== 'choice-needed') return plain;
  try {
    const file = openImportFile(bytes, name);
    const table = file.table();
    const choices = recogniseFile(file).map((candidate) => ({ id: candidate.format.id, name: candidate.format.name }));
    const columns = table === undefined ? null : { names: table.header, seem: suggestColumns(table) };
    return { ...plain, choices, columns };
  } catch (error) {
    if (error instanceof ImportStop) return plain;
    throw error;
  }
}

function nameOf(formatId: string): string {
  return IMPORT_FORMATS.find(({ id }) => id === formatId)?.name ?? '';
}
