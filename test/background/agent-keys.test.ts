import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newAccount, present } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, problemIn, type ServiceDesk } from './service-desk.ts';

let desk: ServiceDesk;
let id: string;
beforeAll(async () => {
  desk = await createServiceDesk();
  id = await desk.connect('sendblue');
});
afterAll(() => desk.cloud.close());
afterEach(async () => {
  desk.cloud.control.clearFaults();
  for (const { keyId } of await keys()) await desk.handlers['service:agent-remove']({ id, keyId }, PAGE);
});

const keys = async () => got(await desk.handlers['service:agent-keys']({ id }, PAGE));
const add = async (more: Parameters<typeof newAccount>[1] = {}) =>
  (await desk.vault.add([newAccount('Harbour', more)])).ids[0] ?? '';
const register = (accountId: string, host = desk.host, form: 'uri' | 'fields' = 'uri') =>
  desk.handlers['service:agent-register']({ id, accountId, host, form }, PAGE);

describe('an account for the agents', () => {
  it('is registered by URI and by fields, and the codes agree', async () => {
    for (const form of ['uri', 'fields'] as const) {
      const accountId = await add({ digits: 8, algorithm: 'SHA256', label: form });
      got(await register(accountId, desk.host, form));
      const row = (await keys()).find((key) => key.accountId === accountId);
      expect(row).toMatchObject({ label: form, isSame: true });
      expect(row?.serviceCode).toMatch(/^\d{8}$/);
      const leftMs = (row?.validUntilMs ?? 0) - desk.parts.clock();
      expect(leftMs).toBeGreaterThan(-1_000);
      expect(leftMs).toBeLessThanOrEqual(31_000);
    }
  });

  it('is not sent to another host than the one that was agreed to', async () => {
    desk.cloud.control.takeSeen();
    expect(problemIn(await register(await add(), 'api.sendblue.co'))).toBe('wrong-host');
    expect(desk.cloud.control.takeSeen()).toEqual([]);
  });

  it('is refused when it counts, or has seven digits', async () => {
    expect(problemIn(await register(await add({ type: 'hotp' })))).toBe('only-totp');
    expect(problemIn(await register(await add({ digits: 7 })))).toBe('only-6-or-8-digits');
  });

  it('is shown as different when its key was changed here', async () => {
    const accountId = await add();
    got(await register(accountId));
    const account = await present(desk.vault, accountId);
    await desk.vault.edit(accountId, { otp: { ...account, secret: newAccount('another').secret } });
    expect((await keys())[0]).toMatchObject({ accountId, isSame: false });
  });

  it('stays out of the local list when the answer was lost, which is said', async () => {
    desk.cloud.control.fault({ part: 'sendblue', kind: 'lost', method: 'POST' });
    expect(problemIn(await register(await add()))).toBe('unsure');
    // Sent once: a second create would be a second key.
    expect(await keys()).toHaveLength(1);
  });

  it('can be taken back, also where it is gone already', async () => {
    got(await register(await add()));
    const keyId = (await keys())[0]?.keyId ?? '';
    got(await desk.handlers['service:agent-remove']({ id, keyId }, PAGE));
    got(await desk.handlers['service:agent-remove']({ id, keyId }, PAGE));
    expect(await keys()).toEqual([]);
  });
});

describe('a key that the service makes', () => {
  it('becomes an account here with the same codes', async () => {
    const name = { issuer: 'Robot', label: 'one' };
    const { accountId } = got(await desk.handlers['service:agent-generate']({ id, ...name }, PAGE));
    expect(await present(desk.vault, accountId)).toMatchObject({ ...name, type: 'totp', digits: 6 });
    expect((await keys())[0]).toMatchObject({ accountId, isSame: true });
  });
});
