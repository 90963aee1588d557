import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUIVA_API_KEY, QUIVA_USER } from '../cloud/credentials.ts';
import { newAccount, present } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, problemIn, replied, type ServiceDesk } from './service-desk.ts';

let desk: ServiceDesk;
let id: string;
beforeEach(async () => {
  desk = await createServiceDesk();
  id = await desk.connect('quiva', { auth: 'sign-in', key: '' });
});
afterEach(() => desk.cloud.close());

const begin = (password: string = QUIVA_USER.password, email: string = QUIVA_USER.email) =>
  desk.handlers['service:sign-in']({ id, email, password, account: '' }, PAGE);
const step = (kind: 'account' | 'code' | 'recovery', text: string, accountId = '') =>
  desk.handlers['service:sign-in-step']({ id, kind, text, accountId }, PAGE);
const state = () => desk.handlers['service:mfa-state']({ id, email: '' }, PAGE);
const set = (hasTotp: boolean | null, hasPasskey: boolean | null) =>
  desk.handlers['service:mfa-set']({ id, hasTotp, hasPasskey }, PAGE);
const auth = async () => replied(await desk.handlers['service:list'](null, PAGE))[0]?.auth;

/** The user's account there, with codes switched on and its key here. */
async function enrolled(): Promise<string> {
  got(await begin());
  return got(await desk.handlers['service:enrol']({ id }, PAGE)).accountId;
}

describe('signing in at quiva.ai', () => {
  it('with a password gives the connection a token, and keeps no password', async () => {
    expect(await auth()).toBe('sign-in');
    expect(got(await begin())).toEqual({ isDone: true });
    expect(await auth()).toBe('jwt');
    expect(got(await state())).toEqual({ hasTotp: false, hasPasskey: false });
    const kept = JSON.stringify(await desk.vault.listSealed('connection'));
    expect(kept).not.toContain(QUIVA_USER.password);
  });

  it('tells a wrong password, and changes nothing', async () => {
    expect(problemIn(await begin('wrong'))).toBe('unauthorized');
    expect(await auth()).toBe('sign-in');
  });

  it('takes the code of the account that is here as the second step', async () => {
    const accountId = await enrolled();
    expect(got(await begin())).toEqual({ isDone: false });
    expect(problemIn(await step('code', '000000'))).toBe('unauthorized');
    got(await begin());
    expect(got(await step('account', '', accountId))).toEqual({ isDone: true });
    expect(got(await state()).hasTotp).toBe(true);
  });

  it('crosses a recovery code out that was used', async () => {
    const accountId = await enrolled();
    const [first] = (await present(desk.vault, accountId)).recoveryCodes;
    got(await begin());
    got(await step('recovery', first?.code ?? ''));
    const [used, next] = (await present(desk.vault, accountId)).recoveryCodes;
    expect(used?.usedAtMs).toBeGreaterThan(0);
    expect(next).not.toHaveProperty('usedAtMs');
  });

  it('leaves a recovery code alone that the service refused', async () => {
    const accountId = await enrolled();
    got(await begin());
    await desk.vault.edit(accountId, { recoveryCodes: [{ code: 'NOPE-0000' }] });
    problemIn(await step('recovery', 'NOPE-0000'));
    expect((await present(desk.vault, accountId)).recoveryCodes[0]).not.toHaveProperty('usedAtMs');
  });

  it('knows no second step without a first, nor with an account that counts', async () => {
    expect(problemIn(await step('code', '123456'))).toBe('not-signed-in');
    const { ids } = await desk.vault.add([newAccount('counts', { type: 'hotp' })]);
    expect(problemIn(await step('account', '', ids[0]))).toBe('only-totp');
  });

  it('turns an API key into a token', async () => {
    const byKey = await desk.connect('quiva', { auth: 'api-key', key: QUIVA_API_KEY });
    got(await desk.handlers['service:sign-in']({ id: byKey, email: '', password: '', account: '' }, PAGE));
    expect(replied(await desk.handlers['service:list'](null, PAGE)).map((row) => row.auth)).toContain('jwt');
  });
});

describe('the settings of the second factor', () => {
  it('are switched one by one', async () => {
    await enrolled();
    got(await set(null, true));
    expect(got(await state())).toEqual({ hasTotp: true, hasPasskey: true });
    got(await set(false, null));
    expect(got(await state())).toEqual({ hasTotp: false, hasPasskey: true });
  });
});
