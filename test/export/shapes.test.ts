import { createDecipheriv, pbkdf2Sync, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToUtf8, utf8ToBytes } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import { aegisPlain } from '../../lib/export/aegis-plain.ts';
import { aegisSealed } from '../../lib/export/aegis-sealed.ts';
import { bitwardenJson } from '../../lib/export/bitwarden.ts';
import { csvTable } from '../../lib/export/csv.ts';
import type { ExportedAccount, ExportFormat } from '../../lib/export/format.ts';
import { googleMigration } from '../../lib/export/migration.ts';
import { otpauthUris } from '../../lib/export/otpauth-list.ts';
import { twoFasBackup } from '../../lib/export/two-fas.ts';
import { twoFasSealed } from '../../lib/export/two-fas-sealed.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const options = {
  random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  nowMs: 5,
  passphrase: 'a passphrase',
};

function account(changes: Partial<ExportedAccount> = {}): ExportedAccount {
  return {
    type: 'totp',
    secret: new Secret(utf8ToBytes('12345678901234567890')),
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    counter: 0,
    issuer: 'ACME',
    label: 'ada',
    hosts: [],
    tags: [],
    note: '',
    recoveryCodes: [],
    pinned: false,
    order: 'a',
    autoFill: false,
    trashed: false,
    createdAtMs: 1,
    unknown: {},
    ...changes,
  };
}

const write = async (format: ExportFormat, accounts: readonly ExportedAccount[]) =>
  bytesToUtf8(await format.write(accounts, options));
const json = async (format: ExportFormat, accounts: readonly ExportedAccount[]) =>
  JSON.parse(await write(format, accounts));
const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe("Aegis' own rules", () => {
  it('are kept by the vault in the clear', async () => {
    const vault = await json(aegisPlain, [
      account({ tags: ['Work'], pinned: true }),
      account({ type: 'hotp', counter: 7 }),
    ]);
    expect(vault).toMatchObject({ version: 1, header: { slots: null, params: null }, db: { version: 3 } });
    const [first, second] = vault.db.entries;
    expect(first).toMatchObject({ type: 'totp', name: 'ada', issuer: 'ACME', favorite: true, icon: null });
    expect(first.info).toEqual({ secret: KEY, algo: 'SHA1', digits: 6, period: 30 });
    expect(second.info).toEqual({ secret: KEY, algo: 'SHA1', digits: 6, counter: 7 });
    expect(first.uuid).toMatch(UUID);
    expect(vault.db.groups).toEqual([{ uuid: first.groups[0], name: 'Work' }]);
  });

  it('call the hash of mOTP by its name', async () => {
    const pin = new Secret(utf8ToBytes('1234'));
    const { db } = await json(aegisPlain, [account({ type: 'motp', periodSeconds: 10, pin })]);
    expect(db.entries[0].info).toMatchObject({ algo: 'MD5', pin: '1234', period: 10 });
  });

  it('let another implementation open the sealed vault', async () => {
    const { header, db } = await json(aegisSealed, [account()]);
    const [slot] = header.slots;
    const key = scryptSync('a passphrase', Buffer.from(slot.salt, 'hex'), 32, {
      N: slot.n,
      r: slot.r,
      p: slot.p,
      maxmem: 2 ** 26,
    });
    const master = open(key, slot.key_params, Buffer.from(slot.key, 'hex'));
    const database = JSON.parse(open(master, header.params, Buffer.from(db, 'base64')).toString());
    expect(slot).toMatchObject({ type: 1, n: 32_768, r: 8, p: 1 });
    expect(database.entries[0].info.secret).toBe(KEY);
  });
});

function open(key: Buffer, { nonce, tag }: { nonce: string; tag: string }, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'hex')).setAuthTag(Buffer.from(tag, 'hex'));
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

