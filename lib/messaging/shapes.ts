/**
 * What our pages may see: rows without secrets, codes with their times, drafts that wait for a yes.
 *
 * Everything here is JSON. Chrome's messages are JSON by default, so bytes travel as base64 and a `Secret` never
 * travels at all.
 */
import type { UnixMs } from '../base/clock.ts';
import type { OtpAlgorithm, OtpType } from '../otp/account.ts';
import type { TextRefusal } from '../otp/input.ts';
import type { EntryRefusal as MigrationEntryRefusal } from '../otp/migration.ts';
import type { UriWarning } from '../otp/uri-outcome.ts';
import { SYNC_OFF, type SyncStatus } from './sync-shapes.ts';

/** One account as the list shows it. */
export interface AccountRow {
  readonly id: string;
  readonly type: OtpType;
  readonly issuer: string;
  readonly label: string;
  readonly digits: number;
  readonly periodSeconds: number;
  /** HOTP only: the counter of the next code, which is how often the account was used. */
  readonly counter: number;
  readonly pinned: boolean;
  readonly tags: readonly string[];
  readonly hosts: readonly string[];
  /** The team that it belongs to, in the user's word for it or by its host; absent for one's own. */
  readonly team?: string;
  /** Its key is not here: the team's service shows the code, and nothing but that can be done with it. */
  readonly isRemote?: boolean;
}

/**
 * Consecutive codes: `codes[i]` is valid from `startMs + i * periodMs` for `periodMs`. A page paints only the one
 * that is valid now, so a sleeping worker never makes it paint an old code.
 */
export interface CodeRun {
  readonly startMs: UnixMs;
  readonly periodMs: number;
  readonly codes: readonly string[];
}

export type CodesById = Readonly<Record<string, CodeRun>>;

export type VaultStatus = 'absent' | 'locked' | 'unlocked';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';

/** Public by nature, so they lie in `storage.local` and are there while the vault is locked. */
export interface Settings {
  readonly theme: Theme;
  /** Minutes without use until the vault locks itself; 0 = only with the computer and the browser. */
  readonly autoLockMinutes: number;
  readonly hideCodes: boolean;
  readonly largeCodes: boolean;
  readonly showNextCode: boolean;
  /** Clear the clipboard 30 s after a copy even where the browser does not let us look whether it still holds our code. */
  readonly clearClipboardUnseen: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  autoLockMinutes: 15,
  hideCodes: false,
  largeCodes: false,
  showNextCode: true,
  clearClipboardUnseen: false,
};

/** A change that can still be taken back, as the bar at the foot of the popup offers it. */
export interface UndoOffer {
  readonly token: string;
  /** `trashed-of-team`: a team that is kept in step deletes it too, once it cannot be taken back any more. */
  readonly what: 'trashed' | 'trashed-of-team' | 'edited' | 'restored' | 'imported';
  /** Of the account; for `imported` how many there were. */
  readonly name: string;
  readonly untilMs: UnixMs;
}

/** Everything a page of ours shows, except what it asks for with a request. Lock replaces it by one without rows. */
export interface ViewState {
  readonly vault: VaultStatus;
  readonly settings: Settings;
  /** The list in order, one account a line (`account-index.ts`); empty while locked. */
  readonly index: string;
  /** Runs for the rows that this page asked for. */
  readonly codes: CodesById;
  readonly trashedCount: number;
  /** Records that did not open; the others are shown. */
  readonly damagedCount: number;
  readonly undo: UndoOffer | null;
  /** Whether the recovery kit was saved and partly typed back. */
  readonly recoveryConfirmed: boolean;
  /** A connected service's clock minus ours, in milliseconds; 0 while they agree. */
  readonly skewMs: number;
  readonly sync: SyncStatus;
}

/** Beside its list, of a page that has nothing to show or may not show it. */
export const NOTHING_SHOWN: Omit<ViewState, 'index' | 'vault' | 'settings'> = {
  codes: {},
  trashedCount: 0,
  damagedCount: 0,
  undo: null,
  recoveryConfirmed: true,
  skewMs: 0,
  sync: SYNC_OFF,
};

/** A whole account for the edit form; its secret stays in the background. */
export interface AccountDetails extends AccountRow {
  readonly algorithm: OtpAlgorithm;
  readonly note: string;
  readonly secretBits: number;
  readonly hasPin: boolean;
  readonly autoFill: boolean;
  readonly recoveryCodes: readonly { readonly code: string; readonly usedAtMs: UnixMs | null }[];
  readonly createdAtMs: UnixMs;
  readonly history: readonly HistoryRow[];
}

