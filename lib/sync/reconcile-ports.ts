/** What a round of the reconcile needs from the outside: the service, the store, the time, and what it reports. */
import type { Clock } from '../base/clock.ts';
import type { TeamFields } from './reconcile-fields.ts';
import type { Ledger } from './reconcile-ledger.ts';
import type { Held, Listing, LocalAccount, RemoteAccount } from './reconcile-trees.ts';

/** `unknown`: nobody knows whether it was done. `refused`: it was not, and asking again changes nothing. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterSeconds?: number }
  | { readonly kind: 'unknown'; readonly code: string; readonly retryAfterSeconds?: number };

/** `Key` is a handle to an exported key. Each call is one attempt; none throws. */
export interface TeamPort<Key> {
  list(): Promise<Outcome<Listing>>;
  get(remoteId: string): Promise<Outcome<RemoteAccount>>;
  /** Creates the account with the key that `localId` has here. */
  post(localId: string, fields: TeamFields): Promise<Outcome<RemoteAccount>>;
  /** With `keyOf`, the key of that local account as well. */
  patch(remoteId: string, set: Partial<TeamFields>, keyOf?: string): Promise<Outcome<void>>;
  remove(remoteId: string): Promise<Outcome<void>>;
  exportKey(remoteId: string): Promise<Outcome<{ readonly keyPrint: string; readonly key: Key }>>;
  /**
   * Which of these local accounts show the same code as the remote one, one period early and late allowed: with their
   * key or one from their history, or, where the key is not here, as the service shows it for their own counterpart.
   */
  compareCodes(
    remoteId: string,
    localIds: readonly string[],
  ): Promise<
    Outcome<{ readonly period: number; readonly equal: readonly string[]; readonly different: readonly string[] }>
  >;
}

export type LocalChange<Key> =
  | { readonly kind: 'import'; readonly localId: string; readonly fields: TeamFields; readonly key?: KeyOf<Key> }
  /** Refused unless the account still has the expected words. Overwritten values go into its history. */
  | {
      readonly kind: 'change';
      readonly localId: string;
      readonly expected: TeamFields;
      readonly set: Partial<TeamFields>;
      readonly overwritten: Partial<TeamFields>;
    }
  /** Refused unless the account still has the expected key, or none. The overwritten key goes into its history. */
  | {
      readonly kind: 'set-key';
      readonly localId: string;
      readonly expectedPrint: string | undefined;
      readonly key: KeyOf<Key>;
    }
  | { readonly kind: 'trash'; readonly localId: string }
  /** Values of the team that its deletion would lose. Refused unless the account is in the Trash. */
  | { readonly kind: 'keep'; readonly localId: string; readonly values: Partial<TeamFields> };

export interface KeyOf<Key> {
  readonly keyPrint: string;
  readonly key: Key;
}

export interface ReconcileStore<Key> {
  load(): Promise<{ readonly locals: readonly LocalAccount[]; readonly ledger: Ledger }>;
  /** Accounts and ledger in one transaction, all or nothing; `false` when an expectation does not hold. */
  commit(changes: readonly LocalChange<Key>[], ledger: Ledger): Promise<boolean>;
}

export interface RoundPorts<Key> {
  readonly team: TeamPort<Key>;
  readonly store: ReconcileStore<Key>;
  readonly clock: Clock;
  /** For an account that comes here: the same on all of the user's devices, so that none has it twice. */
  readonly makeId: (remoteId: string) => string;
}

export interface RoundReport {
  /** Why nothing was done: the listing failed. Nothing is ever removed for such a reason. */
  readonly failedWith?: string;
  /** How long the service asked us to stay away. */
  readonly retryAfterSeconds?: number;
  readonly isComplete: boolean;
  readonly held: readonly Held[];
  readonly conflicts: readonly string[];
  /** Refusals of the service, by local id: shown, and not tried again by themselves where that would be in vain. */
  readonly refusals: readonly { readonly localId: string; readonly code: string }[];
  readonly actions: number;
}
