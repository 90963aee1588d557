import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase32 } from '../../lib/base/base32.ts';
import { pageChecks } from '../../lib/messaging/page-checks.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { SHAREOTP_MEMBER_KEY } from '../cloud/credentials.ts';
import { defaultSwitches } from '../cloud/switches.ts';
import { watchedPorts } from '../services/ports.ts';
import { newAccount, present } from '../vault/bench.ts';
import { createServiceDesk, got, PAGE, problemIn, type ServiceDesk } from './service-desk.ts';

let desk: ServiceDesk;
let id: string;
beforeAll(async () => {
  desk = await createServiceDesk();
  id = await desk.connect('shareotp', { name: 'Our team' });
});
afterAll(() => desk.cloud.close());
afterEach(() => {
  desk.cloud.control.clearFaults();
  desk.cloud.control.turn(defaultSwitches());
});

const rows = async () => got(await desk.handlers['service:team-accounts']({ id }, PAGE)).rows;
const add = async (more: Parameters<typeof newAccount>[1] = {}) =>
  (await desk.vault.add([newAccount('Harbour', more)])).ids[0] ?? '';
const give = (accountId: string, host = desk.host) => desk.handlers['service:team-give']({ id, accountId, host }, PAGE);
const take = (teamId: string) => desk.handlers['service:team-export']({ id, teamId }, PAGE);

/** An account that only the team has. */
async function addToTeam(label: string): Promise<string> {
  const accountId = await add({ label, secret: newAccount(label).secret, tags: ['door'] });
  got(await give(accountId));
  await desk.vault.trash([accountId]);
  await desk.vault.purge([accountId]);
  return (await rows()).find(({ name }) => name === label)?.teamId ?? '';
}

describe('accounts of a team', () => {
  it('are listed in each form of the answer, with codes that the service makes', async () => {
    const secret = newAccount('one').secret;
    const teamId = await addToTeam('one');
    for (const envelope of ['named', 'data', 'items', 'bare'] as const) {
      desk.cloud.control.turn({ shareotp: { envelope, codes: envelope === 'data' ? 'by-id' : 'array' } });
      expect(await rows()).toContainEqual({ teamId, name: 'one', issuer: 'Harbour', tags: ['door'] });
      const codes = got(await desk.handlers['service:team-codes']({ id, teamIds: [teamId, 'acct_none'] }, PAGE));
      const now = await codeAt({ ...newAccount('one'), secret }, Date.now());
      const before = await codeAt({ ...newAccount('one'), secret }, Date.now() - 30_000);
      expect([now, before]).toContain(codes[teamId]?.code);
      expect(Object.keys(codes)).toEqual([teamId]);
    }
  });

  it('are copied into the vault once, tagged as the team’s and bound to no site', async () => {
    const teamId = await addToTeam('two');
    const { accountId, isNew } = got(await take(teamId));
    expect(isNew).toBe(true);
    const account = await present(desk.vault, accountId);
    expect(account).toMatchObject({ issuer: 'Harbour', label: 'two', hosts: [] });
    expect([...account.tags].sort()).toEqual(['Our team', 'door']);
    expect(bytesToBase32(account.secret.reveal())).toBe(bytesToBase32(newAccount('two').secret.reveal()));
    expect(got(await take(teamId))).toEqual({ accountId, isNew: false });
    await desk.vault.trash([accountId]);
    expect(got(await take(teamId))).toMatchObject({ isNew: true });
  });

  it('stay where they are when the team allows no export', async () => {
    const teamId = await addToTeam('three');
    desk.cloud.control.turn({ shareotp: { isExportAllowed: false } });
    const before = (await desk.vault.list()).accounts.length;
    expect(problemIn(await take(teamId))).toBe('forbidden');
    expect((await desk.vault.list()).accounts).toHaveLength(before);
  });

  it('are given to the host that was agreed to, and only as plain codes', async () => {
    expect(problemIn(await give(await add(), 'other.example'))).toBe('wrong-host');
    expect(problemIn(await give(await add({ digits: 8 })))).toBe('only-plain-totp');
    expect(problemIn(await give(await add({ type: 'hotp' })))).toBe('only-plain-totp');
  });

  it('take other words for the whole team, and keep their key', async () => {
    const teamId = await addToTeam('six');
    const words = { name: 'seven', issuer: 'Quay', tags: ['new'] };
    got(await desk.handlers['service:team-update']({ id, teamId, ...words }, PAGE));
    expect(await rows()).toContainEqual({ teamId, ...words });
    const { accountId } = got(await take(teamId));
    expect(await present(desk.vault, accountId)).toMatchObject({ label: 'seven', issuer: 'Quay' });
  });

  it('are deleted there and not here', async () => {
    const accountId = await add({ label: 'four', secret: newAccount('four').secret });
    got(await give(accountId));
    const teamId = (await rows()).find(({ name }) => name === 'four')?.teamId ?? '';
    got(await desk.handlers['service:team-delete']({ id, teamId }, PAGE));
    expect((await rows()).some((row) => row.teamId === teamId)).toBe(false);
    expect((await present(desk.vault, accountId)).state).toBe('live');
  });

  it('are listed within two seconds, also ten thousand of them', async () => {
    const accounts = Array.from({ length: 10_000 }, (_, at) => {
      return { id: `acct_${at}`, name: `Account ${at}`, issuer: 'Example', tags: ['one', 'two'] };
    });
    const body = JSON.stringify({ accounts });
    const http = watchedPorts(async () => new Response(body, { headers: { 'content-type': 'application/json' } }));
    const startedMs = performance.now();
    const listed = got(await desk.handlersAgain({ http })['service:team-accounts']({ id }, PAGE));
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(listed.isComplete).toBe(true);
    expect(listed.rows).toHaveLength(10_000);
  });

  it('are said to be unsure after a lost answer', async () => {
    desk.cloud.control.fault({ part: 'shareotp', kind: 'lost', method: 'POST' });
    expect(problemIn(await give(await add()))).toBe('unsure');
  });
});

