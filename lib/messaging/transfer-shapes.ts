/** What our pages may see of files on their way in and out: names, settings and counts, never a key. */
import type { UnixMs } from '../base/clock.ts';
import type { OtpAlgorithm, OtpType } from '../otp/account.ts';

/** Where a file or a batch of pictures stands. `read` may still hold refused entries. */
export type ImportFileState =
  | 'read'
  /** A part of a sheet of ours; `paper` of the report says how far it is. */
  | 'paper'
  | 'passphrase-needed'
  | 'wrong-passphrase'
  | 'choice-needed'
  | 'empty'
  | 'not-recognised'
  | 'no-code'
  | 'damaged'
  | 'unsupported-version'
  | 'unsupported-cipher'
  | 'account-bound'
  | 'limit-exceeded'
  | 'nothing-to-import';

/** The parts that a column of a table can play. */
export const COLUMN_ROLES = [
  'uri',
  'secret',
  'issuer',
  'label',
  'type',
  'algorithm',
  'digits',
  'period',
  'counter',
  'pin',
  'host',
  'tags',
  'note',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];
export type ColumnChoice = Readonly<Partial<Record<ColumnRole, string>>>;

/** What became of one file that was given. */
export interface ImportFileReport {
  readonly state: ImportFileState;
  /** The name of the app it came from; empty where it was not recognised. */
  readonly formatName: string;
  /** Whether a key file may be what is missing. */
  readonly takesKeyFile: boolean;
  /** For `choice-needed`: what it could be read as. */
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  /** For a table among them. */
  readonly columns: { readonly names: readonly string[]; readonly seem: ColumnChoice } | null;
  /** A sheet of ours that waits for its other parts or for the recovery key. */
  readonly paper: PaperProgress | null;
}

/** How much of a sheet was given so far, in any order and over any number of pictures and files. */
export interface PaperProgress {
  /** Blocks of the sheet; 0 as long as none is whole. */
  readonly total: number;
  /** Numbers of those that are there. */
  readonly have: readonly number[];
  /** Lines by hand that are there in part: what is missing of each block. */
  readonly partial: readonly { readonly block: number; readonly missingLines: readonly number[] }[];
  /** Labels of typed lines that have a typo. */
  readonly wrongLines: readonly string[];
  /** Damaged, or of another sheet. */
  readonly strayBlocks: number;
  /** Nothing is missing: the recovery key opens it. */
  readonly isWhole: boolean;
}

/** Above it paper is no help: nobody scans forty pages in a bad moment. */
export const PAPER_ACCOUNTS_TO = 300;

export interface PaperSheet {
  /** Tells this sheet from others. */
  readonly name: string;
  readonly madeAtMs: UnixMs;
  readonly accounts: number;
  /** What each QR code says, and the same as lines of text. Sealed: nothing of it can be read without the recovery key. */
  readonly blocks: readonly { readonly text: string; readonly lines: readonly string[] }[];
}

export type ImportRefusalReason =
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
  | 'part-missing'
  | 'name-too-long'
  | 'encrypted-entry';

/** An entry that was left out, with its name as the file has it. */
export interface ImportRefusalRow {
  readonly fileName: string;
  readonly name: string;
  readonly reason: ImportRefusalReason;
}

export type AssumedField = 'type' | 'algorithm' | 'digits' | 'period' | 'counter';

/** Enough to tell two accounts of one name apart. */
export interface AccountSketch {
  readonly issuer: string;
  readonly label: string;
  readonly type: OtpType;
  readonly algorithm: OtpAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly counter: number;
  readonly secretBits: number;
}

export interface ImportRow extends AccountSketch {
  /** Names the row in `import:accept`. */
  readonly index: number;
  readonly fileName: string;
  readonly assumed: readonly AssumedField[];
  readonly tags: readonly string[];
  /** The other app had it in its trash or archive. */
  readonly trashed: boolean;
  /** From a backup of ours: it comes back into the Trash. */
  readonly staysTrashed: boolean;
  readonly standing: 'new' | 'duplicate' | 'same-name';
  /** For `same-name`: the account that has the name, here or earlier in the import. */
  readonly twin: AccountSketch | null;
}

/** Everything that was read and waits for a yes. */
export interface ImportPreview {
  readonly rows: readonly ImportRow[];
  readonly refusals: readonly ImportRefusalRow[];
  /** From a snapshot of this vault instead of files. */
  readonly isSnapshot: boolean;
}

export type LostField =
  | 'account'
  | 'issuer'
  | 'hosts'
  | 'tags'
  | 'note'
  | 'recoveryCodes'
  | 'pinned'
  | 'trashed'
  | 'unknown'
  | 'team';

/** What a format could not hold of the vault as it is now. */
export interface ExportOffer {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly isSealed: boolean;
  /** How many accounts lose what. */
  readonly lost: Readonly<Partial<Record<LostField, number>>>;
  /** The first names of those that are left out whole. */
  readonly leftOut: readonly string[];
}

export interface ExportedFile {
  /** Base64; for a Blob and nothing else. */
  readonly bytes: string;
  readonly fileName: string;
  readonly mediaType: string;
}

export type SnapshotReason = 'import' | 'delete' | 'password' | 'sync' | 'migration' | 'asked';

export interface SnapshotRow {
  readonly id: string;
  readonly atMs: UnixMs;
  readonly why: SnapshotReason;
  readonly accounts: number;
}

/** One use of a code. */
export interface UseRow {
  readonly atMs: UnixMs;
  readonly id: string;
  /** As the account was called then. */
  readonly name: string;
  readonly how: 'copied' | 'filled';
  /** That it was filled into; '' for a copy. */
  readonly host: string;
  /** As the device called itself then; '' while it had no name. */
  readonly deviceName: string;
}

export interface UseLogState {
  readonly isOn: boolean;
  /** Newest first. */
  readonly uses: readonly UseRow[];
}

export interface BackupState {
  /** `null`: never from this device. */
  readonly lastAtMs: UnixMs | null;
  /** Days until it is asked for again; 0 = never. */
  readonly remindAfterDays: number;
  /** A file is saved by itself after so many days, when the options are opened; 0 = never. */
  readonly saveEveryDays: number;
  readonly isDue: boolean;
}

export interface HealthAccount {
  readonly id: string;
  readonly name: string;
}

/** A record that does not open, and what is known of it all the same. */
export interface DamagedRow {
  readonly id: string;
  readonly reason: 'unreadable' | 'unknown-version' | 'unknown-key';
  /** Empty where there is only one. */
  readonly deviceName: string;
  /** The newest snapshot that has the account. */
  readonly snapshot: { readonly name: string; readonly atMs: UnixMs } | null;
}

export interface HealthReport {
  readonly damaged: readonly DamagedRow[];
  /** Groups that make the same codes. */
  readonly duplicates: readonly (readonly HealthAccount[])[];
  readonly weakKeys: readonly (HealthAccount & { readonly bits: number })[];
  readonly withoutHost: readonly HealthAccount[];
  /** At sites that take a passkey or a security key as well. */
  readonly betterFactor: readonly (HealthAccount & { readonly site: string })[];
  readonly accounts: number;
  readonly backup: BackupState;
}
