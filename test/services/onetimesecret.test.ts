import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  burnSecret,
  checkCredentials,
  generateShared,
  getReceipt,
  getStatus,
  listRecent,
  type OnetimeSecretConnection,
  openSecret,
  type Receipt,
  shareText,
} from '../../lib/services/onetimesecret.ts';
import {
  formatSecretLink,
  ONETIMESECRET_REGIONS,
  parseOnetimeSecretAddress,
  parseSecretLink,
  regionAddress,
} from '../../lib/services/onetimesecret-links.ts';
import { secretFromText, textFromSecret } from '../../lib/services/secret-text.ts';
import { ONETIMESECRET_USER } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { defaultSwitches, type OnetimeSecretSwitches } from '../cloud/switches.ts';
import { addressOf, expectOk, watchedPorts } from './ports.ts';

let cloud: RunningCloud;
let anonymous: OnetimeSecretConnection;
let to: OnetimeSecretConnection;
beforeAll(async () => {
  cloud = await startCloud();
  anonymous = { baseUrl: addressOf(`${cloud.url}/onetimesecret`) };
  const apiToken = secretFromText(ONETIMESECRET_USER.apiToken);
  to = { ...anonymous, user: { username: ONETIMESECRET_USER.username, apiToken } };
});
afterAll(() => cloud.close());
afterEach(() => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
});

const ports = watchedPorts();
const text = secretFromText('a sealed text, ümlaut & sign');
const turn = (onetimesecret: Partial<OnetimeSecretSwitches>) => cloud.control.turn({ onetimesecret });

function linkOf(receipt: Receipt) {
  if (receipt.secretKey === undefined) throw new Error('the receipt has no key');
  const link = formatSecretLink(anonymous.baseUrl, receipt.secretKey, receipt.shareDomain);
  return expectOk(parseSecretLink(textFromSecret(link)));
}

describe('links', () => {
  it('are read with any host, prefix and slash, without asking anybody', () => {
    const key = 'k'.repeat(31);
    for (const host of [
      'https://eu.onetimesecret.com',
      'https://secrets.example.com',
      'http://127.0.0.1:3000/prefix',
    ]) {
      const link = expectOk(parseSecretLink(` ${host}/secret/${key}/ `));
      expect(link.baseUrl).toBe(host);
      expect(textFromSecret(link.secretKey)).toBe(key);
      expect(textFromSecret(formatSecretLink(link.baseUrl, link.secretKey, ''))).toBe(`${host}/secret/${key}`);
    }
  });

  it.each([
    ['https://eu.onetimesecret.com/secret/short', 'not-a-secret-link'],
    [`https://eu.onetimesecret.com/private/${'k'.repeat(31)}`, 'not-a-secret-link'],
    [`http://eu.onetimesecret.com/secret/${'k'.repeat(31)}`, 'insecure-address'],
    ['no link', 'not-a-secret-link'],
  ])('refuse %s', (link, code) => {
    expect(parseSecretLink(link)).toEqual({ ok: false, error: { code } });
  });

  it('go under the share domain where there is one', () => {
    const link = formatSecretLink(
      addressOf('https://eu.onetimesecret.com'),
      secretFromText('KEY'),
      'secrets.example.com',
    );
    expect(textFromSecret(link)).toBe('https://secrets.example.com/secret/KEY');
    const odd = formatSecretLink(addressOf('https://eu.onetimesecret.com'), secretFromText('KEY'), 'https://evil/x?');
    expect(textFromSecret(odd)).toBe('https://eu.onetimesecret.com/secret/KEY');
  });

  it('start from any region or address as the documents print it', () => {
    for (const region of ONETIMESECRET_REGIONS) {
      const address = expectOk(parseOnetimeSecretAddress(`${regionAddress(region)}/api/v1`));
      expect(address).toBe(`https://${region}.onetimesecret.com`);
    }
    expect(expectOk(parseOnetimeSecretAddress('https://secrets.example.com/api/'))).toBe('https://secrets.example.com');
  });
});

const SHAPES: [string, Partial<OnetimeSecretSwitches>][] = [
  ['current', {}],
  ['as documented, numbers as strings', { fields: 'documented', numbers: 'strings' }],
  ['current, numbers as strings, true statuses', { numbers: 'strings', statuses: 'true' }],
];