/** A value that was overwritten. `value` is empty for secrets: they can be restored, not read here. */
export interface HistoryRow {
  readonly id: string;
  readonly field: string;
  readonly value: string;
  /** Name of the device that overwrote it; empty where none is known. */
  readonly device: string;
  /** When it was overwritten; 0 where that is not known. */
  readonly atMs: UnixMs;
}

export interface TrashRow extends AccountRow {
  readonly trashedAtMs: UnixMs;
  readonly purgeAtMs: UnixMs;
}

/** What the user may type or change in a form. Absent = leave as it is. */
export interface AccountFields {
  readonly issuer?: string;
  readonly label?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly hosts?: readonly string[];
  readonly pinned?: boolean;
  readonly autoFill?: boolean;
  readonly recoveryCodes?: readonly { readonly code: string; readonly usedAtMs: UnixMs | null }[];
  readonly type?: OtpType;
  readonly algorithm?: OtpAlgorithm;
  readonly digits?: number;
  readonly periodSeconds?: number;
  readonly counter?: number;
  /** As typed, hex for mOTP and base32 for all others; replaces the key, the old one goes to history. */
  readonly secret?: string;
  readonly pin?: string;
}

/** An account that was read from a text or a picture and waits for the user's yes. The key itself stays behind. */
export interface Draft {
  readonly draftId: string;
  readonly type: OtpType;
  readonly issuer: string;
  readonly label: string;
  readonly algorithm: OtpAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly counter: number;
  readonly secretBits: number;
  readonly warnings: readonly DraftWarning[];
  /** Accounts that are there already: with the same key, or with the same name and another key. */
  readonly already: readonly { readonly id: string; readonly name: string; readonly why: 'same-key' | 'same-name' }[];
}

export type DraftWarning = UriWarning['code'];

export type RefusalCode = TextRefusal['code'] | MigrationEntryRefusal['code'];

/** An entry that was refused. `detail` is a name, a character with its place, or a limit; never part of a key. */
export interface EntryRefusal {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** Progress through an export that is spread over several QR codes. */
export interface BatchProgress {
  readonly read: number;
  readonly size: number;
}

export type ScanProblem =
  | 'nothing-found'
  | 'unreadable'
  | 'not-an-account'
  | 'damaged-account'
  | 'restricted-page'
  | 'tab-changed'
  | 'needs-permission'
  | 'not-a-picture'
  | 'too-large';

/** What the confirm window shows. */
export interface Waiting {
  /** `text`: a plain key that the page prints. */
  readonly source: 'image' | 'page' | 'paste' | 'link' | 'text';
  /** Host of the page as the browser reported it; empty for a picture that came from no page. */
  readonly host: string;
  readonly drafts: readonly Draft[];
  readonly batch: BatchProgress | null;
  readonly problem: ScanProblem | null;
  /** Base64 of a PNG or JPEG of at most 200 kB: the picture that was examined. */
  readonly examined: string | null;
  /** The page that was scanned has a code field waiting, so that the first code can be typed into it. */
  readonly canFillFirst: boolean;
  /** What was found and refused, each with its reason. */
  readonly refusals: readonly EntryRefusal[];
}

/** What filling came to, in the words of the refusals of the popup. */
export type FillOutcome =
  | { readonly kind: 'filled'; readonly host: string; readonly waited: boolean }
  | { readonly kind: 'needs-binding'; readonly host: string; readonly relatedTo: string | null }
  | { readonly kind: 'look-alike'; readonly host: string; readonly resembles: string }
  | { readonly kind: 'needs-permission'; readonly host: string; readonly pattern: string }
  | { readonly kind: 'insecure'; readonly host: string }
  | { readonly kind: 'no-field'; readonly host: string; readonly copied: boolean }
  | { readonly kind: 'not-kept'; readonly host: string; readonly copied: boolean }
  /** A team keeps the key, and its service made no code just now. */
  | { readonly kind: 'no-code'; readonly host: string }
  | { readonly kind: 'no-account'; readonly host: string }
  | { readonly kind: 'choose-account'; readonly host: string; readonly ids: readonly string[] }
  | { readonly kind: 'restricted-page' }
  | { readonly kind: 'tab-changed' };

export interface SlotRow {
  readonly id: string;
  readonly type: 'password' | 'passkey' | 'recovery';
  readonly label: string;
  readonly createdAtMs: UnixMs;
}

/** What a page needs for WebAuthn before the vault is open. All of it is public. */
export interface PasskeyHint {
  readonly slotId: string;
  readonly credentialId: string;
  readonly prfSalt: string;
}

export interface SiteGrant {
  readonly pattern: string;
  readonly host: string;
}
