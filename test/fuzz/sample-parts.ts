/** What the sound files of the fuzzer are put together from. */
import { splitPaper } from '../../lib/crypto/paper-blocks.ts';
import { ALL, COUNTED, type PlainAccount, STRONG, TIMED, uriOf } from '../import/samples.ts';
import { base64, bytes, javaBytes, keyBytes } from '../import/sealing.ts';

/** Blocks of a sheet that no key opens: what is sealed is the same bytes for every key. */
export const { blocks: paper } = await splitPaper(Uint8Array.from({ length: 700 }, (_, at) => (at * 37) & 255));

export const winAuth = `<?xml version="1.0"?><WinAuth version="3.6"><WinAuthAuthenticator type="WinAuth.HOTPAuthenticator"><name>a:b</name><authenticatordata><secretdata>48656c6c6f21deadbeef\t6\tHMACSHA1\t30|5</secretdata></authenticatordata></WinAuthAuthenticator></WinAuth>`;

export const opdata = base64(
  Buffer.concat([Buffer.from('opdata01'), Buffer.of(20, 0, 0, 0, 0, 0, 0, 0), bytes(16 + 32 + 32)]),
);

export const uris = ALL.map(uriOf).join('\n');
export const shared = ({ type, secret, issuer, label, algorithm, digits, periodSeconds, counter }: PlainAccount) => ({
  type,
  secret,
  issuer,
  label,
  account: label,
  name: label,
  algorithm,
  algo: algorithm,
  digits,
  period: periodSeconds,
  counter,
});
export const items = ALL.map(shared);
export const preferences = (name: string, text: string): string =>
  `<?xml version='1.0'?>\n<map>\n<string name="${name}">${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</string>\n<int name="n" value="1" /></map>`;
export const token = {
  ...shared(COUNTED),
  algo: 'SHA1',
  issuerExt: 'x',
  secret: javaBytes(keyBytes(TIMED.secret)),
  type: 'HOTP',
};
export const bitwarden = {
  encrypted: false,
  folders: [],
  items: [{ name: 'n', login: { username: 'u', totp: uriOf(STRONG) } }, { login: { totp: TIMED.secret } }],
};
export const keepassXml = `<?xml version="1.0"?><KeePassFile><Meta/><Root><Group><Name>a</Name><Entry><String><Key>Title</Key><Value>t</Value></String><String><Key>otp</Key><Value>${uriOf(TIMED).replaceAll('&', '&amp;')}</Value></String></Entry></Group></Root></KeePassFile>`;
export const kdbxHeader = Buffer.from(
  '03d9a29a67fb4bb50100030002100031c1f2e6bf714350be5805216afc5aff0304000100000004',
  'hex',
);
export const google =
  'CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT, secret TEXT, counter INTEGER, type INTEGER, issuer TEXT)';
export const microsoft =
  'CREATE TABLE accounts (_id INTEGER PRIMARY KEY, name TEXT, username TEXT, oath_secret_key TEXT, account_type INTEGER)';
export const stratum = {
  Authenticators: [
    {
      Type: 2,
      Issuer: 'i',
      Username: 'u',
      Secret: TIMED.secret,
      Algorithm: 0,
      Digits: 6,
      Period: 30,
      Counter: 0,
      Pin: null,
    },
  ],
  Categories: [],
  AuthenticatorCategories: [],
};
export const pass = {
  vaults: {
    v: {
      name: 'p',
      items: [{ data: { metadata: { name: 'n' }, extraFields: [], content: { totpUri: uriOf(TIMED) } }, state: 1 }],
    },
  },
};
export const onePux = {
  accounts: [
    {
      vaults: [
        {
          attrs: { name: 'v' },
          items: [
            { overview: { title: 't' }, details: { sections: [{ fields: [{ value: { totp: TIMED.secret } }] }] } },
          ],
        },
      ],
    },
  ],
};
