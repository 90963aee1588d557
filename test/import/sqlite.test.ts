import { describe, expect, it } from 'vitest';
import { mayBeSqlcipher } from '../../lib/import/sqlcipher.ts';
import { openSqlite } from '../../lib/import/sqlite.ts';
import { columnsOf } from '../../lib/import/sqlite-columns.ts';
import { testFormat } from './format-suite.ts';
import { bare, COUNTED, NOTHING_SAID, PASSPHRASE, TIMED } from './samples.ts';
import { bytes, cbc, mac, pbkdf2 } from './sealing.ts';
import { type Row, sqliteOf } from './tables.ts';

const open = (file: Buffer) => {
  const database = openSqlite(Uint8Array.from(file));
  if (database === undefined) throw new Error('not recognised');
  return database;
};

describe('openSqlite', () => {
  const schema = 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, "a b" TEXT, n REAL, blob BLOB, CHECK (n > -5))';

  it('gives every value as SQLite has it, over many pages and with long overflow chains', () => {
    const rows: Row[] = Array.from({ length: 800 }, (_, index) => ({
      'a b': `row ${index} ${'ä'.repeat(index * 11)}`,
      n: index / 4,
      blob: index % 2 === 0 ? null : Buffer.alloc(index, index),
    }));
    const read = open(sqliteOf(schema, 't', rows, 512)).rows('T');
    expect(read.map((row) => row.get('a b'))).toEqual(rows.map((row) => row['a b']));
    expect(read.map((row) => row.get('n'))).toEqual(rows.map(({ n }) => n));
    expect(read.map((row) => row.get('id'))).toEqual(rows.map((_, index) => index + 1));
    expect(Buffer.from(read[301]?.get('blob') as Uint8Array)).toEqual(Buffer.alloc(301, 301));
  });

  it.each([0, 1, -1, 127, -128, 32_767, 8_388_607, -8_388_608, 2 ** 31, 2 ** 47, -(2 ** 40), 2 ** 53 - 1])(
    'reads the integer %i',
    (n) => {
      expect(
        open(sqliteOf('CREATE TABLE t (n INTEGER)', 't', [{ n }]))
          .rows('t')[0]
          ?.get('n'),
      ).toBe(n);
    },
  );

  it('knows columns that were added later, and gives null where a row is older', () => {
    const file = sqliteOf('CREATE TABLE t (a); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN b TEXT', 't', []);
    expect([...(open(file).rows('t')[0] ?? [])]).toEqual([
      ['a', 1],
      ['b', null],
    ]);
  });

  it('refuses a page that names the same long row over and over', () => {
    const file = sqliteOf('CREATE TABLE t (a TEXT)', 't', [{ a: 'x'.repeat(200_000) }, { a: 'y' }]);
    const page = 4096;
    const leaf = Array.from({ length: file.length / page }, (_, index) => index * page).find(
      (at) => at > 0 && file[at] === 13,
    );
    if (leaf === undefined) throw new Error('no leaf');
    file.writeUInt16BE(100, leaf + 3);
    for (let index = 1; index < 100; index++) file.copy(file, leaf + 8 + 2 * index, leaf + 8, leaf + 10);
    expect(() => open(file).rows('t')).toThrow('damaged');
  });

  it('has nothing in a table that is not there', () => {
    expect(open(sqliteOf(schema, 't', [])).rows('other')).toEqual([]);
  });
});

describe('columnsOf', () => {
  it('reads names in all quotes and leaves constraints out', () => {
    const sql =
      'CREATE TABLE x (`a` int DEFAULT (1, 2), [b c] TEXT, "d""", e VARCHAR(3) CHECK(e IN (\'x,y\')), PRIMARY KEY (a), UNIQUE(b))';
    expect(columnsOf(sql).map(({ name }) => name)).toEqual(['a', 'b c', 'd', 'e']);
  });
});

const GOOGLE = `CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT NOT NULL, secret TEXT NOT NULL,
counter INTEGER DEFAULT 0, type INTEGER, provider INTEGER DEFAULT 0, issuer TEXT DEFAULT NULL, original_name TEXT DEFAULT NULL)`;

testFormat('google-sqlite', [
  {
    what: 'database',
    bytes: sqliteOf(GOOGLE, 'accounts', [
      { email: `${TIMED.issuer}:${TIMED.label}`, secret: TIMED.secret, type: 0, issuer: TIMED.issuer },
      { email: COUNTED.label, secret: COUNTED.secret, type: 1, counter: 41, issuer: COUNTED.issuer },
    ]),
    accounts: [bare(TIMED), { ...bare(COUNTED), counter: 41 }],
    assumed: NOTHING_SAID,
  },
]);

const MICROSOFT =
  'CREATE TABLE `accounts` (`_id` INTEGER PRIMARY KEY, `name` TEXT, `username` TEXT, `oath_secret_key` TEXT, `account_type` INTEGER)';

testFormat('microsoft', [
  {
    what: 'database',
    bytes: sqliteOf(MICROSOFT, 'accounts', [
      { name: TIMED.issuer, username: TIMED.label, oath_secret_key: TIMED.secret, account_type: 0 },
      { name: 'Microsoft', username: 'me', oath_secret_key: 'SGVsbG8gV29ybGQh', account_type: 1 },
      { name: 'Work', username: 'me', oath_secret_key: '', account_type: 2 },
    ]),
    accounts: [
      bare(TIMED),
      { ...bare(TIMED), secret: 'JBSWY3DPEBLW64TMMQQQ', digits: 8, issuer: 'Microsoft', label: 'me' },
    ],
    assumed: NOTHING_SAID,
    refusals: ['no-secret'],
  },
]);

