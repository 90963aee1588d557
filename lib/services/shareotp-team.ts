/** Who may use a team account, who is in the team, and what was done: the rest of ShareOTP's public API. */
import type { UnixMs } from '../base/clock.ts';
import { asFields, type Fields, idIn, listIn, momentIn, oneIn, pick, shownIn } from './answer.ts';
import { type Call, type HttpPorts, pathTo } from './http.ts';
import { done, readWith, type ShareOtpConnection, type ShareOtpResult, send } from './shareotp.ts';
import { hintsAtMore } from './shareotp-answers.ts';

export interface TeamPermission {
  readonly email: string;
  readonly userId?: string;
  readonly role?: string;
  readonly grantedAtMs?: UnixMs;
}

export type TeamRole = 'ADMIN' | 'MEMBER';

export interface TeamUser {
  readonly id: string;
  readonly email: string;
  /** As the service writes it; `ADMIN` and `MEMBER` are known. */
  readonly role: string;
  readonly status: 'active' | 'pending' | 'disabled';
  /** When a pending invitation ends, if the service says so; seven days after it was made otherwise. */
  readonly expiresAtMs?: UnixMs;
}

export interface AuditEntry {
  readonly action: string;
  readonly actor: string;
  readonly target: string;
  readonly atMs?: UnixMs;
  readonly address: string;
  readonly userAgent: string;
}

/** Where the next page of the log starts. Paging is not documented: a cursor if the service gave one, else an offset. */
export type AuditPlace = { readonly cursor: string } | { readonly offset: number };

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Absent at the end. */
  readonly next?: AuditPlace;
}

const AUDIT_PAGE = 50;

export async function listTeamPermissions(
  ports: HttpPorts,
  to: ShareOtpConnection,
  accountId: string,
): ShareOtpResult<readonly TeamPermission[]> {
  const path = pathTo`/api/v1/accounts/${accountId}/permissions`;
  return readWith(await send(ports, to, { method: 'GET', path }), (body) =>
    listIn(body, 'permissions', 'data', 'items', 'users', 'access')?.map(readPermission).filter(isThere),
  );
}

/** Whether granting to an unknown e-mail invites or fails is not documented: show what comes back. */
export async function changeTeamPermission(
  ports: HttpPorts,
  to: ShareOtpConnection,
  accountId: string,
  change: { readonly action: 'grant' | 'revoke'; readonly email: string },
): ShareOtpResult<void> {
  const path = pathTo`/api/v1/accounts/${accountId}/permissions`;
  const json = { action: change.action, email: change.email };
  return done(await send(ports, to, { method: 'POST', path, json }));
}

/** `filter` finds by e-mail or name, on the service. Users and pending invitations come in one list. */
export async function listTeamUsers(
  ports: HttpPorts,
  to: ShareOtpConnection,
  filter = '',
): ShareOtpResult<readonly TeamUser[]> {
  const call: Call = { method: 'GET', path: '/api/v1/users', ...(filter === '' ? {} : { query: { q: filter } }) };
  return readWith(await send(ports, to, call), readUsers);
}

export async function inviteTeamUser(
  ports: HttpPorts,
  to: ShareOtpConnection,
  invitation: { readonly email: string; readonly role: TeamRole },
): ShareOtpResult<void> {
  const json = { email: invitation.email, role: invitation.role };
  return done(await send(ports, to, { method: 'POST', path: '/api/v1/users/invitations', json }));
}

/** Removing means disabling: the service keeps the user, ends the sessions and takes all access away. */
export async function removeTeamUser(ports: HttpPorts, to: ShareOtpConnection, userId: string): ShareOtpResult<void> {
  return done(await send(ports, to, { method: 'DELETE', path: pathTo`/api/v1/users/${userId}` }));
}

/** Newest first, as the service gives it. Whoever searches, searches in the pages that are there. */
export async function listTeamAudit(
  ports: HttpPorts,
  to: ShareOtpConnection,
  place: AuditPlace = { offset: 0 },
): ShareOtpResult<AuditPage> {
  const from: Record<string, string> = 'cursor' in place ? { cursor: place.cursor } : { offset: String(place.offset) };
  const query = { limit: String(AUDIT_PAGE), ...from };
  return readWith(await send(ports, to, { method: 'GET', path: '/api/v1/audit', query }), (body) =>
    readAudit(body, place),
  );
}

