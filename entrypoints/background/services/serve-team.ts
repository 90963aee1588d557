/** Answers everything about a team at ShareOTP. */

import type { Result } from '../../../lib/base/result.ts';
import type { Handlers } from '../../../lib/messaging/serve.ts';
import type { Outcome, ProblemCode } from '../../../lib/messaging/service-shapes.ts';
import type { TeamProtocol } from '../../../lib/messaging/team-protocol.ts';
import type { TeamAuditPlace } from '../../../lib/messaging/team-shapes.ts';
import type { ServiceError } from '../../../lib/services/http.ts';
import {
  deleteTeamAccount,
  listTeamAccounts,
  type ShareOtpConnection,
  updateTeamAccount,
} from '../../../lib/services/shareotp.ts';
import {
  type AuditPlace,
  changeTeamPermission,
  inviteTeamUser,
  listTeamAudit,
  listTeamPermissions,
  listTeamUsers,
  removeTeamUser,
} from '../../../lib/services/shareotp-team.ts';
import { done, refuse, value } from '../replies.ts';
import { answer } from './answer.ts';
import { type Connection, failed, findConnection, type ServiceParts } from './connections.ts';
import { listTeam, readTeamCodes, shareOtpAt, takeFromTeam } from './team.ts';
import {
  approveRemovals,
  leaveTeam,
  readTeamState,
  shareWithTeam,
  startTeamSync,
  stopTeamSync,
  syncTeamNow,
  type TeamSyncParts,
} from './team-sync.ts';

type TeamHandlers = Handlers<TeamProtocol>;

export async function countTeam(parts: ServiceParts, connection: Connection): Promise<Outcome<{ count: number }>> {
  const listed = await listTeamAccounts(parts.http, shareOtpAt(connection));
  if (!listed.ok) return failed(listed.error, connection.host, false);
  return { ok: true, value: { count: listed.value.accounts.length } };
}

export function serveTeam(parts: TeamSyncParts): TeamHandlers {
  return { ...serveTeamAccounts(parts), ...serveKeeping(parts), ...servePeople(parts) };
}

type KeepingNames = Extract<keyof TeamProtocol, `service:team-sync${string}`> | 'service:team-leave';

function serveKeeping(parts: TeamSyncParts): Pick<TeamHandlers, KeepingNames> {
  return {
    async 'service:team-sync'({ id }) {
      const connection = await findConnection(parts, id);
      return connection?.service === 'shareotp' ? value(await readTeamState(parts, connection)) : refuse('gone');
    },
    'service:team-sync-start': ({ id, ...wanted }) =>
      answer(parts, id, 'shareotp', (at) => startTeamSync(parts, at, wanted)),
    'service:team-sync-now': ({ id }) => answer(parts, id, 'shareotp', (at) => syncTeamNow(parts, at)),
    'service:team-sync-stop': ({ id }) => answer(parts, id, 'shareotp', (at) => stopTeamSync(parts, at)),
    'service:team-sync-approve': ({ id, accountIds }) =>
      answer(parts, id, 'shareotp', (at) => approveRemovals(parts, at, accountIds)),
    async 'service:team-leave'({ accountId }) {
      return (await leaveTeam(parts, accountId)) ? done : refuse('gone');
    },
  };
}

type AccountNames = `service:team-${'accounts' | 'codes' | 'export' | 'give' | 'update' | 'delete'}`;

function serveTeamAccounts(parts: TeamSyncParts): Pick<TeamHandlers, AccountNames> {
  return {
    'service:team-accounts': ({ id }) => answer(parts, id, 'shareotp', (at) => listTeam(parts, at)),
    'service:team-codes': ({ id, teamIds }) => answer(parts, id, 'shareotp', (at) => readTeamCodes(parts, at, teamIds)),
    'service:team-export': ({ id, teamId }) => answer(parts, id, 'shareotp', (at) => takeFromTeam(parts, at, teamId)),
    async 'service:team-give'({ id, accountId, host }) {
      const account = await parts.vault.get(accountId);
      if (account === undefined) return refuse('gone');
      return answer(parts, id, 'shareotp', (at) => shareWithTeam(parts, at, account, host));
    },
    'service:team-update': ({ id, teamId, ...fields }) =>
      write(parts, id, (at) => updateTeamAccount(parts.http, at, teamId, fields)),
    'service:team-delete': ({ id, teamId }) => write(parts, id, (at) => deleteTeamAccount(parts.http, at, teamId)),
  };
}

function servePeople(parts: ServiceParts): Omit<TeamHandlers, AccountNames | KeepingNames> {
  const { http } = parts;
  return {
    'service:team-access': ({ id, teamId }) =>
      read(
        parts,
        id,
        (at) => listTeamPermissions(http, at, teamId),
        (list) => list.map(({ email, role = '' }) => ({ email, role })),
      ),
    'service:team-permit': ({ id, teamId, ...change }) =>
      write(parts, id, (at) => changeTeamPermission(http, at, teamId, change)),
    'service:team-users': ({ id, query }) =>
      read(
        parts,
        id,
        (at) => listTeamUsers(http, at, query.trim()),
        (list) => list.map(({ id: userId, email, role, status }) => ({ userId, email, role, status })),
      ),
    'service:team-invite': ({ id, ...invitation }) => write(parts, id, (at) => inviteTeamUser(http, at, invitation)),
    'service:team-remove-user': ({ id, userId }) => write(parts, id, (at) => removeTeamUser(http, at, userId)),
    'service:team-audit': ({ id, place }) =>
      read(
        parts,
        id,
        (at) => listTeamAudit(http, at, place === null ? undefined : placeOf(place)),
        ({ entries, next }) => ({
          entries: entries.map(({ action, actor, target, address, atMs }) => {
            return { action, actor, target, address, atMs: atMs ?? null };
          }),
          next: next === undefined ? null : toPlace(next),
        }),
      ),
  };
}

function placeOf({ kind, at }: TeamAuditPlace): AuditPlace {
  return kind === 'cursor' ? { cursor: at } : { offset: Math.max(0, Math.trunc(Number(at)) || 0) };
}

function toPlace(place: AuditPlace): TeamAuditPlace {
  return 'cursor' in place ? { kind: 'cursor', at: place.cursor } : { kind: 'offset', at: String(place.offset) };
}

type Asked<T> = (at: ShareOtpConnection) => Promise<Result<T, ServiceError<ProblemCode>>>;

function read<T, U>(parts: ServiceParts, id: string, ask: Asked<T>, show: (value: T) => U) {
  return answer<U>(parts, id, 'shareotp', async (connection) => {
    const told = await ask(shareOtpAt(connection));
    return told.ok ? { ok: true, value: show(told.value) } : failed(told.error, connection.host, false);
  });
}

function write(parts: ServiceParts, id: string, ask: Asked<void>) {
  return answer<null>(parts, id, 'shareotp', async (connection) => {
    const told = await ask(shareOtpAt(connection));
    return told.ok ? { ok: true, value: null } : failed(told.error, connection.host, true);
  });
}