/** Makes room at the end of each page, as SQLCipher's own SQLite leaves it; the tables here are one leaf each. */
function withReserve(file: Buffer, pageBytes: number, reserve: number): Buffer {
  const moved = Buffer.from(file);
  moved[20] = reserve;
  for (let start = 0; start < moved.length; start += pageBytes) {
    const header = start === 0 ? 100 : start;
    const count = moved.readUInt16BE(header + 3);
    const content = moved.readUInt16BE(header + 5);
    moved.copyWithin(start + content - reserve, start + content, start + pageBytes);
    moved.writeUInt16BE(content - reserve, header + 5);
    for (let index = 0; index < count; index++) {
      const at = header + 8 + 2 * index;
      moved.writeUInt16BE(moved.readUInt16BE(at) - reserve, at);
    }
  }
  return moved;
}

/** SQLCipher 3 (1,024-byte pages, SHA-1) or 4 (4,096, SHA-512). */
function sqlcipherOf(plain: Buffer, version: 3 | 4): Buffer {
  const [page, hash, rounds, reserve] =
    version === 3 ? ([1024, 'sha1', 64_000, 48] as const) : ([4096, 'sha512', 256_000, 80] as const);
  const file = withReserve(plain, page, reserve);
  const salt = bytes(16, 77);
  const key = pbkdf2(PASSPHRASE, salt, rounds, hash);
  const macKey = pbkdf2Of(key, Buffer.from(salt.map((byte) => byte ^ 0x3a)), hash);
  const pages: Buffer[] = [];
  for (let start = 0, number = 1; start < file.length; start += page, number++) {
    const body = file.subarray(start + (start === 0 ? 16 : 0), start + page - reserve);
    const iv = bytes(16, number);
    const sealed = Buffer.concat([cbc(key, iv, body).subarray(0, body.length), iv]);
    const counter = Buffer.alloc(4);
    counter.writeUInt32LE(number);
    const tag = mac(hash, macKey, Buffer.concat([sealed, counter]));
    const filler = bytes(page, 50 + number);
    pages.push(Buffer.concat([start === 0 ? salt : Buffer.alloc(0), sealed, tag, filler], page));
  }
  return Buffer.concat(pages);
}

function pbkdf2Of(key: Buffer, salt: Buffer, hash: string): Buffer {
  // Two rounds of PBKDF2 over bytes, which the helper takes as text only.
  const block = Buffer.concat([salt, Buffer.from([0, 0, 0, 1])]);
  const first = mac(hash, key, block);
  const second = mac(hash, key, first);
  const joined = Buffer.from(first.map((byte, index) => byte ^ (second[index] ?? 0)));
  if (joined.length >= 32) return joined.subarray(0, 32);
  const next = mac(hash, key, Buffer.concat([salt, Buffer.from([0, 0, 0, 2])]));
  const nextSecond = mac(hash, key, next);
  return Buffer.concat([joined, Buffer.from(next.map((byte, index) => byte ^ (nextSecond[index] ?? 0)))]).subarray(
    0,
    32,
  );
}

const PLUS = `CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT, secret TEXT, counter INTEGER, type INTEGER, issuer TEXT, original_name TEXT, category TEXT)`;
const plusRows: Row[] = [
  { email: TIMED.label, secret: TIMED.secret, type: 0, counter: 0, issuer: TIMED.issuer, category: 'Home' },
  {
    email: COUNTED.label,
    secret: COUNTED.secret,
    type: 1,
    counter: 41,
    issuer: COUNTED.issuer,
    category: 'All Accounts',
  },
  { email: 'me', secret: '48656c6c6f20576f726c6421', type: 2, counter: 0, issuer: 'Battle.net', category: 'Home' },
];
const plusAccounts = [
  bare(TIMED),
  { ...bare(COUNTED), counter: 41 },
  { ...bare(TIMED), secret: 'JBSWY3DPEBLW64TMMQQQ', digits: 8, issuer: 'Blizzard', label: 'me' },
];

const uncategorised = sqliteOf(PLUS, 'accounts', [{ ...plusRows[0], category: null }]);

testFormat('authenticator-plus', [
  {
    what: 'an account in no category',
    bytes: sqlcipherOf(uncategorised, 4),
    passphrase: PASSPHRASE,
    accounts: [bare(TIMED)],
    assumed: NOTHING_SAID,
    around: { tags: [] },
  },
  ...([3, 4] as const).map((version) => ({
    what: `database of SQLCipher ${version}`,
    bytes: sqlcipherOf(sqliteOf(PLUS, 'accounts', plusRows, version === 3 ? 1024 : 4096), version),
    passphrase: PASSPHRASE,
    accounts: plusAccounts,
    assumed: NOTHING_SAID,
    around: { tags: ['Home'] },
  })),
]);

describe('mayBeSqlcipher', () => {
  it('wants whole pages', () => {
    expect([mayBeSqlcipher(new Uint8Array(2048)), mayBeSqlcipher(new Uint8Array(2047))]).toEqual([true, false]);
  });
});
