/** What the vault hands out and takes in: an account with its place in the vault, and the changes made to one. */
import type { UnixMs } from '../base/clock.ts';
import type { OtpAccount, OtpParameters } from '../otp/account.ts';

/** A single-use code that the service gave out for the day the device is lost. */
export interface RecoveryCode {
  readonly code: string;
  readonly usedAtMs?: UnixMs;
}

/**
 * Where an account is kept in step with a team. The id is drawn here, never told to the service, and the same on all of
 * the user's devices; the host is for people to read.
 */
export interface TeamMark {
  /** 32 hex digits. */
  readonly id: string;
  readonly host: string;
}

export interface VaultAccount extends OtpAccount {
  readonly id: string;
  /** Exact host names that may receive the code. */
  readonly hosts: readonly string[];
  readonly tags: readonly string[];
  readonly note: string;
  readonly recoveryCodes: readonly RecoveryCode[];
  readonly pinned: boolean;
  /** A fractional index: accounts sort by this string, then by id. */
  readonly order: string;
  /** Fill without a click on the bound hosts; off until the user asks for it. */
  readonly autoFill: boolean;
  readonly state: 'live' | 'trashed';
  readonly trashedAtMs?: UnixMs;
  readonly createdAtMs: UnixMs;
  /** Parameters of the otpauth URI that nobody here knows; kept, so that an export loses nothing. */
  readonly unknown: Readonly<Record<string, string>>;
  /** Absent for an account that is the user's alone. */
  readonly team?: TeamMark;
}

/** Device, its count of writes, logical time and its count: who wrote when. */
export type PastStamp = readonly [device: string, counter: number, ms: UnixMs, count: number];

/** An overwritten value as a backup keeps it, to be handed back to a vault. `value` may hold a key in the clear. */
export interface PastValue {
  readonly field: string;
  /** JSON. */
  readonly value: unknown;
  readonly written: PastStamp;
  readonly replaced: PastStamp;
  /** Of a key: the counter that it had reached. */
  readonly counter?: number;
}

/** What `add` takes; everything left out gets its empty value, `order` the place after the last account. */
export interface NewAccount extends OtpAccount {
  /** 32 hex digits; drawn when left out. For accounts whose id was settled before they came here. */
  readonly id?: string;
  readonly hosts?: readonly string[];
  readonly tags?: readonly string[];
  readonly note?: string;
  readonly recoveryCodes?: readonly RecoveryCode[];
  readonly pinned?: boolean;
  readonly order?: string;
  readonly autoFill?: boolean;
  readonly createdAtMs?: UnixMs;
  readonly unknown?: Readonly<Record<string, string>>;
  readonly team?: TeamMark;
  /** Straight into the Trash, where it lay when the backup was made. */
  readonly trashed?: boolean;
  readonly past?: readonly PastValue[];
}

/** Everything that decides the code, but for the counter, which only grows and never comes along by accident. */
export type OtpChange = Omit<OtpParameters, 'counter'>;

/** Only what is named is changed, so that an edit on another device to another field survives. */
export interface AccountChanges {
  /**
   * Replaces the parameters as one. A new secret or type starts a new counter at `counter`, or at 0. A whole account
   * may be passed: its `counter` is not looked at.
   */
  readonly otp?: OtpChange;
  /** Sets the counter by hand; a lower one than now is obeyed too, since a service may have been reset. */
  readonly counter?: number;
  readonly issuer?: string;
  readonly label?: string;
  readonly note?: string;
  readonly hosts?: readonly string[];
  readonly tags?: readonly string[];
  readonly recoveryCodes?: readonly RecoveryCode[];
  readonly pinned?: boolean;
  readonly order?: string;
  readonly autoFill?: boolean;
  readonly unknown?: Readonly<Record<string, string>>;
  /** `null` takes the account out of its team. */
  readonly team?: TeamMark | null;
}

/** A value that was overwritten, here or on another device. */
export interface HistoryEntry {
  /** Names the entry for `restoreFromHistory`; the same on all devices. */
  readonly key: string;
  readonly field: string;
  /** When the value was written and when it was overwritten. */
  readonly writtenAtMs: UnixMs;
  readonly replacedAtMs: UnixMs;
  /** The device that overwrote it. */
  readonly deviceId: string;
  /** The account as it would be with this value in place; secrets are `Secret`s as everywhere. */
  readonly account: VaultAccount;
}

/** A record that could not be opened; the others are not touched by it. */
export interface DamagedRecord {
  readonly recordId: string;
  /** Who wrote it last, as the row says. */
  readonly device: string;
  readonly reason: 'unreadable' | 'unknown-version' | 'unknown-key';
}
