import { testFormat } from './format-suite.ts';
import { ALL, MOBILE, PASSPHRASE, type PlainAccount } from './samples.ts';
import { argon2, bytes, cbc, gcm, pbkdf2 } from './sealing.ts';
import { sqliteOf } from './tables.ts';

const TYPES = ['', 'hotp', 'totp', 'motp', 'steam', 'yandex'];
const itemOf = ({ type, secret, issuer, label, algorithm, digits, periodSeconds, counter, pin }: PlainAccount) => ({
  Type: TYPES.indexOf(type),
  Icon: null,
  Issuer: issuer,
  Username: label,
  Secret: secret,
  Pin: pin ?? null,
  Algorithm: ['SHA1', 'SHA256', 'SHA512'].indexOf(algorithm),
  Digits: digits,
  Period: periodSeconds,
  Counter: counter,
  Ranking: 0,
});

const accounts = [...ALL, MOBILE];
const backup = JSON.stringify({
  Authenticators: accounts.map(itemOf),
  Categories: [{ Id: 'c', Name: 'Home' }],
  AuthenticatorCategories: [{ CategoryId: 'c', AuthenticatorSecret: ALL[0]?.secret }],
  CustomIcons: [],
});

function sealedNow(): Buffer {
  const [salt, nonce] = [bytes(16, 2), bytes(12, 3)];
  const key = argon2('argon2id', Buffer.from(PASSPHRASE), salt, { memory: 65_536, passes: 3, parallelism: 4 });
  return Buffer.concat([Buffer.from('AUTHENTICATORPRO'), salt, nonce, gcm(key, nonce, backup)]);
}

function sealedBefore(): Buffer {
  const [salt, iv] = [bytes(20, 2), bytes(16, 3)];
  const key = pbkdf2(PASSPHRASE, salt, 64_000, 'sha1');
  return Buffer.concat([Buffer.from('AuthenticatorPro'), salt, iv, cbc(key, iv, backup)]);
}

testFormat('stratum', [
  { what: 'plain', bytes: backup, accounts, around: { tags: ['Home'] } },
  { what: 'encrypted', bytes: sealedNow(), passphrase: PASSPHRASE, accounts },
  { what: 'encrypted the older way', bytes: sealedBefore(), passphrase: PASSPHRASE, accounts },
  {
    what: 'with numbers that nobody knows, and a PIN that is not there',
    bytes: JSON.stringify({
      Authenticators: [
        itemOf(ALL[0] as PlainAccount),
        { ...itemOf(MOBILE), Pin: null },
        { ...itemOf(MOBILE), Type: 9 },
      ],
    }),
    accounts: ALL.slice(0, 1),
    refusals: ['pin-missing', 'unknown-type'],
  },
]);

testFormat('stratum-sqlite', [
  {
    what: 'database',
    bytes: sqliteOf(
      `CREATE TABLE "authenticator" (
"type" integer , "icon" varchar , "issuer" varchar(32) , "username" varchar(40) ,
"secret" varchar primary key not null , "pin" varchar , "algorithm" integer , "digits" integer ,
"period" integer , "counter" integer , "ranking" integer )`,
      'authenticator',
      accounts.map((account) =>
        Object.fromEntries(Object.entries(itemOf(account)).map(([name, value]) => [name.toLowerCase(), value])),
      ),
    ),
    accounts,
  },
]);
