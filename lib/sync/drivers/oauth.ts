/**
 * Signing in to Dropbox, Google and Microsoft (RFC 6749 section 4.1, with PKCE, RFC 7636). The browser's identity API opens
 * the address made here and gives back the one that it was sent to; tokens are handed to the caller, who seals them.
 *
 * [Note: whose client] Each build brings its own client ids, since a provider ties them to the extension's id. The redirect
 * address is that of the identity API (`https://ID.chromiumapp.org/` in Chromium), and must be registered as:
 * - Dropbox: a public client (PKCE, no secret). Refresh tokens last until they are withdrawn; nobody signs in again.
 * - Google: a *web application*, the only type that takes such a redirect. It wants its client secret in the exchange, PKCE
 *   or not; a secret that is shipped hides nothing, and PKCE is what protects the code. Refresh tokens end after six months
 *   without use, or after seven days while Google's consent screen is in "testing".
 * - Microsoft: a *single-page application*. Its codes are redeemed for requests with an `Origin` only, which an
 *   extension's are, and its refresh tokens live 24 h from the sign-in on, renewed or not. Every day the user must be
 *   there again; a silent attempt does while the browser is still signed in.
 */

import { bytesToBase64Url } from '../../base/base64.ts';
import { type Bytes, utf8ToBytes } from '../../base/bytes.ts';
import type { UnixMs } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readFields, STRANGE, type TokenSource, textIn } from '../provider-http.ts';
import type { RemoteAnswer, RemoteFailure } from '../remote.ts';
import { askStorage, failureOf, refusalOf, type StorageAnswer, type StoragePorts } from '../storage-http.ts';

export interface SignInRule {
  readonly authoriseUrl: string;
  readonly tokenUrl: string;
  readonly scope: string;
  /** What else the authorise address must say to get a refresh token. */
  readonly extra: Readonly<Record<string, string>>;
  readonly needsSecret: boolean;
  /** How long a sign-in lasts at most; 0 = until it is withdrawn. */
  readonly lastsMs: number;
}

/** See [Note: whose client]. */
export const SIGN_IN_RULES = {
  dropbox: {
    authoriseUrl: 'https://www.dropbox.com/oauth2/authorize',
    tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
    scope: 'files.metadata.read files.content.read files.content.write',
    extra: { token_access_type: 'offline' },
    needsSecret: false,
    lastsMs: 0,
  },
  'google-drive': {
    authoriseUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scope: 'https://www.googleapis.com/auth/drive.appdata',
    extra: { access_type: 'offline', prompt: 'consent' },
    needsSecret: true,
    lastsMs: 0,
  },
  onedrive: {
    authoriseUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope: 'Files.ReadWrite.AppFolder offline_access',
    extra: { response_mode: 'query' },
    needsSecret: false,
    lastsMs: 24 * 3600_000,
  },
} as const satisfies Readonly<Record<string, SignInRule>>;

/** From the settings of the build; an empty id means that this build cannot sign in there. */
export interface SignInClient {
  readonly id: string;
  /** Empty where there is none. */
  readonly secret: string;
}

/** What is kept, sealed, from one start of the browser to the next. */
export interface Tokens {
  readonly accessToken: string;
  readonly expiresAtMs: UnixMs;
  /** Empty where the provider gave none: then the user signs in when the other has run out. */
  readonly refreshToken: string;
}

/** Lives only as long as the sign-in itself. */
export interface SignInStart {
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly verifier: string;
}

/** `refused`: the user said no. `silence`: only the user can go on. `forged`: not the answer to our question. */
export type SignInRefusal = 'refused' | 'silence' | 'forged';

const STATE_BYTES = 16;
const VERIFIER_BYTES = 32;
/** A token is renewed this long before its end: clocks differ, and requests take their time. */
const MARGIN_MS = 120_000;

/** Whether this build can sign in at all. */
export function canSignIn(rule: SignInRule, { id, secret }: SignInClient): boolean {
  return id !== '' && (!rule.needsSecret || secret !== '');
}

/** `isSilent` asks the provider to answer at once or not at all, without showing anything. */
export async function startSignIn(
  { random, hash }: Pick<StoragePorts, 'random' | 'hash'>,
  rule: SignInRule,
  client: SignInClient,
  redirectUri: string,
  isSilent = false,
): Promise<SignInStart> {
  const verifier = bytesToBase64Url(random(VERIFIER_BYTES));
  const state = bytesToBase64Url(random(STATE_BYTES));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    scope: rule.scope,
    state,
    code_challenge: await challengeOf(hash, verifier),
    code_challenge_method: 'S256',
    ...rule.extra,
    ...(isSilent ? { prompt: 'none' } : {}),
  });
  return { url: `${rule.authoriseUrl}?${query}`, redirectUri, state, verifier };
}

