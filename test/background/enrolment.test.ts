import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeMfaSettings } from '../../lib/services/quiva.ts';
import { secretFromText } from '../../lib/services/secret-text.ts';
import { QUIVA_API_KEY, QUIVA_USER } from '../cloud/credentials.ts';
import { defaultSwitches } from '../cloud/switches.ts';
import { addressOf, expectOk, watchedPorts } from '../services/ports.ts';
import { present } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, problemIn, replied, type ServiceDesk } from './service-desk.ts';

let desk: ServiceDesk;
let id: string;
beforeAll(async () => {
  desk = await createServiceDesk();
  id = await desk.connect('quiva');
});
afterAll(() => desk.cloud.close());
afterEach(async () => {
  desk.cloud.control.clearFaults();
  desk.cloud.control.turn(defaultSwitches());
  const auth = { kind: 'api-key', key: secretFromText(QUIVA_API_KEY) } as const;
  const to = { baseUrl: addressOf(`${desk.cloud.url}/quiva`), auth };
  expectOk(await changeMfaSettings(desk.http, to, { hasTotp: false }));
  for (const { enrolmentId } of await open()) await desk.handlers['service:enrol-drop']({ enrolmentId }, PAGE);
});

const enrol = () => desk.handlers['service:enrol']({ id }, PAGE);
const open = async () => replied(await desk.handlers['service:enrolments']({ id }, PAGE));
const resume = (enrolmentId: string) => desk.handlers['service:enrol-resume']({ enrolmentId }, PAGE);
const onlyOpen = async () => {
  const [row, ...more] = await open();
  expect(more).toEqual([]);
  if (row === undefined) throw new Error('no enrolment is open');
  return row;
};
const hasTotp = async () => got(await desk.handlers['service:mfa-state']({ id, email: '' }, PAGE)).hasTotp;
const count = async () => (await desk.vault.list()).accounts.length;

describe('an enrolment', () => {
  it('stores the account with host and recovery codes and switches the service on', async () => {
    const { accountId, recoveryCodes } = got(await enrol());
    const account = await present(desk.vault, accountId);
    expect(account).toMatchObject({ issuer: 'quiva.ai', label: 'demo@example.com', hosts: [desk.host] });
    expect(account.recoveryCodes).toHaveLength(recoveryCodes);
    expect(recoveryCodes).toBe(10);
    expect(await hasTotp()).toBe(true);
    expect(await open()).toEqual([]);
  });

  it('is finished with the same key and fresh recovery codes when the answer of the confirmation was lost', async () => {
    desk.cloud.control.fault({ part: 'quiva', kind: 'lost', path: 'confirm' });
    expect(problemIn(await enrol())).toBe('unsure');
    const row = await onlyOpen();
    expect(row).toMatchObject({ isUnsure: true, label: 'demo@example.com' });
    const { accountId, recoveryCodes } = got(await resume(row.enrolmentId));
    expect((await present(desk.vault, accountId)).recoveryCodes).toHaveLength(recoveryCodes);
    expect(recoveryCodes).toBe(10);
    expect(await open()).toEqual([]);
  });

  it('is confirmed again when the confirmation never arrived', async () => {
    desk.cloud.control.fault({ part: 'quiva', kind: 'dropped', path: 'confirm' });
    expect(problemIn(await enrol())).toBe('unsure');
    expect(await hasTotp()).toBe(false);
    got(await resume((await onlyOpen()).enrolmentId));
    expect(await hasTotp()).toBe(true);
  });

  it('stays open after a refusal, and can be dropped', async () => {
    desk.cloud.control.fault({ part: 'quiva', kind: 'status', status: 422, path: 'confirm' });
    expect(problemIn(await enrol())).toBe('refused');
    const { enrolmentId, isUnsure } = await onlyOpen();
    expect(isUnsure).toBe(false);
    expect(await desk.handlers['service:remove']({ id }, PAGE)).toEqual({ ok: false, code: 'enrolment-open' });
    replied(await desk.handlers['service:enrol-drop']({ enrolmentId }, PAGE));
    expect(await resume(enrolmentId)).toEqual({ ok: false, code: 'gone' });
  });

  it('makes no second account when the worker died after it had stored the first', async () => {
    const dying = { ...desk.vault, deleteSealed: () => Promise.reject(new Error('the worker died')) };
    await expect(desk.handlersAgain({ vault: dying })['service:enrol']({ id }, PAGE)).rejects.toThrow('died');
    const before = await count();
    got(await resume((await onlyOpen()).enrolmentId));
    expect(await count()).toBe(before);
    expect(await open()).toEqual([]);
  });

  it('tells when the service gave two keys that disagree', async () => {
    desk.cloud.control.turn({ quiva: { generated: 'mismatch' } });
    expect(got(await enrol()).isContradictory).toBe(true);
  });

  it('binds the account to the site, where people sign in, and not to its api host', async () => {
    const address = 'https://api.quiva.ai';
    desk.allowed.add(`${address}/*`);
    const real = await desk.connect('quiva', { address });
    const http = watchedPorts((url, init) => fetch(url.replace(address, `${desk.cloud.url}/quiva`), init));
    const { accountId } = got(await desk.handlersAgain({ http })['service:enrol']({ id: real }, PAGE));
    expect((await present(desk.vault, accountId)).hosts).toEqual(['quiva.ai']);
  });

  it('begins nothing with a wrong key', async () => {
    const wrong = await desk.connect('quiva', { key: 'ms-wrong' });
    expect(problemIn(await desk.handlers['service:enrol']({ id: wrong }, PAGE))).toBe('unauthorized');
    expect(replied(await desk.handlers['service:enrolments']({ id: wrong }, PAGE))).toEqual([]);
  });
});

describe('another user', () => {
  const ofUser = (email: string) => desk.handlers['service:mfa-state']({ id, email }, PAGE);

  it('is asked about by e-mail address, and only then', async () => {
    desk.cloud.control.takeSeen();
    expect(got(await ofUser(` ${QUIVA_USER.email} `))).toEqual(got(await ofUser('')));
    expect(desk.cloud.control.takeSeen()).toHaveLength(2);
    expect(problemIn(await ofUser('nobody@example.com'))).toBe('not-found');
  });

  it('gets new recovery codes, which replace those of the account that was chosen', async () => {
    const { accountId } = got(await enrol());
    const renew = (email: string) => desk.handlers['service:recovery-codes']({ id, accountId, email }, PAGE);
    const before = (await present(desk.vault, accountId)).recoveryCodes;
    expect(problemIn(await renew('nobody@example.com'))).toBe('not-found');
    expect((await present(desk.vault, accountId)).recoveryCodes).toEqual(before);
    expect(got(await renew(QUIVA_USER.email)).count).toBe(10);
  });
});

describe('recovery codes', () => {
  it('are replaced by fresh ones, and the old ones stay in the history', async () => {
    const { accountId } = got(await enrol());
    const before = (await present(desk.vault, accountId)).recoveryCodes;
    expect(got(await desk.handlers['service:recovery-codes']({ id, accountId, email: '' }, PAGE)).count).toBe(10);
    expect((await present(desk.vault, accountId)).recoveryCodes).not.toEqual(before);
    expect((await desk.vault.history(accountId)).map(({ field }) => field)).toContain('recoveryCodes');
  });
});
