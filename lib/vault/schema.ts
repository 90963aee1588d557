/**
 * What lies in IndexedDB. Only ciphertext and what is public: ids are random, counts and sizes can be seen, nothing
 * else can.
 */
import type { DBSchema } from 'idb';
import type { Bytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import type { Slot } from '../crypto/slot.ts';

export const DATABASE_VERSION = 1;
export const HEADER_FORMAT = 1;

/** What is needed to ask for a key. Without it the rest cannot be opened by anyone. */
export interface VaultHeader {
  readonly format: number;
  /** 32 hex digits. */
  readonly vaultId: string;
  /** 16 hex digits; this installation. */
  readonly deviceId: string;
  readonly createdAtMs: UnixMs;
  readonly slots: readonly Slot[];
  /** The vault keys, sealed under the ring key, which the password and passkey slots hold. It never leaves this device. */
  readonly ring: Bytes;
  /** Left out where the recovery slot holds the ring key too: in a vault whose recovery key is its first. */
  readonly recovery?: RecoveryRing;
  readonly isRecoveryConfirmed: boolean;
}

/**
 * What the recovery slot opens. It holds a key of its own, so that the slot can be the same on all devices while each
 * device keeps its ring key to itself: removing a device then leaves the passwords and passkeys of the others as they are.
 */
export interface RecoveryRing {
  /** The vault keys, sealed under the key in the recovery slot. */
  readonly ring: Bytes;
  /** The ring key of this device, sealed under its newest vault key. */
  readonly ringKey: Bytes;
  /**
   * The key in the recovery slot, likewise: paper is sealed under it. Left out where it is the ring key of the device
   * that made the slot, which hands it to nobody.
   */
  readonly slotKey?: Bytes;
}

/** This device's count of its own writes, its logical time, and the last place in the list. */
export interface ClockRow {
  readonly counter: number;
  readonly ms: UnixMs;
  readonly count: number;
  readonly lastOrder: string | undefined;
}

export interface RecordRow {
  readonly id: string;
  /** Who sealed it and with which write of theirs; both are in the associated data. */
  readonly device: string;
  readonly sequence: number;
  readonly envelope: Bytes;
}

/** What other devices have not heard of yet. */
export interface OutboxRow {
  readonly id: string;
  readonly counter: number;
}

/** The same of many records that one change wrote; `id` is of the row. */
export interface ManyOutboxRow extends OutboxRow {
  readonly ids: readonly string[];
}

export type StoredOutboxRow = OutboxRow | ManyOutboxRow;

export interface SealedRow {
  /** Derived from kind and id under the vault key, since an id may name a host. */
  readonly key: string;
  readonly kind: string;
  readonly envelope: Bytes;
  /** Swept after this moment; left out for what stays. */
  readonly expiresAtMs?: UnixMs;
}

export interface VaultDatabase extends DBSchema {
  header: { key: 'header'; value: VaultHeader };
  clock: { key: 'clock'; value: ClockRow };
  records: { key: string; value: RecordRow };
  outbox: { key: string; value: StoredOutboxRow };
  sealed: { key: string; value: SealedRow; indexes: { kind: string; expiresAtMs: number } };
}
