/**
 * What the vault does for the sync: hands out records and takes merged ones, seals and opens what lies elsewhere, and lets
 * other devices in. It knows nothing of storages; the sync knows nothing of keys. Faults as in vault-contract.ts.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import type { Json } from '../record/json.ts';
import type { VaultRecord } from '../record/record.ts';
import type { Hlc } from '../record/stamp.ts';
import type { PasskeyProof, SealedValue, UnlockKey, UnlockRefusal } from './vault-contract.ts';

/** A record that other devices have not heard of, and the count of the write that put it there. */
export interface SyncMark {
  readonly id: string;
  readonly counter: number;
}

export interface SyncView {
  readonly device: string;
  readonly counter: number;
  readonly hlc: Hlc;
  readonly outbox: readonly SyncMark[];
  /** All rows, also those that do not open. */
  readonly recordCount: number;
  /** As it was put there last; `undefined` before. */
  readonly state: unknown;
}

/** What is put in place together with a change of keys. */
export interface SyncNotes {
  readonly state: unknown;
  readonly putSealed: readonly SealedValue[];
}

export interface RenamingNotes extends SyncNotes {
  /** From now on this installation writes under this id. */
  readonly device?: string;
}

export interface SyncWrite extends RenamingNotes {
  /** Another counter on disk means that somebody else wrote: nothing is done. */
  readonly expectedCounter: number;
  /** As merged; they do not enter the outbox. */
  readonly records: readonly VaultRecord[];
  /** Leave the outbox, unless they were written again since. */
  readonly sent: readonly SyncMark[];
  readonly hlc: Hlc;
}

/** Where a sealed object belongs; all of it goes into the associated data. */
export interface ForeignPlace {
  readonly purpose: 'segment' | 'header';
  readonly id: string;
  readonly schema: number;
  readonly sequence: number;
}

export interface OpenedForeign {
  readonly bytes: Bytes;
  /** Of the key that it was sealed under. */
  readonly epoch: number;
}

/** `newer`: sealed in a version, or under a key, that this device does not have. */
export type ForeignRefusal = 'unreadable' | 'newer';

/** Opens what lies elsewhere: an open vault does, and so do keys that a vault is about to be made from. */
export interface ForeignKeys {
  openForeign(place: ForeignPlace, sealed: Bytes): Promise<Result<OpenedForeign, ForeignRefusal>>;
  /** 16 characters `[a-z2-7]` that stand for a device where others can see it. */
  deviceTag(device: string): Promise<string>;
  /** Numbers of the vault keys, in order: the last one writes. */
  epochs(): Promise<readonly number[]>;
}

/** Public but for what is sealed in it; the same on all devices. Malformed ones are refused where they are taken in. */
export interface PublicRecovery {
  readonly slotId: string;
  readonly json: Json;
}

/** How a device that joins is opened from now on. */
export type JoinKey =
  | { readonly password: string }
  | { readonly passkey: PasskeyProof; readonly passkeyLabel: string; readonly prfSalt: Bytes };

/** A vault that is not on this device yet, or that has got new keys elsewhere. Holds keys: for one call, never kept. */
export interface Joining extends ForeignKeys {
  readonly vaultId: string;
  readonly isRecoveryConfirmed: boolean;
  /** What was put beside the keys. */
  readonly more: Json;
  /**
   * Makes the vault on this device, with a ring key, a device id and a way in of its own, and leaves it open. `notes` are
   * put in place in the same step.
   */
  create(
    key: JoinKey,
    notes: SyncNotes,
  ): Promise<Result<void, { readonly code: 'short-password' | 'vault-exists' | 'recovery-not-confirmed' }>>;
  /**
   * Takes these keys over in the open vault: the last of them writes from now on, everything here stays. `other-vault`
   * unless they know our first key; `outdated` when they come from before a change of keys that we have seen.
   */
  adopt(notes: (view: SyncView) => RenamingNotes): Promise<Result<void, { readonly code: 'other-vault' | 'outdated' }>>;
}

/** A key of 16 bytes for one use, and the name under which lies what it opens. */
export interface PairingKey {
  readonly id: string;
  readonly key: Bytes;
}

export interface VaultSync extends ForeignKeys {
  identity(): Promise<{ readonly vaultId: string; readonly device: string }>;
  syncView(): Promise<SyncView>;
  /**
   * What is not there, or cannot be read any more, is left out: what comes from outside takes its place. Throws
   * `unsupported-version` for what a newer Tessera wrote.
   */
  readForSync(ids: readonly string[]): Promise<readonly VaultRecord[]>;
  readAllForSync(): Promise<readonly VaultRecord[]>;
  /** One strict transaction; `false` when the counter was not the expected one. */
  commitSync(write: SyncWrite): Promise<boolean>;
  sealForeign(place: ForeignPlace, bytes: Bytes): Promise<Bytes>;
  /** What the headers of this vault say of the recovery key. */
  publicRecovery(): Promise<PublicRecovery>;
  /** Another device has made a new recovery key: the one known here opens nothing any more. `false`: not of this vault. */
  adoptRecovery(recovery: Json, isConfirmed: boolean, putSealed: readonly SealedValue[]): Promise<boolean>;
  /**
   * A new vault key, which writes from now on, and a new recovery key. Passwords and passkeys stay as they are. `notes` is
   * asked inside the change.
   */
  rotateKeys(
    proof: UnlockKey,
    notes: (view: SyncView, epoch: number) => SyncNotes,
  ): Promise<Result<{ readonly recoveryKey: string }, { readonly code: 'wrong-key' }>>;
  /** Everything that a new device needs, under a key for one use. */
  sealPairing(pairing: PairingKey, more: Json): Promise<Bytes>;
  openPairing(pairing: PairingKey, vaultId: string, sealed: Bytes): Promise<Result<Joining, ForeignRefusal>>;
  /** From the public part of a header and the recovery key. Throws `damaged` for what is no recovery slot. */
  openRecovery(vaultId: string, recovery: Json, recoveryKey: string): Promise<Result<Joining, UnlockRefusal>>;
}
