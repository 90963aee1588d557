/**
 * What an import format is.
 *
 * [Note: three answers] A reader says "not mine" (`recognise` answers no), "mine, but it cannot be read" (a refusal with a
 * code) or "mine" (accounts, and with them every entry that was refused). It never answers an empty list for a failure.
 *
 * [Note: refusals inside readers] Containers are read by descent (zip in zip, JSON in XML in a cipher). A refusal would
 * have to be handed up through each frame, so readers throw `ImportStop`, and `readImport` in formats.ts, the one door,
 * turns it into a value. Nothing else may be thrown by a reader.
 */
import type { Bytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import type { OtpAccount } from '../otp/account.ts';
import type { ImportFile } from './file.ts';
import type { Json } from './json.ts';
import type { Kdf } from './kdf.ts';

/** Why a whole file cannot be taken. No code carries text from the file. */
export type ImportRefusalCode =
  | 'empty'
  | 'not-recognised'
  | 'damaged'
  | 'passphrase-needed'
  | 'wrong-passphrase'
  | 'unsupported-version'
  | 'unsupported-cipher'
  | 'account-bound'
  | 'limit-exceeded'
  | 'choice-needed'
  | 'nothing-to-import';

export interface ImportRefusal {
  readonly code: ImportRefusalCode;
  /** The format that refused, where one was recognised. */
  readonly format?: string;
}

/** Why one entry of a readable file is left out. */
export type EntryRefusalReason =
  | 'no-secret'
  | 'bad-secret'
  | 'secret-too-long'
  | 'unknown-type'
  | 'unknown-algorithm'
  | 'bad-digits'
  | 'bad-period'
  | 'bad-counter'
  | 'pin-missing'
  | 'bad-uri'
  /** A code of a Google export that was not among those given; its accounts are unknown. */
  | 'part-missing'
  | 'name-too-long'
  | 'encrypted-entry';

export interface EntryRefusal {
  /** Place in the file, from 0, counted over read and refused entries together. */
  readonly index: number;
  /** Issuer and label as the file has them; never a secret or a URI. */
  readonly name: string;
  readonly reason: EntryRefusalReason;
}

/** What the file does not say and the reader filled in with the usual value. */
export type AssumedField = 'type' | 'algorithm' | 'digits' | 'period' | 'counter';

export interface ImportedAccount extends OtpAccount {
  readonly assumed: readonly AssumedField[];
  readonly tags: readonly string[];
  readonly note: string;
  /** Host names that the file suggests; nothing may be filled there before the user agrees. */
  readonly hosts: readonly string[];
  readonly pinned: boolean;
  /** The other app had it in its trash or archive. */
  readonly trashed: boolean;
  /** The service's own recovery codes, where the other app keeps them. */
  readonly recoveryCodes: readonly ImportedRecoveryCode[];
  /** Parameters of the otpauth URI that mean nothing here; kept for the next export. */
  readonly unknown: Readonly<Record<string, string>>;
  /** Our own backups only, from here on. */
  readonly order?: string;
  readonly autoFill?: boolean;
  readonly createdAtMs?: UnixMs;
  /** Without it an account of a team would come back as a private one, beside what the team brings again. */
  readonly team?: { readonly id: string; readonly host: string };
  readonly history?: readonly ImportedPast[];
}

type PastStamp = readonly [device: string, counter: number, ms: UnixMs, count: number];

/** An overwritten value from a backup of ours, still as it was written: the vault looks at it before it takes it. */
export interface ImportedPast {
  readonly field: string;
  readonly value: Json;
  readonly written: PastStamp;
  readonly replaced: PastStamp;
  readonly counter?: number;
}

export interface ImportedRecoveryCode {
  readonly code: string;
  readonly usedAtMs?: UnixMs;
}

export interface ImportOutcome {
  readonly accounts: readonly ImportedAccount[];
  readonly refusals: readonly EntryRefusal[];
}

/**
 * `sure`: a signature that nothing else has. `likely`: the right fields in the right places. `possible`: any bytes would
 * pass, only the passphrase can tell. `choose`: readable, but only the user knows what it means; never taken unasked.
 */
export type Certainty = 'sure' | 'likely' | 'possible' | 'choose';

export type Recognition =
  | { readonly answer: 'no' }
  | { readonly answer: 'yes'; readonly certainty: Certainty }
  | { readonly answer: 'needs-passphrase'; readonly certainty: Certainty };

export const NOT_MINE: Recognition = { answer: 'no' };

export function mine(certainty: Certainty): Recognition {
  return { answer: 'yes', certainty };
}

export function sealed(certainty: Certainty): Recognition {
  return { answer: 'needs-passphrase', certainty };
}

export interface ReadOptions {
  /** As typed. An empty one counts as given: some apps allow it. */
  readonly passphrase?: string;
  /** Of a KeePass database that is locked by a file as well, or by nothing else. */
  readonly keyFile?: Bytes;
  readonly kdf: Kdf;
}

export interface ImportFormat {
  /** Stable name for messages and tests: `aegis`, `bitwarden-csv`. */
  readonly id: string;
  /** The app's own name, as its users know it. */
  readonly name: string;
  recognise(file: ImportFile): Recognition;
  /** Called only for a file that `recognise` did not refuse. Throws nothing but `ImportStop`. */
  read(file: ImportFile, options: ReadOptions): Promise<ImportOutcome>;
}

/** See [Note: refusals inside readers]. */
export class ImportStop extends Error {
  readonly code: ImportRefusalCode;

  constructor(code: ImportRefusalCode) {
    super(code);
    this.name = 'ImportStop';
    this.code = code;
  }
}

export function stop(code: ImportRefusalCode): never {
  throw new ImportStop(code);
}

/** The passphrase, or a refusal that makes the page ask for it. */
export function passphraseOf(options: ReadOptions): string {
  return options.passphrase ?? stop('passphrase-needed');
}
