/** The curl lines of the four documents, literally. */
import { Secret as OtpauthSecret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ONETIMESECRET_USER,
  QUIVA_API_KEY,
  QUIVA_JWT,
  QUIVA_USER,
  SENDBLUE_PAIR,
  SHAREOTP_KEY,
} from './credentials.ts';
import { runCurl } from './curl.ts';
import { type RunningCloud, startCloud } from './server.ts';

let cloud: RunningCloud;
beforeAll(async () => {
  cloud = await startCloud({ hasExamples: true });
});
afterAll(() => cloud.close());

describe('the curl lines of ShareOTP', () => {
  const ids = { 'https://your-domain.com': '', 'sk_shareotp_...': SHAREOTP_KEY };
  const there = () => ({ ...ids, 'https://your-domain.com': `${cloud.url}/shareotp` });

  it('lists accounts', async () => {
    const line = `curl https://your-domain.com/api/v1/accounts \\
  -H "Authorization: Bearer sk_shareotp_..."`;
    const { status, json, headers } = await runCurl(line, there());
    expect(status).toBe(200);
    expect(json).toMatchObject({ accounts: [{ id: 'acct_123' }, { id: 'acct_456' }] });
    expect(JSON.stringify(json)).not.toContain('secret');
    expect(headers).not.toContain('access-control');
  });

  it('creates an account', async () => {
    const line = `curl https://your-domain.com/api/v1/accounts \\
  -H "Authorization: Bearer sk_shareotp_..." \\
  -H "Content-Type: application/json" \\
  -d '{
    "name": "GitHub",
    "issuer": "GitHub",
    "tags": ["engineering", "prod"],
    "secret": "JBSWY3DPEHPK3PXP"
  }'`;
    const { status, json } = await runCurl(line, there());
    expect(status).toBe(201);
    expect(json).toMatchObject({ account: { name: 'GitHub', issuer: 'GitHub', tags: ['engineering', 'prod'] } });
    expect(JSON.stringify(json)).not.toContain('JBSWY3DPEHPK3PXP');
  });

  it('fetches codes, the same as otpauth computes', async () => {
    const line = `curl "https://your-domain.com/api/v1/accounts/codes?ids=acct_123,acct_456" \\
  -H "Authorization: Bearer sk_shareotp_..."`;
    const oracle = new TOTP({ secret: OtpauthSecret.fromBase32('JBSWY3DPEHPK3PXP') });
    const before = oracle.generate();
    const { status, json } = await runCurl(line, there());
    expect(status).toBe(200);
    expect(json).toMatchObject({ codes: [{ id: 'acct_123' }, { id: 'acct_456' }] });
    const { code } = (json as { codes: { code: string }[] }).codes[0] ?? { code: '' };
    expect([before, oracle.generate()]).toContain(code);
  });

  it('grants access', async () => {
    const line = `curl https://your-domain.com/api/v1/accounts/acct_123/permissions \\
  -H "Authorization: Bearer sk_shareotp_..." \\
  -H "Content-Type: application/json" \\
  -d '{
    "action": "grant",
    "email": "alice@example.com"
  }'`;
    expect((await runCurl(line, there())).status).toBe(200);
    const list = `curl https://your-domain.com/api/v1/accounts/acct_123/permissions -H "X-API-Key: sk_shareotp_..."`;
    expect((await runCurl(list, there())).json).toMatchObject({ permissions: [{ email: 'alice@example.com' }] });
  });

  it('invites a user and finds the invitation', async () => {
    const line = `curl https://your-domain.com/api/v1/users/invitations \\
  -H "Authorization: Bearer sk_shareotp_..." \\
  -H "Content-Type: application/json" \\
  -d '{
    "email": "alice.new@example.com",
    "role": "MEMBER"
  }'`;
    expect((await runCurl(line, there())).status).toBe(201);
    const list = `curl "https://your-domain.com/api/v1/users?q=alice" \\
  -H "Authorization: Bearer sk_shareotp_..."`;
    const { json } = await runCurl(list, there());
    expect(json).toMatchObject({
      users: [],
      invitations: [{ email: 'alice@example.com' }, { email: 'alice.new@example.com' }],
    });
  });

  it('answers a wrong key as documented', async () => {
    const line = `curl https://your-domain.com/api/v1/accounts -H "Authorization: Bearer sk_shareotp_..."`;
    const wrong = { ...there(), 'sk_shareotp_...': 'sk_shareotp_wrong' };
    expect(await runCurl(line, wrong)).toMatchObject({ status: 401, json: { error: 'Unauthorized' } });
  });
});

