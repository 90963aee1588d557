import { Secret as OtpauthSecret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase32 } from '../../lib/base/base32.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import {
  changeMfaSettings,
  confirmTotpKey,
  generateTotpKey,
  getMfaInfo,
  type QuivaConnection,
  renewRecoveryCodes,
  signInWithApiKey,
  signInWithPassword,
  signInWithRecoveryCode,
  signInWithTotp,
} from '../../lib/services/quiva.ts';
import { secretFromText, textFromSecret } from '../../lib/services/secret-text.ts';
import { QUIVA_API_KEY, QUIVA_JWT, QUIVA_USER } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { defaultSwitches } from '../cloud/switches.ts';
import { addressOf, expectOk, watchedPorts } from './ports.ts';

let cloud: RunningCloud;
let to: QuivaConnection;
beforeAll(async () => {
  cloud = await startCloud();
  to = { baseUrl: addressOf(`${cloud.url}/quiva`), auth: { kind: 'api-key', key: secretFromText(QUIVA_API_KEY) } };
});
afterAll(() => cloud.close());
afterEach(async () => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
  expectOk(await changeMfaSettings(ports, to, { hasTotp: false }));
});

const ports = watchedPorts();

async function enrol() {
  const { account } = expectOk(await generateTotpKey(ports, to));
  const code = await codeAt(account, Date.now());
  const recoveryCodes = expectOk(await confirmTotpKey(ports, to, { code, secret: account.secret }));
  return { account, recoveryCodes };
}

describe('enrolment at quiva.ai', () => {
  it('generates, confirms with code and secret, and hands over recovery codes', async () => {
    expect(expectOk(await getMfaInfo(ports, to))).toEqual({ hasTotp: false, hasPasskey: false });
    const { account, recoveryCodes } = await enrol();
    expect(account).toMatchObject({
      type: 'totp',
      issuer: 'quiva.ai',
      label: QUIVA_USER.email,
      digits: 6,
      periodSeconds: 30,
    });
    expect(recoveryCodes.map(textFromSecret)).toEqual(Array(10).fill(expect.stringMatching(/^[A-Z]{4}-\d{4}$/)));
    expect(JSON.stringify(recoveryCodes)).not.toMatch(/[A-Z]{4}-\d{4}/);
    expect(expectOk(await getMfaInfo(ports, to, QUIVA_USER.email)).hasTotp).toBe(true);
  });

  it.each(['both', 'url', 'secret', 'mismatch'] as const)('reads a key given as %s', async (generated) => {
    cloud.control.turn({ quiva: { generated } });
    const { account, isContradictory } = expectOk(await generateTotpKey(ports, to));
    expect(account.secret.length).toBe(20);
    expect(isContradictory).toBe(generated === 'mismatch');
  });

  it.each([400, 401, 422] as const)('passes a wrong code on, refused with %i', async (wrongCodeStatus) => {
    cloud.control.turn({ quiva: { wrongCodeStatus } });
    const { account } = expectOk(await generateTotpKey(ports, to));
    const outcome = await confirmTotpKey(ports, to, { code: '000000', secret: account.secret });
    const code = wrongCodeStatus === 401 ? 'unauthorized' : 'refused';
    expect(outcome).toMatchObject({ ok: false, error: { code, said: 'Invalid TOTP code' } });
  });

  it('loses nothing when the answer to the confirmation is lost', async () => {
    const { account } = expectOk(await generateTotpKey(ports, to));
    cloud.control.fault({ part: 'quiva', kind: 'lost', path: 'confirm' });
    const proof = { code: await codeAt(account, Date.now()), secret: account.secret };
    expect(await confirmTotpKey(ports, to, proof)).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    expect(expectOk(await getMfaInfo(ports, to)).hasTotp).toBe(true);
    expect(expectOk(await renewRecoveryCodes(ports, to))).toHaveLength(10);
  });

  it('says when the key is refused because one is on', async () => {
    await enrol();
    cloud.control.turn({ quiva: { whenAlreadyOn: 409 } });
    expect(await generateTotpKey(ports, to)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('works with a JWT and refuses a wrong one', async () => {
    const jwt = { ...to, auth: { kind: 'jwt', key: secretFromText(QUIVA_JWT) } } as const;
    expect((await generateTotpKey(ports, jwt)).ok).toBe(true);
    const wrong = { ...to, auth: { kind: 'jwt', key: secretFromText('x.y.z') } } as const;
    expect(await generateTotpKey(ports, wrong)).toMatchObject({
      ok: false,
      error: { code: 'unauthorized', said: 'Unauthorized' },
    });
  });

  it.each(['error', 'message', 'body', 'outer', 'text'] as const)(
    'reads a refusal shaped as %s',
    async (errorShape) => {
      cloud.control.turn({ quiva: { errorShape } });
      const outcome = await getMfaInfo(ports, to, 'nobody@example.com');
      expect(outcome).toMatchObject({ ok: false, error: { code: 'not-found' } });
      expect(outcome.ok ? '' : outcome.error.said).toBe(errorShape === 'text' ? undefined : 'User not found');
    },
  );
});

describe('settings and sign-in at quiva.ai', () => {
  it('changes settings and renews recovery codes, which void the earlier ones', async () => {
    const { recoveryCodes } = await enrol();
    const renewed = expectOk(await renewRecoveryCodes(ports, to, QUIVA_USER.email));
    expect(renewed.map(textFromSecret)).not.toEqual(recoveryCodes.map(textFromSecret));
    expect(expectOk(await changeMfaSettings(ports, to, { hasTotp: false, hasPasskey: false }))).toBe(
      'MFA settings updated',
    );
    expect(expectOk(await getMfaInfo(ports, to)).hasTotp).toBe(false);
  });

  it.each(['token', 'mfa_token'] as const)(
    'signs in by password and code, and by recovery code once (%s)',
    async (mfaTokenName) => {
      cloud.control.turn({ quiva: { mfaTokenName } });
      const who = { email: QUIVA_USER.email, password: secretFromText(QUIVA_USER.password) };
      expect(expectOk(await signInWithPassword(ports, to.baseUrl, who)).kind).toBe('signed-in');
      const { account, recoveryCodes } = await enrol();
      const step = expectOk(await signInWithPassword(ports, to.baseUrl, who));
      if (step.kind !== 'mfa') throw new Error('no second step');
      const code = new TOTP({ secret: OtpauthSecret.fromBase32(bytesToBase32(account.secret.reveal())) }).generate();
      const signedIn = expectOk(await signInWithTotp(ports, to.baseUrl, { token: step.token, code }));
      if (signedIn.kind !== 'signed-in') throw new Error('not signed in');
      const jwt = { ...to, auth: { kind: 'jwt', key: signedIn.jwt } } as const;
      expect(expectOk(await getMfaInfo(ports, jwt)).hasTotp).toBe(true);
      const [recovery = secretFromText('none')] = recoveryCodes;
      const spend = () => signInWithRecoveryCode(ports, to.baseUrl, { token: step.token, code: recovery });
      expect(expectOk(await spend()).kind).toBe('signed-in');
      expect(await spend()).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    },
  );

  it('signs in by API key and refuses a wrong password', async () => {
    expect(expectOk(await signInWithApiKey(ports, to.baseUrl, secretFromText(QUIVA_API_KEY))).kind).toBe('signed-in');
    const who = { email: QUIVA_USER.email, password: secretFromText('wrong') };
    expect(await signInWithPassword(ports, to.baseUrl, who)).toMatchObject({
      ok: false,
      error: { code: 'unauthorized' },
    });
  });
});