function readAudit(body: unknown, place: AuditPlace): AuditPage | undefined {
  const list = listIn(body, 'logs', 'audit', 'entries', 'events', 'data', 'items');
  if (list === undefined) return undefined;
  const entries = list.map(readEntry).filter(isThere);
  const offset = 'offset' in place ? place.offset : 0;
  const cursor = shownIn(asFields(body) ?? {}, 'nextCursor', 'next_cursor', 'cursor');
  if (cursor !== undefined && cursor !== '') return { entries, next: { cursor } };
  const hasMore = list.length > 0 && hintsAtMore(body, offset + list.length);
  return hasMore ? { entries, next: { offset: offset + list.length } } : { entries };
}

function readEntry(value: unknown): AuditEntry | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  const context = asFields(pick(fields, 'context', 'request', 'metadata')) ?? {};
  const atMs = momentIn(fields, 'createdAt', 'created_at', 'timestamp', 'time', 'at');
  return {
    action: shownIn(fields, 'action', 'event', 'type') ?? '',
    actor: personIn(fields, 'actor', 'user', 'actorEmail', 'actor_email'),
    target: personIn(fields, 'target', 'targetId', 'target_id', 'resource', 'accountId', 'account_id'),
    address: shownIn(fields, 'ipAddress', 'ip_address', 'ip') ?? shownIn(context, 'ip', 'ipAddress') ?? '',
    userAgent: shownIn(fields, 'userAgent', 'user_agent') ?? shownIn(context, 'userAgent', 'user_agent') ?? '',
    ...(atMs === undefined ? {} : { atMs }),
  };
}

/** A name that is either text or an object that holds it. */
function personIn(fields: Fields, ...names: readonly string[]): string {
  const value = pick(fields, ...names);
  const inner = asFields(value);
  if (inner !== undefined) return shownIn(inner, 'email', 'name', 'id') ?? '';
  return shownIn(fields, ...names) ?? '';
}

function readPermission(value: unknown): TeamPermission | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { email: value };
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  const user = asFields(pick(fields, 'user')) ?? fields;
  const email = shownIn(user, 'email') ?? shownIn(fields, 'email', 'userEmail', 'user_email');
  if (email === undefined || email === '') return undefined;
  const userId = idIn(user, 'id', 'userId', 'user_id') ?? idIn(fields, 'userId', 'user_id');
  const role = shownIn(fields, 'role') ?? shownIn(user, 'role');
  const grantedAtMs = momentIn(fields, 'grantedAt', 'granted_at', 'createdAt', 'created_at');
  return {
    email,
    ...(userId === undefined ? {} : { userId }),
    ...(role === undefined ? {} : { role }),
    ...(grantedAtMs === undefined ? {} : { grantedAtMs }),
  };
}

function readUsers(body: unknown): readonly TeamUser[] | undefined {
  const users = listIn(body, 'users', 'data', 'items', 'members');
  const wrapper = asFields(body) ?? {};
  const invitations = listIn(pick(wrapper, 'invitations', 'invites', 'pendingInvites', 'pending_invites')) ?? [];
  if (users === undefined) return undefined;
  const pending = invitations.map((invitation) => readUser(invitation, 'pending'));
  return [...users.map((user) => readUser(user, 'active')), ...pending].filter(isThere);
}

function readUser(value: unknown, otherwise: TeamUser['status']): TeamUser | undefined {
  const fields = asFields(value);
  const one = fields === undefined ? undefined : oneIn(fields, 'user', 'invitation');
  const id = one === undefined ? undefined : idIn(one, 'id', 'userId', 'user_id');
  if (one === undefined || id === undefined) return undefined;
  const status = (shownIn(one, 'status', 'state') ?? '').toLowerCase();
  const expiresAtMs = momentIn(one, 'expiresAt', 'expires_at');
  return {
    id,
    email: shownIn(one, 'email') ?? '',
    role: shownIn(one, 'role') ?? '',
    status: statusOf(status) ?? otherwise,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

function statusOf(word: string): TeamUser['status'] | undefined {
  if (/pending|invited/.test(word)) return 'pending';
  if (/disabled|inactive|removed|suspended/.test(word)) return 'disabled';
  return word === 'active' ? 'active' : undefined;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
