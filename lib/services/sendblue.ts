/**
 * Sendblue's TOTP group: keeps a key for the user's agents and tells its codes.
 * Source: docs.sendblue.com/api-v2/totp and the official SDK 3.17.0. The vendor turns front-ends away, so these calls
 * belong in the background. There is no update, and a key that was given is never given back.
 */
import { base32ToBytes, bytesToBase32 } from '../base/base32.ts';
import type { UnixMs } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { OtpAccount, OtpAlgorithm, OtpParameters } from '../otp/account.ts';
import { formatOtpauthUri } from '../otp/uri.ts';
import { asFields, cleanText, type Fields, idIn, listIn, momentIn, numberIn, shownIn, textIn } from './answer.ts';
import { type BaseUrl, type Call, callService, type HttpPorts, pathTo, type ServiceError } from './http.ts';
import { textFromSecret } from './secret-text.ts';

/** Both hosts are documented and answer alike; the first is the SDK's default. */
export const SENDBLUE_HOSTS = ['https://api.sendblue.co', 'https://api.sendblue.com'] as const;

/** The lasting pair, or a short-lived token instead of it, never both. */
export type SendblueAuth =
  | { readonly kind: 'pair'; readonly keyId: Secret; readonly secretKey: Secret }
  | { readonly kind: 'token'; readonly token: Secret };

export interface SendblueConnection {
  readonly baseUrl: BaseUrl;
  readonly auth: SendblueAuth;
}

export type SendblueResult<T> = Promise<Result<T, ServiceError>>;

export interface RegisteredKey {
  readonly id: string;
  readonly label: string;
  readonly issuer: string;
  readonly algorithm: OtpAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly createdAtMs?: UnixMs;
}

/** `secret` is there once, in the answer that registers. Where none was sent, it is the only copy: store it first. */
export interface NewlyRegisteredKey extends RegisteredKey {
  readonly secret?: Secret;
}

/** Without a secret the service makes one. */
export interface KeyFields {
  readonly label: string;
  readonly issuer?: string;
  readonly secret?: Secret;
  readonly algorithm?: OtpAlgorithm;
  readonly digits?: 6 | 8;
  readonly periodSeconds?: number;
}

export interface SendblueCode {
  readonly code: string;
  /** By our own clock, and never too late: it may be over when it arrives. */
  readonly validUntilMs: UnixMs;
}

const MOST_KEYS = 5000;

/** Why an account cannot be registered, or nothing. A counter kept there as well would run apart from ours. */
export function sendblueRefusal(parameters: OtpParameters): 'only-totp' | 'only-6-or-8-digits' | undefined {
  if (parameters.type !== 'totp') return 'only-totp';
  return parameters.digits === 6 || parameters.digits === 8 ? undefined : 'only-6-or-8-digits';
}

/** The account as one URI, which overrides every other field. Only for accounts that `sendblueRefusal` lets pass. */
export async function registerByUri(
  ports: HttpPorts,
  to: SendblueConnection,
  account: OtpAccount,
): SendblueResult<NewlyRegisteredKey> {
  return register(ports, to, { uri: formatOtpauthUri(account) });
}

export async function registerByFields(
  ports: HttpPorts,
  to: SendblueConnection,
  { secret, periodSeconds, ...fields }: KeyFields,
): SendblueResult<NewlyRegisteredKey> {
  return register(ports, to, {
    ...fields,
    ...(periodSeconds === undefined ? {} : { period: periodSeconds }),
    ...(secret === undefined ? {} : { secret: bytesToBase32(secret.reveal()) }),
  });
}

