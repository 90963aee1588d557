/**
 * What an export format is: it says what it cannot hold before it writes, and writes what it can so that our own importer
 * reads it back exactly.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Random, UnixMs } from '../base/clock.ts';
import type { OtpAccount } from '../otp/account.ts';

export interface ExportedAccount extends OtpAccount {
  readonly hosts: readonly string[];
  readonly tags: readonly string[];
  readonly note: string;
  readonly recoveryCodes: readonly { readonly code: string; readonly usedAtMs?: UnixMs }[];
  readonly pinned: boolean;
  /** A fractional index; only our own backup keeps it, the others keep the order of the list. */
  readonly order: string;
  readonly autoFill: boolean;
  readonly trashed: boolean;
  readonly createdAtMs: UnixMs;
  readonly unknown: Readonly<Record<string, string>>;
  /** The team that it is kept in step with; only our own backup keeps it. */
  readonly team?: { readonly id: string; readonly host: string };
  /** Overwritten values, which only our own backup keeps; what is in them is for the vault to say. */
  readonly history?: readonly object[];
}

/** What an account loses in a format: a field, or itself. */
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

export interface ExportLoss {
  /** Place in the list that was given. */
  readonly index: number;
  readonly lost: readonly LostField[];
}

export interface ExportOptions {
  readonly random: Random;
  readonly nowMs: UnixMs;
  /** Sealed formats need it; the caller has measured its strength. */
  readonly passphrase?: string;
}

export interface ExportFormat {
  /** Stable name for messages and tests. */
  readonly id: string;
  readonly name: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  readonly isSealed: boolean;
  /** One entry for each account that loses something; nothing else is lost. */
  losses(accounts: readonly ExportedAccount[]): readonly ExportLoss[];
  /** Accounts that `losses` names as lost whole are left out. The bytes hold secrets, in the clear unless `isSealed`. */
  write(accounts: readonly ExportedAccount[], options: ExportOptions): Promise<Bytes>;
}
