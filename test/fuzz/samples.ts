/** One sound file or more of each import format, small, so that a damage hits something. */
import { IMPORT_FORMATS } from '../../lib/import/formats.ts';
import { archive, bplist } from '../import/plist-writing.ts';
import { STEAM, STRONG, TIMED, uriOf } from '../import/samples.ts';
import { base64, bytes, cbc, openssl, sha256 } from '../import/sealing.ts';
import { sqliteOf } from '../import/tables.ts';
import { zipOf } from '../import/zipping.ts';
import {
  bitwarden,
  google,
  items,
  kdbxHeader,
  keepassXml,
  microsoft,
  onePux,
  opdata,
  paper,
  pass,
  preferences,
  shared,
  stratum,
  token,
  uris,
  winAuth,
} from './sample-parts.ts';

type Sample = string | Uint8Array | object;

const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  tessera: [
    `age-encryption.org/v1\n-> scrypt ${'a'.repeat(22)} 18\n${'b'.repeat(43)}\n--- ${'c'.repeat(43)}\n${'d'.repeat(90)}`,
  ],
  '2fas': [
    { schemaVersion: 4, services: items.map((otp) => ({ name: 'n', secret: TIMED.secret, otp })), groups: [] },
    {
      schemaVersion: 4,
      services: [],
      servicesEncrypted: [64, 256, 12].map((length) => base64(bytes(length))).join(':'),
    },
  ],
  aegis: [
    {
      version: 1,
      header: { slots: null, params: null },
      db: { version: 3, entries: items.map((info) => ({ ...info, info: { ...info, algo: 'SHA1' } })), groups: [] },
    },
    {
      version: 1,
      header: {
        slots: [
          {
            type: 1,
            key: 'ab'.repeat(32),
            key_params: { nonce: 'ab'.repeat(12), tag: 'ab'.repeat(16) },
            n: 32768,
            r: 8,
            p: 1,
            salt: 'ab'.repeat(32),
          },
        ],
        params: { nonce: 'ab'.repeat(12), tag: 'ab'.repeat(16) },
      },
      db: base64(bytes(64)),
    },
  ],
  andotp: [
    items.map((item) => ({ ...item, tags: [], thumbnail: 'x' })),
    Buffer.concat([Buffer.of(0, 0, 8, 0), bytes(200, 9)]),
  ],
  'authenticator-extension': [
    {
      a: { ...shared(TIMED), encrypted: false, hash: 'a', index: 0 },
      b: { ...shared(TIMED), secret: `stm-${STEAM.secret}`, index: 1, hash: 'b' },
    },
    { a: { ...shared(TIMED), encrypted: true, hash: 'a', index: 0, secret: openssl(TIMED.secret, 'fuzz') } },
    {
      a: { dataType: 'EncOTPStorage', data: openssl('{}', 'x'), keyId: 'k', index: 0 },
      k: {
        dataType: 'Key',
        id: 'k',
        salt: 'saltsalt',
        hash: '$argon2id$v=19$m=1024,t=1,p=1$c2FsdA$aGFzaGhhc2g',
        version: 3,
      },
    },
  ],
  'authenticator-plus': [bytes(4096, 3)],
  authy: [
    preferences(
      'com.authy.storage.tokens.authenticator.key',
      JSON.stringify([{ decryptedSecret: TIMED.secret, digits: 6, name: 'a: b' }]),
    ),
    preferences(
      'com.authy.storage.tokens.authenticator.key',
      JSON.stringify([{ encryptedSecret: base64(bytes(32)), salt: 's', digits: 6, name: 'a' }]),
    ),
  ],
  'battle-net': [
    preferences(
      'com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET',
      '09ec179861450806035080d113c5f05e62f67316110eec1bd495a9cdb65a3cb3f93b1f80b80b4507',
    ),
  ],
  bitwarden: [
    bitwarden,
    {
      encrypted: true,
      passwordProtected: true,
      salt: 's',
      kdfType: 0,
      kdfIterations: 1000,
      encKeyValidation_DO_NOT_EDIT: `2.${[16, 32, 32].map((length) => base64(bytes(length))).join('|')}`,
      data: '2.x',
    },
  ],
  'bitwarden-csv': [
    `folder,favorite,type,name,login_uri,login_username,login_totp\n,1,login,n,"https://a,b",u,${uriOf(TIMED)}\n,,login,"x ""y""",,,${TIMED.secret}`,
  ],
  chronos: [{ tokens: items }],
  csv: [`name,secret,url\na,${TIMED.secret},"${uriOf(TIMED)}"\nb,"${STRONG.secret}",`],
  duo: [[{ accountType: 'OtpAccount', name: 'a', otpGenerator: { otpSecret: TIMED.secret, counter: 3 } }]],
  ente: [
    {
      version: 1,
      kdfParams: { memLimit: 1048576, opsLimit: 2, salt: base64(bytes(16)) },
      encryptedData: base64(bytes(80)),
      encryptionNonce: base64(bytes(24)),
    },
  ],
  freeotp: [{ tokenOrder: [], tokens: [token] }, preferences('a', JSON.stringify(token))],
  'freeotp-2': [
    Buffer.concat([
      Buffer.from('aced00057372', 'hex'),
      utf('java.util.HashMap'),
      Buffer.from('0507dac1c31660d103000178703f4000000000000c77080000001000000002', 'hex'),
      ...[
        'masterKey',
        '{"mAlgorithm":"PBKDF2withHmacSHA1","mIterations":10,"mSalt":[1],"mEncryptedKey":{"mCipher":"AES/GCM/NoPadding","mCipherText":[1,2],"mParameters":[4,2,1,1],"mToken":"AES"}}',
        'a-token',
        '{}',
      ].map((text) => Buffer.concat([Buffer.of(0x74), utf(text)])),
    ]),
  ],
  'google-sqlite': [
    sqliteOf(
      google,
      'accounts',
      [{ email: 'a:b', secret: TIMED.secret, counter: 0, type: 0, issuer: 'a'.repeat(900) }],
      512,
    ),
  ],
  'ente-page': [
    `<html>Ente Auth<div class="otp-entry"><p><b>i</b></p><p><b>l</b></p><p>Type: <b>totp</b></p><p>Digits: <b>6</b></p><p>Recovery Code: <b>${TIMED.secret}</b></p></div>`,
  ],
  json: [
    {
      a: [
        { name: 'n', login: { totp: uriOf(STRONG) } },
        { issuer: 'i', secret: TIMED.secret, digits: 6 },
      ],
    },
  ],
  html: [`<!doctype html><html><td>${uriOf(TIMED).replaceAll('&', '&amp;')}</td></html>`],
  'keepass-csv': [`"Group","Title","Username","TOTP"\n"Root/a","t","u","${uriOf(TIMED)}"`],
  kdbx: [Buffer.concat([kdbxHeader, bytes(400, 5)])],
  'keepass-xml': [keepassXml],
  lastpass: [
    {
      version: 3,
      accounts: items.map((item) => ({ ...item, issuerName: 'i', userName: 'u', timeStep: 30 })),
      folders: [],
    },
  ],
  microsoft: [
    sqliteOf(
      microsoft,
      'accounts',
      [
        { name: 'a', username: 'b', oath_secret_key: TIMED.secret, account_type: 0 },
        { name: 'a', username: 'b', oath_secret_key: 'SGVsbG8=', account_type: 1 },
      ],
      512,
    ),
  ],
  opvault: [
    zipOf([
      {
        name: 'a/profile.js',
        text: `var profile=${JSON.stringify({ salt: base64(bytes(16)), iterations: 10, masterKey: opdata, overviewKey: opdata })};`,
      },
      { name: 'a/band_0.js', text: `ld({"A":{"k":"${base64(bytes(112))}","o":"${opdata}","d":"${opdata}"}});` },
    ]),
  ],
  '1pux': [zipOf([{ name: 'export.data', text: JSON.stringify(onePux) }])],
  'otp-auth': [cbc(sha256('OTPAuth'), Buffer.alloc(16), archive({ Version: 1.2, Data: bytes(120, 4) }))],
  otpclient: [
    items,
    Buffer.concat([
      Buffer.from('OTPClient\0\0\0\x02\0\0\0'),
      bytes(48),
      Buffer.from('010000000020000001000000', 'hex'),
      bytes(64),
    ]),
  ],
  'otpauth-list': [
    `# list\n${uris}\nmotp://a:b?secret=0123456789abcdef`,
    'otpauth-migration://offline?data=CjUKEAECAwQFBgcICQoLDA0ODxASDnBpQHJhc3BiZXJyeXBpGgtyYXNwYmVycnlwaSABKAEwAhABGAEgACjr4JKK',
  ],
  'proton-authenticator': [
    { version: 1, entries: [{ content: { uri: uriOf(TIMED), name: 'n' }, note: 'x' }] },
    { version: 1, salt: base64(bytes(16)), content: base64(bytes(90)) },
  ],
  'proton-pass': [pass, zipOf([{ name: 'Proton Pass/data.json', text: JSON.stringify(pass) }])],
  raivo: [
    items.map((item) => ({ ...item, kind: 'TOTP', timer: '30', account: 'a' })),
    zipOf([{ name: 'raivo-otp-export.json', text: '[]', seal: { by: 'aes', passphrase: 'fuzz' } }]),
  ],
  steam: [{ accounts: { a: { shared_secret: base64(bytes(20)), account_name: 'a' } } }],
  stratum: [
    stratum,
    Buffer.concat([Buffer.from('AUTHENTICATORPRO'), bytes(90)]),
    Buffer.concat([Buffer.from('AuthenticatorPro'), bytes(20 + 16 + 64)]),
  ],
  'stratum-sqlite': [
    sqliteOf(
      'CREATE TABLE authenticator (type, issuer, username, secret, pin, algorithm, digits, period, counter, ranking)',
      'authenticator',
      [
        {
          type: 2,
          issuer: 'a',
          username: 'b',
          secret: TIMED.secret,
          algorithm: 0,
          digits: 6,
          period: 30,
          counter: 0,
          ranking: 0,
        },
      ],
      512,
    ),
  ],
  'totp-authenticator': [
    preferences(
      'STATIC_TOTP_CODES_LIST',
      JSON.stringify([{ base: 16, key: 'ab'.repeat(10), digits: '6', period: '30', issuer: 'i', name: 'n' }]),
    ),
    base64(bytes(96)),
  ],
  '2fauth': [
    { app: '2fauth_v5', schema: 1, data: items.map((item) => ({ ...item, otp_type: item.type, service: 's' })) },
  ],
  'tessera-paper': [paper.map(({ text }) => text).join('\n'), paper.flatMap(({ lines }) => lines).join('\n')],
  winauth: [
    winAuth,
    `<WinAuth version="3.6"><data encrypted="y">57494e4155544833${'ab'.repeat(8 + 32 + 8 + 64)}</data></WinAuth>`,
  ],
  'zipped-list': [
    zipOf([{ name: 'a.txt', text: uris }]),
    zipOf([{ name: 'a.txt', text: uris, seal: { by: 'zip-crypto', passphrase: 'fuzz' } }]),
  ],
  'base32-list': [`${TIMED.secret}\n${STRONG.secret}`],
};

function utf(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
}

/** Every format with its samples; a format without one is a fault of this file. */
export function fuzzSamples(): readonly (readonly [string, readonly Uint8Array[]])[] {
  return IMPORT_FORMATS.map(({ id }) => {
    const samples = SAMPLES[id] ?? [];
    if (samples.length === 0) throw new Error(`no sample of ${id}`);
    return [id, samples.map(toBytes)] as const;
  });
}

function toBytes(sample: Sample): Uint8Array {
  if (sample instanceof Uint8Array) return Uint8Array.from(sample);
  return Uint8Array.from(Buffer.from(typeof sample === 'string' ? sample : JSON.stringify(sample)));
}

export function plistSamples(): readonly Uint8Array[] {
  const account = {
    label: 'a',
    issuer: 'b',
    secret: Buffer.from('key'),
    type: 2,
    digits: 6,
    period: 30,
    counter: 0,
    algorithm: 1,
  };
  return [
    Uint8Array.from(archive(account)),
    Uint8Array.from(archive({ Folders: [{ name: 'f', accounts: [account, account] }] })),
    Uint8Array.from(bplist(['text', 'ä'.repeat(20), 300, 1.5, Buffer.from('x'), null, { a: ['b'] }])),
  ];
}
