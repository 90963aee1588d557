import { describe, expect, it } from 'vitest';
import { base64ToBytes } from '../../lib/base/base64.ts';
import { bytesToHex } from '../../lib/base/bytes.ts';
import type { PastValue, VaultAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { newAccount, PASSWORD, secretOf } from '../vault/bench.ts';
import { createTransferDesk, type TransferDesk } from './transfer-desk.ts';

const FILE_PASSWORD = 'nine quiet lanterns';

/** Ids are of the vault, and the thirty days in the Trash begin anew. */
function plain({ id: _id, trashedAtMs: _at, ...account }: VaultAccount) {
  return { ...account, secret: bytesToHex(account.secret.reveal()) };
}

async function everything(vault: Vault) {
  const { accounts } = await vault.list();
  const histories = await Promise.all(
    accounts.map(async ({ id }) =>
      (await vault.history(id)).map(({ account, ...entry }) => ({ ...entry, account: plain(account) })),
    ),
  );
  return accounts.map((account, at) => ({ account: plain(account), history: histories[at] }));
}

async function fill(vault: Vault): Promise<void> {
  const { ids } = await vault.add([
    newAccount('Harbour', {
      hosts: ['a.example', 'b.example'],
      tags: ['home', 'work'],
      note: 'two\nlines',
      recoveryCodes: [{ code: 'one', usedAtMs: 9 }, { code: 'two' }],
      pinned: true,
      autoFill: true,
      unknown: { image: 'https://example.com/x.png' },
    }),
    newAccount('Door', { type: 'hotp', counter: 5, digits: 8, periodSeconds: 60 }),
    newAccount('Gone'),
  ]);
  const [harbour = '', door = '', gone = ''] = ids;
  await vault.edit(harbour, { label: 'second', note: 'new note' });
  await vault.edit(harbour, { label: 'third', recoveryCodes: [] });
  await vault.nextHotp(door);
  const otp = { type: 'hotp', algorithm: 'SHA256', digits: 6, periodSeconds: 30 } as const;
  await vault.edit(door, { otp: { ...otp, secret: secretOf('another key') } });
  await vault.nextHotp(door);
  await vault.setOrder(gone, undefined, harbour);
  await vault.trash([gone]);
}

async function backedUp({ ask }: TransferDesk): Promise<Uint8Array> {
  const proof = { password: PASSWORD };
  const file = await ask('export:make', { formatId: 'tessera', passphrase: FILE_PASSWORD, proof });
  return base64ToBytes(file.bytes) ?? new Uint8Array();
}

async function restore({ ask, read }: TransferDesk, bytes: Uint8Array): Promise<void> {
  await read(bytes, { passphrase: FILE_PASSWORD });
  const rows = (await ask('import:preview', null))?.rows ?? [];
  await ask('import:accept', { rows: rows.map(({ index }) => index) });
}

describe('the encrypted backup', () => {
  it('brings back everything: order, hosts, tags, recovery codes, the Trash, counters and the whole history', async () => {
    const from = await createTransferDesk();
    await fill(from.vault);
    const before = await everything(from.vault);
    expect(before.map(({ history = [] }) => history.length)).toEqual([0, 4, 1]);
    const to = await createTransferDesk();
    await restore(to, await backedUp(from));
    expect(await everything(to.vault)).toEqual(before);
    // And a second time, from the restored vault.
    const again = await createTransferDesk();
    await restore(again, await backedUp(to));
    expect(await everything(again.vault)).toEqual(before);
  });

  it('gives an overwritten key back with the counter that it had reached', async () => {
    const [from, to] = [await createTransferDesk(), await createTransferDesk()];
    await fill(from.vault);
    await restore(to, await backedUp(from));
    const door = (await to.vault.list()).accounts.find(({ issuer }) => issuer === 'Door');
    const [old] = await to.vault.history(door?.id ?? '');
    await to.vault.restoreFromHistory(door?.id ?? '', old?.key ?? '');
    expect(await to.vault.get(door?.id ?? '')).toMatchObject({ digits: 8, counter: 6 });
  });
});

describe('a past from a file', () => {
  const stamp = (counter: number) => ['0123456789abcdef', counter, 5, 0] as const;
  const label = (value: unknown, counter = 1): PastValue => ({
    ...{ field: 'label', value, written: stamp(counter), replaced: stamp(counter + 1) },
  });

  it('is passed over where it is no value that could be restored', async () => {
    const { vault } = await createTransferDesk();
    const wrong: readonly PastValue[] = [
      label(5),
      { ...label('x'), field: 'otp' },
      { ...label('x'), field: '__proto__' },
      { ...label('x'), field: 'order' },
      { ...label('x'), written: ['not hex', 1, 5, 0] },
      { ...label('x'), replaced: ['0123456789abcdef', -1, 5, 0] },
      { ...label({ epoch: '0123456789abcdef:1' }), field: 'otp', counter: 7 },
    ];
    const { ids } = await vault.add([newAccount('Harbour', { past: [...wrong, label('kept', 3), label('twice', 3)] })]);
    const entries = await vault.history(ids[0] ?? '');
    expect(entries.map(({ account }) => account.label)).toEqual(['kept']);
  });
});
