/** Who may use an account, and who is in the team. Removing a user disables the user, who stays in the list. */
import {
  type Cloud,
  type CloudAnswer,
  type CloudRequest,
  type Parameters,
  type Route,
  readParameters,
  textOf,
} from '../part.ts';
import { failed, named, wrapList, wrapOne } from './shareotp-shapes.ts';
import { findAccount, makeId, note, stamp, type UserRow } from './shareotp-team.ts';

const INVITE_DAYS = 7;

export function accessRoutes(cloud: Cloud): readonly Route[] {
  return [
    ['GET', '/api/v1/accounts/:id/permissions', (_, parameters) => showAccess(cloud, parameters)],
    ['POST', '/api/v1/accounts/:id/permissions', (request, parameters) => changeAccess(cloud, request, parameters)],
    ['GET', '/api/v1/users', (request) => showUsers(cloud, request)],
    ['POST', '/api/v1/users/invitations', (request) => invite(cloud, request)],
    ['DELETE', '/api/v1/users/:id', (request, parameters) => disable(cloud, request, parameters)],
  ];
}

function allUsers(cloud: Cloud): UserRow[] {
  return cloud.db.prepare('SELECT * FROM shareotp_users ORDER BY rowid').all() as unknown as UserRow[];
}

function showAccess(cloud: Cloud, { id = '' }: Parameters): CloudAnswer {
  if (findAccount(cloud, id) === undefined) {
    return failed(cloud, cloud.switches.shareotp.foreignId, 'Account not found');
  }
  const rows = cloud.db.prepare('SELECT * FROM shareotp_access WHERE account_id = ? ORDER BY rowid').all(id);
  const users = new Map(allUsers(cloud).map((user) => [user.email, user]));
  const entries = rows.map((row) => {
    const email = String(row.email);
    const user = users.get(email);
    const who = cloud.switches.shareotp.envelope === 'named' ? { email } : { user: { id: user?.id, email } };
    return { ...who, role: user?.role ?? 'MEMBER', grantedAt: row.granted_at };
  });
  return { status: 200, json: wrapList(cloud, 'permissions', entries) };
}

async function changeAccess(cloud: Cloud, request: CloudRequest, { id = '' }: Parameters): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const [action, email] = [given?.action, textOf(given?.email)];
  if (findAccount(cloud, id) === undefined) {
    return failed(cloud, cloud.switches.shareotp.foreignId, 'Account not found');
  }
  if ((action !== 'grant' && action !== 'revoke') || email === undefined) {
    return failed(cloud, 400, 'action must be grant or revoke, email is required');
  }
  if (action === 'grant' && !allUsers(cloud).some((user) => user.email === email)) {
    if (cloud.switches.shareotp.grantToUnknown === 'fails') return failed(cloud, 404, 'User not found');
    addUser(cloud, email, 'MEMBER');
  }
  if (action === 'grant') {
    cloud.db.prepare('INSERT OR IGNORE INTO shareotp_access VALUES (?, ?, ?)').run(id, email, stamp(cloud));
  } else {
    cloud.db.prepare('DELETE FROM shareotp_access WHERE account_id = ? AND email = ?').run(id, email);
  }
  note(cloud, request, action === 'grant' ? 'access.granted' : 'access.revoked', `${id} ${email}`);
  return { status: 200, json: { success: true } };
}

function addUser(cloud: Cloud, email: string, role: string): UserRow {
  const user: UserRow = { id: makeId('user'), email, role, status: 'pending', created_at: stamp(cloud) };
  cloud.db.prepare('INSERT INTO shareotp_users VALUES (?, ?, ?, ?, ?)').run(...Object.values(user));
  return user;
}

function describe(user: UserRow): Record<string, unknown> {
  const { id, email, role, status } = user;
  if (status !== 'pending') return { id, email, role, status, createdAt: user.created_at };
  const expiresAt = new Date(Date.parse(user.created_at) + INVITE_DAYS * 86_400_000).toISOString();
  return { id, email, role, status, expiresAt };
}

function showUsers(cloud: Cloud, request: CloudRequest): CloudAnswer {
  const wanted = (request.query.get('q') ?? '').toLowerCase();
  const found = allUsers(cloud).filter((user) => user.email.toLowerCase().includes(wanted));
  const isApart = cloud.switches.shareotp.envelope === 'named';
  if (!isApart)
    return {
      status: 200,
      json: wrapList(
        cloud,
        'users',
        found.map((user) => describe(user)),
      ),
    };
  const pick = (isPending: boolean) =>
    found.filter((user) => (user.status === 'pending') === isPending).map((user) => named(cloud, describe(user)));
  return { status: 200, json: { users: pick(false), invitations: pick(true) } };
}

async function invite(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const [email, role] = [textOf(given?.email), given?.role ?? 'MEMBER'];
  if (email === undefined || !email.includes('@')) return failed(cloud, 400, 'email is required');
  if (role !== 'MEMBER' && role !== 'ADMIN') return failed(cloud, 400, 'role must be ADMIN or MEMBER');
  if (allUsers(cloud).some((user) => user.email === email)) return failed(cloud, 409, 'User already exists');
  const user = addUser(cloud, email, role);
  note(cloud, request, 'user.invited', email);
  return { status: 201, json: wrapOne(cloud, 'invitation', describe(user)) };
}

function disable(cloud: Cloud, request: CloudRequest, { id = '' }: Parameters): CloudAnswer {
  const user = allUsers(cloud).find((one) => one.id === id);
  if (user === undefined) return failed(cloud, 404, 'User not found');
  const admins = allUsers(cloud).filter(({ role, status }) => role === 'ADMIN' && status === 'active');
  if (admins.length === 1 && admins[0]?.id === id) return failed(cloud, 409, 'At least one active admin is needed');
  if (user.status === 'pending') cloud.db.prepare('DELETE FROM shareotp_users WHERE id = ?').run(id);
  else cloud.db.prepare("UPDATE shareotp_users SET status = 'disabled' WHERE id = ?").run(id);
  cloud.db.prepare('DELETE FROM shareotp_access WHERE email = ?').run(user.email);
  note(cloud, request, 'user.disabled', user.email);
  return { status: 200, json: { success: true } };
}
