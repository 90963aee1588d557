/** What our pages may ask about a team at ShareOTP. */
import type { ServiceReply } from './service-protocol.ts';
import type {
  TeamAccessRow,
  TeamAccounts,
  TeamAuditPlace,
  TeamAuditRow,
  TeamCodes,
  TeamRole,
  TeamUserRow,
} from './team-shapes.ts';

export interface TeamProtocol {
  'service:team-accounts'(data: { id: string }): ServiceReply<TeamAccounts>;
  'service:team-codes'(data: { id: string; teamIds: readonly string[] }): ServiceReply<TeamCodes>;
  /** Copies the key into the vault; the team's log notes it. `isNew` is false where it was here already. */
  'service:team-export'(data: { id: string; teamId: string }): ServiceReply<{ accountId: string; isNew: boolean }>;
  /** `host` is the one that the user said yes to. */
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
