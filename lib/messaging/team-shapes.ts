/** What our pages may see of a team at ShareOTP: the team's own words, and codes that the service made. */
import type { UnixMs } from '../base/clock.ts';
import type { ProblemCode, ServiceProblem } from './service-shapes.ts';

export interface TeamAccountRow {
  readonly teamId: string;
  readonly name: string;
  readonly issuer: string;
  readonly tags: readonly string[];
}

export interface TeamAccounts {
  readonly rows: readonly TeamAccountRow[];
  /** False where the service hints at more than it showed. */
  readonly isComplete: boolean;
}

/** By the ids asked for; an account that the service gave no code for is missing. */
export type TeamCodes = Readonly<Record<string, { readonly code: string; readonly validUntilMs: UnixMs }>>;

/** An account here, as a line that tells something about it names it. */
export interface NamedAccount {
  readonly accountId: string;
  readonly name: string;
}

/** How a team is kept in step with the accounts here. */
export interface TeamSyncState {
  readonly isOn: boolean;
  /** While it is off: teams of this host that accounts here are marked with, from another device or another time. */
  readonly earlier: readonly { readonly teamId: string; readonly count: number }[];
  readonly lastAtMs: UnixMs | null;
  readonly nextAtMs: UnixMs | null;
  /** Why the last round did nothing. Nothing is ever removed for such a reason. */
  readonly problem: ServiceProblem | null;
  /** False where the service hints at more than it showed: then nothing counts as missing. */
  readonly isComplete: boolean;
  /** Accounts that both sides have; `withoutKey` of them show the service's codes, `arriving` do so until their key is here. */
  readonly inStep: number;
  readonly withoutKey: number;
  readonly arriving: number;
  /** Shared by the user and not yet there. */
  readonly waiting: readonly NamedAccount[];
  /** Removals that are too many at once, and wait for the user's yes. */
  readonly held: readonly { readonly side: 'here' | 'there'; readonly accounts: readonly NamedAccount[] }[];
  /** Changed on both sides: the team's words stand, those from here are in the account's history. */
  readonly conflicts: readonly (NamedAccount & { readonly atMs: UnixMs })[];
  readonly refusals: readonly (NamedAccount & { readonly code: ProblemCode })[];
}

export const TEAM_SYNC_OFF: TeamSyncState = {
  isOn: false,
  earlier: [],
  lastAtMs: null,
  nextAtMs: null,
  problem: null,
  isComplete: true,
  inStep: 0,
  withoutKey: 0,
  arriving: 0,
  waiting: [],
  held: [],
  conflicts: [],
  refusals: [],
};

/** Of ids in one question for codes. */
export const MOST_TEAM_CODES = 50;

export interface TeamAccessRow {
  readonly email: string;
  readonly role: string;
}

export const TEAM_ROLES = ['MEMBER', 'ADMIN'] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

export interface TeamUserRow {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
  readonly status: 'active' | 'pending' | 'disabled';
}

export interface TeamAuditRow {
  readonly action: string;
  readonly actor: string;
  readonly target: string;
  readonly atMs: UnixMs | null;
  readonly address: string;
}

/** Where the next page of the log starts: a cursor of the service, or an offset in digits. */
export interface TeamAuditPlace {
  readonly kind: 'cursor' | 'offset';
  readonly at: string;
}
