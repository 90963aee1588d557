/** Sendblue's TOTP group and its short-lived tokens, as the official SDK 3.17.0 calls them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { SENDBLUE_PAIR, SENDBLUE_TOKEN } from '../credentials.ts';
import {
  bearerOf,
  type Cloud,
  type CloudAnswer,
  type CloudPart,
  type CloudRequest,
  findRoute,
  headerOf,
  type Parameters,
  type Route,
  readParameters,
  textOf,
} from '../part.ts';
import { codeAt, type Key, makeSecret, normaliseSecret, secondsLeft } from '../totp.ts';

const DEFAULT_TOKEN_SECONDS = 900;

interface Row extends Key {
  readonly id: string;
  readonly label: string;
  readonly issuer: string | null;
  readonly created_at: string;
}

type Wanted = Key & { readonly label: string; readonly issuer: string | null };

export function createSendblue(cloud: Cloud): CloudPart {
  cloud.db.exec(`
    CREATE TABLE IF NOT EXISTS sendblue_secrets (
      id TEXT PRIMARY KEY, label TEXT NOT NULL, issuer TEXT, secret TEXT NOT NULL, algorithm TEXT NOT NULL,
      digits INTEGER NOT NULL, period INTEGER NOT NULL, created_at TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS sendblue_tokens (id TEXT PRIMARY KEY, token TEXT NOT NULL, expires_ms INTEGER NOT NULL) STRICT`);
  const routes: readonly Route[] = [
    ['POST', '/api/v2/totp/secrets', (request) => createSecret(cloud, request)],
    ['GET', '/api/v2/totp/secrets', () => listSecrets(cloud)],
    ['GET', '/api/v2/totp/code/:id', (_, parameters) => showCode(cloud, parameters)],
    ['DELETE', '/api/v2/totp/secrets/:id', (_, parameters) => deleteSecret(cloud, parameters)],
    ['POST', '/v3/auth/tokens', (request) => mintToken(cloud, request)],
    ['DELETE', '/v3/auth/tokens/:id', (_, parameters) => revokeToken(cloud, parameters)],
  ];
  return {
    name: 'sendblue',
    prefix: '/sendblue',
    handle: (request) => {
      const refusal = refuseStranger(cloud, request);
      if (refusal !== undefined) return refusal;
      const found = findRoute(routes, request);
      if (found === 'wrong-method') return failed(405, 'Method Not Allowed');
      if (found === 'no-such-path') return failed(404, 'Not Found');
      return found.handler(request, found.parameters);
    },
  };
}

function failed(status: number, message: string): CloudAnswer {
  return { status, json: { status: 'ERROR', message } };
}

function refuseStranger(cloud: Cloud, request: CloudRequest): CloudAnswer | undefined {
  const keyId = headerOf(request, 'sb-api-key-id');
  const secretKey = headerOf(request, 'sb-api-secret-key');
  const token = bearerOf(request);
  const wrong = failed(401, 'Invalid Credentials');
  const hasPair = keyId !== undefined || secretKey !== undefined;
  if (token === undefined && !hasPair) {
    return { status: 403, json: { message: 'Did not get inputs for authorization' } };
  }
  // The two kinds are never sent together, and only the lasting pair may mint or revoke tokens.
  if (token !== undefined && (hasPair || request.path.startsWith('/v3/auth/'))) return wrong;
  if (token !== undefined) return isLiveToken(cloud, token) ? undefined : wrong;
  return keyId === SENDBLUE_PAIR.keyId && secretKey === SENDBLUE_PAIR.secretKey ? undefined : wrong;
}

function isLiveToken(cloud: Cloud, token: string): boolean {
  if (token === SENDBLUE_TOKEN) return true;
  const row = cloud.db.prepare('SELECT expires_ms FROM sendblue_tokens WHERE token = ?').get(token);
  return row !== undefined && Number(row.expires_ms) > cloud.now();
}

async function createSecret(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  if (given === undefined) return failed(400, 'Invalid JSON body');
  const uri = textOf(given.uri);
  const wanted = uri === undefined ? fromFields(given) : fromUri(cloud, uri);
  if (typeof wanted === 'string') return failed(400, wanted);
  const { createStatus, duplicates } = cloud.switches.sendblue;
  const same = allRows(cloud).find((row) => row.secret === wanted.secret && row.label === wanted.label);
  if (same !== undefined && duplicates === 'refused') return failed(409, 'A secret with this label already exists');
  const row = same !== undefined && duplicates === 'merged' ? same : store(cloud, wanted);
  return { status: createStatus, json: { status: 'OK', totp_secret: show(row, true) } };
}

function fromFields(given: Record<string, unknown>): Wanted | string {
  const label = textOf(given.label);
  if (label === undefined) return 'label is required unless uri is provided';
  const algorithm = given.algorithm ?? 'SHA1';
  const digits = given.digits ?? 6;
  const period = given.period ?? 30;
  const secret = given.secret === undefined ? makeSecret() : normaliseSecret(String(given.secret));
  return checked({ label, issuer: textOf(given.issuer) ?? null, algorithm, digits, period, secret });
}

function fromUri(cloud: Cloud, uri: string): Wanted | string {
  const match = /^otpauth:\/\/totp\/([^?]*)\?(.*)$/i.exec(uri);
  if (match === null) return 'uri must be an otpauth://totp/ URI';
  const query = new URLSearchParams(match[2]);
  const whole = decodeURIComponent(match[1] ?? '');
  const [prefix, account] = whole.includes(':') ? whole.split(/:\s*(.*)/s) : [undefined, whole];
  return checked({
    label: cloud.switches.sendblue.uriLabel === 'whole' ? whole : (account ?? whole),
    issuer: query.get('issuer') ?? prefix ?? null,
    algorithm: (query.get('algorithm') ?? 'SHA1').toUpperCase(),
    digits: Number(query.get('digits') ?? 6),
    period: Number(query.get('period') ?? 30),
    secret: normaliseSecret(query.get('secret') ?? ''),
  });
}

function checked(wanted: {
  readonly label: string;
  readonly issuer: string | null;
  readonly algorithm: unknown;
  readonly digits: unknown;
  readonly period: unknown;
  readonly secret: string | undefined;
}): Wanted | string {
  const { label, issuer, algorithm, digits, period, secret } = wanted;
  if (secret === undefined) return 'secret must be base32';
  if (algorithm !== 'SHA1' && algorithm !== 'SHA256' && algorithm !== 'SHA512') return 'algorithm is not supported';
  if (digits !== 6 && digits !== 8) return 'digits must be 6 or 8';
  if (typeof period !== 'number' || !Number.isInteger(period) || period < 1) return 'period must be a positive integer';
  return { label, issuer, algorithm, digits, period, secret };
}

function store(cloud: Cloud, wanted: Wanted): Row {
  const row: Row = { id: randomUUID(), created_at: new Date(cloud.now()).toISOString(), ...wanted };
  cloud.db
    .prepare('INSERT INTO sendblue_secrets VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(row.id, row.label, row.issuer, row.secret, row.algorithm, row.digits, row.period, row.created_at);
  return row;
}

function allRows(cloud: Cloud): Row[] {
  const rows = cloud.db.prepare('SELECT * FROM sendblue_secrets ORDER BY created_at, id').all();
  return rows as unknown as Row[];
}

function show(row: Row, hasSecret: boolean): Record<string, unknown> {
  const { id, algorithm, created_at, digits, issuer, label, period } = row;
  const shown = { id, algorithm, created_at, digits, issuer, label, period };
  return hasSecret ? { ...shown, secret: row.secret } : shown;
}

function listSecrets(cloud: Cloud): CloudAnswer {
  const isShown = cloud.switches.sendblue.doesListShowSecret;
  return { status: 200, json: { status: 'OK', totp_secrets: allRows(cloud).map((row) => show(row, isShown)) } };
}

function showCode(cloud: Cloud, { id }: Parameters): CloudAnswer {
  const row = allRows(cloud).find((one) => one.id === id);
  if (row === undefined) return failed(cloud.switches.sendblue.unknownId, 'TOTP secret not found');
  const nowMs = cloud.now();
  return { status: 200, json: { status: 'OK', code: codeAt(row, nowMs), expires_in: secondsLeft(row, nowMs) } };
}

function deleteSecret(cloud: Cloud, { id = '' }: Parameters): CloudAnswer {
  const { changes } = cloud.db.prepare('DELETE FROM sendblue_secrets WHERE id = ?').run(id);
  if (changes === 0) return failed(cloud.switches.sendblue.unknownId, 'TOTP secret not found');
  return { status: 200, json: { status: 'OK' } };
}

async function mintToken(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const seconds = Number(given?.expires_in_seconds ?? DEFAULT_TOKEN_SECONDS);
  if (!(seconds > 0)) return failed(400, 'expires_in_seconds must be positive');
  const [id, token, expiresMs] = [randomUUID(), randomBytes(24).toString('hex'), cloud.now() + seconds * 1000];
  cloud.db.prepare('INSERT INTO sendblue_tokens VALUES (?, ?, ?)').run(id, token, expiresMs);
  const expires_at = new Date(expiresMs).toISOString();
  return { status: 201, json: { token, expires_at, phone_numbers: [], token_id: id, token_type: 'Bearer' } };
}

function revokeToken(cloud: Cloud, { id = '' }: Parameters): CloudAnswer {
  const { changes } = cloud.db.prepare('DELETE FROM sendblue_tokens WHERE id = ?').run(id);
  return changes === 0 ? failed(404, 'Token not found') : { status: 204 };
}
