/** The local cloud's Onetime Secret judged by the npm client onetimesecret-api, and where that has no call, by fetch. */
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ONETIMESECRET_USER } from './credentials.ts';
import { type RunningCloud, startCloud } from './server.ts';
import { defaultSwitches } from './switches.ts';

interface ForeignReceipt {
  readonly custid: string;
  readonly metadata_key: string;
  readonly secret_key: string;
  readonly share_link: string;
  readonly value: string;
  readonly ttl: number | string;
  readonly state: string;
}
interface ForeignClient {
  status(): Promise<boolean>;
  share(secret: string, options?: object): Promise<ForeignReceipt>;
  generate(options?: object): Promise<ForeignReceipt>;
  retrieveSecret(key: string, options?: object): Promise<{ value: string; secret_key: string }>;
  retrieveMetadata(key: string): Promise<ForeignReceipt>;
  burn(key: string): Promise<{ state: ForeignReceipt; secret_shortkey: string }>;
  recentMetadata(): Promise<ForeignReceipt[]>;
}
interface ForeignModule {
  readonly OneTimeSecretApi: new (user: string, key: string, options: object) => ForeignClient;
  readonly UnknownSecretError: new () => Error;
  readonly NotAuthorizedError: new () => Error;
  readonly NotFoundError: new () => Error;
  readonly RateLimitedError: new () => Error;
  readonly InternalServerError: new () => Error;
}

/** The client of 2018 asks for `util.isUndefined`, which Node has dropped since. */
function loadForeignClient(): ForeignModule {
  const require = createRequire(import.meta.url);
  const util: { isUndefined?: (value: unknown) => boolean } = require('node:util');
  util.isUndefined ??= (value) => value === undefined;
  return require('onetimesecret-api/index.js');
}

const foreignModule = loadForeignClient();
const { username, apiToken } = ONETIMESECRET_USER;
let cloud: RunningCloud;
let base: string;

beforeAll(async () => {
  cloud = await startCloud();
  base = `${cloud.url}/onetimesecret`;
});
afterAll(() => cloud.close());
afterEach(() => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
});

function foreign(key: string = apiToken): ForeignClient {
  return new foreignModule.OneTimeSecretApi(username, key, { url: base, apiVersion: 'v1' });
}

function post(path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}) {
  return fetch(`${base}/api/v1${path}`, { method: 'POST', body: new URLSearchParams(form), headers });
}

async function shareKeys(form: Record<string, string> = {}): Promise<{ secret_key: string; metadata_key: string }> {
  return (await post('/share', { secret: 'x', ...form })).json();
}