describe('the curl lines of Onetime Secret', () => {
  const there = () => ({ 'https://us.onetimesecret.com': `${cloud.url}/onetimesecret` });
  const user = { USERNAME: ONETIMESECRET_USER.username, APITOKEN: ONETIMESECRET_USER.apiToken };

  it('shares with an account, and reads once', async () => {
    const line = `curl -X POST -u 'USERNAME:APITOKEN' -d 'secret=SECRET&ttl=NUMBER_IN_SECONDS' https://us.onetimesecret.com/api/v1/share`;
    const shared = await runCurl(line, { ...there(), ...user, NUMBER_IN_SECONDS: '3600' });
    expect(shared.status).toBe(200);
    expect(shared.json).toMatchObject({ custid: ONETIMESECRET_USER.username, ttl: 3600, passphrase_required: false });
    const { secret_key: key } = shared.json as { secret_key: string };
    const read = `curl -X POST -u 'USERNAME:APITOKEN' https://us.onetimesecret.com/api/v1/secret/SECRET_KEY`;
    const first = await runCurl(read, { ...there(), ...user, SECRET_KEY: key });
    expect(first).toMatchObject({ status: 200, json: { value: 'SECRET', secret_key: key } });
    const second = await runCurl(read, { ...there(), ...user, SECRET_KEY: key });
    expect(second).toMatchObject({ status: 404, json: { secret_key: key, message: 'Unknown secret' } });
    expect(second.headers).not.toContain('x-ots-intended-status');
  });

  it('shares anonymously and in multipart, as curl -F sends it', async () => {
    const line = `curl -X POST -d 'secret=SECRET&ttl=3600' https://us.onetimesecret.com/api/v1/share`;
    expect((await runCurl(line, there())).json).toMatchObject({ custid: 'anon' });
    const form = `curl -F 'secret=[SECRET]' -F 'ttl=600' https://us.onetimesecret.com/api/v1/share`;
    expect((await runCurl(form, there())).json).toMatchObject({ custid: 'anon', ttl: 600 });
  });

  it('generates', async () => {
    const line = `curl -X POST -u 'USERNAME:APITOKEN' -d 'ttl=3600' https://us.onetimesecret.com/api/v1/generate`;
    const { json } = await runCurl(line, { ...there(), ...user });
    expect((json as { value: string }).value).toHaveLength(12);
  });

  it('reads a receipt, burns and tells its status', async () => {
    const share = `curl -X POST -d 'secret=SECRET&ttl=3600' https://us.onetimesecret.com/api/v1/share`;
    const { metadata_key: key } = (await runCurl(share, there())).json as { metadata_key: string };
    const receipt = `curl -X POST https://us.onetimesecret.com/api/v1/private/METADATA_KEY`;
    expect((await runCurl(receipt, { ...there(), METADATA_KEY: key })).json).toMatchObject({ state: 'viewed' });
    const burn = `curl -X POST https://us.onetimesecret.com/api/v1/private/METADATA_KEY/burn`;
    const burned = await runCurl(burn, { ...there(), METADATA_KEY: key });
    expect(burned.json).toMatchObject({ state: { state: 'burned' } });
    const status = `curl https://us.onetimesecret.com/api/v1/status`;
    expect((await runCurl(status, there())).json).toEqual({ status: 'nominal', locale: 'en' });
  });
});

