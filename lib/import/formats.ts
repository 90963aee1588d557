/** All formats, and the one door through which files come in. */
import { fail, ok, type Result } from '../base/result.ts';
import { aegis } from './aegis.ts';
import { andOtp } from './and-otp.ts';
import { type ArchiveBudget, newBudget, readArchive } from './archive.ts';
import { authenticatorExtension } from './authenticator-extension.ts';
import { authenticatorPlus } from './authenticator-plus.ts';
import { authy } from './authy.ts';
import { base32List } from './base32-list.ts';
import { battleNet } from './battle-net.ts';
import { bitwarden } from './bitwarden.ts';
import { bitwardenCsv } from './bitwarden-csv.ts';
import { chronos } from './chronos.ts';
import { csvColumns } from './csv-columns.ts';
import { duo } from './duo.ts';
import { ente } from './ente.ts';
import { entePage } from './ente-page.ts';
import { type ImportFile, openImportFile } from './file.ts';
import {
  type Certainty,
  type ImportFormat,
  type ImportOutcome,
  type ImportRefusal,
  type ImportRefusalCode,
  ImportStop,
  type ReadOptions,
} from './format.ts';
import { freeOtp } from './free-otp.ts';
import { freeOtp2 } from './free-otp-2.ts';
import { googleSqlite } from './google-sqlite.ts';
import { htmlList } from './html-list.ts';
import { jsonList } from './json-list.ts';
import { realKdf } from './kdf.ts';
import { keepassCsv } from './keepass-csv.ts';
import { keepassKdbx } from './keepass-kdbx.ts';
import { keepassXml } from './keepass-xml.ts';
import { lastPass } from './last-pass.ts';
import { microsoft } from './microsoft.ts';
import { onePassword } from './one-password.ts';
import { opVault } from './op-vault.ts';
import { otpAuth } from './otp-auth.ts';
import { otpClient } from './otp-client.ts';
import { otpauthList } from './otpauth-list.ts';
import { protonAuthenticator } from './proton-authenticator.ts';
import { protonPass } from './proton-pass.ts';
import { raivo } from './raivo.ts';
import { steam } from './steam.ts';
import { stratum } from './stratum.ts';
import { stratumSqlite } from './stratum-sqlite.ts';
import { tesseraBackup } from './tessera-backup.ts';
import { tesseraPaper } from './tessera-paper.ts';
import { totpAuthenticator } from './totp-authenticator.ts';
import { twoFAuth } from './two-f-auth.ts';
import { twoFas } from './two-fas.ts';
import { winAuth } from './win-auth.ts';
import { zippedList } from './zipped-list.ts';

export const IMPORT_FORMATS: readonly ImportFormat[] = [
  tesseraBackup,
  tesseraPaper,
  twoFas,
  aegis,
  andOtp,
  authenticatorExtension,
  authenticatorPlus,
  authy,
  battleNet,
  bitwarden,
  bitwardenCsv,
  chronos,
  duo,
  ente,
  entePage,
  freeOtp,
  freeOtp2,
  googleSqlite,
  keepassKdbx,
  keepassXml,
  keepassCsv,
  lastPass,
  microsoft,
  onePassword,
  opVault,
  otpAuth,
  otpClient,
  protonAuthenticator,
  protonPass,
  raivo,
  steam,
  stratum,
  stratumSqlite,
  totpAuthenticator,
  twoFAuth,
  winAuth,
  otpauthList,
  htmlList,
  zippedList,
  jsonList,
  csvColumns,
  base32List,
];

const ORDER: readonly Certainty[] = ['sure', 'likely', 'possible', 'choose'];

export interface Candidate {
  readonly format: ImportFormat;
  readonly certainty: Certainty;
  readonly needsPassphrase: boolean;
}

/** Which formats a file may be, the most certain first; equals in the order of `IMPORT_FORMATS`. */
export function recogniseFile(file: ImportFile): readonly Candidate[] {
  const candidates = IMPORT_FORMATS.flatMap((format) => {
    const recognition = recogniseAs(format, file);
    if (recognition.answer === 'no') return [];
    return [{ format, certainty: recognition.certainty, needsPassphrase: recognition.answer === 'needs-passphrase' }];
  });
  return candidates.sort((left, right) => ORDER.indexOf(left.certainty) - ORDER.indexOf(right.certainty));
}

