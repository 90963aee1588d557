import { describe, expect, it } from 'vitest';
import { createDropboxRemote } from '../../lib/sync/drivers/dropbox.ts';
import { createGoogleDriveRemote } from '../../lib/sync/drivers/google-drive.ts';
import {
  canSignIn,
  createTokenSource,
  readRedirect,
  redeemCode,
  renewTokens,
  SIGN_IN_RULES,
  type SignInClient,
  type SignInRule,
  startSignIn,
  type Tokens,
} from '../../lib/sync/drivers/oauth.ts';
import { createOneDriveRemote } from '../../lib/sync/drivers/onedrive.ts';
import type { TokenSource } from '../../lib/sync/provider-http.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import type { StoragePorts } from '../../lib/sync/storage-http.ts';
import { SIGN_IN_CLIENT } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { ports } from './bench.ts';

const REDIRECT = 'https://abcdefghijklmnop.chromiumapp.org/';
const CLIENT: SignInClient = SIGN_IN_CLIENT;
const BYTES = new Uint8Array([1, 2, 3]);
/** As an extension's requests come; Node would send none. */
const extension: StoragePorts = {
  ...ports,
  fetch: (url, init) =>
    ports.fetch(url, { ...init, headers: { ...init.headers, origin: 'chrome-extension://abcdefghijklmnop' } }),
};

interface Provider {
  readonly kind: keyof typeof SIGN_IN_RULES;
  readonly paths: { readonly authorise: string; readonly token: string };
  readonly remote: (given: StoragePorts, tokens: TokenSource, url: string) => Remote;
}

const PROVIDERS: readonly Provider[] = [
  {
    kind: 'dropbox',
    paths: { authorise: '/dropbox/oauth2/authorize', token: '/dropbox/oauth2/token' },
    remote: (given, tokens, url) =>
      createDropboxRemote(given, { tokens, hosts: { api: `${url}/dropbox`, content: `${url}/dropbox` } }),
  },
  {
    kind: 'google-drive',
    paths: { authorise: '/gdrive/o/oauth2/v2/auth', token: '/gdrive/token' },
    remote: (given, tokens, url) => createGoogleDriveRemote(given, { tokens, host: `${url}/gdrive` }),
  },
  {
    kind: 'onedrive',
    paths: { authorise: '/onedrive/common/oauth2/v2.0/authorize', token: '/onedrive/common/oauth2/v2.0/token' },
    remote: (given, tokens, url) => createOneDriveRemote(given, { tokens, host: `${url}/onedrive` }),
  },
];

const ruleAt = ({ kind, paths }: Provider, url: string): SignInRule => ({
  ...SIGN_IN_RULES[kind],
  authoriseUrl: url + paths.authorise,
  tokenUrl: url + paths.token,
});

