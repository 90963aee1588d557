import { createCipheriv } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../lib/base/bytes.ts';
import { importFile } from '../../lib/import/formats.ts';
import { openTwofishCbc } from '../../lib/import/twofish.ts';
import { testFormat } from './format-suite.ts';
import { bare, COUNTED, NOTHING_SAID, PASSPHRASE, plain, STEAM, STRONG, TIMED, uriOf } from './samples.ts';
import { argon2, base64, bytes, cbc, mac, sha256, sha512 } from './sealing.ts';

const UUIDS = {
  aes: '31c1f2e6bf714350be5805216afc5aff',
  chacha: 'd6038a2b8b6f4cb5a524339a31dbb59a',
  aesKdf: 'c9d9f39a628a4460bf740d08c18a4fea',
  argon2d: 'ef636ddf8c29444b91f7a9a403e30a0c',
  argon2id: '9e298b1956db4773b23dfc3ec6f0a1e6',
};

const pair = (key: string, value: string): string => `<String><Key>${key}</Key><Value>${value}</Value></String>`;
const entry = (...pairs: string[]): string =>
  `<Entry>${pairs.join('')}<History><Entry>${pair('otp', 'old')}</Entry></History></Entry>`;

/** Entries in five dialects; `hide` protects a value, as KeePass would. */
function documentOf(hide: (text: string) => string): string {
  const named = (title: string, user: string): string => pair('Title', title) + pair('UserName', user);
  const escaped = (text: string): string => text.replaceAll('&', '&amp;');
  const groups = [
    entry(
      named('title', 'user'),
      pair('Password', hide('pw')),
      pair('otp', hide(escaped(uriOf(STRONG)))),
      pair('URL', 'https://forge.example'),
    ),
    entry(
      named(TIMED.issuer, TIMED.label),
      pair('TOTP Seed', hide(TIMED.secret.toLowerCase())),
      pair('TOTP Settings', '30;6'),
    ),
    entry(named(STEAM.issuer, STEAM.label), pair('TOTP Seed', STEAM.secret), pair('TOTP Settings', '30;S')),
    entry(
      named(COUNTED.issuer, COUNTED.label),
      pair('HmacOtp-Secret-Base32', COUNTED.secret),
      pair('HmacOtp-Counter', '41'),
    ),
    entry(named('nothing', 'here'), pair('Password', hide('pw2'))),
  ].join('');
  const bin = `<Group><UUID>BIN</UUID><Name>Recycle Bin</Name>${entry(named(TIMED.issuer, 'trash'), pair('otp', TIMED.secret))}</Group>`;
  const meta =
    '<Meta><Generator>x</Generator><RecycleBinEnabled>True</RecycleBinEnabled><RecycleBinUUID>BIN</RecycleBinUUID></Meta>';
  const inner = `<Group><UUID>G</UUID><Name>Work</Name>${groups}</Group>${bin}`;
  return `<?xml version="1.0" encoding="utf-8"?><KeePassFile>${meta}<Root><Group><UUID>R</UUID><Name>Root</Name>${inner}</Group></Root></KeePassFile>`;
}

const accounts = [STRONG, TIMED, STEAM, { ...bare(COUNTED), digits: 6 }, { ...bare(TIMED), label: 'trash' }];

/** The KDBX inner stream: ChaCha20 of version 4. */
function hider(streamKey: Buffer): (text: string) => string {
  const hashed = sha512(streamKey);
  const cipher = createCipheriv(
    'chacha20',
    hashed.subarray(0, 32),
    Buffer.concat([Buffer.alloc(4), hashed.subarray(32, 44)]),
  );
  // The XML was escaped for its place, the protected value is not.
  return (text) => `\0${base64(cipher.update(text.replaceAll('&amp;', '&')))}`;
}

const markProtected = (xml: string): string => xml.replaceAll('<Value>\0', '<Value Protected="True">');

function field4(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head[0] = type;
  head.writeUInt32LE(value.length, 1);
  return Buffer.concat([head, value]);
}

function dictionary(values: readonly (readonly [number, string, Buffer])[]): Buffer {
  const parts = values.map(([type, name, value]) => {
    const [nameLength, valueLength] = [Buffer.alloc(4), Buffer.alloc(4)];
    nameLength.writeUInt32LE(name.length);
    valueLength.writeUInt32LE(value.length);
    return Buffer.concat([Buffer.of(type), nameLength, Buffer.from(name), valueLength, value]);
  });
  return Buffer.concat([Buffer.of(0, 1), ...parts, Buffer.of(0)]);
}

