import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readJavaMap } from '../../lib/import/java-map.ts';
import { testFormat } from './format-suite.ts';
import { bare, COUNTED, NOTHING_SAID, PASSPHRASE, type PlainAccount, STRONG, TIMED } from './samples.ts';
import { base64, bytes, cbc, gcm, hex, javaBytes, keyBytes, pbkdf2, sha256 } from './sealing.ts';

/** Android's shared preferences, escaped as Android does. */
function preferencesOf(values: Readonly<Record<string, string>>): string {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const strings = Object.entries(values).map(
    ([name, text]) => `    <string name="${escaped(name)}">${escaped(text)}</string>`,
  );
  return `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n${strings.join('\n')}\n    <int name="n" value="3" />\n</map>\n`;
}

const tokenOf = ({ type, secret, issuer, label, algorithm, digits, periodSeconds, counter }: PlainAccount) => ({
  algo: algorithm,
  // The counter that was used last.
  counter: counter - 1,
  digits,
  issuerExt: issuer,
  issuerInt: issuer,
  label,
  period: periodSeconds,
  secret: javaBytes(keyBytes(secret)),
  type: type.toUpperCase(),
});

const freeOtpAccounts = [TIMED, STRONG, COUNTED];

testFormat('freeotp', [
  {
    what: 'export of FreeOTP+',
    bytes: JSON.stringify({ tokenOrder: ['a'], tokens: freeOtpAccounts.map(tokenOf) }),
    accounts: freeOtpAccounts,
  },
  {
    what: 'preferences of version 1',
    bytes: preferencesOf({
      tokenOrder: '["x"]',
      ...Object.fromEntries(freeOtpAccounts.map((account, index) => [`t${index}`, JSON.stringify(tokenOf(account))])),
    }),
    accounts: freeOtpAccounts,
  },
]);

/** A Java-serialised HashMap of strings. */
function javaMapOf(values: readonly (readonly [string, string])[]): Buffer {
  // Java writes each UTF-16 unit for itself, halves of surrogate pairs too.
  const utf = (text: string): Buffer => {
    const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
    const body = Buffer.from(
      units.flatMap((unit) => {
        if (unit > 0 && unit < 0x80) return [unit];
        const tail = 0x80 | (unit & 0x3f);
        return unit < 0x800 ? [0xc0 | (unit >> 6), tail] : [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), tail];
      }),
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(body.length);
    return Buffer.concat([length, body]);
  };
  const count = Buffer.alloc(4);
  count.writeUInt32BE(values.length);
  const fields = Buffer.concat([Buffer.from('F'), utf('loadFactor'), Buffer.from('I'), utf('threshold')]);
  return Buffer.concat([
    Buffer.from('aced00057372', 'hex'),
    utf('java.util.HashMap'),
    Buffer.from('0507dac1c31660d1030002', 'hex'),
    fields,
    Buffer.from('78703f4000000000000c770800000010', 'hex'),
    count,
    ...textsOf(values.flat(), utf),
    Buffer.of(0x78),
  ]);
}

/** A text that was written before is named by its handle. */
function textsOf(texts: readonly string[], utf: (text: string) => Buffer): Buffer[] {
  const written: string[] = [];
  return texts.map((text) => {
    const handle = written.indexOf(text);
    if (handle >= 0) return Buffer.from([0x71, 0, 0x7e, 0, 2 + handle]);
    written.push(text);
    return Buffer.concat([Buffer.of(0x74), utf(text)]);
  });
}

