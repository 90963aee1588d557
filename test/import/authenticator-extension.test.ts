import { testFormat } from './format-suite.ts';
import { bare, COUNTED, NOTHING_SAID, PASSPHRASE, type PlainAccount, STEAM, STRONG, TIMED } from './samples.ts';
import { argon2, bytes, hex, keyBytes, openssl } from './sealing.ts';

const itemOf = (account: PlainAccount, index: number) => ({
  dataType: 'OTPStorage',
  encrypted: false,
  hash: `hash-${index}`,
  index,
  type: account.type,
  secret: account.secret,
  issuer: `${account.issuer}::login.example.org`,
  account: account.label,
  digits: account.digits,
  algorithm: account.algorithm,
  period: account.periodSeconds,
  ...(account.type === 'hotp' && { counter: account.counter }),
});

const accounts = [TIMED, STRONG, COUNTED, STEAM];
const keyed = (items: readonly object[]) => Object.fromEntries(items.map((item, index) => [`hash-${index}`, item]));
const old = { encrypted: true, hash: 'h', index: 0, type: 'totp', issuer: TIMED.issuer, account: TIMED.label };

function thirdVersion() {
  const cost = { memory: 8192, passes: 1, parallelism: 1 };
  const salt = '0123456789abcdef';
  const unpadded = (data: Buffer): string => data.toString('base64').replace(/=+$/, '');
  const passphrase = unpadded(argon2('argon2id', Buffer.from(PASSPHRASE), Buffer.from(salt), cost));
  const check = argon2('argon2id', Buffer.from(passphrase), bytes(16), cost);
  const hash = `$argon2id$v=19$m=8192,t=1,p=1$${unpadded(bytes(16))}$${unpadded(check)}`;
  const items = accounts.map((account, index) => ({
    dataType: 'EncOTPStorage',
    keyId: 'k',
    index,
    data: openssl(JSON.stringify(itemOf(account, index)), passphrase),
  }));
  return { ...keyed(items), k: { dataType: 'Key', id: 'k', salt, hash, version: 3 } };
}

const rootKey = bytes(120, 9);

testFormat('authenticator-extension', [
  {
    what: 'export',
    bytes: JSON.stringify(keyed(accounts.map(itemOf))),
    accounts,
    around: { hosts: ['login.example.org'] },
  },
  {
    what: 'encryption 1',
    bytes: JSON.stringify({ h: { ...old, secret: openssl(TIMED.secret, PASSPHRASE) } }),
    passphrase: PASSPHRASE,
    accounts: [bare(TIMED)],
    assumed: NOTHING_SAID,
  },
  {
    what: 'encryption 2',
    bytes: JSON.stringify({
      h: { ...old, secret: openssl(TIMED.secret, hex(rootKey)) },
      enc: openssl(rootKey, PASSPHRASE),
      hash: '$argon2id$unused',
    }),
    passphrase: PASSPHRASE,
    accounts: [bare(TIMED)],
    assumed: NOTHING_SAID,
  },
  { what: 'encryption 3', bytes: JSON.stringify(thirdVersion()), passphrase: PASSPHRASE, accounts },
  {
    what: 'storage with its own kinds',
    bytes: JSON.stringify({
      a: { secret: `blz-${TIMED.secret}`, index: 0, issuer: 'B', account: 'b' },
      b: { secret: STEAM.secret, type: 4, index: 1, issuer: STEAM.issuer, account: STEAM.label },
      c: { secret: keyBytes(TIMED.secret).toString('hex'), type: 'hex', index: 2, issuer: 'H', account: 'h' },
      d: { secret: 'Encrypted', encrypted: true, hash: 'd', index: 3, issuer: 'Lost', type: 'totp' },
      LocalStorage: { theme: 'dark' },
    }),
    accounts: [
      { ...bare(TIMED), digits: 8, issuer: 'B', label: 'b' },
      STEAM,
      { ...bare(TIMED), issuer: 'H', label: 'h' },
    ],
    assumed: ['algorithm', 'period'],
    refusals: ['encrypted-entry'],
  },
]);
