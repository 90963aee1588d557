import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import { createBackupFormat } from '../../lib/export/backup.ts';
import type { ExportedAccount, ExportFormat, LostField } from '../../lib/export/format.ts';
import { EXPORT_FORMATS } from '../../lib/export/formats.ts';
import type { ImportedAccount } from '../../lib/import/format.ts';
import { importFile } from '../../lib/import/formats.ts';

const PASSPHRASE = 'six words that nobody would ever guess';
const options = {
  random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  nowMs: 1_800_000_000_000,
  passphrase: PASSPHRASE,
};

/** age's real cost is two seconds a file; everything else is the product's own. */
const formats = EXPORT_FORMATS.map((format) => (format.id === 'tessera' ? createBackupFormat(4) : format));

const name = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim(),
);
const word = fc.stringMatching(/^[\p{L}\d][\p{L}\d ,-]{0,14}[\p{L}\d]$/u).map((text) => text.normalize('NFC'));
const host = fc.stringMatching(/^[a-z]{1,8}\.(example|test)(:81)?$/);
const bytes = (from: number, to = from) =>
  fc.uint8Array({ minLength: from, maxLength: to }).map((array) => new Secret(array));
const pin = fc.stringMatching(/^\d{4}$/).map((text) => new Secret(new TextEncoder().encode(text)));

const settings = fc.oneof(
  fc.record({
    type: fc.constant('totp' as const),
    secret: bytes(1, 64),
    algorithm: fc.constantFrom('SHA1' as const, 'SHA256' as const, 'SHA512' as const),
    digits: fc.integer({ min: 5, max: 10 }),
    periodSeconds: fc.constantFrom(1, 15, 30, 60, 300),
    counter: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('hotp' as const),
    secret: bytes(1, 64),
    algorithm: fc.constantFrom('SHA1' as const, 'SHA256' as const, 'SHA512' as const),
    digits: fc.integer({ min: 5, max: 10 }),
    periodSeconds: fc.constant(30),
    counter: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  }),
  fc.record({
    type: fc.constant('steam' as const),
    secret: bytes(20),
    algorithm: fc.constant('SHA1' as const),
    digits: fc.constant(5),
    periodSeconds: fc.constantFrom(30, 30, 60),
    counter: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('motp' as const),
    secret: bytes(8),
    algorithm: fc.constant('SHA1' as const),
    digits: fc.constantFrom(6, 6, 8),
    periodSeconds: fc.constantFrom(10, 10, 30),
    counter: fc.constant(0),
    pin,
  }),
  fc.record({
    type: fc.constant('yandex' as const),
    secret: bytes(16),
    algorithm: fc.constant('SHA256' as const),
    digits: fc.constant(8),
    periodSeconds: fc.constantFrom(30, 30, 60),
    counter: fc.constant(0),
    pin,
  }),
);

const account: fc.Arbitrary<ExportedAccount> = fc
  .tuple(
    settings,
    fc.record({
      issuer: name,
      label: fc.oneof(
        name,
        fc.tuple(name, name).map(([start, end]) => `${start}:${end}`),
      ),
      hosts: fc.uniqueArray(host, { maxLength: 2 }),
      tags: fc.uniqueArray(word, { maxLength: 2 }),
      note: fc.string({ maxLength: 20 }).map((text) => text.replaceAll('\0', '').trim()),
      recoveryCodes: fc.array(fc.record({ code: word }), { maxLength: 2 }),
      pinned: fc.boolean(),
      order: fc.stringMatching(/^[a-z]{1,4}$/),
      autoFill: fc.boolean(),
      trashed: fc.boolean(),
      createdAtMs: fc.nat(),
      unknown: fc.constantFrom({}, { image: 'https://x.example/i.png' }),
      team: fc.option(fc.record({ id: fc.stringMatching(/^[0-9a-f]{32}$/), host }), { nil: undefined }),
    }),
  )
  .map(([otp, { team, ...around }]) => ({ ...otp, ...around, ...(team === undefined ? {} : { team }) }))
  // A label that repeats its issuer comes back without it, as everywhere.
  .filter(({ issuer, label }) => !issuer.includes(':') && (issuer === '' || !label.startsWith(`${issuer}:`)));

const FIELDS: readonly Exclude<LostField, 'account' | 'issuer'>[] = [
  'hosts',
  'tags',
  'note',
  'recoveryCodes',
  'pinned',
  'trashed',
  'unknown',
  'team',
];

/** What the format promises to bring back, in one shape for both sides. */
function promised(given: ExportedAccount | ImportedAccount, lost: readonly LostField[]) {
  const kept = FIELDS.filter((field) => !lost.includes(field));
  const around = Object.fromEntries(kept.map((field) => [field, given[field]]));
  const { type, algorithm, digits, periodSeconds, counter, issuer, label } = given;
  const keys = { secret: bytesToHex(given.secret.reveal()), pin: given.pin && bytesToHex(given.pin.reveal()) };
  const names = { label, ...(lost.includes('issuer') ? {} : { issuer }) };
  return { type, algorithm, digits, periodSeconds, counter, ...names, ...keys, ...around };
}

async function check(format: ExportFormat, accounts: readonly ExportedAccount[]): Promise<void> {
  const lost = new Map(format.losses(accounts).map((loss) => [loss.index, loss.lost]));
  const kept = accounts
    .map((one, index) => ({ one, lost: lost.get(index) ?? [] }))
    .filter((each) => !each.lost.includes('account'));
  const file = await format.write(accounts, options);
  const read = await importFile(file, '', { passphrase: PASSPHRASE });
  if (kept.length === 0) return;
  if (!read.ok) throw new Error(`refused: ${read.error.code}`);
  expect(read.value.refusals).toEqual([]);
  expect(read.value.accounts.map((one, index) => promised(one, kept[index]?.lost ?? []))).toEqual(
    kept.map((each) => promised(each.one, each.lost)),
  );
}

describe.each(formats.map((format) => [format.id, format] as const))('export to %s', (_id, format) => {
  it('brings back everything that it does not name as lost', { timeout: 60_000 }, async () => {
    const numRuns = format.id === 'aegis-sealed' ? 15 : 80;
    await fc.assert(
      fc.asyncProperty(fc.array(account, { minLength: 1, maxLength: 12 }), (accounts) => check(format, accounts)),
      { numRuns },
    );
  });

  it('holds no key in the clear if it is sealed', async () => {
    const one = {
      ...fc.sample(account, { seed: 5, numRuns: 1 })[0],
      ...{ type: 'totp', digits: 6, periodSeconds: 30 },
      secret: new Secret(new TextEncoder().encode('plain old key text')),
    };
    const text = Buffer.from(await format.write([one as ExportedAccount], options)).toString('latin1');
    expect(text.includes('OBWGC2LOEBXWYZBANNSXSIDUMV4HI')).toBe(!format.isSealed && format.id !== 'google-migration');
  });
});
