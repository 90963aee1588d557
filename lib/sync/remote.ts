/**
 * What a storage must be able to do, and all that is asked of it. It is taken to be hostile and dumb: whatever it
 * answers is checked, and nothing depends on a condition that it might ignore.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';

/**
 * `unauthorized`: the credentials are refused (401). `forbidden`: they are good, but not for this (403). `missing`: the
 * object, or the folder, is not there. `busy`: try again later (409, 423, 429, 5xx). `full`: no room left.
 * `unreachable`: no answer. `not-a-storage`: an answer in another language, such as the page of a hotel network. `clock`:
 * this device's clock is too far from the storage's for it to believe our signature.
 */
export type RemoteFailureKind =
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'busy'
  | 'full'
  | 'unreachable'
  | 'not-a-storage'
  | 'clock';

export interface RemoteFailure {
  readonly kind: RemoteFailureKind;
  /** How long the storage asks us to wait, if it does. */
  readonly retryAfterMs?: number;
}

export interface RemoteObject {
  readonly name: string;
}

export type RemoteAnswer<T> = Promise<Result<T, RemoteFailure>>;

/** Never throws: every failure is an answer. Names are `[a-z0-9-]`, at most 80 characters, in one flat folder. */
export interface Remote {
  /** Complete or a failure, never a part. A folder that does not exist yet is empty. */
  list(): RemoteAnswer<readonly RemoteObject[]>;
  get(name: string): RemoteAnswer<Bytes>;
  /**
   * `exists` leaves what is there as it is. A storage without conditions may overwrite: our names hold the hash of what
   * they name, so it can only be overwritten with itself.
   */
  putIfAbsent(name: string, bytes: Bytes): RemoteAnswer<'stored' | 'exists'>;
  /** What is not there counts as deleted. */
  delete(name: string): RemoteAnswer<void>;
}
