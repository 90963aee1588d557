import { describe, expect, it } from 'vitest';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { bare, NOTHING_SAID, PASSPHRASE, plain, STRONG, TIMED, uriOf } from './samples.ts';
import { base64, bytes, cbcRaw, mac, pbkdf2, sha512 } from './sealing.ts';
import { zipOf } from './zipping.ts';

const halves = (key: Buffer) => ({ cipher: key.subarray(0, 32), mac: key.subarray(32, 64) });
type Keys = ReturnType<typeof halves>;

/** Padded at its front to whole blocks. */
function opdata(keys: Keys, plainText: Buffer): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(plainText.length));
  const padding = bytes(16 - (plainText.length % 16), 77);
  const iv = bytes(16, 5);
  const body = cbcRaw(keys.cipher, iv, Buffer.concat([padding, plainText]));
  const framed = Buffer.concat([Buffer.from('opdata01'), length, iv, body]);
  return base64(Buffer.concat([framed, mac('sha256', keys.mac, framed)]));
}

const seal = (keys: Keys, value: object): string => opdata(keys, Buffer.from(JSON.stringify(value)));

const [salt, masterSeed, overviewSeed] = [bytes(16, 8), bytes(256, 9), bytes(64, 10)];
const derived = halves(pbkdf2(PASSPHRASE, salt, 1000, 'sha512', 64));
const [master, overview] = [halves(sha512(masterSeed)), halves(sha512(overviewSeed))];

function itemOf(title: string, urls: object, fields: readonly object[], more: object = {}) {
  const own = bytes(64, 30);
  const iv = bytes(16, 31);
  const wrapped = Buffer.concat([iv, cbcRaw(master.cipher, iv, own)]);
  return {
    k: base64(Buffer.concat([wrapped, mac('sha256', master.mac, wrapped)])),
    o: seal(overview, { title, ainfo: TIMED.label, ...urls }),
    d: seal(halves(own), {
      fields: [{ designation: 'username', value: TIMED.label }],
      sections: [{ title: '', fields: [{ n: 'other', v: 'x' }, ...fields] }, { title: 'empty' }],
    }),
    ...more,
  };
}

const items = {
  A: itemOf(TIMED.issuer, { url: 'https://bank.example' }, [{ n: 'TOTP_1', v: TIMED.secret }], {
    folder: 'F',
    fave: 1,
  }),
  B: itemOf('title', { URLs: [{ u: 'https://forge.example' }] }, [{ n: 'TOTP_2', v: uriOf(STRONG) }]),
  C: itemOf('no code', {}, []),
};

function vaultOf(bands: Readonly<Record<string, object>>): Buffer {
  const profile = {
    salt: base64(salt),
    iterations: 1000,
    masterKey: opdata(derived, masterSeed),
    overviewKey: opdata(derived, overviewSeed),
  };
  const folders = { F: { overview: seal(overview, { title: 'Money' }) } };
  return zipOf([
    { name: 'my.opvault/default/profile.js', text: `var profile=${JSON.stringify(profile)};` },
    { name: 'my.opvault/default/folders.js', text: `loadFolders(${JSON.stringify(folders)});` },
    ...Object.entries(bands).map(([name, band]) => ({
      name: `my.opvault/default/band_${name}.js`,
      text: `ld(${JSON.stringify(band)});`,
    })),
  ]);
}

testFormat('opvault', [
  {
    what: 'folder in a zip',
    bytes: vaultOf({ 0: { A: items.A, C: items.C }, F: { B: items.B } }),
    passphrase: PASSPHRASE,
    accounts: [bare(TIMED), STRONG],
    assumed: ['type', ...NOTHING_SAID],
    around: { hosts: ['bank.example'], tags: ['Money'], pinned: true },
  },
]);

describe('an OPVault with a damaged item', () => {
  it('gives the others and names the damage', async () => {
    const vault = vaultOf({ 0: { A: { ...items.A, k: base64(bytes(112)) }, B: items.B } });
    const read = await importFile(vault, '', { passphrase: PASSPHRASE });
    expect(read.ok && read.value.accounts.map(plain)).toEqual([STRONG]);
    expect(read.ok && read.value.refusals).toMatchObject([{ reason: 'encrypted-entry' }]);
  });
});