/** Sent once: a create that is repeated is stored twice. */
async function register(ports: HttpPorts, to: SendblueConnection, json: object): SendblueResult<NewlyRegisteredKey> {
  const outcome = await send(ports, to, { method: 'POST', path: '/api/v2/totp/secrets', json });
  if (!outcome.ok) return outcome;
  const fields = asFields(outcome.value.totp_secret);
  const key = fields === undefined ? undefined : readKey(fields);
  if (fields === undefined || key === undefined) return fail({ code: 'unexpected-answer' });
  const bytes = base32ToBytes(textIn(fields, 'secret') ?? '');
  return ok(bytes.ok ? { ...key, secret: new Secret(bytes.value) } : key);
}

/** Everything registered with this account. A secret in it, as one published example shows, is not read. */
export async function listRegisteredKeys(
  ports: HttpPorts,
  to: SendblueConnection,
): SendblueResult<readonly RegisteredKey[]> {
  const outcome = await send(ports, to, { method: 'GET', path: '/api/v2/totp/secrets' });
  if (!outcome.ok) return outcome;
  const list = listIn(outcome.value, 'totp_secrets');
  if (list === undefined || list.length > MOST_KEYS) return fail({ code: 'unexpected-answer' });
  const keys = list.map((entry) => readKey(asFields(entry) ?? {}));
  return ok(keys.filter((key) => key !== undefined));
}

export async function getRegisteredCode(
  ports: HttpPorts,
  to: SendblueConnection,
  id: string,
): SendblueResult<SendblueCode> {
  const sentAtMs = ports.clock();
  const outcome = await send(ports, to, { method: 'GET', path: pathTo`/api/v2/totp/code/${id}` });
  if (!outcome.ok) return outcome;
  const code = textIn(outcome.value, 'code');
  const left = numberIn(outcome.value, 'expires_in');
  if (code === undefined || !/^\d{6,8}$/.test(code)) return fail({ code: 'unexpected-answer' });
  return ok({ code, validUntilMs: sentAtMs + Math.max(0, left ?? 0) * 1000 });
}

export async function removeRegisteredKey(ports: HttpPorts, to: SendblueConnection, id: string): SendblueResult<void> {
  const outcome = await send(ports, to, { method: 'DELETE', path: pathTo`/api/v2/totp/secrets/${id}` });
  return outcome.ok ? ok(undefined) : outcome;
}

/** The body of a success; a 2xx that says ERROR in its `status` is none. */
async function send(ports: HttpPorts, to: SendblueConnection, call: Call): SendblueResult<Fields> {
  const outcome = await callService(ports, to.baseUrl, { ...call, headers: authHeaders(to.auth) });
  if (!outcome.ok) return outcome;
  const fields = asFields(outcome.value.body ?? {});
  if (fields === undefined) return fail({ code: 'unexpected-answer', status: outcome.value.status });
  if (textIn(fields, 'status')?.toUpperCase() !== 'ERROR') return ok(fields);
  const said = cleanText(textIn(fields, 'message', 'error') ?? '', 200);
  return fail({ code: 'refused', status: outcome.value.status, said });
}

function authHeaders(auth: SendblueAuth): Record<string, string> {
  if (auth.kind === 'token') return { authorization: `Bearer ${textFromSecret(auth.token)}` };
  return { 'sb-api-key-id': textFromSecret(auth.keyId), 'sb-api-secret-key': textFromSecret(auth.secretKey) };
}

/** Every field but the id is optional in the SDK's types; the guide gives the defaults. */
function readKey(fields: Fields): RegisteredKey | undefined {
  const id = idIn(fields, 'id');
  if (id === undefined) return undefined;
  const algorithm = textIn(fields, 'algorithm');
  const createdAtMs = momentIn(fields, 'created_at');
  return {
    id,
    label: shownIn(fields, 'label') ?? '',
    issuer: shownIn(fields, 'issuer') ?? '',
    algorithm: algorithm === 'SHA256' || algorithm === 'SHA512' ? algorithm : 'SHA1',
    digits: numberIn(fields, 'digits') === 8 ? 8 : 6,
    periodSeconds: numberIn(fields, 'period') ?? 30,
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
  };
}
