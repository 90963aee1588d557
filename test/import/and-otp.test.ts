import { testFormat } from './format-suite.ts';
import { ALL, PASSPHRASE, type PlainAccount, TIMED } from './samples.ts';
import { bytes, gcm, pbkdf2, sha256 } from './sealing.ts';

const itemOf = ({ type, secret, issuer, label, algorithm, digits, periodSeconds, counter }: PlainAccount) => ({
  secret: `${secret}======`,
  issuer,
  label,
  digits,
  type: type.toUpperCase(),
  algorithm,
  thumbnail: 'Default',
  last_used: 0,
  tags: ['t'],
  ...(type === 'hotp' ? { counter } : { period: periodSeconds }),
});

const list = JSON.stringify(ALL.map(itemOf));
const { issuer: _issuer, ...withoutIssuer } = itemOf(TIMED);

function sealedNow(): Buffer {
  const [iterations, salt, nonce] = [Buffer.alloc(4), bytes(12, 4), bytes(12, 5)];
  iterations.writeUInt32BE(1500);
  return Buffer.concat([iterations, salt, nonce, gcm(pbkdf2(PASSPHRASE, salt, 1500, 'sha1'), nonce, list)]);
}

testFormat('andotp', [
  { what: 'plain', bytes: list, accounts: ALL, around: { tags: ['t'] } },
  { what: 'encrypted', bytes: sealedNow(), passphrase: PASSPHRASE, accounts: ALL },
  {
    what: 'encrypted before version 0.6.3',
    bytes: Buffer.concat([bytes(12, 200), gcm(sha256(PASSPHRASE), bytes(12, 200), list)]),
    passphrase: PASSPHRASE,
    accounts: ALL,
  },
  {
    what: 'of the time before it had issuers',
    bytes: JSON.stringify([{ ...withoutIssuer, label: `${TIMED.issuer} - ${TIMED.issuer}:${TIMED.label}` }]),
    accounts: [TIMED],
  },
]);