describe('the seven calls of onetimesecret-api', () => {
  it('asks for the status', async () => {
    expect(await foreign().status()).toBe(true);
  });

  it('shares, reads the receipt, retrieves once and sees it received', async () => {
    const shared = await foreign().share('a text with ümlaut & sign', { ttl: 3600, passphrase: 'open sesame' });
    expect(shared).toMatchObject({ custid: username, ttl: 3600, state: 'new' });
    expect(shared.share_link).toBe(`${base}/secret/${shared.secret_key}`);
    expect((await foreign().retrieveMetadata(shared.metadata_key)).state).toBe('viewed');
    const { UnknownSecretError } = foreignModule;
    await expect(foreign().retrieveSecret(shared.secret_key)).rejects.toBeInstanceOf(UnknownSecretError);
    const opened = await foreign().retrieveSecret(shared.secret_key, { passphrase: 'open sesame' });
    expect(opened.value).toBe('a text with ümlaut & sign');
    await expect(foreign().retrieveSecret(shared.secret_key)).rejects.toBeInstanceOf(UnknownSecretError);
    const receipt = await foreign().retrieveMetadata(shared.metadata_key);
    expect(receipt).toMatchObject({ state: 'received', received: expect.any(Number) });
    expect(receipt).not.toHaveProperty('secret_key');
  });

  it('generates, with and without options', async () => {
    expect((await foreign().generate()).value).toHaveLength(12);
    const generated = await foreign().generate({ ttl: 120, recipient: 'friend@example.com' });
    expect(generated).toMatchObject({ ttl: 120, recipient: [expect.stringMatching(/^fr\*+@e\*+\.com$/)] });
    expect((await foreign().retrieveMetadata(generated.metadata_key)).value).toBe(generated.value);
    expect((await foreign().retrieveMetadata(generated.metadata_key)).value).toBeUndefined();
  });

  it('burns', async () => {
    const shared = await foreign().share('to be burned');
    const burned = await foreign().burn(shared.metadata_key);
    expect(burned.state.state).toBe('burned');
    expect(burned.secret_shortkey).toBe(shared.secret_key.slice(0, 8));
    await expect(foreign().burn(shared.metadata_key)).rejects.toMatchObject({ message: 'Unknown secret' });
  });

  it('lists recent receipts without the key of the secret', async () => {
    const { metadata_key: key } = await foreign().share('listed');
    const recent = await foreign().recentMetadata();
    const listed = recent.find((receipt) => receipt.metadata_key === key);
    expect(listed).toBeDefined();
    expect(listed).not.toHaveProperty('secret_key');
    expect(listed).toHaveProperty('secret_identifier');
  });

  it('names a wrong token, a short key, a rate limit and a crash as the client knows them', async () => {
    const { InternalServerError, NotAuthorizedError, NotFoundError, RateLimitedError } = foreignModule;
    await expect(foreign('wrong').share('x')).rejects.toBeInstanceOf(NotAuthorizedError);
    await expect(foreign().retrieveSecret('short')).rejects.toBeInstanceOf(NotFoundError);
    cloud.control.turn({ onetimesecret: { isRateLimited: true, rateLimitText: 'old' } });
    await expect(foreign().share('x')).rejects.toBeInstanceOf(RateLimitedError);
    cloud.control.turn({ onetimesecret: { isRateLimited: false } });
    cloud.control.fault({ part: 'onetimesecret', kind: 'status', status: 500 });
    await expect(foreign().status()).rejects.toBeInstanceOf(InternalServerError);
  });
});