const number = (length: 4 | 8, value: number): Buffer => {
  const data = Buffer.alloc(length);
  data.writeUInt32LE(value);
  return data;
};

const argonCost = { memory: 1024, passes: 2, parallelism: 2 };

/** `hashes`: of the password, of a key file, or both. */
function kdbx4(kdf: 'argon2d' | 'argon2id', cipher: 'aes' | 'chacha', hashes = sha256(PASSPHRASE)): Buffer {
  const [seed, salt, nonce, streamKey] = [
    bytes(32, 1),
    bytes(32, 2),
    bytes(cipher === 'aes' ? 16 : 12, 3),
    bytes(64, 4),
  ];
  const parameters = dictionary([
    [0x42, '$UUID', Buffer.from(UUIDS[kdf], 'hex')],
    [0x42, 'S', salt],
    [0x05, 'M', number(8, argonCost.memory * 1024)],
    [0x05, 'I', number(8, argonCost.passes)],
    [0x04, 'P', number(4, argonCost.parallelism)],
    [0x04, 'V', number(4, 0x13)],
  ]);
  const header = Buffer.concat([
    Buffer.from('03d9a29a67fb4bb500000400', 'hex'),
    field4(2, Buffer.from(UUIDS[cipher], 'hex')),
    field4(3, number(4, 1)),
    field4(4, seed),
    field4(7, nonce),
    field4(11, parameters),
    field4(0, Buffer.from('\r\n\r\n')),
  ]);
  const transformed = argon2(kdf, sha256(hashes), salt, argonCost);
  const key = sha256(Buffer.concat([seed, transformed]));
  const xml = markProtected(documentOf(hider(streamKey)));
  const inner = Buffer.concat([
    field4(1, number(4, 3)),
    field4(2, streamKey),
    field4(0, Buffer.alloc(0)),
    Buffer.from(xml),
  ]);
  const body = cipher === 'aes' ? cbc(key, nonce, gzipSync(inner)) : chacha(key, nonce, gzipSync(inner));
  const macBase = sha512(Buffer.concat([seed, transformed, Buffer.of(1)]));
  const headerTag = mac('sha256', sha512(Buffer.concat([Buffer.alloc(8, 0xff), macBase])), header);
  return Buffer.concat([
    header,
    sha256(header),
    headerTag,
    ...[body.subarray(0, 700), body.subarray(700), Buffer.alloc(0)].map(blockOf(macBase)),
  ]);
}

function chacha(key: Buffer, nonce: Buffer, data: Buffer): Buffer {
  return createCipheriv('chacha20', key, Buffer.concat([Buffer.alloc(4), nonce])).update(data);
}

const blockOf =
  (macBase: Buffer) =>
  (data: Buffer, index: number): Buffer => {
    const place = number(8, index);
    const tag = mac(
      'sha256',
      sha512(Buffer.concat([place, macBase])),
      Buffer.concat([place, number(4, data.length), data]),
    );
    return Buffer.concat([tag, number(4, data.length), data]);
  };

function kdbx3(): Buffer {
  const [seed, transformSeed, iv, start] = [bytes(32, 1), bytes(32, 2), bytes(16, 3), bytes(32, 4)];
  const field = (type: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(3);
    head[0] = type;
    head.writeUInt16LE(value.length, 1);
    return Buffer.concat([head, value]);
  };
  const rounds = 70_000;
  const header = Buffer.concat([
    Buffer.from('03d9a29a67fb4bb501000300', 'hex'),
    field(2, Buffer.from(UUIDS.aes, 'hex')),
    field(3, number(4, 0)),
    field(4, seed),
    field(5, transformSeed),
    field(6, number(8, rounds)),
    field(7, iv),
    field(8, bytes(32, 5)),
    field(9, start),
    field(10, number(4, 0)),
    field(0, Buffer.from('\r\n\r\n')),
  ]);
  let composite = sha256(sha256(PASSPHRASE));
  const cipher = createCipheriv('aes-256-ecb', transformSeed, null).setAutoPadding(false);
  for (let round = 0; round < rounds; round++) composite = cipher.update(composite);
  const key = sha256(Buffer.concat([seed, sha256(composite)]));
  const xml = Buffer.from(documentOf((text) => text));
  const blocks = [xml, Buffer.alloc(0)].map((data, index) =>
    Buffer.concat([
      number(4, index),
      data.length === 0 ? Buffer.alloc(32) : sha256(data),
      number(4, data.length),
      data,
    ]),
  );
  return Buffer.concat([header, cbc(key, iv, Buffer.concat([start, ...blocks]))]);
}

