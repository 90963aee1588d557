import { describe, expect, it } from 'vitest';
import { createBlowfish } from '../../lib/import/blowfish.ts';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { COUNTED, PASSPHRASE, STEAM, TIMED } from './samples.ts';
import { bytes, hex, pbkdf2, sha256 } from './sealing.ts';

const winAuth = (type: string, name: string, data: string, more = '') =>
  `<WinAuthAuthenticator id="1" type="WinAuth.${type}Authenticator"><name>${name}</name><authenticatordata${more}>` +
  `<servertimediff>0</servertimediff><secretdata>${data}</secretdata></authenticatordata></WinAuthAuthenticator>`;
const hexOf = (bytes: string) => Buffer.from(bytes).toString('hex');
const KEY = 'twenty bytes of a key';
const secret = 'OR3WK3TUPEQGE6LUMVZSA33GEBQSA23FPE';
const document = (...accounts: string[]) =>
  `\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<WinAuth version="3.6">${accounts.join('\r\n')}</WinAuth>`;

const secretData = `<secretdata>${hexOf(KEY)}\t6\tHMACSHA1\t30</secretdata>`;
const plainAccount = winAuth('Google', 'Köln Bank:ada', `${hexOf(KEY)}\t6\tHMACSHA1\t30`);
const sealedAccount = (kinds: string, data: string): string =>
  `<WinAuthAuthenticator type="WinAuth.GoogleAuthenticator"><name>Köln Bank:ada</name>` +
  `<authenticatordata encrypted="${kinds}">${data}</authenticatordata></WinAuthAuthenticator>`;
const opened = { ...TIMED, secret, label: 'ada' };

/** Hex in hex: salt and ciphertext, and since version 3 a mark, another salt and a hash before them. */
function seal(text: string, isNew: boolean, passphrase = PASSPHRASE): string {
  const salt = bytes(8, 61);
  const cipher = createBlowfish(pbkdf2(passphrase, salt, 2000, 'sha1', 256));
  const body = Buffer.from(text);
  const padding = 8 - (body.length % 8);
  const padded = Buffer.concat([body, bytes(padding - 1, 5), Buffer.of(padding)]);
  for (let at = 0; at < padded.length; at += 8) {
    const [left, right] = cipher.encrypt(padded.readUInt32BE(at), padded.readUInt32BE(at + 4));
    padded.writeUInt32BE(left, at);
    padded.writeUInt32BE(right, at + 4);
  }
  const outer = bytes(8, 62);
  const head = Buffer.concat([Buffer.from('WINAUTH3'), outer, sha256(Buffer.concat([outer, body]))]);
  return hex(Buffer.concat([...(isNew ? [head] : []), salt, padded])).toUpperCase();
}

testFormat('winauth', [
  {
    what: 'its own file',
    bytes: document(
      winAuth('Google', 'Köln Bank:ada', `${hexOf(KEY)}\t8\tHMACSHA256\t60`),
      winAuth('HOTP', 'Door', `${hexOf(KEY)}\t6\tHMACSHA1\t30|41`),
      winAuth('Steam', 'Steam', `${hexOf(KEY)}\t5\tHMACSHA1\t30|1f|2f|3f`),
      winAuth('Google', 'sealed', 'AA', ' encrypted="y"'),
    ),
    accounts: [
      { ...TIMED, secret, issuer: 'Köln Bank', label: 'ada', algorithm: 'SHA256', digits: 8, periodSeconds: 60 },
      { ...COUNTED, secret, issuer: '', label: 'Door', algorithm: 'SHA1', digits: 6, counter: 41 },
      { ...STEAM, secret, issuer: '', label: 'Steam' },
    ],
    refusals: ['encrypted-entry'],
  },
  {
    what: 'its own file under a password, as version 3.2 seals it',
    bytes: `<?xml version="1.0"?><WinAuth version="3.6"><alwaysontop>false</alwaysontop><data encrypted="y" sha1="">${seal(
      `<config>${plainAccount}</config>`,
      true,
    )}</data></WinAuth>`,
    passphrase: PASSPHRASE,
    accounts: [opened],
  },
  {
    what: 'its own file under a password, as version 2 sealed it',
    bytes: `<WinAuth version="3.0" encrypted="y">${seal(`<WinAuth>${plainAccount}</WinAuth>`, false)}</WinAuth>`,
    passphrase: PASSPHRASE,
    accounts: [opened],
  },
  {
    what: 'an account under a password beside one under another',
    bytes: document(
      sealedAccount('y', seal(`<authenticatordata>${secretData}</authenticatordata>`, true)),
      sealedAccount('y', seal('<authenticatordata/>', true, 'another password')),
    ),
    passphrase: PASSPHRASE,
    accounts: [opened],
    refusals: ['encrypted-entry'],
  },
]);

describe('WinAuth', () => {
  it('says of what Windows or a YubiKey keeps that nobody else opens it', async () => {
    for (const kinds of ['u', 'yu', 'm', 'a']) {
      const file = `<WinAuth version="3.6"><data encrypted="${kinds}">00</data></WinAuth>`;
      expect(await importFile(Buffer.from(file), '', { passphrase: PASSPHRASE })).toMatchObject({
        error: { code: 'account-bound' },
      });
    }
  });
});

describe('a sealed account of WinAuth', () => {
  it('is named in full where it stays shut', async () => {
    const file = document(plainAccount, sealedAccount('u', '00'));
    const read = await importFile(Buffer.from(file));
    expect(read.ok && read.value.refusals.map(({ name }) => name)).toEqual(['Köln Bank: ada']);
  });
});

describe('Blowfish', () => {
  // Of Schneier's published list.
  it.each([
    ['0000000000000000', '0000000000000000', '4ef997456198dd78'],
    ['ffffffffffffffff', 'ffffffffffffffff', '51866fd5b85ecb8a'],
    ['0123456789abcdef', '1111111111111111', '61f9c3802281b096'],
    ['f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677', 'fedcba9876543210', '05044b62fa52d080'],
  ])('under %s makes %s into %s and back', (key, plainHex, sealedHex) => {
    const cipher = createBlowfish(Buffer.from(key, 'hex'));
    const words = (hex: string): [number, number] => [
      Number.parseInt(hex.slice(0, 8), 16),
      Number.parseInt(hex.slice(8), 16),
    ];
    expect(cipher.encrypt(...words(plainHex))).toEqual(words(sealedHex));
    expect(cipher.decrypt(...words(sealedHex))).toEqual(words(plainHex));
  });
});
