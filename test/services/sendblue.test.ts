import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { base32ToBytes, bytesToBase32 } from '../../lib/base/base32.ts';
import { Secret } from '../../lib/base/secret.ts';
import type { OtpAccount } from '../../lib/otp/account.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { secretFromText } from '../../lib/services/secret-text.ts';
import {
  getRegisteredCode,
  listRegisteredKeys,
  registerByFields,
  registerByUri,
  removeRegisteredKey,
  type SendblueConnection,
  sendblueRefusal,
} from '../../lib/services/sendblue.ts';
import { SENDBLUE_PAIR, SENDBLUE_TOKEN } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { defaultSwitches } from '../cloud/switches.ts';
import { addressOf, expectOk, watchedPorts } from './ports.ts';

let cloud: RunningCloud;
let to: SendblueConnection;
beforeAll(async () => {
  cloud = await startCloud();
  const auth = {
    kind: 'pair',
    keyId: secretFromText(SENDBLUE_PAIR.keyId),
    secretKey: secretFromText(SENDBLUE_PAIR.secretKey),
  } as const;
  to = { baseUrl: addressOf(`${cloud.url}/sendblue`), auth };
});
afterAll(() => cloud.close());
afterEach(() => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
});

const ports = watchedPorts();
const bytes = base32ToBytes('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const secret = new Secret(bytes.ok ? bytes.value : new Uint8Array());
const account: OtpAccount = {
  type: 'totp',
  secret,
  algorithm: 'SHA256',
  digits: 8,
  periodSeconds: 60,
  counter: 0,
  issuer: 'Big Company',
  label: 'agent@example.com',
};

describe('Sendblue', () => {
  it.each([200, 201] as const)(
    'registers by URI, tells the same code as we compute, and forgets (%i)',
    async (createStatus) => {
      cloud.control.turn({ sendblue: { createStatus, doesListShowSecret: true } });
      const made = expectOk(await registerByUri(ports, to, account));
      expect(made).toMatchObject({
        issuer: 'Big Company',
        label: 'agent@example.com',
        algorithm: 'SHA256',
        digits: 8,
        periodSeconds: 60,
      });
      expect(made.secret && bytesToBase32(made.secret.reveal())).toBe(bytesToBase32(secret.reveal()));
      const listed = expectOk(await listRegisteredKeys(ports, to)).find(({ id }) => id === made.id);
      expect(listed).toMatchObject({ label: 'agent@example.com', createdAtMs: expect.any(Number) });
      expect(listed).not.toHaveProperty('secret');
      const before = Date.now();
      const { code, validUntilMs } = expectOk(await getRegisteredCode(ports, to, made.id));
      expect([await codeAt(account, before), await codeAt(account, Date.now())]).toContain(code);
      expect(validUntilMs).toBeGreaterThan(before);
      expect(validUntilMs).toBeLessThanOrEqual(Date.now() + 60_000);
      expectOk(await removeRegisteredKey(ports, to, made.id));
      expect(await getRegisteredCode(ports, to, made.id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    },
  );

  it('counts the end of a code from when it was asked for, however long the answer takes', async () => {
    let nowMs = 1_700_000_000_000;
    const late = watchedPorts(async () => {
      nowMs += 5_000;
      return Response.json({ code: '123456', expires_in: 20 });
    });
    const { validUntilMs } = expectOk(await getRegisteredCode({ ...late, clock: () => nowMs }, to, 'a'));
    expect(validUntilMs).toBe(1_700_000_020_000);
  });

  it('registers by fields, each of them, and lets the service make a key', async () => {
    const fields = { label: 'fields', issuer: 'I', algorithm: 'SHA512', digits: 8, periodSeconds: 15, secret } as const;
    const { secret: _, id: __, createdAtMs: ___, ...shown } = expectOk(await registerByFields(ports, to, fields));
    expect(shown).toEqual({ label: 'fields', issuer: 'I', algorithm: 'SHA512', digits: 8, periodSeconds: 15 });
    const made = expectOk(await registerByFields(ports, to, { label: 'made there' }));
    expect(made.secret?.length).toBe(20);
    expect(made.issuer).toBe('');
  });

  it('takes a short-lived token in place of the pair, never with it', async () => {
    const auth = { kind: 'token', token: secretFromText(SENDBLUE_TOKEN) } as const;
    expect((await listRegisteredKeys(ports, { ...to, auth })).ok).toBe(true);
    expect(ports.sent.at(-1)?.init.headers).not.toHaveProperty('sb-api-key-id');
  });

  it('says why an account cannot go there', () => {
    expect(sendblueRefusal(account)).toBeUndefined();
    expect(sendblueRefusal({ ...account, digits: 7 })).toBe('only-6-or-8-digits');
    for (const type of ['hotp', 'steam', 'motp', 'yandex'] as const) {
      expect(sendblueRefusal({ ...account, type })).toBe('only-totp');
    }
  });

  it.each([
    ['wrong keys', 401, 'unauthorized', 'Invalid Credentials'],
    [
      'an origin that it takes for a front-end',
      403,
      'forbidden',
      'Requests from front-end applications are not allowed',
    ],
  ])('quotes the refusal of %s', async (_, status, code, said) => {
    const wrong = { kind: 'pair', keyId: secretFromText('x'), secretKey: secretFromText('y') } as const;
    cloud.control.turn({ refusesExtensions: ['sendblue'] });
    const fake = watchedPorts((url, init) =>
      fetch(url, { ...init, headers: { ...init.headers, origin: 'chrome-extension://x' } }),
    );
    const outcome =
      status === 401 ? await listRegisteredKeys(ports, { ...to, auth: wrong }) : await listRegisteredKeys(fake, to);
    expect(outcome).toMatchObject({ ok: false, error: { code, status, said } });
  });

  it.each([
    [{ status: 'ERROR', message: 'No plan' }, 'refused'],
    [{ status: 'OK' }, 'unexpected-answer'],
    [{ status: 'OK', totp_secret: { id: '../..' } }, 'unexpected-answer'],
    [[], 'unexpected-answer'],
  ])('does not take %j for a registration', async (body, code) => {
    const fake = watchedPorts(async () => Response.json(body));
    expect(await registerByFields(fake, to, { label: 'x' })).toMatchObject({ ok: false, error: { code } });
  });

  it('registers once, even when the answer is lost', async () => {
    const before = expectOk(await listRegisteredKeys(ports, to)).length;
    cloud.control.fault({ part: 'sendblue', kind: 'lost', method: 'POST' });
    expect((await registerByFields(ports, to, { label: 'lost' })).ok).toBe(false);
    expect(expectOk(await listRegisteredKeys(ports, to)).length - before).toBe(1);
  });
});
