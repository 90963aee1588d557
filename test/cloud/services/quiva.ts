/** The accounts and MFA part of quiva.ai's gateway. Generating a key enables nothing; confirming it with a code does. */
import { randomBytes, randomInt } from 'node:crypto';
import { QUIVA_API_KEY, QUIVA_JWT, QUIVA_USER } from '../credentials.ts';
import {
  bearerOf,
  type Cloud,
  type CloudAnswer,
  type CloudPart,
  type CloudRequest,
  findRoute,
  headerOf,
  type Route,
  readParameters,
  textOf,
} from '../part.ts';
import { fitsCode, makeSecret, normaliseSecret } from '../totp.ts';

interface UserRow {
  readonly email: string;
  readonly totp_secret: string | null;
  readonly totp_enabled: number;
  readonly passkey_enabled: number;
  readonly recovery_codes: string;
}

const RECOVERY_CODES = 10;
const MFA_TOKEN_MS = 5 * 60_000;

export function createQuiva(cloud: Cloud): CloudPart {
  cloud.db.exec(`
    CREATE TABLE IF NOT EXISTS quiva_users (email TEXT PRIMARY KEY, totp_secret TEXT, totp_enabled INTEGER NOT NULL,
      passkey_enabled INTEGER NOT NULL, recovery_codes TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS quiva_tokens (token TEXT PRIMARY KEY, email TEXT NOT NULL, kind TEXT NOT NULL,
      expires_ms INTEGER NOT NULL) STRICT`);
  cloud.db.prepare("INSERT OR IGNORE INTO quiva_users VALUES (?, NULL, 0, 0, '[]')").run(QUIVA_USER.email);
  const signedIn = (handler: (user: UserRow, request: CloudRequest) => CloudAnswer | Promise<CloudAnswer>) => {
    return (request: CloudRequest) => {
      const user = recogniseUser(cloud, request);
      return user === undefined ? failed(cloud, 401, 'Unauthorized') : handler(user, request);
    };
  };
  const routes: readonly Route[] = [
    ['POST', '/accounts/generate-totp-key', signedIn((user) => generateKey(cloud, user))],
    ['POST', '/accounts/confirm-totp-registration', signedIn((user, request) => confirmKey(cloud, user, request))],
    ['GET', '/accounts/user-mfa-info', signedIn((user, request) => showMfa(cloud, user, request))],
    ['PATCH', '/accounts/mfa-settings', signedIn((user, request) => changeMfa(cloud, user, request))],
    ['POST', '/accounts/recovery-codes', signedIn((user, request) => renewRecoveryCodes(cloud, user, request))],
    ['POST', '/accounts/auth-with-password', (request) => signInWithPassword(cloud, request)],
    ['POST', '/accounts/auth-with-api-key', (request) => signInWithApiKey(cloud, request)],
    ['POST', '/accounts/auth-with-totp', (request) => signInWithTotp(cloud, request)],
    ['POST', '/accounts/auth-with-recovery-code', (request) => signInWithRecoveryCode(cloud, request)],
    ['POST', '/accounts/begin-auth-with-passkey', () => beginPasskey()],
    ['POST', '/accounts/complete-auth-with-passkey', () => failed(cloud, 401, 'Unknown credential')],
  ];
  return {
    name: 'quiva',
    prefix: '/quiva',
    handle: (request) => {
      const found = findRoute(routes, request);
      if (found === 'wrong-method') return failed(cloud, 405, 'Method Not Allowed');
      if (found === 'no-such-path') return failed(cloud, 404, 'Not Found');
      return found.handler(request, found.parameters);
    },
  };
}

function failed(cloud: Cloud, status: number, error: string): CloudAnswer {
  switch (cloud.switches.quiva.errorShape) {
    case 'error':
      return { status, json: { error } };
    case 'message':
      return { status, json: { message: error } };
    case 'body':
      return { status, json: { body: { error } } };
    case 'outer':
      return { status, json: { status_code: status, body: { error } } };
    case 'text':
      return { status, text: error };
  }
}

