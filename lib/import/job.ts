/** The job "read this file", as the engine does it. Keys travel packed, since a `Secret` survives no wire. */
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import type { Packed } from '../otp/packed.ts';
import type { ColumnChoice } from './csv-columns.ts';
import type { EntryRefusal, ImportedAccount, ImportRefusalCode } from './format.ts';

export interface ImportAsk {
  readonly name: string;
  readonly bytes: Bytes;
  /** As typed; `null` when none was given yet. */
  readonly passphrase: string | null;
  /** Of a KeePass database. */
  readonly keyFile: Bytes | null;
  /** The user's choice where content does not tell; `null` = recognise. */
  readonly formatId: string | null;
  /** For `csv`: which column holds what; `null` = as they seem. */
  readonly columns: ColumnChoice | null;
}

export interface ImportedFile {
  readonly format: string;
  /** The app's own name. */
  readonly formatName: string;
  readonly accounts: readonly Packed<ImportedAccount>[];
  readonly refusals: readonly EntryRefusal[];
}

export interface FileRefusal {
  readonly code: ImportRefusalCode;
  /** The app's own name where a format was recognised, else ''. */
  readonly formatName: string;
  /** Whether a key file may be what is missing. */
  readonly takesKeyFile: boolean;
  /** For `choice-needed`: what the file could be read as, if the user says so. */
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  /** For a table: its columns, and what they seem to hold. */
  readonly columns: { readonly names: readonly string[]; readonly seem: ColumnChoice } | null;
}

export interface ImportJob {
  readonly ask: ImportAsk;
  readonly answer: Result<ImportedFile, FileRefusal>;
}
