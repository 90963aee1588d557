/** What a plan is made from and what it says: the local accounts, the listing, the actions. */
import type { UnixMs } from '../base/clock.ts';
import type { FieldName, TeamFields } from './reconcile-fields.ts';
import type { Ledger } from './reconcile-ledger.ts';

/** An account that the user has agreed to share with this team. */
export interface LocalAccount {
  readonly localId: string;
  readonly fields: TeamFields;
  /** Absent where the key could not be had: its codes come from the service. */
  readonly keyPrint?: string;
  readonly isTrashed: boolean;
}

export interface RemoteAccount {
  readonly remoteId: string;
  readonly fields: TeamFields;
  /** The service's time of its last change, where it tells one. */
  readonly stamp?: UnixMs;
}

export interface Listing {
  readonly accounts: readonly RemoteAccount[];
  readonly isComplete: boolean;
  readonly startedAtMs: UnixMs;
}

export type Action =
  /** Both sides say the same: only the ledger changes. */
  | { readonly kind: 'agree'; readonly localId: string; readonly base: TeamFields }
  /** Link what is there to what is here. `basePrint` is the key there, which may be an earlier one of ours. */
  | {
      readonly kind: 'adopt';
      readonly localId: string;
      readonly remote: RemoteAccount;
      readonly base: TeamFields;
      readonly basePrint?: string;
      /** In the Trash here, there again: neither is deleted before the user has chosen. */
      readonly isUndecided: boolean;
    }
  /** With `localId`, back under the id that it had. */
  | {
      readonly kind: 'import';
      readonly remote: RemoteAccount;
      readonly localId?: string;
      readonly seenPrint?: string;
    }
  | {
      readonly kind: 'pull';
      readonly localId: string;
      readonly expected: TeamFields;
      readonly set: Partial<TeamFields>;
      readonly overwritten: Partial<TeamFields>;
      readonly conflicts: readonly FieldName[];
      readonly base: TeamFields;
    }
  | {
      readonly kind: 'push';
      readonly localId: string;
      readonly remoteId: string;
      readonly expected: TeamFields;
      readonly set: Partial<TeamFields>;
      readonly hasKey: boolean;
    }
  | { readonly kind: 'post'; readonly localId: string; readonly strangers: readonly string[] }
  /** The account has left the team: to the Trash, never further. */
  | { readonly kind: 'trash'; readonly localId: string }
  /** `kept` changed there since we last looked, and goes into the history of the trashed account first. */
  | { readonly kind: 'delete'; readonly localId: string; readonly remoteId: string; readonly kept: Partial<TeamFields> }
  | { readonly kind: 'delete-double'; readonly remoteId: string }
  | { readonly kind: 'unlink'; readonly localId: string; readonly isIgnored: boolean }
  /** Export the key of a linked account and compare it with what was agreed. */
  | { readonly kind: 'check-key'; readonly localId: string; readonly remoteId: string; readonly stamp?: UnixMs }
  /** Export the key of an account without a link, to see whether it is ours. */
  | { readonly kind: 'identify'; readonly remoteId: string }
  /** The same where export is refused: compare its codes with those of these accounts. */
  | { readonly kind: 'compare-codes'; readonly remoteId: string; readonly localIds: readonly string[] };

export interface Held {
  readonly side: 'here' | 'there';
  readonly localIds: readonly string[];
}

export interface Plan {
  readonly actions: readonly Action[];
  /** Removals that are too many at once: each side's wait until the user approves them one and all. */
  readonly held: readonly Held[];
  /** Not posted: another account with the same key is linked with this team. */
  readonly alreadyThere: readonly string[];
  /** With the marks of this listing; stored even when no action follows. */
  readonly ledger: Ledger;
}

export interface PlanInput {
  readonly locals: readonly LocalAccount[];
  readonly ledger: Ledger;
  readonly listing: Listing;
  readonly nowMs: UnixMs;
  /** Local ids whose removal, on either side, the user has approved by hand. */
  readonly approved?: ReadonlySet<string>;
  /** Exports are written into the team's audit log one by one: at most so many a round. */
  readonly exportBudget?: number;
}