/** `damaged`: the place of a token whose key does not open. */
function freeOtp2(damaged?: number): Buffer {
  const master = bytes(32, 3);
  const wrap = (key: Buffer, secret: Buffer, name: string, sequence: boolean) => {
    const nonce = bytes(12, 9);
    const der = Buffer.concat([Buffer.of(4, 12), nonce]);
    return {
      mCipher: 'AES/GCM/NoPadding',
      mCipherText: javaBytes(gcm(key, nonce, secret, Buffer.from(name))),
      mParameters: javaBytes(sequence ? Buffer.concat([Buffer.of(0x30, 17), der, Buffer.of(2, 1, 16)]) : der),
      mToken: name,
    };
  };
  const salt = bytes(32, 4);
  const masterKey = {
    mAlgorithm: 'PBKDF2withHmacSHA512',
    mEncryptedKey: wrap(pbkdf2(PASSPHRASE, salt, 1000, 'sha512'), master, 'AES', false),
    mIterations: 1000,
    mSalt: javaBytes(salt),
  };
  const tokens = freeOtpAccounts.flatMap((account, index) => {
    const { secret: _, ...token } = { ...tokenOf(account), counter: account.counter };
    const wrapping = index === damaged ? bytes(32, 5) : master;
    const key = JSON.stringify(wrap(wrapping, keyBytes(account.secret), `Hmac${account.algorithm}`, true));
    return [
      [`id${index}-token`, JSON.stringify(token)],
      [`id${index}`, JSON.stringify({ key })],
    ] as const;
  });
  return javaMapOf([...tokens, ['masterKey', JSON.stringify(masterKey)], ['tokenOrder', '[]'], ['again', '[]']]);
}

describe('readJavaMap', () => {
  it("reads Java's own UTF-8: emoji and zeros", () => {
    const text = 'K\u00f6ln \u20ac \u{1F511} \0';
    expect([...readJavaMap(Uint8Array.from(javaMapOf([['a', text]])))]).toEqual([['a', text]]);
  });

  it('follows a reference to a text that was written before', () => {
    const map = readJavaMap(
      Uint8Array.from(
        javaMapOf([
          ['a', 'same'],
          ['b', 'same'],
          ['c', 'a'],
        ]),
      ),
    );
    expect([...map]).toEqual([
      ['a', 'same'],
      ['b', 'same'],
      ['c', 'a'],
    ]);
  });
});

testFormat('freeotp-2', [
  { what: 'backup', bytes: freeOtp2(), passphrase: PASSPHRASE, accounts: freeOtpAccounts },
  {
    what: 'backup with a key that does not open',
    bytes: freeOtp2(0),
    passphrase: PASSPHRASE,
    accounts: freeOtpAccounts.slice(1),
    refusals: ['encrypted-entry'],
  },
]);

const AUTHY = 'com.authy.storage.tokens.authenticator.key';
const authyName = {
  originalName: `${TIMED.issuer}:${TIMED.label}`,
  name: `${TIMED.issuer}: ${TIMED.label}`,
  digits: 6,
};
const authySalt = 'abcdefghijklmnop';
const authySealed = cbc(pbkdf2(PASSPHRASE, Buffer.from(authySalt), 1000, 'sha1'), Buffer.alloc(16), TIMED.secret);
const authyAlso = cbc(pbkdf2(PASSPHRASE, Buffer.from(authySalt), 2000, 'sha1'), bytes(16, 8), TIMED.secret);

