import { testFormat } from './format-suite.ts';
import { archive, type Value } from './plist-writing.ts';
import { COUNTED, PASSPHRASE, type PlainAccount, STRONG, TIMED } from './samples.ts';
import { bytes, cbc, keyBytes, mac, pbkdf2, sha1, sha256 } from './sealing.ts';

const accountOf = ({ type, secret, issuer, label, algorithm, digits, periodSeconds, counter }: PlainAccount) => ({
  label,
  issuer,
  secret: keyBytes(secret),
  type: ['', 'hotp', 'totp'].indexOf(type),
  algorithm: ['', 'SHA1', 'SHA256', 'SHA512'].indexOf(algorithm),
  digits,
  counter,
  period: periodSeconds,
});

const wrap = (name: string, inner: Value): Buffer => cbc(sha256(name), Buffer.alloc(16), archive(inner));

function oldSeal(text: Buffer, salt: string, iv: string): Buffer {
  return cbc(sha256(`${salt}-${PASSPHRASE}`), sha1(iv).subarray(0, 16), text);
}

function rncryptor(text: Buffer): Buffer {
  const [salt, macSalt, iv] = [bytes(8, 1), bytes(8, 2), bytes(16, 3)];
  const sealed = cbc(pbkdf2(PASSPHRASE, salt, 10_000, 'sha1'), iv, text);
  const covered = Buffer.concat([Buffer.of(3, 1), salt, macSalt, iv, sealed]);
  return Buffer.concat([covered, mac('sha256', pbkdf2(PASSPHRASE, macSalt, 10_000, 'sha1'), covered)]);
}

const accounts = [TIMED, STRONG, COUNTED];
const folders = {
  Folders: [{ $plain: 1, name: 'Work', accounts: accounts.map((account) => ({ $plain: 1, ...accountOf(account) })) }],
};

testFormat('otp-auth', [
  {
    what: 'one account, version 1.1',
    bytes: wrap('OTPAuth', {
      Version: 1.1,
      IV: Buffer.from('iv text'),
      Salt: 'salt',
      Data: oldSeal(archive(accountOf(TIMED)), 'salt', 'iv text'),
    }),
    passphrase: PASSPHRASE,
    accounts: [TIMED],
  },
  {
    what: 'one account, version 1.2',
    bytes: wrap('OTPAuth', { Version: 1.2, Data: rncryptor(archive(accountOf(STRONG))) }),
    passphrase: PASSPHRASE,
    accounts: [STRONG],
  },
  {
    what: 'backup, version 1.0',
    bytes: wrap('Authenticator', {
      Version: 1.0001,
      IV: 'iv',
      Salt: 'salt',
      WrappedData: oldSeal(archive(folders), 'salt', 'iv'),
    }),
    passphrase: PASSPHRASE,
    accounts,
    around: { tags: ['Work'] },
  },
  {
    what: 'backup, version 1.1',
    bytes: wrap('Authenticator', { Version: 1.1, WrappedData: rncryptor(archive(folders)) }),
    passphrase: PASSPHRASE,
    accounts,
    around: { tags: ['Work'] },
  },
]);
