/** Every call of every client against answers that nobody sane would send: a refusal or a value, never a throw. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/base/secret.ts';
import type { HttpPorts } from '../../lib/services/http.ts';
import * as onetimesecret from '../../lib/services/onetimesecret.ts';
import * as quiva from '../../lib/services/quiva.ts';
import { secretFromText } from '../../lib/services/secret-text.ts';
import * as sendblue from '../../lib/services/sendblue.ts';
import * as shareotp from '../../lib/services/shareotp.ts';
import * as team from '../../lib/services/shareotp-team.ts';
import { addressOf } from './ports.ts';

const baseUrl = addressOf('https://service.example');
const key = secretFromText('k'.repeat(31));
const secret = new Secret(new Uint8Array(20));
const so = { baseUrl, key, auth: 'bearer' } as const;
const sb = { baseUrl, auth: { kind: 'token', token: key } } as const;
const qv = { baseUrl, auth: { kind: 'jwt', key } } as const;
const ots = { baseUrl };
const account = { name: 'n', issuer: 'i', tags: [], secret };

const CALLS: Readonly<Record<string, (ports: HttpPorts) => Promise<{ readonly ok: boolean }>>> = {
  listTeamAccounts: (ports) => shareotp.listTeamAccounts(ports, so),
  createTeamAccount: (ports) => shareotp.createTeamAccount(ports, so, account),
  getTeamAccount: (ports) => shareotp.getTeamAccount(ports, so, 'a'),
  updateTeamAccount: (ports) => shareotp.updateTeamAccount(ports, so, 'a', { name: 'x' }),
  deleteTeamAccount: (ports) => shareotp.deleteTeamAccount(ports, so, 'a'),
  exportTeamKey: (ports) => shareotp.exportTeamKey(ports, so, 'a'),
  getTeamCodes: (ports) => shareotp.getTeamCodes(ports, so, ['a', 'b']),
  listTeamPermissions: (ports) => team.listTeamPermissions(ports, so, 'a'),
  listTeamUsers: (ports) => team.listTeamUsers(ports, so),
  listTeamAudit: (ports) => team.listTeamAudit(ports, so),
  registerByFields: (ports) => sendblue.registerByFields(ports, sb, { label: 'l' }),
  listRegisteredKeys: (ports) => sendblue.listRegisteredKeys(ports, sb),
  getRegisteredCode: (ports) => sendblue.getRegisteredCode(ports, sb, 'a'),
  removeRegisteredKey: (ports) => sendblue.removeRegisteredKey(ports, sb, 'a'),
  generateTotpKey: (ports) => quiva.generateTotpKey(ports, qv),
  confirmTotpKey: (ports) => quiva.confirmTotpKey(ports, qv, { code: '123456', secret }),
  getMfaInfo: (ports) => quiva.getMfaInfo(ports, qv),
  changeMfaSettings: (ports) => quiva.changeMfaSettings(ports, qv, {}),
  renewRecoveryCodes: (ports) => quiva.renewRecoveryCodes(ports, qv),
  signInWithApiKey: (ports) => quiva.signInWithApiKey(ports, baseUrl, key),
  getStatus: (ports) => onetimesecret.getStatus(ports, ots),
  shareText: (ports) => onetimesecret.shareText(ports, ots, key),
  generateShared: (ports) => onetimesecret.generateShared(ports, ots),
  openSecret: (ports) => onetimesecret.openSecret(ports, { baseUrl, secretKey: key }),
  getReceipt: (ports) => onetimesecret.getReceipt(ports, ots, key),
  burnSecret: (ports) => onetimesecret.burnSecret(ports, ots, key),
  listRecent: (ports) => onetimesecret.listRecent(ports, ots),
};

/** The names that the readers look for, so that the drawn JSON is not ignored at its first brace. */
const NAMES = [
  'accounts',
  'account',
  'data',
  'items',
  'id',
  'name',
  'tags',
  'codes',
  'code',
  'secret',
  'otpauth',
  'users',
  'user',
  'email',
  'logs',
  'actor',
  'nextCursor',
  'total',
  'totp_secrets',
  'totp_secret',
  'expires_in',
  'status',
  'status_code',
  'body',
  'digits',
  'period',
  'otpauth_url',
  'recovery_codes',
  'totp_enabled',
  'auth_token',
  'token',
  'metadata_key',
  'secret_key',
  'state',
  'ttl',
  'created',
  'recipient',
  'value',
  'error',
  'message',
  '__proto__',
  'constructor',
  'a',
];
const text = fc.constantFrom(
  '',
  'a',
  '..',
  '-1',
  '1e999',
  'k'.repeat(31),
  'otpauth://totp/x?secret=AAAA',
  'otpauth://hotp/x',
  '\ud800',
  '123456',
  'ERROR',
);
const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('json'), { maxKeys: 6 }),
  ),
}));

describe('a hostile answer', () => {
  it.each(Object.entries(CALLS))('to %s ends in a result', async (name, call) => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(200, 201, 400, 404, 500), async (body, status) => {
        const answer = async () => Response.json(body, { status, headers: { date: 'soon', 'retry-after': 'never' } });
        const ports: HttpPorts = {
          fetch: answer,
          clock: () => 0,
          random: (length) => new Uint8Array(length),
          wait: async () => undefined,
        };
        // The wait of 15 s must not end at once, or every call would time out.
        const patient = {
          ...ports,
          wait: (ms: number) => (ms === 15_000 ? new Promise<void>(() => undefined) : Promise.resolve()),
        };
        const result = await call(patient);
        expect(typeof result.ok).toBe('boolean');
        // For codes a 404 says that the ids are unknown, which is an answer: the map without them.
        const isRefusal = status >= 400 && !(name === 'getTeamCodes' && status === 404);
        if (isRefusal) expect(result.ok).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