/** The code in the address that the provider sent the browser to. */
export function readRedirect(start: SignInStart, address: string): Result<string, SignInRefusal> {
  const url = URL.parse(address);
  if (url === null || !address.startsWith(start.redirectUri)) return fail('forged');
  // Without the state anybody could have sent the browser here, with a code of theirs.
  if (url.searchParams.get('state') !== start.state) return fail('forged');
  const error = url.searchParams.get('error');
  if (error !== null) return fail(/_required$/.test(error) ? 'silence' : 'refused');
  const code = url.searchParams.get('code') ?? '';
  return code === '' ? fail('forged') : ok(code);
}

export function redeemCode(
  ports: StoragePorts,
  rule: SignInRule,
  client: SignInClient,
  start: SignInStart,
  code: string,
): RemoteAnswer<Tokens> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: start.redirectUri,
    code_verifier: start.verifier,
  };
  return askForTokens(ports, rule, client, form, '');
}

/** `unauthorized`: the user has to sign in again. The old tokens are worth nothing any more, save the new ones. */
export function renewTokens(
  ports: StoragePorts,
  rule: SignInRule,
  client: SignInClient,
  { refreshToken }: Tokens,
): RemoteAnswer<Tokens> {
  if (refreshToken === '') return Promise.resolve(fail({ kind: 'unauthorized' }));
  return askForTokens(ports, rule, client, { grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken);
}

export interface TokenKeeping {
  readonly rule: SignInRule;
  readonly client: SignInClient;
  readonly tokens: Tokens;
  /** Seals and stores. Awaited before a new token is used: some providers take the old one back at once. */
  readonly save: (tokens: Tokens) => Promise<void>;
  /** Where sign-ins end by themselves: another one, for which nothing may be shown to the user. */
  readonly signInAgain?: () => RemoteAnswer<Tokens>;
}

/** Renews before the end and after a refusal, one renewal at a time. */
export function createTokenSource(
  ports: StoragePorts,
  { rule, client, tokens, save, signInAgain }: TokenKeeping,
): TokenSource {
  let current = tokens;
  let renewing: RemoteAnswer<string> | undefined;
  const renew = async (): RemoteAnswer<string> => {
    const asked = await renewTokens(ports, rule, client, current);
    const isOver = !asked.ok && asked.error.kind === 'unauthorized' && signInAgain !== undefined;
    const renewed = isOver ? await signInAgain() : asked;
    if (!renewed.ok) return renewed;
    await save(renewed.value);
    current = renewed.value;
    return ok(current.accessToken);
  };
  return {
    async token(refused) {
      const isFresh = ports.clock() < current.expiresAtMs - MARGIN_MS;
      if (isFresh && current.accessToken !== refused) return ok(current.accessToken);
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
}

async function challengeOf(hash: (bytes: Bytes) => Promise<Bytes>, verifier: string): Promise<string> {
  return bytesToBase64Url(await hash(utf8ToBytes(verifier)));
}

async function askForTokens(
  ports: StoragePorts,
  rule: SignInRule,
  client: SignInClient,
  form: Readonly<Record<string, string>>,
  oldRefreshToken: string,
): RemoteAnswer<Tokens> {
  const secret = rule.needsSecret ? { client_secret: client.secret } : {};
  const asked = await askStorage(ports, {
    method: 'POST',
    url: rule.tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ ...form, client_id: client.id, ...secret }).toString(),
  });
  if (!asked.ok) return asked;
  if (asked.value.status !== 200) return fail(tokenRefusalOf(asked.value));
  const fields = readFields(asked.value);
  const accessToken = textIn(fields, 'access_token');
  if (accessToken === '') return STRANGE;
  const lifeSeconds = Number(fields?.expires_in ?? 0);
  return ok({
    accessToken,
    expiresAtMs: ports.clock() + (Number.isFinite(lifeSeconds) ? lifeSeconds * 1000 : 0),
    // Who does not send a new one means the old one to be used again.
    refreshToken: textIn(fields, 'refresh_token') || oldRefreshToken,
  });
}

/** RFC 6749 section 5.2. A client that the provider does not know is the build's fault, and no sign-in mends it. */
function tokenRefusalOf(answer: StorageAnswer): RemoteFailure {
  const error = textIn(readFields(answer), 'error');
  if (error === 'invalid_client' || error === 'unauthorized_client') return failureOf(answer, 'forbidden');
  if (error === 'temporarily_unavailable') return failureOf(answer, 'busy');
  return answer.status === 400 && error !== '' ? failureOf(answer, 'unauthorized') : refusalOf(answer);
}