describe('what the published code does besides', () => {
  it.each([
    ['an empty secret', { secret: '' }, 'You did not provide anything to share'],
    ['a secret of more than 10,000 bytes', { secret: 'ü'.repeat(5001) }, 'Secret too large'],
    ['a passphrase of three', { secret: 'x', passphrase: 'abc' }, 'Passphrase must be at least 4 characters long'],
    ['a recipient from nobody', { secret: 'x', recipient: 'a@b.example' }, 'An account is required to send emails.'],
    ['a domain that is none', { secret: 'x', share_domain: 'no spaces' }, 'Unknown domain: no spaces'],
  ])('answers %s with 404 and the intended 400', async (_, form, message) => {
    const answer = await post('/share', form);
    expect([answer.status, answer.headers.get('x-ots-intended-status')]).toEqual([404, '400']);
    expect(await answer.json()).toEqual({ message });
  });

  it('answers a wrong Authorization with the intended 401 and never falls back to anonymous', async () => {
    for (const authorization of ['Basic bm9ib2R5Og==', 'Bearer x', 'Basic']) {
      const answer = await post('/share', { secret: 'x' }, { authorization });
      expect([answer.status, answer.headers.get('x-ots-intended-status')]).toEqual([404, '401']);
    }
  });

  it('lists true statuses when that switch is on', async () => {
    cloud.control.turn({ onetimesecret: { statuses: 'true' } });
    expect((await post('/share')).status).toBe(400);
    expect((await fetch(`${base}/api/v1/authcheck`)).status).toBe(401);
    cloud.control.turn({ onetimesecret: { isRateLimited: true } });
    expect((await post('/share')).status).toBe(429);
  });

  it('clamps the ttl in silence', async () => {
    const ttlOf = async (ttl: string, headers = {}) =>
      (await (await post('/share', { secret: 'x', ttl }, headers)).json()).ttl;
    const authorization = `Basic ${btoa(`${username}:${apiToken}`)}`;
    expect(await ttlOf('1')).toBe(60);
    expect(await ttlOf('9999999')).toBe(7 * 86_400);
    expect(await ttlOf('9999999', { authorization })).toBe(14 * 86_400);
    cloud.control.turn({ onetimesecret: { plan: 'paid' } });
    expect(await ttlOf('9999999', { authorization })).toBe(30 * 86_400);
  });

  it('reads JSON bodies, unless the server is an old one', async () => {
    const send = () =>
      fetch(`${base}/api/v1/create`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret: 'from json', ttl: 60 }),
      });
    expect((await send()).status).toBe(200);
    cloud.control.turn({ onetimesecret: { readsJson: false } });
    expect((await send()).status).toBe(404);
  });

  it('shows numbers as strings and only the documented fields when the switches say so', async () => {
    cloud.control.turn({ onetimesecret: { numbers: 'strings', fields: 'documented' } });
    const receipt = await (await post('/share', { secret: 'x', ttl: '3600' })).json();
    expect(Object.keys(receipt).sort()).toEqual(['created', 'custid', 'metadata_key', 'secret_key', 'ttl', 'updated']);
    expect(receipt.ttl).toBe('3600');
  });

  it('lets nothing but the POST consume a secret', async () => {
    const { secret_key: key, metadata_key: metadataKey } = await shareKeys();
    expect((await fetch(`${base}/secret/${key}`)).status).toBe(200);
    expect((await fetch(`${base}/receipt/${metadataKey}`)).status).toBe(200);
    expect((await fetch(`${base}/api/v1/receipt/${metadataKey}`)).status).toBe(200);
    expect((await fetch(`${base}/api/v1/secret/${key}`)).status).toBe(404);
    expect((await post(`/secret/${key}`)).status).toBe(200);
  });

  it('burns only with the right passphrase', async () => {
    const { metadata_key: key } = await shareKeys({ passphrase: 'open sesame' });
    const wrong = await post(`/metadata/${key}/burn`, { passphrase: 'open barley' });
    expect(wrong.headers.get('x-ots-intended-status')).toBe('400');
    expect(await wrong.json()).toEqual({ message: 'Incorrect passphrase' });
    expect((await post(`/receipt/${key}/burn`, { passphrase: 'open sesame' })).status).toBe(200);
  });

  it('locks a secret after 20 wrong passphrases, for half an hour', async () => {
    const { secret_key: key } = await shareKeys({ passphrase: 'open sesame' });
    for (let count = 0; count < 20; count++) await post(`/secret/${key}`, { passphrase: 'guess' });
    const right = () => post(`/secret/${key}`, { passphrase: 'open sesame' });
    expect(await (await right()).json()).toEqual({ message: 'An unexpected error occurred :[' });
    cloud.control.advance(31 * 60_000);
    expect((await right()).status).toBe(200);
  });

  it('forgets a secret at its ttl and the receipt at twice that', async () => {
    const { secret_key: key, metadata_key: metadataKey } = await shareKeys({ ttl: '60' });
    const state = async () => (await (await fetch(`${base}/api/v1/private/${metadataKey}`)).json()).state;
    cloud.control.advance(61_000);
    expect((await post(`/secret/${key}`)).status).toBe(404);
    expect(await state()).toBe('expired');
    cloud.control.advance(60_000);
    expect(await state()).toBeUndefined();
  });

  it('says so when the API is switched off, and when there is no such route', async () => {
    expect(await (await fetch(`${base}/api/v1/nowhere`)).json()).toEqual({ error: 'Not Found' });
    cloud.control.turn({ onetimesecret: { isApiOff: true } });
    const answer = await post('/share', { secret: 'x' }, { authorization: `Basic ${btoa(`${username}:${apiToken}`)}` });
    expect(await answer.json()).toEqual({ message: '/api/v1/share is not available' });
  });
});
