/** The local cloud's Sendblue judged by the official SDK, with codes judged by the otpauth package. */
import { Secret as OtpauthSecret, TOTP } from 'otpauth';
import SendblueAPI, { APIConnectionError, APIError, AuthenticationError, NotFoundError } from 'sendblue';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SENDBLUE_PAIR, SENDBLUE_TOKEN } from './credentials.ts';
import { type RunningCloud, startCloud } from './server.ts';
import { defaultSwitches } from './switches.ts';

const { keyId, secretKey } = SENDBLUE_PAIR;
let cloud: RunningCloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());
afterEach(() => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
});

function sdk(options: { apiKey?: string; apiSecret?: string; accessToken?: string; maxRetries?: number } = {}) {
  const pair = options.accessToken === undefined ? { apiKey: keyId, apiSecret: secretKey } : {};
  return new SendblueAPI({ baseURL: `${cloud.url}/sendblue`, maxRetries: 0, logLevel: 'off', ...pair, ...options });
}

async function idOf(created: Promise<{ totp_secret?: { id?: string } }>): Promise<string> {
  const id = (await created).totp_secret?.id;
  if (id === undefined) throw new Error('the answer has no id');
  return id;
}

describe('the SDK at the local Sendblue', () => {
  it('creates from fields, lists without the secret, reads a code, deletes', async () => {
    const client = sdk();
    const created = await client.v2.totp.secrets.create({
      label: 'GitHub - agent',
      issuer: 'GitHub',
      secret: 'JBSWY3DPEHPK3PXP',
    });
    expect(created.status).toBe('OK');
    expect(created.totp_secret).toMatchObject({
      label: 'GitHub - agent',
      issuer: 'GitHub',
      secret: 'JBSWY3DPEHPK3PXP',
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
    });
    const id = await idOf(Promise.resolve(created));
    const listed = (await client.v2.totp.secrets.list()).totp_secrets?.find((one) => one.id === id);
    expect(listed?.label).toBe('GitHub - agent');
    expect(listed?.created_at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(listed).not.toHaveProperty('secret');
    const { code, expires_in: left } = await client.v2.totp.getCode(id);
    expect(code).toMatch(/^\d{6}$/);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(30);
    expect(await client.v2.totp.secrets.delete(id)).toEqual({ status: 'OK' });
    await expect(client.v2.totp.getCode(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it.each([
    ['SHA1', 6, 30],
    ['SHA256', 8, 30],
    ['SHA512', 6, 60],
    ['SHA1', 8, 15],
  ] as const)('computes %s codes of %i digits and %i seconds as otpauth does', async (algorithm, digits, period) => {
    const client = sdk();
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const oracle = new TOTP({ secret: OtpauthSecret.fromBase32(secret), algorithm, digits, period });
    const id = await idOf(client.v2.totp.secrets.create({ uri: oracle.toString(), label: 'ignored', digits: 6 }));
    const before = Date.now();
    const { code } = await client.v2.totp.getCode(id);
    const codes = [before, Date.now()].map((timestamp) => oracle.generate({ timestamp }));
    expect(codes).toContain(code);
  });

  it('makes a secret when none is given', async () => {
    const created = await sdk().v2.totp.secrets.create({ label: 'made there' });
    expect(created.totp_secret?.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(created.totp_secret?.issuer).toBeNull();
  });

  it.each([
    ['no label', {}],
    ['a key that is not base32', { label: 'x', secret: '0189' }],
    ['seven digits', { label: 'x', digits: 7 as 6 }],
    ['an unknown algorithm', { label: 'x', algorithm: 'MD5' as 'SHA1' }],
    ['a counter URI', { uri: 'otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1' }],
  ])('refuses %s', async (_, body) => {
    await expect(sdk().v2.totp.secrets.create(body)).rejects.toMatchObject({ status: 400 });
  });

  it('knows the pair, a lasting token and a minted one, and refuses a revoked one', async () => {
    expect((await sdk({ accessToken: SENDBLUE_TOKEN }).v2.totp.secrets.list()).status).toBe('OK');
    const minted = await sdk().auth.tokens.create({});
    const client = sdk({ accessToken: minted.token });
    expect((await client.v2.totp.secrets.list()).status).toBe('OK');
    await expect(client.auth.tokens.create({})).rejects.toBeInstanceOf(AuthenticationError);
    await sdk().auth.tokens.revoke(minted.token_id);
    await expect(client.v2.totp.secrets.list()).rejects.toBeInstanceOf(AuthenticationError);
  });

  it('answers wrong credentials with 401 and missing ones with 403, each in its own shape', async () => {
    await expect(sdk({ apiSecret: 'wrong' }).v2.totp.secrets.list()).rejects.toMatchObject({
      status: 401,
      error: { status: 'ERROR', message: 'Invalid Credentials' },
    });
    const bare = await fetch(`${cloud.url}/sendblue/api/v2/totp/secrets`);
    expect(bare.status).toBe(403);
    expect(await bare.json()).toEqual({ message: 'Did not get inputs for authorization' });
  });

  it('is retried by the SDK after 429 and 5xx, and stores a create twice when the answer to the first is lost', async () => {
    const client = sdk({ maxRetries: 2 });
    cloud.control.fault({ part: 'sendblue', kind: 'status', status: 429, retryAfter: '0', times: 1 });
    cloud.control.fault({ part: 'sendblue', kind: 'status', status: 503, retryAfter: '0', times: 1 });
    cloud.control.takeSeen();
    expect((await client.v2.totp.secrets.list()).status).toBe('OK');
    expect(cloud.control.takeSeen()).toHaveLength(3);
    cloud.control.fault({ part: 'sendblue', kind: 'status-after', method: 'POST', status: 500, retryAfter: '0' });
    await client.v2.totp.secrets.create({ label: 'twice' });
    const listed = await client.v2.totp.secrets.list();
    expect(listed.totp_secrets?.filter((one) => one.label === 'twice')).toHaveLength(2);
  });

  it.each(['dropped', 'lost', 'truncated', 'status', 'html'] as const)(
    'shows the fault %s to the SDK',
    async (kind) => {
      cloud.control.fault({ part: 'sendblue', kind });
      const outcome = await sdk()
        .v2.totp.secrets.list()
        .then(
          (value: unknown) => typeof value,
          (error: unknown) => error,
        );
      if (kind === 'html') expect(outcome).toBe('string');
      else if (kind === 'status') expect(outcome).toBeInstanceOf(APIError);
      else if (kind === 'truncated') expect(outcome).toBeInstanceOf(Error);
      else expect(outcome).toBeInstanceOf(APIConnectionError);
    },
  );

  it('refuses an extension as a front-end when that switch is on', async () => {
    cloud.control.turn({ refusesExtensions: ['sendblue'] });
    const headers = { 'sb-api-key-id': keyId, 'sb-api-secret-key': secretKey };
    const list = (origin?: string) =>
      fetch(`${cloud.url}/sendblue/api/v2/totp/secrets`, { headers: origin ? { ...headers, origin } : headers });
    expect((await list('chrome-extension://abcdef')).status).toBe(403);
    expect((await list()).status).toBe(200);
  });

  it.each(['stored', 'refused', 'merged'] as const)('can have duplicates %s', async (duplicates) => {
    const client = sdk();
    cloud.control.turn({ sendblue: { duplicates } });
    const body = { label: `again-${duplicates}`, secret: 'JBSWY3DPEHPK3PXP' };
    const first = await idOf(client.v2.totp.secrets.create(body));
    const second = await idOf(client.v2.totp.secrets.create(body)).catch((error: APIError) => error.status);
    const expected = { stored: expect.not.stringMatching(first), refused: 409, merged: first }[duplicates];
    expect(second).toEqual(expected);
  });
});
