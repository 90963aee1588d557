import { describe, expect, it } from 'vitest';
import { importFile } from '../../lib/import/formats.ts';
import { realKdf } from '../../lib/import/kdf.ts';
import { listZip, unzip } from '../../lib/import/zip.ts';
import { testFormat } from './format-suite.ts';
import { ALL, PASSPHRASE, uriOf } from './samples.ts';
import { zipOf } from './zipping.ts';

const text = ALL.map(uriOf).join('\n');

testFormat('zipped-list', [
  { what: 'without a password', bytes: zipOf([{ name: 'winauth.txt', text }]), accounts: ALL },
  {
    what: 'under the old zip cipher',
    bytes: zipOf([{ name: 'winauth.txt', text, seal: { by: 'zip-crypto', passphrase: PASSPHRASE } }]),
    passphrase: PASSPHRASE,
    accounts: ALL,
  },
  {
    what: 'under AES',
    bytes: zipOf([{ name: 'Accounts.txt', text, seal: { by: 'aes', passphrase: PASSPHRASE } }]),
    passphrase: PASSPHRASE,
    accounts: ALL,
  },
]);

describe('unzip', () => {
  const options = { kdf: realKdf };
  const entriesOf = (archive: Uint8Array) => listZip(Uint8Array.from(archive)) ?? [];

  it('cuts off what unfolds to more than a hundred times its size', async () => {
    const [bomb] = entriesOf(zipOf([{ name: 'a.txt', text: 'a'.repeat(5_000_000) }]));
    if (bomb === undefined) throw new Error('no entry');
    expect(bomb.packed.length).toBeLessThan(10_000);
    await expect(unzip(bomb, options)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it('notices a bit that was flipped', async () => {
    const archive = zipOf([{ name: 'a.txt', text: 'otpauth' }]);
    archive[38] = (archive[38] ?? 0) ^ 1;
    const [entry] = entriesOf(archive);
    if (entry === undefined) throw new Error('no entry');
    await expect(unzip(entry, options)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('lists files with their names and leaves folders out', () => {
    const names = entriesOf(
      zipOf([
        { name: 'ordner/', text: '' },
        { name: 'ordner/größe.txt', text: 'x' },
      ]),
    ).map(({ name }) => name);
    expect(names).toEqual(['ordner/größe.txt']);
  });

  it('copies nothing before it is asked for, however often a directory names the same bytes', () => {
    const archive = Uint8Array.from(zipOf([{ name: 'a.txt', text: 'otpauth' }]));
    expect(entriesOf(archive).map(({ packed }) => packed.byteOffset)).toEqual([35]);
  });

  it('refuses a directory that points outside of the file', async () => {
    const archive = zipOf([{ name: 'a.txt', text: 'otpauth' }]);
    archive.writeUInt32LE(0x7fffffff, archive.length - 6);
    expect(await importFile(archive)).toMatchObject({ ok: false, error: { code: 'not-recognised' } });
  });
});
