/**
 * quiva.ai: here Tessera is the authenticator that the user's own account enrols.
 * Source: docs.quiva.ai/api-reference. The order is generate, keep the key, compute a code, confirm with both; until
 * the confirmation nothing is switched on there, and after it the key is all that lets the user in: store it before.
 */
import { base32ToBytes, bytesToBase32 } from '../base/base32.ts';
import { equalBytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { OtpAccount } from '../otp/account.ts';
import { parseOtpauthUri } from '../otp/uri.ts';
import { asFields, cleanText, type Fields, flagIn, listIn, pick, textIn } from './answer.ts';
import { type BaseUrl, type Call, callService, type HttpPorts, type ServiceError } from './http.ts';
import { secretFromText, textFromSecret } from './secret-text.ts';

export const QUIVA_HOST = 'https://api.quiva.ai';

/** A short-lived JWT of a sign-in, or an API key. */
export type QuivaAuth = { readonly kind: 'jwt' | 'api-key'; readonly key: Secret };

export interface QuivaConnection {
  readonly baseUrl: BaseUrl;
  readonly auth: QuivaAuth;
}

export type QuivaResult<T> = Promise<Result<T, ServiceError>>;

export interface GeneratedKey {
  readonly account: OtpAccount;
  /** The URI and the plain secret disagree. The URI counts; the user should know. */
  readonly isContradictory: boolean;
}

export interface MfaInfo {
  readonly hasTotp: boolean;
  readonly hasPasskey: boolean;
}

/** `mfa` asks for one more step with `signInWithTotp` or `signInWithRecoveryCode`. */
export type SignIn =
  | { readonly kind: 'signed-in'; readonly jwt: Secret; readonly refreshToken?: Secret }
  | { readonly kind: 'mfa'; readonly token: Secret };

const MOST_RECOVERY_CODES = 100;

/** Enables nothing by itself, so it may be asked again; whether an earlier key then still works is not documented. */
export async function generateTotpKey(ports: HttpPorts, to: QuivaConnection): QuivaResult<GeneratedKey> {
  const data = await dataOf(ports, to, { method: 'POST', path: '/accounts/generate-totp-key' });
  if (!data.ok) return data;
  const key = readGenerated(asFields(data.value) ?? {});
  return key === undefined ? fail({ code: 'unexpected-answer' }) : ok(key);
}

/** Sent once. If the answer is lost, `getMfaInfo` tells whether the key is in force; the codes then need renewing. */
export async function confirmTotpKey(
  ports: HttpPorts,
  to: QuivaConnection,
  proof: { readonly code: string; readonly secret: Secret },
): QuivaResult<readonly Secret[]> {
  const json = { code: proof.code, secret: bytesToBase32(proof.secret.reveal()) };
  const data = await dataOf(ports, to, { method: 'POST', path: '/accounts/confirm-totp-registration', json });
  return data.ok ? readRecoveryCodes(data.value) : data;
}

/** Of the signed-in user, or of `email` where the role allows it. */
export async function getMfaInfo(ports: HttpPorts, to: QuivaConnection, email?: string): QuivaResult<MfaInfo> {
  const query = email === undefined ? {} : { query: { email } };
  const data = await dataOf(ports, to, { method: 'GET', path: '/accounts/user-mfa-info', ...query });
  if (!data.ok) return data;
  const fields = asFields(data.value) ?? {};
  const [hasTotp, hasPasskey] = [flagIn(fields, 'totp_enabled'), flagIn(fields, 'passkey_enabled')];
  if (hasTotp === undefined && hasPasskey === undefined) return fail({ code: 'unexpected-answer' });
  return ok({ hasTotp: hasTotp ?? false, hasPasskey: hasPasskey ?? false });
}

/** What is left out stays as it is. Answers with the service's own sentence. */
export async function changeMfaSettings(
  ports: HttpPorts,
  to: QuivaConnection,
  settings: Partial<MfaInfo>,
): QuivaResult<string> {
  const json = {
    ...(settings.hasTotp === undefined ? {} : { totp_enabled: settings.hasTotp }),
    ...(settings.hasPasskey === undefined ? {} : { passkey_enabled: settings.hasPasskey }),
  };
  const outcome = await call(ports, to, { method: 'PATCH', path: '/accounts/mfa-settings', json });
  return outcome.ok ? ok(cleanText(textIn(outcome.value, 'message') ?? '', 200)) : outcome;
}

/** The earlier codes are void from here on. */
export async function renewRecoveryCodes(
  ports: HttpPorts,
  to: QuivaConnection,
  email?: string,
): QuivaResult<readonly Secret[]> {
  const json = email === undefined ? {} : { email };
  const data = await dataOf(ports, to, { method: 'POST', path: '/accounts/recovery-codes', json });
  return data.ok ? readRecoveryCodes(data.value) : data;
}

export async function signInWithPassword(
  ports: HttpPorts,
  baseUrl: BaseUrl,
  who: { readonly email: string; readonly password: Secret; readonly account?: string },
): QuivaResult<SignIn> {
  const json = { ...who, password: textFromSecret(who.password) };
  return signIn(ports, baseUrl, '/accounts/auth-with-password', json);
}

export async function signInWithApiKey(ports: HttpPorts, baseUrl: BaseUrl, apiKey: Secret): QuivaResult<SignIn> {
  return signIn(ports, baseUrl, '/accounts/auth-with-api-key', { api_key: textFromSecret(apiKey) });
}

export async function signInWithTotp(
  ports: HttpPorts,
  baseUrl: BaseUrl,
  step: { readonly token: Secret; readonly code: string; readonly email?: string },
): QuivaResult<SignIn> {
  return signIn(ports, baseUrl, '/accounts/auth-with-totp', { ...step, token: textFromSecret(step.token) });
}

/** Spends the code, whether or not the answer arrives. */
export async function signInWithRecoveryCode(
  ports: HttpPorts,
  baseUrl: BaseUrl,
  step: { readonly token: Secret; readonly code: Secret },
): QuivaResult<SignIn> {
  const json = { token: textFromSecret(step.token), code: textFromSecret(step.code) };
  return signIn(ports, baseUrl, '/accounts/auth-with-recovery-code', json);
}

async function signIn(ports: HttpPorts, baseUrl: BaseUrl, path: string, json: object): QuivaResult<SignIn> {
  const data = await dataOf(ports, { baseUrl }, { method: 'POST', path, json });
  if (!data.ok) return data;
  const fields = asFields(data.value) ?? {};
  const jwt = textIn(fields, 'auth_token');
  const refresh = textIn(fields, 'refresh_token');
  if (jwt !== undefined) {
    const refreshToken = refresh === undefined ? {} : { refreshToken: secretFromText(refresh) };
    return ok({ kind: 'signed-in', jwt: secretFromText(jwt), ...refreshToken });
  }
  const token = textIn(fields, 'mfa_token', 'token', 'mfaToken', 'mfa_auth_token');
  return token === undefined ? fail({ code: 'unexpected-answer' }) : ok({ kind: 'mfa', token: secretFromText(token) });
}

type Caller = { readonly baseUrl: BaseUrl; readonly auth?: QuivaAuth };

async function call(ports: HttpPorts, to: Caller, wanted: Call): QuivaResult<Fields> {
  const headers: Record<string, string> = to.auth === undefined ? {} : authHeader(to.auth);
  const outcome = await callService(ports, to.baseUrl, { ...wanted, headers });
  if (!outcome.ok) return outcome;
  const body = asFields(outcome.value.body) ?? {};
  // The vendor's own client copes with an answer wrapped once more, with its status inside.
  return ok(typeof body.status_code === 'number' ? (asFields(body.body) ?? body) : body);
}

async function dataOf(ports: HttpPorts, to: Caller, wanted: Call): QuivaResult<unknown> {
  const outcome = await call(ports, to, wanted);
  return outcome.ok ? ok(pick(outcome.value, 'data')) : outcome;
}

function authHeader({ kind, key }: QuivaAuth): Record<string, string> {
  const text = textFromSecret(key);
  return kind === 'jwt' ? { authorization: `Bearer ${text}` } : { 'x-api-key': text };
}

/** Both members of `data` are optional; either alone is enough. */
function readGenerated(data: Fields): GeneratedKey | undefined {
  const plain = base32ToBytes(textIn(data, 'secret') ?? '');
  const parsed = parseOtpauthUri(textIn(data, 'otpauth_url') ?? '');
  if (parsed.ok && parsed.value.account.type === 'totp') {
    const { account } = parsed.value;
    return { account, isContradictory: plain.ok && !equalBytes(plain.value, account.secret.reveal()) };
  }
  if (!plain.ok) return undefined;
  const secret = new Secret(plain.value);
  const defaults = { type: 'totp', algorithm: 'SHA1', digits: 6, periodSeconds: 30, counter: 0 } as const;
  return { account: { ...defaults, secret, issuer: 'quiva.ai', label: '' }, isContradictory: false };
}

/** Under `data.recovery_codes` after a confirmation, directly under `data` after a renewal. */
function readRecoveryCodes(data: unknown): Result<readonly Secret[], ServiceError> {
  const list = listIn(data, 'recovery_codes');
  const codes = list?.filter((code): code is string => typeof code === 'string' && code !== '' && code.length <= 200);
  if (codes === undefined || codes.length === 0 || codes.length > MOST_RECOVERY_CODES) {
    return fail({ code: 'unexpected-answer' });
  }
  return ok(codes.map(secretFromText));
}
