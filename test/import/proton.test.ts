import { testFormat } from './format-suite.ts';
import { ALL, bare, NOTHING_SAID, PASSPHRASE, STEAM, STRONG, TIMED, uriOf } from './samples.ts';
import { argon2, base64, bytes, gcm } from './sealing.ts';
import { zipOf } from './zipping.ts';

const database = {
  version: 1,
  entries: ALL.map((account) => ({
    id: 'i',
    content: { uri: uriOf(account), entry_type: 'Totp', name: account.label },
    note: 'n',
  })),
};
const salt = bytes(16, 3);
const key = argon2('argon2id', Buffer.from(PASSPHRASE), salt, { memory: 19 * 1024, passes: 2, parallelism: 1 });
const sealed = gcm(key, bytes(12, 4), JSON.stringify(database), Buffer.from('proton.authenticator.export.v1'));

testFormat('proton-authenticator', [
  { what: 'plain', bytes: JSON.stringify(database), accounts: ALL, around: { note: 'n' } },
  {
    what: 'under a password',
    bytes: JSON.stringify({ version: 1, salt: base64(salt), content: base64(Buffer.concat([bytes(12, 4), sealed])) }),
    passphrase: PASSPHRASE,
    accounts: ALL,
  },
  {
    what: 'with Steam, which has no issuer there',
    bytes: JSON.stringify({
      version: 1,
      entries: [{ content: { uri: `steam://${STEAM.secret}`, name: STEAM.label } }],
    }),
    accounts: [STEAM],
  },
]);

const item = (name: string, content: object, more: object = {}) => ({
  data: { metadata: { name, note: '' }, extraFields: [], type: 'login', content },
  state: 1,
  ...more,
});

const pass = {
  version: '1',
  vaults: {
    v: {
      name: 'Personal',
      items: [
        item(TIMED.issuer, { itemUsername: TIMED.label, totpUri: TIMED.secret, urls: ['https://bank.example'] }),
        item('title', { totpUri: uriOf(STRONG) }, { state: 2 }),
        item('Plain', { totpUri: `otpauth://totp/Plain:Proton%20Pass?issuer=Plain&secret=${TIMED.secret}` }),
        item('no code', { totpUri: '' }),
        item('broken', { totpUri: 'otpauth://totp/broken' }),
      ],
    },
  },
};
const passAccounts = [bare(TIMED), STRONG, { ...bare(TIMED), issuer: 'Proton Pass', label: 'Plain' }];

testFormat('proton-pass', [
  {
    what: 'in a zip',
    bytes: zipOf([{ name: 'Proton Pass/data.json', text: JSON.stringify(pass) }]),
    accounts: passAccounts,
    assumed: ['type', ...NOTHING_SAID],
    refusals: ['no-secret'],
    around: { tags: ['Personal'], hosts: ['bank.example'] },
  },
  {
    what: 'by itself',
    bytes: JSON.stringify(pass),
    accounts: passAccounts,
    assumed: ['type', ...NOTHING_SAID],
    refusals: ['no-secret'],
  },
]);
