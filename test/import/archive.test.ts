import { describe, expect, it } from 'vitest';
import { importFile } from '../../lib/import/formats.ts';
import { COUNTED, PASSPHRASE, plain, STRONG, TIMED, uriOf } from './samples.ts';
import { zipOf } from './zipping.ts';

const raivo = ({ issuer, label, secret }: typeof TIMED) =>
  JSON.stringify([{ kind: 'TOTP', secret, issuer, account: label, algorithm: 'SHA1', digits: '6', timer: '30' }]);
const lists = { name: 'mine/uris.txt', text: uriOf(STRONG) };
const picture = { name: 'photo.jpg', text: 'not an export' };

describe('a zip of exports', () => {
  it('gives the accounts of every file in it that is an export', async () => {
    const read = await importFile(zipOf([{ name: 'raivo.json', text: raivo(TIMED) }, picture, lists]));
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.accounts.map(plain)).toEqual([TIMED, STRONG]);
  });

  it('counts the places of refused entries on from file to file', async () => {
    const broken = { name: 'b.txt', text: `${uriOf(COUNTED)}\notpauth://totp/x?secret=!!!` };
    const read = await importFile(zipOf([{ name: 'a.json', text: raivo(TIMED) }, broken]));
    expect(read.ok && read.value.refusals.map(({ index }) => index)).toEqual([2]);
  });

  it('asks for the passphrase that the zip or a file in it needs', async () => {
    const seal = { by: 'zip-crypto', passphrase: PASSPHRASE } as const;
    const sealed = zipOf([
      { name: 'a.json', text: raivo(TIMED), seal },
      { ...lists, seal },
    ]);
    expect(await importFile(sealed)).toMatchObject({ ok: false, error: { code: 'passphrase-needed' } });
    const read = await importFile(sealed, '', { passphrase: PASSPHRASE });
    expect(read.ok && read.value.accounts).toHaveLength(2);
  });

  it('names the files in it that stayed shut beside those that were read', async () => {
    const seal = { by: 'zip-crypto', passphrase: 'another' } as const;
    const sealed = JSON.stringify({ encrypted: true, passwordProtected: true, data: '2.a|b|c' });
    const mixed = zipOf([
      { name: 'shut.json', text: raivo(TIMED), seal },
      lists,
      { name: 'bitwarden.json', text: sealed },
      { name: 'bound.json', text: '{"encrypted":true,"items":[]}' },
    ]);
    const read = await importFile(mixed);
    expect(read.ok && read.value.accounts).toHaveLength(1);
    expect(read.ok && read.value.refusals).toEqual([
      { index: 0, name: 'shut.json', reason: 'encrypted-entry' },
      { index: 2, name: 'bitwarden.json', reason: 'encrypted-entry' },
      { index: 3, name: 'bound.json', reason: 'encrypted-entry' },
    ]);
  });

  it('may hold another archive', async () => {
    const inner = zipOf([{ name: 'a.json', text: raivo(TIMED) }, lists]);
    const read = await importFile(zipOf([{ name: 'inner.zip', text: inner }, picture]));
    expect(read.ok && read.value.accounts.map(plain)).toEqual([TIMED, STRONG]);
  });

  it('is nothing we know where it holds no export, or archives within archives', async () => {
    expect(await importFile(zipOf([picture, picture]))).toMatchObject({ error: { code: 'not-recognised' } });
    const wrapped = (text: Buffer) => zipOf([{ name: 'inner.zip', text }, picture]);
    const deep = wrapped(wrapped(zipOf([{ name: 'a.json', text: raivo(TIMED) }, lists])));
    expect(await importFile(deep)).toMatchObject({ error: { code: 'not-recognised' } });
  });

  it('has one budget for all archives in it', async () => {
    const noise = Buffer.from(Array.from({ length: 1_100_000 }, (_, at) => (at * at * 7919) >> (at % 11)));
    const inner = zipOf(Array.from({ length: 7 }, (_, at) => ({ name: `${at}.bin`, text: noise })));
    const outer = zipOf([0, 1, 2].map((at) => ({ name: `${at}.zip`, text: inner })));
    expect(outer.length).toBeLessThan(20 * 1024 * 1024);
    expect(await importFile(outer)).toMatchObject({ error: { code: 'limit-exceeded' } });
  });
});