describe('the curl lines of quiva.ai', () => {
  const there = () => ({ 'https://api.quiva.ai': `${cloud.url}/quiva` });

  it('generates a key and confirms it with a code, with both kinds of credentials', async () => {
    const generate = `curl --request POST \\
  --url https://api.quiva.ai/accounts/generate-totp-key \\
  --header 'Authorization: Bearer <token>'`;
    const { json } = await runCurl(generate, { ...there(), '<token>': QUIVA_JWT });
    const { secret, otpauth_url: url } = (json as { data: { secret: string; otpauth_url: string } }).data;
    expect(url).toBe(`otpauth://totp/quiva.ai:${QUIVA_USER.email}?secret=${secret}&issuer=quiva.ai`);
    const code = new TOTP({ secret: OtpauthSecret.fromBase32(secret) }).generate();
    const confirm = `curl --request POST \\
  --url https://api.quiva.ai/accounts/confirm-totp-registration \\
  --header 'X-Api-Key: <token>' \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "code": "123456",
  "secret": "JBSWY3DPEHPK3PXP"
}
'`;
    const confirmed = await runCurl(confirm, {
      ...there(),
      '<token>': QUIVA_API_KEY,
      '123456': code,
      JBSWY3DPEHPK3PXP: secret,
    });
    expect(confirmed.status).toBe(200);
    expect((confirmed.json as { data: { recovery_codes: string[] } }).data.recovery_codes).toHaveLength(10);
  });

  it('accepts an empty JSON body on generate, and refuses strangers', async () => {
    const line = `curl --request POST --url https://api.quiva.ai/accounts/generate-totp-key --header 'X-Api-Key: <token>' --json '{}'`;
    expect((await runCurl(line, { ...there(), '<token>': QUIVA_API_KEY })).status).toBe(200);
    expect(await runCurl(line, { ...there(), '<token>': 'wrong' })).toMatchObject({
      status: 401,
      json: { error: 'Unauthorized' },
    });
  });

  it('changes the MFA settings', async () => {
    const line = `curl --request PATCH \\
  --url https://api.quiva.ai/accounts/mfa-settings \\
  --header 'Authorization: Bearer <token>' \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "totp_enabled": true,
  "passkey_enabled": false
}
'`;
    const { status, json } = await runCurl(line, { ...there(), '<token>': QUIVA_JWT });
    expect(status).toBe(200);
    expect(json).toEqual({ message: expect.any(String) });
  });

  it('signs in with an API key', async () => {
    const line = `curl --request POST \\
  --url https://api.quiva.ai/accounts/auth-with-api-key \\
  --header 'Content-Type: application/json' \\
  --data '
{
  "api_key": "ms-d28f9a3c5b6e7d4a1c8f9a3c5b6e7d4a"
}
'`;
    const meant = { ...there(), 'ms-d28f9a3c5b6e7d4a1c8f9a3c5b6e7d4a': QUIVA_API_KEY };
    const { json } = await runCurl(line, meant);
    expect(json).toMatchObject({ data: { auth_token: expect.any(String), refresh_token: expect.any(String) } });
  });
});

describe('the curl lines of Sendblue', () => {
  const keys = { $SENDBLUE_API_API_KEY: SENDBLUE_PAIR.keyId, $SENDBLUE_API_API_SECRET: SENDBLUE_PAIR.secretKey };

  it('registers from fields and reads the code', async () => {
    const create = `curl https://api.sendblue.co/api/v2/totp/secrets \\
    -H 'Content-Type: application/json' \\
    -H "sb-api-key-id: $SENDBLUE_API_API_KEY" \\
    -H "sb-api-secret-key: $SENDBLUE_API_API_SECRET" \\
    -d '{ "label": "GitHub - agent@example.com", "secret": "JBSWY3DPEHPK3PXP" }'`;
    const there = { 'https://api.sendblue.co': `${cloud.url}/sendblue`, ...keys };
    const { json } = await runCurl(create, there);
    const { id } = (json as { totp_secret: { id: string } }).totp_secret;
    const read = `curl https://api.sendblue.co/api/v2/totp/code/$SECRET_ID \\
    -H "sb-api-key-id: $SENDBLUE_API_API_KEY" \\
    -H "sb-api-secret-key: $SENDBLUE_API_API_SECRET"`;
    const code = await runCurl(read, { ...there, $SECRET_ID: id });
    expect(code.json).toEqual({ status: 'OK', code: expect.stringMatching(/^\d{6}$/), expires_in: expect.any(Number) });
  });

  it('registers from a URI, as the guide and the reference print it', async () => {
    const guide = `curl -X POST 'https://api.sendblue.com/api/v2/totp/secrets' \\
  -H 'sb-api-key-id: YOUR_API_KEY' \\
  -H 'sb-api-secret-key: YOUR_API_SECRET' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "uri": "otpauth://totp/GitHub:agent%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=GitHub"
  }'`;
    const pair = { YOUR_API_KEY: SENDBLUE_PAIR.keyId, YOUR_API_SECRET: SENDBLUE_PAIR.secretKey };
    const made = await runCurl(guide, { 'https://api.sendblue.com': `${cloud.url}/sendblue`, ...pair });
    const shown = { issuer: 'GitHub', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 };
    expect(made.json).toMatchObject({ status: 'OK', totp_secret: { ...shown, label: 'agent@example.com' } });
    const reference = `curl https://api.sendblue.co/api/v2/totp/secrets \\
    -H 'Content-Type: application/json' \\
    -H "sb-api-key-id: $SENDBLUE_API_API_KEY" \\
    -H "sb-api-secret-key: $SENDBLUE_API_API_SECRET" \\
    -d '{
          "issuer": "GitHub",
          "label": "GitHub - agent@example.com",
          "secret": "JBSWY3DPEHPK3PXP",
          "uri": "otpauth://totp/GitHub:agent%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=GitHub"
        }'`;
    const again = await runCurl(reference, { 'https://api.sendblue.co': `${cloud.url}/sendblue`, ...keys });
    expect(again.json).toMatchObject({ status: 'OK', totp_secret: shown });
  });
});
