/** What our pages may see of a team at ShareOTP: the team's own words, and codes that the service made. */
import type { UnixMs } from '../base/clock.ts';

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
