import { testFormat } from './format-suite.ts';
import {
  ALL,
  bare,
  COUNTED,
  NOTHING_SAID,
  PASSPHRASE,
  type PlainAccount,
  STEAM,
  STRONG,
  TIMED,
  uriOf,
} from './samples.ts';
import { argon2, base64, bytes, gcm, keyBytes, pbkdf2 } from './sealing.ts';
import { zipOf } from './zipping.ts';

const settingsOf = ({ algorithm, digits, periodSeconds, counter }: PlainAccount) => ({
  algorithm,
  digits,
  period: periodSeconds,
  counter,
});

testFormat('chronos', [
  {
    what: 'export',
    bytes: JSON.stringify({
      tokens: [TIMED, STRONG, COUNTED].map((account) => ({
        ...settingsOf(account),
        type: account.type.toUpperCase(),
        issuer: account.issuer,
        account: account.label,
        secret: account.secret,
      })),
    }),
    accounts: [TIMED, STRONG, COUNTED],
  },
]);

testFormat('duo', [
  {
    what: 'backup',
    bytes: JSON.stringify([
      { accountType: 'OtpAccount', name: TIMED.label, otpGenerator: { otpSecret: TIMED.secret } },
      { accountType: 'OtpAccount', name: COUNTED.label, otpGenerator: { otpSecret: COUNTED.secret, counter: 41 } },
      { accountType: 'DuoAccount', name: 'push only' },
    ]),
    accounts: [
      { ...bare(TIMED), issuer: '' },
      { ...bare(COUNTED), issuer: '', counter: 41 },
    ],
    assumed: NOTHING_SAID,
    refusals: ['no-secret'],
  },
]);

testFormat('lastpass', [
  {
    what: 'export',
    bytes: JSON.stringify({
      deviceId: '',
      version: 3,
      accounts: [TIMED, STRONG].map(({ issuer, label, secret, digits, algorithm, periodSeconds }) => ({
        issuerName: issuer,
        originalIssuerName: 'x',
        userName: label,
        secret,
        digits,
        algorithm,
        timeStep: periodSeconds,
        isFavorite: true,
        folderData: { folderId: 1, position: 0 },
      })),
      folders: [{ id: 1, name: 'Favorites' }],
    }),
    accounts: [TIMED, STRONG],
    around: { pinned: true, tags: ['Favorites'] },
  },
]);

const raivoList = JSON.stringify(
  [TIMED, STRONG, COUNTED].map((account) => ({
    issuer: account.issuer,
    account: account.label,
    secret: account.secret,
    kind: account.type.toUpperCase(),
    algorithm: account.algorithm,
    digits: `${account.digits}`,
    timer: `${account.periodSeconds}`,
    counter: `${account.counter}`,
    pinned: 'true',
  })),
);

testFormat('raivo', [
  { what: 'list', bytes: raivoList, accounts: [TIMED, STRONG, COUNTED], around: { pinned: true } },
  {
    what: 'encrypted zip',
    bytes: zipOf([{ name: 'raivo-otp-export.json', text: raivoList, seal: { by: 'aes', passphrase: PASSPHRASE } }]),
    passphrase: PASSPHRASE,
    accounts: [TIMED, STRONG, COUNTED],
  },
]);

const steamItem = {
  shared_secret: base64(keyBytes(STEAM.secret)),
  account_name: STEAM.label,
  revocation_code: 'R12345',
};

testFormat('steam', [
  {
    what: 'accounts',
    bytes: JSON.stringify({ accounts: { '7656': steamItem } }),
    accounts: [STEAM],
    around: { recoveryCodes: [{ code: 'R12345' }] },
  },
  { what: 'one account', bytes: JSON.stringify(steamItem), accounts: [STEAM] },
]);

testFormat('2fauth', [
  {
    what: 'export',
    bytes: JSON.stringify({
      app: '2fauth_v5.0.0',
      schema: 1,
      data: ALL.map((account) => ({
        ...settingsOf(account),
        algorithm: account.algorithm.toLowerCase(),
        otp_type: account.type === 'steam' ? 'steamtotp' : account.type,
        service: account.issuer,
        account: account.label,
        secret: account.secret,
      })),
    }),
    accounts: ALL,
  },
]);

const onePux = {
  accounts: [
    {
      vaults: [
        {
          attrs: { name: 'Personal' },
          items: [
            {
              state: 'active',
              overview: { title: TIMED.issuer, urls: [{ url: 'https://bank.example' }], tags: ['money'] },
              details: {
                loginFields: [{ designation: 'username', value: TIMED.label }],
                sections: [
                  {
                    fields: [
                      { value: { totp: TIMED.secret } },
                      { value: { totp: uriOf(STRONG) } },
                      { value: { string: 'x' } },
                    ],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
};

testFormat('1pux', [
  {
    what: 'export',
    bytes: zipOf([
      { name: 'export.attributes', text: '{}' },
      { name: 'export.data', text: JSON.stringify(onePux) },
    ]),
    accounts: [bare(TIMED), STRONG],
    assumed: ['type', ...NOTHING_SAID],
    around: { tags: ['Personal', 'money'], hosts: ['bank.example'] },
  },
]);

const clientList = ALL.map((account) => ({
  digits: account.digits,
  period: account.periodSeconds,
  counter: account.counter,
  algo: account.algorithm,
  type: account.type === 'steam' ? 'TOTP' : account.type.toUpperCase(),
  label: account.label,
  issuer: account.issuer,
  secret: account.secret,
  group: 'g',
}));

/** Version 2 is a C struct with padding; version 3 is not. */
function clientDatabase(version: 2 | 3, passphrase = Buffer.from(PASSPHRASE)): Buffer {
  const cost = { memory: 8192, passes: 1, parallelism: 1 };
  const [iv, salt] = [bytes(16, 1), bytes(32, 2)];
  const number = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, 0]);
  const header = Buffer.concat([
    Buffer.from('OTPClient'),
    Buffer.alloc(version === 2 ? 3 : 0),
    number(version),
    iv,
    salt,
    ...[cost.passes, cost.memory, cost.parallelism].map(number),
  ]);
  const key = argon2('argon2id', passphrase, salt, cost);
  return Buffer.concat([header, gcm(key, iv, JSON.stringify(clientList), header)]);
}

function clientDatabaseOfOld(): Buffer {
  const header = Buffer.concat([bytes(16, 90), bytes(32, 91)]);
  const key = pbkdf2(PASSPHRASE, header.subarray(16), 100_000, 'sha512');
  return Buffer.concat([header, gcm(key, header.subarray(0, 16), JSON.stringify(clientList), header)]);
}

testFormat('otpclient', [
  { what: 'database of version 1', bytes: clientDatabaseOfOld(), passphrase: PASSPHRASE, accounts: ALL },
  { what: 'list', bytes: JSON.stringify(clientList), accounts: ALL, around: { tags: ['g'] } },
  { what: 'database of version 2', bytes: clientDatabase(2), passphrase: PASSPHRASE, accounts: ALL },
  { what: 'database of version 3', bytes: clientDatabase(3), passphrase: PASSPHRASE, accounts: ALL },
  {
    what: 'database under as many bytes of the password as it has characters',
    bytes: clientDatabase(3, Buffer.from(PASSPHRASE).subarray(0, [...PASSPHRASE].length)),
    passphrase: PASSPHRASE,
    accounts: ALL,
  },
]);
