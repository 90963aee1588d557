import { describe, expect, it } from 'vitest';
import { importFile } from '../../lib/import/formats.ts';
import { testFormat } from './format-suite.ts';
import { ALL, MOBILE, PASSPHRASE, type PlainAccount } from './samples.ts';
import { base64, bytes, gcm, hex, scrypt, splitTag } from './sealing.ts';

/** mOTP keys are hex elsewhere and base32 here. */
const MOBILE_KEY = 'AERUKZ4JVPG66';

function entryOf(account: PlainAccount) {
  const { type, issuer, label, algorithm, digits, periodSeconds, counter, pin } = account;
  const secret = type === 'motp' ? MOBILE_KEY : account.secret;
  const info = { secret, algo: type === 'motp' ? 'MD5' : algorithm, digits, pin, period: periodSeconds, counter };
  return { type, uuid: 'u', name: label, issuer, note: 'n', icon: null, favorite: true, groups: ['g1'], info };
}

const database = (accounts: readonly PlainAccount[]) => ({
  version: 3,
  entries: accounts.map(entryOf),
  groups: [{ uuid: 'g1', name: 'Work' }],
});

const plainVault = { version: 1, header: { slots: null, params: null }, db: database([...ALL, MOBILE]) };

function sealedVault(passphrase: string, cost = { N: 1024, r: 8, p: 1 }) {
  const master = bytes(32, 5);
  const slotNonce = bytes(12, 6);
  const key = splitTag(gcm(scrypt(passphrase, bytes(32, 7), cost), slotNonce, master));
  const body = splitTag(gcm(master, bytes(12, 8), JSON.stringify(database(ALL))));
  const slot = {
    type: 1,
    uuid: 's',
    key: hex(key.body),
    key_params: { nonce: hex(slotNonce), tag: hex(key.tag) },
    n: cost.N,
    r: cost.r,
    p: cost.p,
    salt: hex(bytes(32, 7)),
  };
  const biometric = {
    type: 2,
    uuid: 'b',
    key: hex(bytes(32)),
    key_params: { nonce: hex(bytes(12)), tag: hex(bytes(16)) },
  };
  const header = { slots: [biometric, slot], params: { nonce: hex(bytes(12, 8)), tag: hex(body.tag) } };
  return { version: 1, header, db: base64(body.body) };
}

testFormat('aegis', [
  {
    what: 'plain',
    bytes: JSON.stringify(plainVault),
    accounts: [...ALL, MOBILE],
    around: { tags: ['Work'], note: 'n', pinned: true },
  },
  {
    what: "database alone, as the app's own script leaves it",
    bytes: JSON.stringify(plainVault.db),
    accounts: [...ALL, MOBILE],
    around: { tags: ['Work'] },
  },
  { what: 'under a password', bytes: JSON.stringify(sealedVault(PASSPHRASE)), passphrase: PASSPHRASE, accounts: ALL },
]);

describe('aegis', () => {
  const refusalOf = async (vault: unknown) => {
    const read = await importFile(Buffer.from(JSON.stringify(vault)), '', { passphrase: PASSPHRASE });
    return read.ok ? '' : read.error.code;
  };

  it('refuses a vault that only a fingerprint opens', async () => {
    const vault = sealedVault(PASSPHRASE);
    expect(await refusalOf({ ...vault, header: { ...vault.header, slots: vault.header.slots.slice(0, 1) } })).toBe(
      'account-bound',
    );
  });

  it('refuses scrypt costs that would take the memory of the machine, before paying them', async () => {
    const vault = sealedVault(PASSPHRASE);
    const slots = [{ ...vault.header.slots[1], n: 2 ** 30 }];
    expect(await refusalOf({ ...vault, header: { ...vault.header, slots } })).toBe('limit-exceeded');
  });

  it('names an entry that it cannot read, and reads the others', async () => {
    const [first, ...rest] = database(ALL).entries;
    const broken = { ...first, info: { ...first?.info, secret: 'not base32 !' } };
    const vault = { ...plainVault, db: { version: 2, entries: [broken, ...rest] } };
    const read = await importFile(Buffer.from(JSON.stringify(vault)));
    expect(read).toMatchObject({
      ok: true,
      value: { refusals: [{ index: 0, name: 'Köln Bank: ada@example.org', reason: 'bad-secret' }] },
    });
    expect(read.ok && read.value.accounts).toHaveLength(rest.length);
  });
});