/** What the browser's identity API does: opens the address, and tells where it was sent. */
async function open(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

async function signIn(rule: SignInRule): Promise<Tokens> {
  const start = await startSignIn(ports, rule, CLIENT, REDIRECT);
  const code = readRedirect(start, await open(start.url));
  if (!code.ok) throw new Error(code.error);
  const tokens = await redeemCode(extension, rule, CLIENT, start, code.value);
  if (!tokens.ok) throw new Error(tokens.error.kind);
  return tokens.value;
}

describe.each(PROVIDERS)('signing in to $kind', (provider) => {
  const at = (run: (cloud: RunningCloud, rule: SignInRule) => Promise<void>) => async () => {
    const cloud = await startCloud();
    await run(cloud, ruleAt(provider, cloud.url)).finally(cloud.close);
  };
  /** The world's clock and ours move together. */
  const later = (cloud: RunningCloud, ms: number): StoragePorts => {
    cloud.control.advance(ms);
    return { ...extension, clock: () => Date.now() + ms };
  };

  it(
    'gives tokens that open the storage, and renews them when they have run out',
    at(async (cloud, rule) => {
      const tokens = await signIn(rule);
      expect(tokens.refreshToken).not.toBe('');
      expect(tokens.expiresAtMs).toBeGreaterThan(Date.now() + 1800_000);
      const saved: Tokens[] = [];
      const save = async (one: Tokens) => void saved.push(one);
      const now = later(cloud, 6 * 3600_000);
      const source = createTokenSource(now, { rule, client: CLIENT, tokens, save });
      const remote = provider.remote(now, source, cloud.url);
      const put = await Promise.all([1, 2, 3].map((at) => remote.putIfAbsent(`a-${at}`, BYTES)));
      expect(put.every(({ ok }) => ok)).toBe(true);
      // Three at once, one renewal.
      expect(saved).toHaveLength(1);
      expect(saved[0]?.accessToken).not.toBe(tokens.accessToken);
      expect(saved[0]?.refreshToken).not.toBe('');
    }),
  );

  it(
    'renews a token that is refused before its time, once',
    at(async (cloud, rule) => {
      const tokens = await signIn(rule);
      const saved: Tokens[] = [];
      const save = async (one: Tokens) => void saved.push(one);
      const source = createTokenSource(extension, {
        rule,
        client: CLIENT,
        tokens: { ...tokens, accessToken: 'withdrawn' },
        save,
      });
      expect(await provider.remote(extension, source, cloud.url).list()).toEqual({ ok: true, value: [] });
      expect(saved).toHaveLength(1);
    }),
  );

  it(
    'asks for the user when the refresh token is worth nothing',
    at(async (cloud, rule) => {
      const tokens = { accessToken: 'withdrawn', expiresAtMs: 0, refreshToken: 'withdrawn' };
      const unauthorized = { ok: false, error: { kind: 'unauthorized' } };
      expect(await renewTokens(extension, rule, CLIENT, tokens)).toEqual(unauthorized);
      expect(await renewTokens(extension, rule, CLIENT, { ...tokens, refreshToken: '' })).toEqual(unauthorized);
      const source = createTokenSource(extension, { rule, client: CLIENT, tokens, save: async () => undefined });
      expect(await provider.remote(extension, source, cloud.url).list()).toEqual(unauthorized);
    }),
  );

  it(
    'lasts as long as the rule says',
    at(async (cloud, rule) => {
      const tokens = await signIn(rule);
      const renewed = await renewTokens(later(cloud, 25 * 3600_000), rule, CLIENT, tokens);
      expect(renewed.ok).toBe(rule.lastsMs === 0);
    }),
  );

  it(
    'is worth nothing to somebody who has only seen the code',
    at(async (_cloud, rule) => {
      const start = await startSignIn(ports, rule, CLIENT, REDIRECT);
      const code = readRedirect(start, await open(start.url));
      const thief = { ...start, verifier: 'a'.repeat(43) };
      const stolen = await redeemCode(extension, rule, CLIENT, thief, code.ok ? code.value : '');
      expect(stolen).toEqual({ ok: false, error: { kind: 'unauthorized' } });
    }),
  );

  it(
    'tells a client that the provider does not know from a user who must sign in',
    at(async (_cloud, rule) => {
      const start = await startSignIn(ports, rule, CLIENT, REDIRECT);
      const code = readRedirect(start, await open(start.url));
      const other = { id: 'unknown', secret: '' };
      expect(await redeemCode(extension, rule, other, start, code.ok ? code.value : '')).toEqual({
        ok: false,
        error: { kind: 'forbidden' },
      });
    }),
  );

  it(
    'keeps the old tokens when there is no network',
    at(async (_cloud, rule) => {
      const tokens = await signIn(rule);
      const offline = { ...extension, fetch: () => Promise.reject(new TypeError('offline')) };
      const source = createTokenSource(offline, { rule, client: CLIENT, tokens, save: async () => undefined });
      expect(await source.token(tokens.accessToken)).toEqual({ ok: false, error: { kind: 'unreachable' } });
      expect(await source.token()).toEqual({ ok: true, value: tokens.accessToken });
    }),
  );
});

describe('the address of a sign-in', () => {
  const rule = SIGN_IN_RULES.dropbox;
  const start = { url: '', redirectUri: REDIRECT, state: 'right', verifier: 'v' };

  it('is made as RFC 7636 says, anew each time', async () => {
    const verifierBytes = Buffer.from('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', 'base64url');
    const random = (length: number) => new Uint8Array(length === 32 ? verifierBytes : Buffer.alloc(length));
    const { url, verifier } = await startSignIn({ ...ports, random }, rule, CLIENT, REDIRECT);
    expect(verifier).toBe('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
    expect(new URL(url).searchParams.get('code_challenge')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    const two = await Promise.all([1, 2].map(() => startSignIn(ports, rule, CLIENT, REDIRECT)));
    expect(two[0]?.state).not.toBe(two[1]?.state);
    expect(two[0]?.verifier).not.toBe(two[1]?.verifier);
  });

  it('asks for silence when it must not disturb', async () => {
    const { url } = await startSignIn(ports, SIGN_IN_RULES.onedrive, CLIENT, REDIRECT, true);
    expect(new URL(url).searchParams.get('prompt')).toBe('none');
  });

  it.each([
    ['a code', `${REDIRECT}?code=c&state=right`, { ok: true, value: 'c' }],
    ['a no of the user', `${REDIRECT}?error=access_denied&state=right`, { ok: false, error: 'refused' }],
    [
      'a question that must not be asked',
      `${REDIRECT}?error=login_required&state=right`,
      { ok: false, error: 'silence' },
    ],
    ['the state of another sign-in', `${REDIRECT}?code=c&state=wrong`, { ok: false, error: 'forged' }],
    ['no state', `${REDIRECT}?code=c`, { ok: false, error: 'forged' }],
    ['no code', `${REDIRECT}?state=right`, { ok: false, error: 'forged' }],
    ['another address', 'https://example.com/?code=c&state=right', { ok: false, error: 'forged' }],
    ['nonsense', 'no address', { ok: false, error: 'forged' }],
  ])('is answered by %s', (_what, address, outcome) => expect(readRedirect(start, address)).toEqual(outcome));

  it('is to be had only where the build has a client', () => {
    expect(canSignIn(SIGN_IN_RULES.dropbox, { id: '', secret: '' })).toBe(false);
    expect(canSignIn(SIGN_IN_RULES.dropbox, { id: 'x', secret: '' })).toBe(true);
    expect(canSignIn(SIGN_IN_RULES['google-drive'], { id: 'x', secret: '' })).toBe(false);
    expect(canSignIn(SIGN_IN_RULES['google-drive'], { id: 'x', secret: 'y' })).toBe(true);
  });
});
