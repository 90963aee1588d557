import { describe, expect, it } from 'vitest';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { bare, NOTHING_SAID, PASSPHRASE, STEAM, STRONG, TIMED, uriOf } from './samples.ts';
import { argon2, base64, bytes, cbc, mac, pbkdf2, sha256 } from './sealing.ts';
import { zipOf } from './zipping.ts';

const root = {
  encrypted: false,
  folders: [{ id: 'f', name: 'Money' }],
  items: [
    {
      type: 1,
      name: TIMED.issuer,
      folderId: 'f',
      favorite: true,
      login: { username: TIMED.label, totp: TIMED.secret.toLowerCase(), uris: [{ uri: 'https://bank.example' }] },
    },
    { type: 1, name: 'title', login: { username: 'user', totp: uriOf(STRONG) } },
    { type: 1, name: STEAM.issuer, login: { username: STEAM.label, totp: `steam://${STEAM.secret}` } },
    { type: 1, name: 'no code', login: { username: 'x', totp: null } },
    { type: 2, name: 'a note' },
  ],
};
const accounts = [bare(TIMED), STRONG, STEAM];

const expand = (key: Buffer, info: string): Buffer =>
  mac('sha256', key, Buffer.concat([Buffer.from(info), Buffer.of(1)]));

function sealed(text: string, master: Buffer): string {
  const iv = bytes(16, 4);
  const body = cbc(expand(master, 'enc'), iv, text);
  const tag = mac('sha256', expand(master, 'mac'), Buffer.concat([iv, body]));
  return `2.${[iv, body, tag].map(base64).join('|')}`;
}

function exportUnder(master: Buffer, kdf: object) {
  return {
    encrypted: true,
    passwordProtected: true,
    salt: 'c2FsdA==',
    ...kdf,
    encKeyValidation_DO_NOT_EDIT: sealed('0b6c', master),
    data: sealed(JSON.stringify(root), master),
  };
}

const byPbkdf2 = exportUnder(pbkdf2(PASSPHRASE, Buffer.from('c2FsdA=='), 5000, 'sha256'), {
  kdfType: 0,
  kdfIterations: 5000,
});
const byArgon2 = exportUnder(
  argon2('argon2id', Buffer.from(PASSPHRASE), sha256('c2FsdA=='), { memory: 16_384, passes: 2, parallelism: 4 }),
  { kdfType: 1, kdfIterations: 2, kdfMemory: 16, kdfParallelism: 4 },
);

const { encrypted: _unsaid, ...first } = root;
const ofOrganisation = {
  ...root,
  folders: undefined,
  collections: [{ id: 'c', name: 'Team' }],
  items: root.items.map((item) => ({ ...item, folderId: null, collectionIds: ['c'] })),
};

testFormat('bitwarden', [
  {
    what: 'of the first versions, which did not say that it is plain',
    bytes: JSON.stringify(first),
    accounts,
    assumed: ['type', ...NOTHING_SAID],
  },
  {
    what: 'of an organisation',
    bytes: JSON.stringify(ofOrganisation),
    accounts,
    assumed: ['type', ...NOTHING_SAID],
    around: { tags: ['Team'] },
  },
  {
    what: 'zipped with attachments',
    bytes: zipOf([{ name: 'data.json', text: JSON.stringify(root) }]),
    accounts,
    assumed: ['type', ...NOTHING_SAID],
  },
  {
    what: 'plain',
    bytes: JSON.stringify(root),
    accounts,
    assumed: ['type', ...NOTHING_SAID],
    around: { tags: ['Money'], hosts: ['bank.example'], pinned: true },
  },
  {
    what: 'under a password by PBKDF2',
    bytes: JSON.stringify(byPbkdf2),
    passphrase: PASSPHRASE,
    accounts,
    assumed: ['type', ...NOTHING_SAID],
  },
  {
    what: 'under a password by Argon2id',
    bytes: JSON.stringify(byArgon2),
    passphrase: PASSPHRASE,
    accounts,
    assumed: ['type', ...NOTHING_SAID],
  },
]);

testFormat('bitwarden-csv', [
  {
    what: 'of the password manager',
    bytes: [
      'folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp',
      `Money,1,login,${TIMED.issuer},"two\nlines, a ""quote""",,0,https://bank.example,${TIMED.label},pw,${TIMED.secret}`,
      `,,login,title,,,0,,user,pw,"${uriOf(STRONG)}"`,
      ',,note,only a note,text,,0,,,,',
    ].join('\r\n'),
    accounts: [bare(TIMED), STRONG],
    assumed: ['type', ...NOTHING_SAID],
    around: { tags: ['Money'], hosts: ['bank.example'], pinned: true },
  },
]);

describe('bitwarden', () => {
  it('refuses an export that is bound to the account', async () => {
    const bound = {
      encrypted: true,
      encKeyValidation_DO_NOT_EDIT: '2.a|b|c',
      folders: [],
      items: [{ login: { totp: '2.a|b|c' } }],
    };
    const read = await importFile(Buffer.from(JSON.stringify(bound)), '', { passphrase: PASSPHRASE });
    expect(read).toMatchObject({ ok: false, error: { code: 'account-bound', format: 'bitwarden' } });
  });

  it('refuses iterations beyond reason before counting them', async () => {
    const read = await importFile(Buffer.from(JSON.stringify({ ...byPbkdf2, kdfIterations: 1e9 })), '', {
      passphrase: PASSPHRASE,
    });
    expect(read).toMatchObject({ ok: false, error: { code: 'limit-exceeded' } });
  });
});