const around = { tags: ['Work'], hosts: ['forge.example'], trashed: false };

testFormat('kdbx', [
  { what: 'version 4, Argon2d, AES', bytes: kdbx4('argon2d', 'aes'), passphrase: PASSPHRASE, accounts, around },
  {
    what: 'version 4, Argon2id, ChaCha20',
    bytes: kdbx4('argon2id', 'chacha'),
    passphrase: PASSPHRASE,
    accounts,
    around,
  },
  { what: 'version 3.1', bytes: kdbx3(), passphrase: PASSPHRASE, accounts, around },
]);

testFormat('keepass-xml', [{ what: 'export in the clear', bytes: documentOf((text) => text), accounts, around }]);

testFormat('keepass-csv', [
  {
    what: 'of KeePassXC',
    bytes: [
      '"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"',
      `"Root/Work","title","user","pw","https://forge.example","","${uriOf(STRONG)}","0","",""`,
      '"Root","none","user","pw","","","","0","",""',
    ].join('\n'),
    accounts: [STRONG],
    around,
  },
  {
    what: 'with the fields of KeePass',
    bytes: `Title,User Name,TimeOtp-Secret-Base32,Group\n${TIMED.issuer},${TIMED.label},${TIMED.secret},OTP`,
    accounts: [bare(TIMED)],
    assumed: NOTHING_SAID,
  },
]);

describe('kdbx', () => {
  it('notices a header that was changed', async () => {
    const file = kdbx4('argon2d', 'aes');
    file[60] = (file[60] ?? 0) ^ 1;
    expect(await importFile(file, '', { passphrase: PASSPHRASE })).toMatchObject({
      ok: false,
      error: { code: 'damaged' },
    });
  });
});

describe('openTwofishCbc', () => {
  // The paper's tables of known answers, appendix A and the ECB vectors of the AES submission.
  it.each([
    ['00'.repeat(32), '57ff739d4dc92c1bd7fc01700cc8216f'],
    ['0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff', '37527be0052334b89f0cfccae87cfa20'],
  ])('decrypts the published block under %s', (key, sealed) => {
    const opened = openTwofishCbc(
      hexToBytes(key) ?? new Uint8Array(),
      new Uint8Array(16),
      hexToBytes(sealed) ?? new Uint8Array(),
    );
    expect(bytesToHex(opened)).toBe('00'.repeat(16));
  });
});

describe('a database with a key file', () => {
  const key = bytes(32, 44);
  const hex = key.toString('hex');
  const grouped = hex.toUpperCase().replace(/.{8}/g, '$& ');
  const xml = (version: string, data: string) =>
    `\uFEFF<?xml version="1.0"?>\r\n<KeyFile><Meta><Version>${version}</Version></Meta><Key><Data>${data}</Data></Key></KeyFile>`;
  const both = kdbx4('argon2id', 'aes', Buffer.concat([sha256(PASSPHRASE), key]));
  const read = (file: Buffer, keyFile: Uint8Array | string, passphrase?: string) =>
    importFile(file, '', {
      keyFile: Uint8Array.from(Buffer.from(keyFile)),
      ...(passphrase !== undefined && { passphrase }),
    });

  it.each([
    ['32 bytes', key],
    ['hex digits', `${hex}\n`],
    ['XML of version 1', xml('1.00', key.toString('base64'))],
    ['XML of version 2', xml('2.0', `\n  ${grouped}\n`)],
  ])('opens with the password and a key of %s', async (_form, keyFile) => {
    const opened = await read(both, keyFile, PASSPHRASE);
    expect(opened.ok && opened.value.accounts.map(plain)).toEqual(accounts);
  });

  it('opens with any other file by its hash, and without a password where it has none', async () => {
    const photo = bytes(500, 7);
    const alone = kdbx4('argon2id', 'aes', sha256(photo));
    expect(await read(alone, photo)).toMatchObject({ ok: true });
    expect(await read(alone, photo, '')).toMatchObject({ ok: true });
  });

  it('does not open with one of the two', async () => {
    expect(await read(both, key)).toMatchObject({ error: { code: 'wrong-passphrase' } });
    expect(await importFile(both, '', { passphrase: PASSPHRASE })).toMatchObject({
      error: { code: 'wrong-passphrase' },
    });
  });
});
