/** What ShareOTP keeps for one organisation: accounts, people, access, and a log of who did what. */
import { randomBytes } from 'node:crypto';
import type { Cloud, CloudRequest } from '../part.ts';

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  /** A JSON list. */
  readonly tags: string;
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly status: 'active' | 'pending' | 'disabled';
  readonly created_at: string;
}

/** The admin who made the demo key. */
export const OWNER = { id: 'user_1', email: 'owner@example.com' } as const;

export function openTeam(cloud: Cloud): void {
  cloud.db.exec(`
    CREATE TABLE IF NOT EXISTS shareotp_accounts (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, issuer TEXT NOT NULL, tags TEXT NOT NULL, secret TEXT NOT NULL,
      algorithm TEXT NOT NULL, digits INTEGER NOT NULL, period INTEGER NOT NULL, created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS shareotp_users (
      id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, role TEXT NOT NULL, status TEXT NOT NULL,
      created_at TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS shareotp_access (
      account_id TEXT NOT NULL, email TEXT NOT NULL, granted_at TEXT NOT NULL, PRIMARY KEY (account_id, email)) STRICT;
    CREATE TABLE IF NOT EXISTS shareotp_audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, actor TEXT NOT NULL, target TEXT NOT NULL,
      at TEXT NOT NULL, ip TEXT NOT NULL, agent TEXT NOT NULL) STRICT`);
  cloud.db
    .prepare("INSERT OR IGNORE INTO shareotp_users VALUES (?, ?, 'ADMIN', 'active', ?)")
    .run(OWNER.id, OWNER.email, stamp(cloud));
}

/** The two accounts that the documents' own examples name, once, in a team that has never had one. */
export function seedExamples(cloud: Cloud): void {
  const isUntouched = listAccounts(cloud).length === 0 && listAudit(cloud).length === 0;
  if (!isUntouched) return;
  const secrets = { acct_123: 'JBSWY3DPEHPK3PXP', acct_456: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' };
  for (const [id, secret] of Object.entries(secrets)) {
    insertAccount(cloud, { id, name: `Example ${id}`, issuer: 'Example', tags: '["demo"]', secret });
  }
}

export const stamp = (cloud: Cloud): string => new Date(cloud.now()).toISOString();
export const makeId = (kind: string): string => `${kind}_${randomBytes(8).toString('hex')}`;

export function listAccounts(cloud: Cloud): AccountRow[] {
  return cloud.db.prepare('SELECT * FROM shareotp_accounts ORDER BY rowid').all() as unknown as AccountRow[];
}

export function findAccount(cloud: Cloud, id: string): AccountRow | undefined {
  const row = cloud.db.prepare('SELECT * FROM shareotp_accounts WHERE id = ?').get(id);
  return row as unknown as AccountRow | undefined;
}

export function insertAccount(cloud: Cloud, fields: Partial<AccountRow>): AccountRow {
  const at = stamp(cloud);
  const row: AccountRow = {
    id: fields.id ?? makeId('acct'),
    name: fields.name ?? '',
    issuer: fields.issuer ?? '',
    tags: fields.tags ?? '[]',
    secret: fields.secret ?? '',
    algorithm: fields.algorithm ?? 'SHA1',
    digits: fields.digits ?? 6,
    period: fields.period ?? 30,
    created_at: at,
    updated_at: at,
  };
  cloud.db.prepare('INSERT INTO shareotp_accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...Object.values(row));
  return row;
}

export function updateAccount(cloud: Cloud, account: AccountRow, fields: Partial<AccountRow>): AccountRow {
  const changed = { ...account, ...fields, id: account.id, updated_at: stamp(cloud) };
  cloud.db
    .prepare('UPDATE shareotp_accounts SET name = ?, issuer = ?, tags = ?, secret = ?, updated_at = ? WHERE id = ?')
    .run(changed.name, changed.issuer, changed.tags, changed.secret, changed.updated_at, changed.id);
  return changed;
}

export function deleteAccount(cloud: Cloud, id: string): void {
  cloud.db.prepare('DELETE FROM shareotp_accounts WHERE id = ?').run(id);
  cloud.db.prepare('DELETE FROM shareotp_access WHERE account_id = ?').run(id);
}

/** Entries carry actor, time and the request's context, as the vendor's security page says. */
export function note(cloud: Cloud, request: CloudRequest, action: string, target: string): void {
  cloud.db
    .prepare('INSERT INTO shareotp_audit (action, actor, target, at, ip, agent) VALUES (?, ?, ?, ?, ?, ?)')
    .run(action, OWNER.email, target, stamp(cloud), request.address, request.headers['user-agent'] ?? '');
}

/** Newest first. */
export function listAudit(cloud: Cloud): Record<string, unknown>[] {
  return cloud.db
    .prepare('SELECT * FROM shareotp_audit ORDER BY seq DESC')
    .all()
    .map((row) => ({
      id: `log_${row.seq}`,
      action: row.action,
      actor: { email: row.actor },
      targetId: row.target,
      createdAt: row.at,
      ipAddress: row.ip,
      userAgent: row.agent,
    }));
}
