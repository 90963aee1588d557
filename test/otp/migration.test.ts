import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64 } from '../../lib/base/base64.ts';
import { type Bytes, concatBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import { formatMigrationUris, type MigrationPart, parseMigrationUri } from '../../lib/otp/migration.ts';
import { accountsOf, addPart, type Collected, progressOf } from '../../lib/otp/migration-parts.ts';
import { writeBytesField, writeVarintField } from '../../lib/otp/protobuf.ts';
import { parseOtpauthUri } from '../../lib/otp/uri.ts';
import { accounts, plain } from './accounts.ts';
import { hasCorpora, readCorpus } from './corpora.ts';

function read(uri: string): MigrationPart {
  const part = parseMigrationUri(uri);
  if (!part.ok) throw new Error(`refused: ${part.error.code}`);
  return part.value;
}

function refusal(uri: string) {
  const part = parseMigrationUri(uri);
  return part.ok ? undefined : part.error;
}

function uriOf(...payload: readonly Bytes[]): string {
  return `otpauth-migration://offline?data=${encodeURIComponent(bytesToBase64(concatBytes(...payload)))}`;
}

/** An entry as the app writes it, with fields to add or, written later, to overrule. */
function entry(name: string, ...more: readonly Bytes[]): Bytes {
  const secret = writeBytesField(1, utf8ToBytes('12345678901234567890'));
  return writeBytesField(1, concatBytes(secret, writeBytesField(2, utf8ToBytes(name)), ...more));
}

const issuer = (text: string) => writeBytesField(3, utf8ToBytes(text));

describe('parseMigrationUri: entries', () => {
  it.each([
    ['the issuer before the name', 'ACME:alice', 'ACME', 'ACME', 'alice'],
    ['a name alone', 'alice', 'ACME', 'ACME', 'alice'],
    ['the issuer in the name alone', 'ACME:alice', '', 'ACME', 'alice'],
    ['a colon before a blank as part of the name', 'note: alice', '', '', 'note: alice'],
    ['another prefix as part of the name', 'corp:alice', 'ACME', 'ACME', 'corp:alice'],
    ['a name that only begins like the issuer', 'ACMEalice', 'ACME', 'ACME', 'ACMEalice'],
    ['no issuer anywhere', 'alice', '', '', 'alice'],
  ])('reads %s', (_what, name, printedIssuer, expectedIssuer, label) => {
    expect(read(uriOf(entry(name, issuer(printedIssuer)))).accounts).toMatchObject([{ issuer: expectedIssuer, label }]);
  });

  it('takes what is not said for the usual', () => {
    const { accounts: found, batch } = read(uriOf(entry('alice')));
    expect(found).toMatchObject([{ type: 'totp', algorithm: 'SHA1', digits: 6, periodSeconds: 30, counter: 0 }]);
    expect(batch).toEqual({ id: 0, index: 0, size: 1 });
  });

  it.each([
    ['unknown-algorithm', writeVarintField(4, 4)],
    ['unknown-algorithm', writeVarintField(4, 2 ** 40 + 1)],
    ['unknown-digits', writeVarintField(5, 3)],
    ['unknown-type', writeVarintField(6, 3)],
    ['missing-secret', writeBytesField(1, new Uint8Array())],
    ['secret-too-long', writeBytesField(1, new Uint8Array(129))],
    ['bad-counter', concatBytes(writeVarintField(6, 1), writeVarintField(7, -1))],
    ['name-too-long', issuer('x'.repeat(1025))],
  ])('refuses one entry as %s and reads the others', (code, field) => {
    const { accounts: found, refusals } = read(uriOf(entry('alice'), entry('bob', field), entry('carol')));
    expect(found.map((account) => account.label)).toEqual(['alice', 'carol']);
    expect(refusals).toMatchObject([{ index: 1, code }]);
  });

  it.each([
    ['bytes that are no message', writeBytesField(1, Uint8Array.of(0xff))],
    [
      'a name that is not UTF-8',
      writeBytesField(1, concatBytes(writeBytesField(1, Uint8Array.of(1)), writeBytesField(2, Uint8Array.of(0xff)))),
    ],
    ['a number in the place of an entry', writeVarintField(1, 7)],
  ])('reports %s as a damaged entry', (_what, field) => {
    const part = read(uriOf(entry('alice'), field));
    expect(part.accounts).toHaveLength(1);
    expect(part.refusals).toEqual([{ index: 1, name: '', code: 'damaged' }]);
  });
});

describe('parseMigrationUri: the whole code', () => {
  const data = bytesToBase64(entry('Ä'.repeat(40) + '\u00be\u00ff'.repeat(9)));

  it.each([
    ['as it should be', `otpauth-migration://offline?data=${encodeURIComponent(data)}`],
    ['with nothing encoded', `otpauth-migration://offline?data=${data}`],
    ['with blanks for pluses', `otpauth-migration://offline?data=${data.replaceAll('+', ' ')}`],
    ['without padding', `otpauth-migration://offline?data=${data.replaceAll('=', '')}`],
    ['in the alphabet of URLs', `otpauth-migration://offline?data=${data.replaceAll('+', '-').replaceAll('/', '_')}`],
    ['in capitals, with another parameter', `OTPAUTH-MIGRATION://OFFLINE/?x=1&data=${data}#top`],
  ])('is read %s', (_what, uri) => {
    expect(read(uri).accounts).toHaveLength(1);
  });

  it.each([
    ['another URI', 'otpauth://totp/a?secret=AA', { code: 'not-migration' }],
    ['no data', 'otpauth-migration://offline', { code: 'not-migration' }],
    ['empty data', 'otpauth-migration://offline?data=', { code: 'damaged' }],
    ['no base64', 'otpauth-migration://offline?data=%40%40', { code: 'damaged' }],
    ['no message', 'otpauth-migration://offline?data=invaliddata', { code: 'damaged' }],
    ['an index beyond the batch', uriOf(writeVarintField(3, 2), writeVarintField(4, 2)), { code: 'bad-batch' }],
    ['a negative index', uriOf(writeVarintField(3, 2), writeVarintField(4, -1)), { code: 'bad-batch' }],
    ['an endless batch', uriOf(writeVarintField(3, 1001)), { code: 'bad-batch' }],
    ['501 entries', uriOf(...Array.from({ length: 501 }, () => entry('a'))), { code: 'too-many-entries', limit: 500 }],
    ['more than 64 KiB', uriOf(writeBytesField(9, new Uint8Array(65_536))), { code: 'too-long', limitBytes: 65_536 }],
    ['a megabyte', `otpauth-migration://offline?data=${'A'.repeat(2 ** 20)}`, { code: 'too-long', limitBytes: 65_536 }],
  ])('is refused for %s', (_what, uri, error) => {
    expect(refusal(uri)).toEqual(error);
  });

  it('is read with a negative id, as the app draws them', () => {
    expect(read(uriOf(entry('a'), writeVarintField(5, -123))).batch.id).toBe(-123);
  });

  it('is answered without a throw whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const part = parseMigrationUri(uriOf(Uint8Array.from(bytes)));
        expect(part.ok || part.error.code === 'damaged' || part.error.code === 'bad-batch').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

const sayable = accounts('totp', 'hotp').map((account) => ({
  ...account,
  digits: account.digits % 2 === 0 ? 6 : 8,
  periodSeconds: 30,
}));

describe('formatMigrationUris', () => {
  it('is undone by parseMigrationUri, in as many codes as it takes', () => {
    const lists = fc.array(sayable, { minLength: 1, maxLength: 25 });
    const ids = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(lists, ids, fc.integer({ min: 1, max: 12 }), (list, id, perCode) => {
        const { uris, refusals } = formatMigrationUris(list, id, perCode);
        const parts = uris.map(read);
        expect(refusals).toEqual([]);
        expect(parts.flatMap((part) => part.accounts.map(plain))).toEqual(list.map(plain));
        expect(parts.map((part) => part.batch)).toEqual(uris.map((_, index) => ({ id, index, size: uris.length })));
      }),
    );
  });

  it('lists the accounts that the format cannot say', () => {
    const uris = [
      'otpauth://totp/ACME:fine?secret=JBSWY3DPEHPK3PXP',
      'otpauth://totp/ACME:seven?secret=JBSWY3DPEHPK3PXP&digits=7',
      'otpauth://totp/ACME:minute?secret=JBSWY3DPEHPK3PXP&period=60',
      'otpauth://steam/Steam:alice?secret=JBSWY3DPEHPK3PXP',
    ];
    const list = uris.flatMap((uri) => {
      const parsed = parseOtpauthUri(uri);
      return parsed.ok ? [parsed.value.account] : [];
    });
    const written = formatMigrationUris(list, 1);
    expect(written.uris.flatMap((uri) => read(uri).accounts.map((account) => account.label))).toEqual(['fine']);
    expect(written.refusals).toEqual([
      { index: 1, name: 'ACME: seven', code: 'not-expressible' },
      { index: 2, name: 'ACME: minute', code: 'not-expressible' },
      { index: 3, name: 'Steam: alice', code: 'not-expressible' },
    ]);
  });

  it('writes no code for no account', () => {
    expect(formatMigrationUris([], 1)).toEqual({ uris: [], refusals: [] });
  });
});

interface MigrationCase {
  readonly uri: string;
  readonly error?: boolean;
  readonly meta?: { readonly batch_size?: number; readonly batch_index?: number; readonly batch_id?: number };
  readonly skipped?: readonly string[];
  readonly entries: readonly {
    readonly type: string;
    readonly issuer: string;
    readonly name: string;
    readonly secret: string;
    readonly algorithm: string;
    readonly digits: number;
    readonly counter: number | null;
  }[];
}

interface MultiPart {
  readonly parts: readonly string[];
  readonly batchId: number;
  readonly batchSize: number;
  readonly totalEntries: number;
}

describe.runIf(hasCorpora)('the exports that others publish', () => {
  const corpus = readCorpus<{ cases: readonly MigrationCase[]; multiPart: readonly MultiPart[] }>(
    'imports/google-migration.json',
  );
  const cases = corpus?.cases ?? [];

  it.each(cases.filter((each) => each.error))('are refused: $uri', ({ uri }) => {
    expect(refusal(uri)).toBeDefined();
  });

  it.each(cases.filter((each) => !each.error))('are read: $uri', ({ uri, entries, skipped = [], meta = {} }) => {
    const part = read(uri);
    const found = part.accounts
      .map(plain)
      .map(({ label: name, counter, type, issuer: from, secret, algorithm, digits }) => {
        return { type, issuer: from, name, secret, algorithm, digits, counter: type === 'hotp' ? counter : null };
      });
    const expected = entries.map(({ type, issuer: from, name, secret, algorithm, digits, counter }) => {
      return { type, issuer: from, name, secret, algorithm, digits, counter };
    });
    expect(found).toEqual(expected);
    expect(part.refusals.map((each) => each.name)).toEqual(skipped.map((name) => expect.stringContaining(name)));
    expect(part.batch).toEqual({ id: meta.batch_id ?? 0, index: meta.batch_index ?? 0, size: meta.batch_size ?? 1 });
  });

  it.each(corpus?.multiPart ?? [])(
    'are put together from $batchSize codes',
    ({ parts, batchId, batchSize, totalEntries }) => {
      const collected = parts.toReversed().map(read).reduce<Collected>(addPart, []);
      expect(collected.map(progressOf)).toEqual([{ id: batchId, read: batchSize, size: batchSize, missing: [] }]);
      expect(accountsOf(collected)).toHaveLength(totalEntries);
    },
  );
});