testFormat('authy', [
  {
    what: 'preferences',
    bytes: preferencesOf({
      [AUTHY]: JSON.stringify([{ ...authyName, decryptedSecret: TIMED.secret }]),
      'com.authy.storage.tokens.authy.key': JSON.stringify([{ name: 'Own', secretSeed: hex(keyBytes(TIMED.secret)) }]),
    }),
    accounts: [bare(TIMED), { ...bare(TIMED), digits: 7, periodSeconds: 10, issuer: '', label: 'Own' }],
    assumed: ['algorithm', 'period'],
  },
  {
    what: 'list of the service, opened by the scripts that people use',
    bytes: JSON.stringify({
      decrypted_authenticator_tokens: [
        {
          name: `${TIMED.issuer}: mine`,
          original_name: authyName.originalName,
          digits: 6,
          encrypted_seed: base64(authySealed),
          decrypted_seed: TIMED.secret,
        },
      ],
    }),
    accounts: [bare(TIMED)],
    assumed: ['algorithm', 'period'],
  },
  {
    what: 'preferences with encrypted keys',
    bytes: preferencesOf({
      [AUTHY]: JSON.stringify([{ ...authyName, encryptedSecret: base64(authySealed), salt: authySalt }]),
    }),
    passphrase: PASSPHRASE,
    accounts: [bare(TIMED)],
    assumed: ['algorithm', 'period'],
  },
  {
    what: 'list of the service',
    bytes: JSON.stringify({
      authenticator_tokens: [
        {
          ...authyName,
          encrypted_seed: base64(authyAlso),
          salt: authySalt,
          key_derivation_iterations: 2000,
          unique_iv: hex(bytes(16, 8)),
        },
      ],
    }),
    passphrase: PASSPHRASE,
    accounts: [bare(TIMED)],
    assumed: ['algorithm', 'period'],
  },
]);

const totpItems = [TIMED, { ...STRONG, algorithm: 'SHA1' }].map(
  ({ issuer, label, secret, digits, periodSeconds }, index) => ({
    base: index === 0 ? 16 : 32,
    digits: `${digits}`,
    period: `${periodSeconds}`,
    issuer,
    name: label,
    key: index === 0 ? hex(keyBytes(secret)).toUpperCase() : secret,
  }),
);
const totpAccounts = [TIMED, { ...STRONG, algorithm: 'SHA1' }];
const wrapped = JSON.stringify({ [JSON.stringify(totpItems)]: 0 });

testFormat('totp-authenticator', [
  {
    what: 'preferences',
    bytes: preferencesOf({ STATIC_TOTP_CODES_LIST: JSON.stringify(totpItems) }),
    accounts: totpAccounts,
    assumed: ['algorithm'],
  },
  {
    what: 'backup',
    bytes: base64(cbc(sha256(PASSPHRASE), Buffer.alloc(16), wrapped)),
    passphrase: PASSPHRASE,
    accounts: totpAccounts,
    assumed: ['algorithm'],
  },
]);

testFormat('totp-authenticator', [
  {
    what: 'backup without a password, which is under the password of the app itself',
    bytes: base64(cbc(sha256('TotpAuthenticator'), Buffer.alloc(16), wrapped)),
    accounts: totpAccounts,
    assumed: ['algorithm'],
  },
  {
    what: 'preferences in which items are JSON text, in other bases, without an issuer',
    bytes: preferencesOf({
      STATIC_TOTP_CODES_LIST: JSON.stringify([
        JSON.stringify({
          base: 64,
          key: base64(keyBytes(TIMED.secret)),
          issuer: 'Unknown',
          name: 'ada',
          digits: '',
          period: '',
        }),
        JSON.stringify({ base: 32, key: TIMED.secret, issuer: 'Shop', name: 'ada' }),
      ]),
    }),
    accounts: ['', 'Shop'].map((issuer) => ({ ...bare(TIMED), issuer, label: 'ada' })),
    assumed: NOTHING_SAID,
  },
]);

const MASK = Buffer.from('398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6c80d2fb38068773f', 'hex');
const masked = (text: string): string => hex(Buffer.from(text).map((byte, index) => byte ^ (MASK[index] ?? 0)));
const battleKey = createHash('sha1').update('made up').digest();

testFormat('battle-net', [
  {
    what: 'preferences',
    bytes: preferencesOf({
      'com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET': masked(hex(battleKey)),
      'com.blizzard.messenger.AUTHENTICATOR_SERIAL': masked('EU-1234-5678-9012'),
    }),
    accounts: [
      { ...bare(TIMED), digits: 8, secret: base32Of(battleKey), issuer: 'Battle.net', label: 'EU-1234-5678-9012' },
    ],
  },
]);

function base32Of(key: Buffer): string {
  const bits = [...key].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}
