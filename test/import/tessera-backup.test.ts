import { armor } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { sealWithAge } from '../../lib/crypto/age.ts';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { ALL, MOBILE, PASSPHRASE } from './samples.ts';

/** Far below what the product writes, so that the suite does not wait for it. */
const WORK_FACTOR = 6;

const accounts = [...ALL, MOBILE];
const around = {
  hosts: ['bank.example'],
  tags: ['Home'],
  note: 'n',
  recoveryCodes: [{ code: 'a b', usedAtMs: 3 }, { code: 'c' }],
  pinned: true,
  order: 'a0',
  autoFill: true,
  trashed: true,
  createdAtMs: 5,
  unknown: { image: 'x' },
  team: { id: '0123456789abcdef0123456789abcdef', host: 'team.example:8443' },
};
const document = {
  format: 'tessera-backup',
  version: 1,
  createdAtMs: 1,
  accounts: accounts.map((account) => ({ ...account, ...around })),
};
const sealed = await sealWithAge(JSON.stringify(document), PASSPHRASE, WORK_FACTOR);

testFormat('tessera', [
  { what: 'binary', bytes: sealed, passphrase: PASSPHRASE, accounts, around },
  { what: 'armored', bytes: armor.encode(sealed), passphrase: PASSPHRASE, accounts },
  {
    what: 'longer than one chunk of age',
    bytes: await sealWithAge(`${JSON.stringify(document)}${' '.repeat(150_000)}`, PASSPHRASE, WORK_FACTOR),
    passphrase: PASSPHRASE,
    accounts,
  },
]);

describe('tessera backup', () => {
  const codeOf = async (file: Uint8Array): Promise<string> => {
    const read = await importFile(file, '', { passphrase: PASSPHRASE });
    return read.ok ? 'read' : read.error.code;
  };
  const sealText = (text: string) => sealWithAge(text, PASSPHRASE, WORK_FACTOR);

  it('refuses a work factor beyond reason before paying it', async () => {
    const greedy = Buffer.from(
      Buffer.from(sealed)
        .toString('latin1')
        .replace(/^(.*\n-> scrypt \S+ )6\n/, (_, start: string) => `${start}30\n`),
      'latin1',
    );
    expect(await codeOf(greedy)).toBe('limit-exceeded');
  });

  it('refuses a file whose end was cut off at a chunk', async () => {
    const long = await sealText(`${JSON.stringify(document)}${' '.repeat(150_000)}`);
    expect(await codeOf(long.subarray(0, long.length - (long.length % 65_552) - 1))).toBe('damaged');
  });

  it('refuses what is no backup, and backups of the future', async () => {
    expect(await codeOf(await sealText('hello'))).toBe('not-recognised');
    expect(await codeOf(await sealText('{"format":"tessera-backup","version":2}'))).toBe('unsupported-version');
  });

  it.each([
    [{ id: 'short', host: 'team.example' }],
    [{ id: around.team.id, host: '<b>team</b>' }],
    [{ id: around.team.id }],
    ['team'],
    [null],
  ])('takes %j for no mark of a team', async (team) => {
    const text = JSON.stringify({ ...document, accounts: [{ ...ALL[0], ...around, team }] });
    const read = await importFile(await sealText(text), '', { passphrase: PASSPHRASE });
    expect(read.ok && read.value.accounts.map((account) => account.team)).toEqual([undefined]);
  });

  it('leaves files for keys to age', async () => {
    expect(await codeOf(Buffer.from('age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\nxyz'))).toBe(
      'unsupported-cipher',
    );
  });
});