describe.each(SHAPES)('Onetime Secret, answers %s', (_, switches) => {
  const isFull = switches.fields !== 'documented';

  it('shares with a passphrase, opens once, and says one thing for used and wrong', async () => {
    turn(switches);
    const passphrase = secretFromText('open sesame');
    const receipt = expectOk(await shareText(ports, to, text, { ttlSeconds: 3600, passphrase }));
    expect(receipt).toMatchObject({
      custid: ONETIMESECRET_USER.username,
      ttlSeconds: 3600,
      createdAtMs: expect.any(Number),
    });
    if (isFull) {
      expect(receipt).toMatchObject({
        state: 'new',
        secretTtlSeconds: 3600,
        metadataTtlSeconds: 7200,
        isPassphraseRequired: true,
      });
    } else expect(receipt.state).toBe('unknown');
    const link = linkOf(receipt);
    const gone = { ok: false, error: { code: 'gone-or-wrong-passphrase', status: 404, said: 'Unknown secret' } };
    expect(await openSecret(ports, link, secretFromText('open barley'))).toEqual(gone);
    expect(textFromSecret(expectOk(await openSecret(ports, link, passphrase)))).toBe(textFromSecret(text));
    expect(await openSecret(ports, link, passphrase)).toEqual(gone);
    const after = expectOk(await getReceipt(ports, to, receipt.metadataKey));
    expect(after.secretKey).toBeUndefined();
    if (isFull) expect(after).toMatchObject({ state: 'received', receivedAtMs: expect.any(Number) });
  });

  it('generates a value that the service knows', async () => {
    turn(switches);
    const made = expectOk(await generateShared(ports, anonymous, { ttlSeconds: 600 }));
    expect(made.custid).toBe('anon');
    expect(made.value.length).toBe(12);
    expect(textFromSecret(expectOk(await openSecret(ports, linkOf(made))))).toBe(textFromSecret(made.value));
  });

  it('burns, only with the right passphrase', async () => {
    turn(switches);
    const passphrase = secretFromText('open sesame');
    const receipt = expectOk(await shareText(ports, to, text, { passphrase }));
    expect(await burnSecret(ports, to, receipt.metadataKey)).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(expectOk(await burnSecret(ports, to, receipt.metadataKey, passphrase)).state).toBe('burned');
    expect(await openSecret(ports, linkOf(receipt), passphrase)).toMatchObject({ ok: false });
    const again = await burnSecret(ports, to, receipt.metadataKey, passphrase);
    expect(again).toMatchObject({ ok: false, error: { code: 'gone-or-wrong-passphrase' } });
  });

  it('lists recent receipts, none with the key of its secret', async () => {
    turn(switches);
    expectOk(await shareText(ports, to, text));
    const recent = expectOk(await listRecent(ports, to));
    expect(recent.length).toBeGreaterThan(0);
    expect(recent.every((receipt) => receipt.secretKey === undefined)).toBe(true);
  });

  it('tells wrong credentials and a rate limit', async () => {
    turn(switches);
    const user = { username: 'nobody', apiToken: secretFromText('wrong') };
    const refused = await checkCredentials(ports, { ...to, user });
    expect(refused).toMatchObject({ ok: false, error: { code: 'unauthorized', said: 'Not authorized' } });
    expect((await checkCredentials(ports, to)).ok).toBe(true);
    expect(expectOk(await getStatus(ports, to))).toBe(true);
    for (const rateLimitText of ['current', 'old'] as const) {
      turn({ isRateLimited: true, rateLimitText });
      expect(await shareText(ports, to, text)).toMatchObject({ ok: false, error: { code: 'rate-limited' } });
    }
  });
});

describe('Onetime Secret', () => {
  it('offers recipient and share domain, and shows the recipient obfuscated', async () => {
    const options = { recipient: 'friend@example.com', shareDomain: 'secrets.example.com' };
    const receipt = expectOk(await shareText(ports, to, text, options));
    expect(receipt).toMatchObject({ recipients: ['fr*****@e*****.com'], shareDomain: 'secrets.example.com' });
    expect(await shareText(ports, anonymous, text, options)).toMatchObject({
      ok: false,
      error: { code: 'refused', said: 'An account is required to send emails.' },
    });
  });

  it('sends forms, never JSON', async () => {
    cloud.control.takeSeen();
    expectOk(await shareText(ports, to, text));
    expect(cloud.control.takeSeen()[0]?.contentType).toBe('application/x-www-form-urlencoded');
  });

  it.each(['lost', 'dropped', 'truncated', 'status', 'html', 'slow'] as const)(
    'asks once for a secret, whatever happens (%s)',
    async (kind) => {
      const link = linkOf(expectOk(await shareText(ports, anonymous, text)));
      cloud.control.fault({ part: 'onetimesecret', kind, path: '/secret/', delayMs: 400 });
      cloud.control.takeSeen();
      const hurried = kind === 'slow' ? watchedPorts(undefined, 150) : ports;
      expect((await openSecret(hurried, link)).ok).toBe(false);
      expect(cloud.control.takeSeen()).toHaveLength(1);
    },
  );

  it('lets the receipt say expired when the time is over', async () => {
    const receipt = expectOk(await shareText(ports, anonymous, text, { ttlSeconds: 1 }));
    expect(receipt.secretTtlSeconds).toBe(60);
    cloud.control.advance(61_000);
    expect(expectOk(await getReceipt(ports, anonymous, receipt.metadataKey)).state).toBe('expired');
    cloud.control.advance(60_000);
    const gone = await getReceipt(ports, anonymous, receipt.metadataKey);
    expect(gone).toMatchObject({ ok: false, error: { code: 'gone-or-wrong-passphrase' } });
  });

  it('shows a generated value again on its receipt, which is not kept', async () => {
    const made = expectOk(await generateShared(ports, anonymous));
    const receipt = expectOk(await getReceipt(ports, anonymous, made.metadataKey));
    expect(receipt).not.toHaveProperty('value');
    expect(JSON.stringify(receipt)).not.toContain(textFromSecret(made.value));
  });

  it('prints nothing secret', async () => {
    const receipt = expectOk(await shareText(ports, to, text));
    const printed = JSON.stringify(receipt);
    expect(printed).not.toContain(textFromSecret(receipt.metadataKey));
    expect(printed).not.toContain(receipt.secretKey && textFromSecret(receipt.secretKey));
  });
});