describe('other apps', () => {
  it('2FAS gets its services and the text that it checks a password by under one key, and nothing else of them', async () => {
    const text = await write(twoFasSealed, [account({ tags: ['Work'] }), account({ type: 'motp' })]);
    expect(text).not.toMatch(/Work|ACME|ada/);
    const backup = JSON.parse(text);
    expect(backup).toMatchObject({ schemaVersion: 4, services: [], groups: [] });
    const open = (sealed: string): string => {
      const [data, salt, nonce] = sealed.split(':').map((part) => Buffer.from(part, 'base64'));
      if (data === undefined || salt === undefined || nonce === undefined) throw new Error('three parts');
      expect(salt).toHaveLength(256);
      const key = pbkdf2Sync('a passphrase', salt, 10_000, 32, 'sha256');
      const cipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(data.subarray(-16));
      return Buffer.concat([cipher.update(data.subarray(0, -16)), cipher.final()]).toString();
    };
    expect(JSON.parse(open(backup.servicesEncrypted))).toMatchObject([
      { name: 'ACME', secret: KEY, otp: { account: 'ada' } },
    ]);
    expect(open(backup.reference)).toMatch(/^tRViSsLKzd86Hprh4ceC2OP7xazn4rrt.*KyoJujd$/);
    expect(open(backup.reference)).toHaveLength(256);
    const salts = [backup.servicesEncrypted, backup.reference].map((sealed: string) => sealed.split(':')[1]);
    expect(salts[0]).toBe(salts[1]);
  });

  it('2FAS gets schema 4 with its own words', async () => {
    const backup = await json(twoFasBackup, [account({ type: 'steam', digits: 5 })]);
    expect(backup).toMatchObject({
      schemaVersion: 4,
      services: [{ name: 'ACME', secret: KEY, otp: { tokenType: 'STEAM', digits: 5 } }],
    });
  });

  it('Bitwarden gets logins with a URI, and Steam by its key', async () => {
    const root = await json(bitwardenJson, [
      account({ hosts: ['acme.example'] }),
      account({ type: 'steam', digits: 5 }),
    ]);
    expect(root.items[0]).toMatchObject({
      type: 1,
      name: 'ACME',
      login: { username: 'ada', uris: [{ uri: 'https://acme.example' }] },
    });
    expect(root.items[0].login.totp).toMatch(/^otpauth:\/\/totp\/ACME:ada\?secret=/);
    expect(root.items[1].login.totp).toBe(`steam://${KEY}`);
  });

  it('spreadsheets get a header and quotes where they are needed', async () => {
    const lines = (await write(csvTable, [account({ note: 'two\nlines, "quoted"' })])).split('\r\n');
    expect(lines[0]).toBe('type,issuer,label,secret,algorithm,digits,period,counter,pin,url,tags,note');
    expect(lines[1]).toBe(`totp,ACME,ada,${KEY},SHA1,6,30,,,,,"two\nlines, ""quoted"""`);
  });

  it('Google Authenticator gets ten accounts a code', async () => {
    const lines = (
      await write(
        googleMigration,
        Array.from({ length: 21 }, (_, index) => account({ label: `${index}` })),
      )
    ).split('\n');
    expect(lines).toHaveLength(3);
  });
});

describe('losses', () => {
  const everything = account({
    hosts: ['a.example'],
    tags: ['a', 'b'],
    note: 'n',
    recoveryCodes: [{ code: 'c' }],
    pinned: true,
    trashed: true,
    unknown: { x: 'y' },
    team: { id: '0123456789abcdef0123456789abcdef', host: 'team.example' },
  });

  it('are none for an account that has nothing but its code settings', () => {
    const formats = [aegisPlain, twoFasBackup, bitwardenJson, otpauthUris, googleMigration, csvTable];
    expect(formats.map((format) => format.losses([account()]))).toEqual(formats.map(() => []));
  });

  it.each([
    [aegisPlain, ['hosts', 'recoveryCodes', 'trashed', 'unknown', 'team']],
    [twoFasBackup, ['hosts', 'tags', 'note', 'recoveryCodes', 'pinned', 'trashed', 'unknown', 'team']],
    [bitwardenJson, ['tags', 'recoveryCodes', 'trashed', 'team']],
    [otpauthUris, ['hosts', 'tags', 'note', 'recoveryCodes', 'pinned', 'trashed', 'team']],
    [googleMigration, ['hosts', 'tags', 'note', 'recoveryCodes', 'pinned', 'trashed', 'unknown', 'team']],
    [csvTable, ['recoveryCodes', 'pinned', 'trashed', 'unknown', 'team']],
  ] as const)('of an account that has everything are named field by field', (format, lost) => {
    expect(format.losses([account(), everything])).toEqual([{ index: 1, lost }]);
  });

  it('name an account that the app cannot hold at all', () => {
    const odd = account({ periodSeconds: 45 });
    expect(twoFasBackup.losses([odd])).toEqual([{ index: 0, lost: ['account'] }]);
    expect(googleMigration.losses([odd])).toEqual([{ index: 0, lost: ['account'] }]);
    expect(bitwardenJson.losses([account({ type: 'hotp' })])).toEqual([{ index: 0, lost: ['account'] }]);
  });
});