/** A format that stumbles over the file's outside does not claim it. */
function recogniseAs(format: ImportFormat, file: ImportFile) {
  try {
    return format.recognise(file);
  } catch (error) {
    if (error instanceof ImportStop) return { answer: 'no' } as const;
    throw error;
  }
}

export interface ImportResult extends ImportOutcome {
  readonly format: string;
}

export interface ImportOptions extends Partial<ReadOptions> {
  /** The user's choice; without it the most certain format is taken, and `choose` formats never. */
  readonly formatId?: string;
}

/**
 * Reads a file as what it is. Formats that any bytes would pass are tried in turn: only the passphrase can tell them
 * apart. Answers the refusal of the most certain format if none reads it.
 */
export function importFile(
  bytes: Uint8Array,
  name = '',
  options: ImportOptions = {},
): Promise<Result<ImportResult, ImportRefusal>> {
  return importWithin(bytes, name, options, newBudget());
}

async function importWithin(
  bytes: Uint8Array,
  name: string,
  options: ImportOptions,
  budget: ArchiveBudget,
): Promise<Result<ImportResult, ImportRefusal>> {
  if (bytes.length === 0) return fail({ code: 'empty' });
  const opened = open(bytes, name);
  if (!opened.ok) return opened;
  const wanted = recogniseFile(opened.value).filter(({ format, certainty }) =>
    options.formatId === undefined ? certainty !== 'choose' : format.id === options.formatId,
  );
  const best = wanted[0];
  if (best === undefined) {
    if (options.formatId !== undefined) return fail({ code: 'not-recognised' });
    const archive = await readZip(opened.value, options, budget);
    return archive ?? fail({ code: notRecognised(opened.value) });
  }
  const equals = wanted.filter(({ certainty }) => certainty === best.certainty && certainty === 'possible');
  let refusal: ImportRefusal | undefined;
  for (const candidate of equals.length > 0 ? equals : [best]) {
    const read = await readImport(candidate, opened.value, options);
    if (read.ok) return read;
    refusal = refusal === undefined || refusal.code === 'damaged' ? read.error : refusal;
  }
  if (refusal === undefined) return fail({ code: 'not-recognised' });
  // Among several, none is known to be the one: its name in a message would mislead.
  return fail(equals.length > 1 ? { code: refusal.code } : refusal);
}

/** Files inside are read through this same door. */
function readZip(file: ImportFile, options: ImportOptions, budget: ArchiveBudget) {
  return readArchive(file, { kdf: realKdf, ...options }, budget, (bytes, name, left) =>
    importWithin(bytes, name, options, left),
  );
}

/** andOTP and Proton Pass can seal an export so. */
const PGP_MARK = '-----BEGIN PGP MESSAGE-----';

/** Blank text has nothing in it; text that only a `choose` format could read asks for that choice. */
function notRecognised(file: ImportFile): ImportRefusalCode {
  if (file.text() === '') return 'empty';
  if (file.text()?.startsWith(PGP_MARK) === true) return 'unsupported-cipher';
  return recogniseFile(file).length > 0 ? 'choice-needed' : 'not-recognised';
}

/** Reads with one format; see [Note: refusals inside readers] in format.ts. */
export async function readImport(
  { format, needsPassphrase }: Candidate,
  file: ImportFile,
  options: Partial<ReadOptions>,
): Promise<Result<ImportResult, ImportRefusal>> {
  if (needsPassphrase && options.passphrase === undefined && options.keyFile === undefined)
    return fail({ code: 'passphrase-needed', format: format.id });
  try {
    const outcome = await format.read(file, { kdf: realKdf, ...options });
    return ok({ format: format.id, ...outcome });
  } catch (error) {
    if (error instanceof ImportStop) return fail({ code: error.code, format: format.id });
    throw error;
  }
}

function open(bytes: Uint8Array, name: string): Result<ImportFile, ImportRefusal> {
  try {
    return ok(openImportFile(bytes, name));
  } catch (error) {
    if (error instanceof ImportStop) return fail({ code: error.code });
    throw error;
  }
}
