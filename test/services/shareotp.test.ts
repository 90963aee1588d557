import { Secret as OtpauthSecret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { base32ToBytes, bytesToBase32 } from '../../lib/base/base32.ts';
import { Secret } from '../../lib/base/secret.ts';
import { secretFromText } from '../../lib/services/secret-text.ts';
import {
  createTeamAccount,
  deleteTeamAccount,
  exportTeamKey,
  getTeamAccount,
  getTeamCodes,
  listTeamAccounts,
  type ShareOtpConnection,
  updateTeamAccount,
} from '../../lib/services/shareotp.ts';
import {
  changeTeamPermission,
  inviteTeamUser,
  listTeamAudit,
  listTeamPermissions,
  listTeamUsers,
  removeTeamUser,
} from '../../lib/services/shareotp-team.ts';
import { SHAREOTP_KEY, SHAREOTP_MEMBER_KEY } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { defaultSwitches, type ShareOtpSwitches } from '../cloud/switches.ts';
import { addressOf, expectOk, watchedPorts } from './ports.ts';

const TEXT_KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
let cloud: RunningCloud;
let to: ShareOtpConnection;
beforeAll(async () => {
  cloud = await startCloud();
  to = { baseUrl: addressOf(`${cloud.url}/shareotp`), key: secretFromText(SHAREOTP_KEY), auth: 'bearer' };
});
afterAll(() => cloud.close());
afterEach(() => {
  cloud.control.clearFaults();
  cloud.control.turn({ ...defaultSwitches() });
});

const ports = watchedPorts();
const turn = (shareotp: Partial<ShareOtpSwitches>) => cloud.control.turn({ shareotp });

function key(text = TEXT_KEY): Secret {
  const bytes = base32ToBytes(text);
  if (!bytes.ok) throw new Error('not base32');
  return new Secret(bytes.value);
}

async function make(name: string, tags: readonly string[] = []) {
  return expectOk(await createTeamAccount(ports, to, { name, issuer: 'Example', tags, secret: key() }));
}

const SHAPES: [string, Partial<ShareOtpSwitches>][] = [
  ['named, camel, as a list', {}],
  [
    'data, snake, by id',
    { envelope: 'data', naming: 'snake', codes: 'by-id', codeLife: 'expires_in', deleteAnswer: 'empty' },
  ],
  ['items, remaining', { envelope: 'items', codeLife: 'remaining', exported: 'otpauth', errorShape: 'object' }],
  ['bare, expiresAt', { envelope: 'bare', codeLife: 'expiresAt', exported: 'uri', unknownIds: 'null' }],
  ['bare, by id, nothing told', { envelope: 'bare', codes: 'by-id', codeLife: 'none', hasParameters: false }],
  [
    'data, period, tidied tags',
    { envelope: 'data', codeLife: 'period', exported: 'otpauthUrl', unknownIds: 'error', tags: 'lower-case-sorted' },
  ],
  ['snake, secondsRemaining, cursor', { naming: 'snake', codeLife: 'secondsRemaining', auditPaging: 'cursor' }],
];

describe.each(SHAPES)('the accounts of ShareOTP, answers %s', (_, switches) => {
  it('are created, listed, read, changed, exported, counted and deleted', async () => {
    turn(switches);
    const made = await make('GitHub', ['engineering', 'prod']);
    expect(made).toMatchObject({ name: 'GitHub', issuer: 'Example', tags: ['engineering', 'prod'] });
    const listing = expectOk(await listTeamAccounts(ports, to));
    expect(listing.isComplete).toBe(true);
    expect(listing.accounts.find(({ id }) => id === made.id)?.parameters).toMatchObject({
      algorithm: 'SHA1',
      digits: 6,
      periodSeconds: 30,
      isTold: switches.hasParameters ?? true,
    });
    expectOk(await updateTeamAccount(ports, to, made.id, { name: 'GitHub prod', tags: ['prod'] }));
    expect(expectOk(await getTeamAccount(ports, to, made.id))).toMatchObject({ name: 'GitHub prod', tags: ['prod'] });
    const exported = expectOk(await exportTeamKey(ports, to, made.id));
    expect(bytesToBase32(exported.secret.reveal())).toBe(TEXT_KEY);
    const oracle = new TOTP({ secret: OtpauthSecret.fromBase32(TEXT_KEY) });
    const before = Date.now();
    const codes = expectOk(await getTeamCodes(ports, to, [made.id, 'acct_unknown']));
    expect([...codes.keys()]).toEqual([made.id]);
    const { code, validUntilMs } = codes.get(made.id) ?? { code: '', validUntilMs: 0 };
    expect([before, Date.now()].map((timestamp) => oracle.generate({ timestamp }))).toContain(code);
    expect(validUntilMs).toBeGreaterThan(before - 1500);
    expect(validUntilMs).toBeLessThanOrEqual(Date.now() + 31_500);
    expectOk(await deleteTeamAccount(ports, to, made.id));
    expect(await getTeamAccount(ports, to, made.id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('have permissions, and the team users and a log', async () => {
    turn(switches);
    const made = await make('shared');
    const email = `member-${made.id.slice(-6)}@example.com`;
    expectOk(await inviteTeamUser(ports, to, { email, role: 'MEMBER' }));
    expectOk(await changeTeamPermission(ports, to, made.id, { action: 'grant', email }));
    const granted = expectOk(await listTeamPermissions(ports, to, made.id));
    expect(granted).toEqual([expect.objectContaining({ email, role: 'MEMBER', grantedAtMs: expect.any(Number) })]);
    expectOk(await changeTeamPermission(ports, to, made.id, { action: 'revoke', email }));
    expect(expectOk(await listTeamPermissions(ports, to, made.id))).toEqual([]);
    const [invited, ...others] = expectOk(await listTeamUsers(ports, to, email));
    expect(others).toEqual([]);
    expect(invited).toMatchObject({ email, role: 'MEMBER', status: 'pending', expiresAtMs: expect.any(Number) });
    expectOk(await removeTeamUser(ports, to, invited?.id ?? ''));
    expect(expectOk(await listTeamUsers(ports, to, email))).toEqual([]);
    const owner = expectOk(await listTeamUsers(ports, to)).find(({ role }) => role === 'ADMIN');
    expect(owner?.status).toBe('active');
    const page = expectOk(await listTeamAudit(ports, to));
    expect(page.entries[0]).toMatchObject({
      action: 'user.disabled',
      actor: 'owner@example.com',
      address: '127.0.0.1',
    });
    expect(page.entries[0]?.atMs).toBeGreaterThan(Date.now() - 60_000);
    expect(page.entries.map(({ action }) => action)).toContain('access.granted');
  });
});

describe('a connection to ShareOTP', () => {
  it('sends the key in either documented form', async () => {
    expect((await listTeamAccounts(ports, { ...to, auth: 'x-api-key' })).ok).toBe(true);
    const last = ports.sent.at(-1)?.init.headers;
    expect(last).toMatchObject({ 'x-api-key': SHAREOTP_KEY });
    expect(last).not.toHaveProperty('authorization');
  });

  it.each([
    ['a wrong key', { ...defaultSwitches().shareotp }, 'sk_shareotp_wrong', 'unauthorized'],
    ['a key that is no admin’s', {}, SHAREOTP_MEMBER_KEY, 'forbidden'],
    ['an address outside the allowlist', { ipAllowlist: ['203.0.113.7'] }, SHAREOTP_KEY, 'address-not-allowed'],
    ['the same as 401', { ipAllowlist: ['203.0.113.7'], ipRefusal: 401 as const }, SHAREOTP_KEY, 'address-not-allowed'],
  ])('tells %s apart', async (_, switches, text, code) => {
    turn(switches);
    const outcome = await listTeamAccounts(ports, { ...to, key: secretFromText(text) });
    expect(outcome).toMatchObject({ ok: false, error: { code, said: expect.any(String) } });
    expect(JSON.stringify(outcome)).not.toContain(text);
  });

  it('says when the maker of the key is no longer an admin, on user calls only', async () => {
    turn({ isCreatorAdmin: false });
    expect(await listTeamUsers(ports, to)).toMatchObject({ ok: false, error: { code: 'creator-not-admin' } });
    expect((await listTeamAccounts(ports, to)).ok).toBe(true);
  });

  it('passes on other refusals', async () => {
    turn({ isExportAllowed: false, grantToUnknown: 'fails', foreignId: 403 });
    const made = await make('locked');
    const refused = (code: string) => ({ ok: false, error: { code } });
    expect(await exportTeamKey(ports, to, made.id)).toMatchObject(refused('forbidden'));
    const grant = { action: 'grant', email: 'nobody@example.com' } as const;
    expect(await changeTeamPermission(ports, to, made.id, grant)).toMatchObject(refused('not-found'));
    expect(await getTeamAccount(ports, to, 'acct_foreign')).toMatchObject(refused('forbidden'));
    expect(await removeTeamUser(ports, to, 'user_1')).toMatchObject(refused('conflict'));
    const nameless = { name: '', issuer: '', tags: [], secret: key() };
    expect(await createTeamAccount(ports, to, nameless)).toMatchObject(refused('refused'));
  });
});

describe('lists of ShareOTP', () => {
  it('are incomplete when there is more than is shown', async () => {
    await make('one');
    await make('two');
    turn({ listLimit: 1 });
    expect(expectOk(await listTeamAccounts(ports, to)).isComplete).toBe(false);
  });

  it('are incomplete when an entry cannot be read or comes twice', async () => {
    const listing = async (body: unknown) => {
      const fake = watchedPorts(async () => Response.json(body));
      return expectOk(await listTeamAccounts(fake, to)).isComplete;
    };
    expect(await listing([{ id: 'a' }, { id: 'b' }])).toBe(true);
    expect(await listing([{ id: 'a' }, { name: 'no id' }])).toBe(false);
    expect(await listing([{ id: 'a' }, { id: 'a' }])).toBe(false);
    expect(await listing({ accounts: [{ id: 'a' }], pagination: { next: '/page/2' } })).toBe(false);
    expect(await listing({ data: [{ id: 'a' }], meta: { total: 2 } })).toBe(false);
    expect(await listing({ data: { accounts: [{ id: 'a' }] } })).toBe(true);
  });

  it('read hostile text within limits', async () => {
    const body = [
      {
        id: 'a',
        name: `\u202e${'x'.repeat(5000)}`,
        issuer: 7,
        tags: ['a', 'a', '', 3, { name: 'b' }],
        period: 1e9,
        digits: 99,
      },
    ];
    const fake = watchedPorts(async () => Response.json(body));
    const [account] = expectOk(await listTeamAccounts(fake, to)).accounts;
    expect(account?.name).toBe('x'.repeat(1024));
    expect(account).toMatchObject({ issuer: '', tags: ['a', 'b'], parameters: { digits: 6, periodSeconds: 30 } });
  });

  it('of 10,000 accounts arrive within two seconds', async () => {
    const body = Array.from({ length: 10_000 }, (_, index) => ({
      id: `acct_${index}`,
      name: `Account ${index}`,
      issuer: 'Team',
      tags: ['x'],
    }));
    const fake = watchedPorts(async () => Response.json({ accounts: body }));
    const startedMs = performance.now();
    expect(expectOk(await listTeamAccounts(fake, to)).accounts).toHaveLength(10_000);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  it('of codes are asked for 50 ids at a time, in short addresses', async () => {
    const fake = watchedPorts(async (url) => {
      const ids = new URL(url).searchParams.get('ids')?.split(',') ?? [];
      return Response.json(Object.fromEntries(ids.map((id) => [id, { code: '012345' }])));
    });
    const ids = Array.from({ length: 120 }, (_, index) => `acct_${'y'.repeat(40)}_${index}`);
    expect(expectOk(await getTeamCodes(fake, to, [...ids, ...ids])).size).toBe(120);
    for (const { url } of fake.sent) expect(url.length).toBeLessThan(2048);
    expect(fake.sent.length).toBeLessThan(10);
  });

  it('of the log are paged to their end, by cursor and by offset', async () => {
    for (const auditPaging of ['cursor', 'offset', 'none'] as const) {
      turn({ auditPaging });
      const made = await make(`paged ${auditPaging}`);
      for (let count = 0; count < 60; count++)
        expectOk(await updateTeamAccount(ports, to, made.id, { name: `n${count}` }));
      let page = expectOk(await listTeamAudit(ports, to));
      let entries = page.entries.length;
      while (page.next !== undefined) {
        page = expectOk(await listTeamAudit(ports, to, page.next));
        entries += page.entries.length;
      }
      expect(entries).toBeGreaterThan(60);
    }
  });
});