function findUser(cloud: Cloud, email: string): UserRow | undefined {
  return cloud.db.prepare('SELECT * FROM quiva_users WHERE email = ?').get(email) as unknown as UserRow | undefined;
}

function recogniseUser(cloud: Cloud, request: CloudRequest): UserRow | undefined {
  const token = bearerOf(request);
  if (headerOf(request, 'x-api-key') === QUIVA_API_KEY || token === QUIVA_JWT) return findUser(cloud, QUIVA_USER.email);
  return token === undefined ? undefined : takeToken(cloud, token, 'auth');
}

function makeToken(cloud: Cloud, user: UserRow, kind: 'auth' | 'refresh' | 'mfa'): string {
  const token = `${kind}_${randomBytes(18).toString('base64url')}`;
  const expiresMs = cloud.now() + (kind === 'mfa' ? MFA_TOKEN_MS : 24 * 3600_000);
  cloud.db.prepare('INSERT INTO quiva_tokens VALUES (?, ?, ?, ?)').run(token, user.email, kind, expiresMs);
  return token;
}

function takeToken(cloud: Cloud, token: string, kind: 'auth' | 'mfa'): UserRow | undefined {
  const row = cloud.db
    .prepare('SELECT email FROM quiva_tokens WHERE token = ? AND kind = ? AND expires_ms > ?')
    .get(token, kind, cloud.now());
  return row === undefined ? undefined : findUser(cloud, String(row.email));
}

function keyOf(secret: string) {
  return { secret, algorithm: 'SHA1', digits: 6, period: 30 } as const;
}

function generateKey(cloud: Cloud, user: UserRow): CloudAnswer {
  const { generated, whenAlreadyOn } = cloud.switches.quiva;
  if (user.totp_enabled === 1 && whenAlreadyOn === 409) return failed(cloud, 409, 'TOTP is already enabled');
  const secret = makeSecret();
  const otpauth_url = `otpauth://totp/quiva.ai:${user.email}?secret=${secret}&issuer=quiva.ai`;
  const data = {
    both: { otpauth_url, secret },
    url: { otpauth_url },
    secret: { secret },
    mismatch: { otpauth_url, secret: makeSecret() },
  }[generated];
  return { status: 200, json: { data } };
}

async function confirmKey(cloud: Cloud, user: UserRow, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const [code, rawSecret] = [textOf(given?.code), textOf(given?.secret)];
  const secret = rawSecret === undefined ? undefined : normaliseSecret(rawSecret);
  if (code === undefined || secret === undefined) return failed(cloud, 400, 'code and secret are required');
  if (!fitsCode(keyOf(secret), code, cloud.now())) {
    return failed(cloud, cloud.switches.quiva.wrongCodeStatus, 'Invalid TOTP code');
  }
  cloud.db.prepare('UPDATE quiva_users SET totp_secret = ?, totp_enabled = 1 WHERE email = ?').run(secret, user.email);
  return { status: 200, json: { data: { recovery_codes: storeRecoveryCodes(cloud, user) } } };
}

function storeRecoveryCodes(cloud: Cloud, user: UserRow): string[] {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
  const make = () => {
    const word = Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
    return `${word}-${String(randomInt(10_000)).padStart(4, '0')}`;
  };
  const codes = Array.from({ length: RECOVERY_CODES }, make);
  cloud.db.prepare('UPDATE quiva_users SET recovery_codes = ? WHERE email = ?').run(JSON.stringify(codes), user.email);
  return codes;
}

function showMfa(cloud: Cloud, user: UserRow, request: CloudRequest): CloudAnswer {
  const email = request.query.get('email');
  const shown = email === null ? user : findUser(cloud, email);
  return shown === undefined ? failed(cloud, 404, 'User not found') : { status: 200, json: { data: mfaOf(shown) } };
}

