/** What a sync round is given from outside. It holds no key: sealing, hashing and naming come in here. */
import type { Bytes } from '../base/bytes.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { VaultRecord } from '../record/record.ts';
import type { Hlc } from '../record/stamp.ts';
import type { SyncState } from './high-water.ts';
import type { Remote } from './remote.ts';
import type { Heads } from './segment.ts';

/** Where a sealed segment belongs; all of it goes into the associated data. */
export interface SegmentPlace {
  readonly tag: string;
  readonly seq: number;
}

/** `newer`: sealed in a version, or under a key, that this device does not have. */
export type OpenRefusal = 'unreadable' | 'newer';

export interface SegmentCrypto {
  /** 16 characters `[a-z2-7]`: an HMAC of the device id, so that names tell nobody which device it is. */
  tagOf(device: string): Promise<string>;
  /** The first 32 hex digits of the SHA-256. */
  digest(bytes: Bytes): Promise<string>;
  seal(place: SegmentPlace, plaintext: Bytes): Promise<Bytes>;
  open(place: SegmentPlace, sealed: Bytes): Promise<Result<Bytes, OpenRefusal>>;
  /** The number of the key that it says it was sealed under; what opens was. Left out where there is only one. */
  epochOf?(sealed: Bytes): number;
}

/**
 * What the last change of keys leaves of the chains before it. A removed device knows the older keys, so it could seal
 * anything under any name with them: whatever was not there at the change counts only under a newer key.
 */
export interface KeyFloor {
  /** The key that the change made, and those that came after it. */
  readonly epochs: readonly number[];
  /** Where the chains stood at the change. */
  readonly heads: Heads;
  /** Tags of devices that were removed: nothing of theirs is read, and nothing of it is missed. */
  readonly removed: readonly string[];
}

/** A record that others have not heard of, and the count of the write that put it here. */
export interface OutboxMark {
  readonly id: string;
  readonly counter: number;
}

export interface LocalView {
  readonly device: string;
  /** Of this device's writes; grows with every commit, also with those of the sync. */
  readonly counter: number;
  readonly hlc: Hlc;
  readonly outbox: readonly OutboxMark[];
  /** How many there are, also of those that cannot be read; left out where all can. */
  readonly recordCount?: number;
  readonly state: SyncState;
}

/** One transaction: all of it or nothing. */
export interface SyncCommit {
  /** Another counter on disk means that somebody else wrote: nothing is done. */
  readonly expectedCounter: number;
  readonly state: SyncState;
  /** As merged; they do not enter the outbox. */
  readonly records: readonly VaultRecord[];
  /** Leave the outbox, unless they were written again since. */
  readonly sent: readonly OutboxMark[];
  readonly hlc: Hlc;
  /** From now on this installation writes under this id. */
  readonly device?: string;
}

export interface SyncStore {
  load(): Promise<LocalView>;
  /** In any order; what is not there is left out. */
  readRecords(ids: readonly string[]): Promise<readonly VaultRecord[]>;
  readAllRecords(): Promise<readonly VaultRecord[]>;
  /** `false` when the counter was not the expected one. */
  commit(commit: SyncCommit): Promise<boolean>;
}

export interface SyncPorts {
  readonly remote: Remote;
  readonly store: SyncStore;
  readonly crypto: SegmentCrypto;
  readonly floor?: KeyFloor;
  readonly clock: Clock;
  readonly random: Random;
}
