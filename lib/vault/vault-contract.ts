/**
 * The vault: the only room that holds accounts and keys together. What it answers with a `Result` a user can act on;
 * everything else is thrown as a `Fault`: `locked` when there is no key (also when the lock fell while the call was
 * under way), `gone` when the account named is not there (any more), `no-vault`, `damaged`, `storage-failed`.
 *
 * A promise that resolves after a change means: the change is on disk, in one strict transaction.
 */
import type { Bytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { VaultSync } from './sync-contract.ts';
import type {
  AccountChanges,
  DamagedRecord,
  HistoryEntry,
  NewAccount,
  PastValue,
  VaultAccount,
} from './vault-account.ts';

/** What WebAuthn answered in a page: the credential and the 32 bytes of its PRF extension. */
export interface PasskeyProof {
  /** As the page hands it over: base64 of the raw id. */
  readonly credentialId: string;
  readonly prf: Bytes;
}

/** What a page needs to ask a passkey for its PRF output; public. */
interface PasskeyChallenge {
  readonly slotId: string;
  readonly credentialId: string;
  readonly prfSalt: Bytes;
}

/** How a vault is opened for the first time. A passkey alone needs a recovery key that the user already typed back. */
export type FirstKey =
  | { readonly password: string; readonly recoveryKey?: string }
  | {
      readonly passkey: PasskeyProof;
      readonly passkeyLabel: string;
      readonly prfSalt: Bytes;
      readonly recoveryKey: string;
    };

export type UnlockKey =
  | { readonly password: string }
  | { readonly passkey: PasskeyProof }
  | { readonly recoveryKey: string };

/** `block` counts from 1: the group of the recovery key that has a typo. */
type MistypedRecoveryKey = { readonly code: 'mistyped-recovery-key'; readonly block: number };
type WrongKey = { readonly code: 'wrong-key' };
type ShortPassword = { readonly code: 'short-password' };
export type UnlockRefusal = WrongKey | MistypedRecoveryKey;

type SlotKind = 'password' | 'passkey' | 'recovery';
export interface SlotSummary {
  readonly id: string;
  readonly kind: SlotKind;
  readonly label: string;
  readonly createdAtMs: UnixMs;
}

export type VaultStatus = 'absent' | 'locked' | 'unlocked';

export interface VaultListing {
  /** Live and trashed, by `order`, then id. */
  readonly accounts: readonly VaultAccount[];
  readonly damaged: readonly DamagedRecord[];
}

/**
 * What a change answers: `undoToken` takes it back for ten minutes, unless the same fields were changed again. It is
 * empty when nothing had to be changed.
 */
export interface Change {
  readonly undoToken: string;
}

/** A small JSON value and its name among its kind. */
export interface SealedValue {
  readonly kind: string;
  readonly id: string;
  readonly value: unknown;
}

/** Changes of several kinds that belong together. An account is named at most once in `adds` and `edits` together. */
export interface Bundle {
  readonly adds?: readonly NewAccount[];
  readonly edits?: readonly { readonly id: string; readonly changes: AccountChanges }[];
  /** Passes over what is in the Trash already; may name accounts of `edits`. */
  readonly trashed?: readonly string[];
  readonly putSealed?: readonly SealedValue[];
}

export interface SealedEntry {
  readonly id: string;
  readonly value: unknown;
}

/** Fewer characters than this are refused. */
export const PASSWORD_LENGTH_FROM = 10;

export interface VaultKeys {
  status(): Promise<VaultStatus>;
  /** Grows at each lock. A reply that was begun under an older number must be thrown away, not sent. */
  generation(): number;
  /** A recovery key to show and have typed back before a vault is created with a passkey alone. */
  draftRecoveryKey(): string;
  /** Leaves the vault unlocked. `prfSalt` and `recoveryKey` are drawn by the caller only where `FirstKey` asks for them. */
  create(
    key: FirstKey,
  ): Promise<
    Result<{ readonly recoveryKey: string }, ShortPassword | MistypedRecoveryKey | { readonly code: 'vault-exists' }>
  >;
  /** `wrong-key` whichever part failed, after the same work, with nothing touched. */
  unlock(key: UnlockKey): Promise<Result<void, UnlockRefusal>>;
  lock(): Promise<void>;
  /** Asks again for a key of the vault, before something is shown or changed; changes nothing itself. */
  verifyKey(key: UnlockKey): Promise<boolean>;
  /** Opens the vault by the recovery key, replaces every password slot, and leaves it unlocked. */
  resetPassword(recoveryKey: string, newPassword: string): Promise<Result<void, UnlockRefusal | ShortPassword>>;
  changePassword(oldPassword: string, newPassword: string): Promise<Result<void, WrongKey | ShortPassword>>;
  /** Adds a password to a vault that has passkeys only. */
  addPasswordSlot(password: string): Promise<Result<void, ShortPassword | { readonly code: 'password-exists' }>>;
  /** 32 bytes for `prf.eval.first` when a new passkey is made; hand them back with the proof. */
  newPrfSalt(): Bytes;
  addPasskeySlot(proof: PasskeyProof & { readonly prfSalt: Bytes; readonly label: string }): Promise<SlotSummary>;
  /** Never the last way in; the last password goes only once the recovery key was confirmed. */
  removeSlot(
    id: string,
  ): Promise<Result<void, { readonly code: 'last-slot' | 'recovery-not-confirmed' | 'unknown-slot' }>>;
  /** Works while locked: what a slot is made of is public, but for the key in it. */
  slots(): Promise<readonly SlotSummary[]>;
  /** For pages that must call WebAuthn before the vault is open. */
  passkeyChallenges(): Promise<readonly PasskeyChallenge[]>;
  /** Replaces the recovery slot: the old kit opens nothing any more. */
  newRecoveryKey(proof: UnlockKey): Promise<Result<{ readonly recoveryKey: string }, WrongKey>>;
  /**
   * What lib/crypto/paper.ts opens with the recovery key alone, whatever becomes of this vault. Throws `gone` on a device that
   * joined the vault, until a recovery key was made that all its devices could be told of.
   */
  sealPaper(content: Bytes): Promise<Bytes>;
  isRecoveryConfirmed(): Promise<boolean>;
  /** To be called once the user typed groups of the shown key back. */
  confirmRecovery(): Promise<void>;
  /** Slots first, then rows, then the database: from the first step on nobody can open it. */
  destroy(): Promise<void>;
}

export interface VaultAccounts {
  /** Everything that opens, and what does not. Kept in the worker's memory while it lives. */
  list(): Promise<VaultListing>;
  /** Opens that one record only; fast on a worker that has just woken up. */
  get(id: string): Promise<VaultAccount | undefined>;
  /** In the order asked; what is missing or damaged is left out. */
  getMany(ids: readonly string[]): Promise<readonly VaultAccount[]>;
  /** Those of `ids` whose accounts were purged: they will never be used again. */
  purgedAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * All or none, in one transaction. Throws `id-taken` if an account has, or ever had, one of the ids given. `onSealed`
   * hears how many are ready to be written.
   */
  add(
    accounts: readonly NewAccount[],
    onSealed?: (count: number) => void,
  ): Promise<Change & { readonly ids: readonly string[] }>;
  edit(id: string, changes: AccountChanges): Promise<Change>;
  /** Several edits as one: all or none. */
  editMany(edits: readonly { readonly id: string; readonly changes: AccountChanges }[]): Promise<Change>;
  /**
   * Everything in one transaction, or nothing: then the answer is `false`, because `plan` answered `undefined`. It is
   * given the accounts of `ids` that are there, as they are inside the change, and is asked anew if another worker has
   * written in the meantime. What is changed so cannot be undone by a token; the history keeps it.
   */
  changeTogether(
    ids: readonly string[],
    plan: (accounts: ReadonlyMap<string, VaultAccount>) => Promise<Bundle | undefined>,
  ): Promise<boolean>;
  /** Passes over what is gone or in the Trash already; `restore` and `purge` likewise. */
  trash(ids: readonly string[]): Promise<Change>;
  restore(ids: readonly string[]): Promise<Change>;
  /** For ever, with its history; only what lies in the Trash. */
  purge(ids: readonly string[]): Promise<void>;
  emptyTrash(): Promise<number>;
  /**
   * Purges what has lain in the Trash for 30 days, unless that were more than 5 accounts and a fifth of all: so many at
   * once look like a clock gone wrong, and are `held` until the user empties the Trash.
   */
  expireTrash(): Promise<{ readonly purged: number; readonly held: number }>;
  /**
   * Takes records that do not open off this device, for ever, and answers how many; passes over what does open. It is no
   * deletion that others hear of: nobody here knows what they may have, and what they have can come back from them.
   */
  discardDamaged(ids: readonly string[]): Promise<number>;
  /** The account with the counter to use; the counter after it is on disk before this answers. */
  nextHotp(id: string): Promise<VaultAccount>;
  history(id: string): Promise<readonly HistoryEntry[]>;
  /** For a backup: what the accounts were before, by id, where they were anything else. */
  pasts(): Promise<ReadonlyMap<string, readonly PastValue[]>>;
  restoreFromHistory(id: string, key: string): Promise<Result<Change, { readonly code: 'not-in-history' }>>;
  /** `index` into `recoveryCodes`. */
  markRecoveryCodeUsed(id: string, index: number): Promise<Change>;
  /** Puts the account between two others; `undefined` stands for the very beginning or end. */
  setOrder(id: string, afterId: string | undefined, beforeId: string | undefined): Promise<Change>;
  undo(token: string): Promise<Result<void, { readonly code: 'too-late' | 'changed-since' }>>;
}

/** Small JSON values beside the accounts, sealed like them: connections, sync state, the log of uses. */
export interface VaultSealed {
  /** `undefined` when there is none; a damaged one is a `Fault`. */
  getSealed(kind: string, id: string): Promise<unknown>;
  putSealed(kind: string, id: string, value: unknown): Promise<void>;
  deleteSealed(kind: string, id: string): Promise<void>;
  listSealed(kind: string): Promise<readonly SealedEntry[]>;
}

export interface Vault extends VaultKeys, VaultAccounts, VaultSealed, VaultSync {}
