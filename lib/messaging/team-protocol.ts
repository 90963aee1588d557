/** What our pages may ask about a team at ShareOTP. */
import type { Reply } from './protocol.ts';
import type { ServiceReply } from './service-protocol.ts';
import type {
  TeamAccessRow,
  TeamAccounts,
  TeamAuditPlace,
  TeamAuditRow,
  TeamCodes,
  TeamRole,
  TeamSyncState,
  TeamUserRow,
} from './team-shapes.ts';

export interface TeamProtocol {
  'service:team-accounts'(data: { id: string }): ServiceReply<TeamAccounts>;
  'service:team-codes'(data: { id: string; teamIds: readonly string[] }): ServiceReply<TeamCodes>;
  /** Copies the key into the vault; the team's log notes it. `isNew` is false where it was here already. */
  'service:team-export'(data: { id: string; teamId: string }): ServiceReply<{ accountId: string; isNew: boolean }>;
  'service:team-sync'(data: { id: string }): Reply<TeamSyncState, 'gone'>;
  /**
   * Begins to keep the team in step, and answers after the first round. `host` is the one that the user said yes to;
   * `teamId` says that accounts marked with it belong to this same team.
   */
  'service:team-sync-start'(data: { id: string; host: string; teamId: string | null }): ServiceReply<TeamSyncState>;
  'service:team-sync-now'(data: { id: string }): ServiceReply<TeamSyncState>;
  'service:team-sync-stop'(data: { id: string }): ServiceReply<TeamSyncState>;
  /** Removals that were held: these accounts may go. */
  'service:team-sync-approve'(data: { id: string; accountIds: readonly string[] }): ServiceReply<TeamSyncState>;
  /** Keeps the account here and there, each for itself from now on. */
  'service:team-leave'(data: { accountId: string }): Reply<null, 'gone'>;
  /** `host` is the one that the user said yes to. Where the team is kept in step, the account is from now on. */
  'service:team-give'(data: { id: string; accountId: string; host: string }): ServiceReply<null>;
  /** Changes it for the whole team. */
  'service:team-update'(data: {
    id: string;
    teamId: string;
    name: string;
    issuer: string;
    tags: readonly string[];
  }): ServiceReply<null>;
  'service:team-delete'(data: { id: string; teamId: string }): ServiceReply<null>;
  'service:team-access'(data: { id: string; teamId: string }): ServiceReply<readonly TeamAccessRow[]>;
  'service:team-permit'(data: {
    id: string;
    teamId: string;
    action: 'grant' | 'revoke';
    email: string;
  }): ServiceReply<null>;
  'service:team-users'(data: { id: string; query: string }): ServiceReply<readonly TeamUserRow[]>;
  'service:team-invite'(data: { id: string; email: string; role: TeamRole }): ServiceReply<null>;
  'service:team-remove-user'(data: { id: string; userId: string }): ServiceReply<null>;
  /** `place` is null for the newest entries. */
  'service:team-audit'(data: {
    id: string;
    place: TeamAuditPlace | null;
  }): ServiceReply<{ entries: readonly TeamAuditRow[]; next: TeamAuditPlace | null }>;
}