describe('refusals of the team', () => {
  it('for the address of this computer and for a creator who is no admin have codes of their own', async () => {
    desk.cloud.control.turn({ shareotp: { ipAllowlist: ['203.0.113.9'] } });
    expect(problemIn(await desk.handlers['service:team-accounts']({ id }, PAGE))).toBe('address-not-allowed');
    desk.cloud.control.turn({ shareotp: { ipAllowlist: [], isCreatorAdmin: false } });
    expect(problemIn(await desk.handlers['service:team-users']({ id, query: '' }, PAGE))).toBe('creator-not-admin');
  });

  it('for a member who may not manage people come through', async () => {
    const member = await desk.connect('shareotp', { auth: 'x-api-key', key: SHAREOTP_MEMBER_KEY });
    const asked = desk.handlers['service:team-users']({ id: member, query: '' }, PAGE);
    expect(['creator-not-admin', 'forbidden', 'unauthorized']).toContain(problemIn(await asked));
  });
});

describe('people and the log', () => {
  const users = async (query = '') => got(await desk.handlers['service:team-users']({ id, query }, PAGE));

  it('lets an admin invite, find and remove', async () => {
    const email = 'new@example.com';
    got(await desk.handlers['service:team-invite']({ id, email, role: 'MEMBER' }, PAGE));
    const [user] = await users('new@');
    expect(user).toMatchObject({ email, role: 'MEMBER', status: 'pending' });
    got(await desk.handlers['service:team-remove-user']({ id, userId: user?.userId ?? '' }, PAGE));
    expect((await users('new@')).every(({ status }) => status === 'disabled')).toBe(true);
  });

  it('gives access to an account and takes it away', async () => {
    const teamId = await addToTeam('five');
    const access = async () => got(await desk.handlers['service:team-access']({ id, teamId }, PAGE));
    const permit = (action: 'grant' | 'revoke') =>
      desk.handlers['service:team-permit']({ id, teamId, action, email: 'owner@example.com' }, PAGE);
    got(await permit('grant'));
    expect((await access()).map(({ email }) => email)).toContain('owner@example.com');
    got(await permit('revoke'));
    expect((await access()).map(({ email }) => email)).not.toContain('owner@example.com');
  });

  it('reads the log to its end, page by page', async () => {
    for (const auditPaging of ['offset', 'cursor', 'none'] as const) {
      desk.cloud.control.turn({ shareotp: { auditPaging } });
      const first = got(await desk.handlers['service:team-audit']({ id, place: null }, PAGE));
      expect(first.entries.length).toBeGreaterThan(0);
      let { next } = first;
      for (let pages = 0; next !== null && pages < 20; pages++) {
        next = got(await desk.handlers['service:team-audit']({ id, place: next }, PAGE)).next;
      }
      expect(next).toBeNull();
    }
  });
});

describe('the checks', () => {
  it('let no id through that could climb in a path', () => {
    const check = pageChecks['service:team-export'];
    expect(check({ id: 'a', teamId: 'acct_123' })).toEqual({ id: 'a', teamId: 'acct_123' });
    for (const teamId of ['..', 'a/b', '', 'a?b', 'a b']) expect(check({ id: 'a', teamId })).toBeUndefined();
  });
});