function mfaOf(user: UserRow): { passkey_enabled: boolean; totp_enabled: boolean } {
  return { passkey_enabled: user.passkey_enabled === 1, totp_enabled: user.totp_enabled === 1 };
}

async function changeMfa(cloud: Cloud, user: UserRow, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const totp = given?.totp_enabled ?? mfaOf(user).totp_enabled;
  const passkey = given?.passkey_enabled ?? mfaOf(user).passkey_enabled;
  if (typeof totp !== 'boolean' || typeof passkey !== 'boolean') return failed(cloud, 400, 'Invalid settings');
  if (totp && user.totp_secret === null) return failed(cloud, 400, 'TOTP is not registered');
  cloud.db
    .prepare('UPDATE quiva_users SET totp_enabled = ?, passkey_enabled = ?, totp_secret = ? WHERE email = ?')
    .run(totp ? 1 : 0, passkey ? 1 : 0, totp ? user.totp_secret : null, user.email);
  return { status: 200, json: { message: 'MFA settings updated' } };
}

async function renewRecoveryCodes(cloud: Cloud, user: UserRow, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const email = textOf(given?.email);
  const target = email === undefined ? user : findUser(cloud, email);
  if (target === undefined) return failed(cloud, 404, 'User not found');
  return { status: 200, json: { data: storeRecoveryCodes(cloud, target) } };
}

async function signInWithPassword(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const user = findUser(cloud, String(given?.email ?? ''));
  if (user === undefined || given?.password !== QUIVA_USER.password) {
    return failed(cloud, 401, 'Invalid email or password');
  }
  if (user.totp_enabled === 0) return signedInAnswer(cloud, user);
  const token = makeToken(cloud, user, 'mfa');
  return { status: 200, json: { data: { [cloud.switches.quiva.mfaTokenName]: token, ...mfaOf(user) } } };
}

async function signInWithApiKey(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const user = given?.api_key === QUIVA_API_KEY ? findUser(cloud, QUIVA_USER.email) : undefined;
  return user === undefined ? failed(cloud, 401, 'Invalid API key') : signedInAnswer(cloud, user);
}

async function signInWithTotp(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const user = takeToken(cloud, String(given?.token ?? ''), 'mfa');
  const secret = user?.totp_secret;
  if (user === undefined || secret === null || secret === undefined) return failed(cloud, 401, 'Invalid token');
  const isRight = fitsCode(keyOf(secret), String(given?.code ?? ''), cloud.now());
  return isRight ? signedInAnswer(cloud, user) : failed(cloud, 401, 'Invalid TOTP code');
}

async function signInWithRecoveryCode(cloud: Cloud, request: CloudRequest): Promise<CloudAnswer> {
  const given = await readParameters(request, { json: true });
  const user = takeToken(cloud, String(given?.token ?? ''), 'mfa');
  if (user === undefined) return failed(cloud, 401, 'Invalid token');
  const codes: string[] = JSON.parse(user.recovery_codes);
  const left = codes.filter((code) => code !== given?.code);
  if (left.length === codes.length) return failed(cloud, 401, 'Invalid recovery code');
  cloud.db.prepare('UPDATE quiva_users SET recovery_codes = ? WHERE email = ?').run(JSON.stringify(left), user.email);
  return signedInAnswer(cloud, user);
}

function signedInAnswer(cloud: Cloud, user: UserRow): CloudAnswer {
  const refresh_token = makeToken(cloud, user, 'refresh');
  const auth_token = makeToken(cloud, user, 'auth');
  return { status: 200, json: { data: { refresh_token, auth_token, ...mfaOf(user) } } };
}

function beginPasskey(): CloudAnswer {
  const challenge = randomBytes(32).toString('base64url');
  return { status: 200, json: { data: { challenge, rpId: 'quiva.ai', userVerification: 'preferred' } } };
}
