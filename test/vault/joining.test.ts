import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { openPaper } from '../../lib/crypto/paper.ts';
import type { Joining, PairingKey } from '../../lib/vault/sync-contract.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random } from './bench.ts';

const OTHER_PASSWORD = 'a password of its own';
const PLACE = { purpose: 'header', id: 'tag', schema: 1, sequence: 1 } as const;
const notes = () => ({ state: { from: 'test' }, putSealed: [{ kind: 'sync', id: 'settings', value: 7 }] });

function pairing(): PairingKey {
  return { id: 'abc', key: random(16) };
}

async function invite(
  vault: Vault,
  key: PairingKey = pairing(),
): Promise<{ sealed: Uint8Array<ArrayBuffer>; vaultId: string; key: PairingKey }> {
  const { vaultId } = await vault.identity();
  return { sealed: await vault.sealPairing(key, { hello: 'you' }), vaultId, key };
}

async function opened(vault: Vault, { sealed, vaultId, key }: Awaited<ReturnType<typeof invite>>): Promise<Joining> {
  const joining = await vault.openPairing(key, vaultId, sealed);
  if (!joining.ok) throw new Error(joining.error);
  return joining.value;
}

/** A second device in the vault of the first. */
async function join(first: Vault): Promise<{ bench: Bench; vault: Vault }> {
  const bench = createBench();
  const vault = bench.wake();
  const joining = await opened(vault, await invite(first));
  expect(await joining.create({ password: OTHER_PASSWORD }, notes())).toEqual({ ok: true, value: undefined });
  return { bench, vault };
}

async function twoDevices() {
  const bench = createBench();
  const { vault, recoveryKey } = await createOpenVault(bench);
  return { bench, vault, recoveryKey, other: await join(vault) };
}

async function rotate(vault: Vault): Promise<string> {
  const rotated = await vault.rotateKeys({ password: PASSWORD }, notes);
  if (!rotated.ok) throw new Error(rotated.error.code);
  return rotated.value.recoveryKey;
}

/** Whether what one seals the other opens. */
async function reads(reader: Vault, writer: Vault): Promise<boolean> {
  return (await reader.openForeign(PLACE, await writer.sealForeign(PLACE, utf8ToBytes('x')))).ok;
}

describe('pairing', () => {
  it('makes the same vault on another device, with a password and a device id of its own', async () => {
    const { vault, other, recoveryKey } = await twoDevices();
    const [mine, theirs] = await Promise.all([vault.identity(), other.vault.identity()]);
    expect(theirs.vaultId).toBe(mine.vaultId);
    expect(theirs.device).not.toBe(mine.device);
    expect(await reads(other.vault, vault)).toBe(true);
    expect(await reads(vault, other.vault)).toBe(true);
    const woken = other.bench.restart();
    expect(await woken.verifyKey({ password: PASSWORD })).toBe(false);
    expect((await woken.unlock({ password: OTHER_PASSWORD })).ok).toBe(true);
    expect(await woken.getSealed('sync', 'settings')).toBe(7);
    expect((await woken.syncView()).state).toEqual({ from: 'test' });
    expect((await other.bench.restart().unlock({ recoveryKey })).ok).toBe(true);
  });

  it('opens under its own key, at its own name, in its own vault', async () => {
    const { vault } = await createOpenVault(createBench());
    const offer = await invite(vault);
    const stranger = createBench().wake();
    const refused = { ok: false, error: 'unreadable' };
    expect(await stranger.openPairing({ ...offer.key, key: random(16) }, offer.vaultId, offer.sealed)).toEqual(refused);
    expect(await stranger.openPairing({ ...offer.key, id: 'abd' }, offer.vaultId, offer.sealed)).toEqual(refused);
    expect(await stranger.openPairing(offer.key, '0'.repeat(32), offer.sealed)).toEqual(refused);
    expect((await opened(stranger, offer)).more).toEqual({ hello: 'you' });
  });

  it('never touches a vault that is there, and takes no password that is too short', async () => {
    const { vault } = await createOpenVault(createBench());
    const { vault: there } = await createOpenVault(createBench());
    const joining = await opened(there, await invite(vault));
    expect(await joining.create({ password: OTHER_PASSWORD }, notes())).toMatchObject({
      error: { code: 'vault-exists' },
    });
    expect(await joining.create({ password: 'short' }, notes())).toMatchObject({ error: { code: 'short-password' } });
    expect((await there.identity()).vaultId).not.toBe(joining.vaultId);
  });

  it('lets a passkey alone in only where the recovery key was confirmed', async () => {
    const { vault } = await createOpenVault(createBench());
    const bench = createBench();
    const stranger = bench.wake();
    const passkey = { credentialId: 'credential', prf: random(32) };
    const key = { passkey, passkeyLabel: 'laptop', prfSalt: random(32) };
    const early = await opened(stranger, await invite(vault));
    expect(await early.create(key, notes())).toMatchObject({ error: { code: 'recovery-not-confirmed' } });
    await vault.confirmRecovery();
    const later = await opened(stranger, await invite(vault));
    expect((await later.create(key, notes())).ok).toBe(true);
    expect((await bench.restart().unlock({ passkey })).ok).toBe(true);
  });

  it('keeps the passkeys of a device whose password is reset by the recovery key', async () => {
    const { other, recoveryKey } = await twoDevices();
    const passkey = { credentialId: 'credential', prf: random(32) };
    await other.vault.addPasskeySlot({ ...passkey, prfSalt: random(32), label: 'l' });
    const woken = other.bench.restart();
    expect((await woken.resetPassword(recoveryKey, 'another new one')).ok).toBe(true);
    expect(await woken.verifyKey({ passkey })).toBe(true);
    expect(await woken.verifyKey({ password: 'another new one' })).toBe(true);
  });
});

describe('a change of keys', () => {
  it('shuts out who has only the old ones, and leaves every way in as it was', async () => {
    const { bench, vault, other, recoveryKey } = await twoDevices();
    const { ids } = await vault.add([newAccount('before')]);
    const passkey = { credentialId: 'credential', prf: random(32) };
    await vault.addPasskeySlot({ ...passkey, prfSalt: random(32), label: 'l' });
    const tag = await vault.deviceTag('d');
    const newKey = await rotate(vault);
    expect(await reads(other.vault, vault)).toBe(false);
    expect(await reads(vault, other.vault)).toBe(true);
    await vault.edit(ids[0] ?? '', { note: 'after' });
    for (const key of [{ password: PASSWORD }, { passkey }, { recoveryKey: newKey }]) {
      const woken = bench.restart();
      expect((await woken.unlock(key)).ok).toBe(true);
      expect((await woken.get(ids[0] ?? ''))?.note).toBe('after');
      expect(await woken.deviceTag('d')).toBe(tag);
    }
    expect(await bench.wake().verifyKey({ recoveryKey })).toBe(false);
    expect(await vault.isRecoveryConfirmed()).toBe(false);
  });

  it('asks for a key of the vault', async () => {
    const { vault } = await createOpenVault(createBench());
    expect(await vault.rotateKeys({ password: 'not this one' }, notes)).toEqual({
      ok: false,
      error: { code: 'wrong-key' },
    });
    expect(await vault.epochs()).toEqual([1]);
  });

  it('is found by a worker that died before the session knew of it', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    const session = new Map(bench.session);
    await rotate(vault);
    bench.session.clear();
    for (const [key, value] of session) bench.session.set(key, value);
    const woken = bench.wake();
    expect(await woken.epochs()).toEqual(await vault.epochs());
    expect(await reads(vault, woken)).toBe(true);
  });

  it('is taken over by who is paired again, with all that is there', async () => {
    const { vault, other } = await twoDevices();
    const { ids } = await other.vault.add([newAccount('not sent yet')]);
    const newKey = await rotate(vault);
    const joining = await opened(other.vault, await invite(vault));
    const { outbox } = await other.vault.syncView();
    expect(await joining.adopt((view) => ({ state: { seen: view.outbox.length }, putSealed: [] }))).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await reads(other.vault, vault)).toBe(true);
    expect(await reads(vault, other.vault)).toBe(true);
    expect(await other.vault.syncView()).toMatchObject({ outbox, state: { seen: 1 } });
    const woken = other.bench.restart();
    expect((await woken.unlock({ password: OTHER_PASSWORD })).ok).toBe(true);
    expect((await woken.get(ids[0] ?? ''))?.issuer).toBe('not sent yet');
    expect(await woken.verifyKey({ recoveryKey: newKey })).toBe(true);
  });

  it('made on two devices at once leaves both keys with who joins the other', async () => {
    const { vault, other } = await twoDevices();
    await rotate(vault);
    await other.vault.rotateKeys({ password: OTHER_PASSWORD }, notes);
    const sealed = await other.vault.sealForeign(PLACE, utf8ToBytes('under the key of the other'));
    expect(await reads(other.vault, vault)).toBe(false);
    expect((await (await opened(other.vault, await invite(vault))).adopt(notes)).ok).toBe(true);
    const [mine, theirs] = await Promise.all([vault.epochs(), other.vault.epochs()]);
    expect(theirs).toHaveLength(3);
    expect(theirs.at(-1)).toBe(mine.at(-1));
    expect(await reads(vault, other.vault)).toBe(true);
    expect((await other.vault.openForeign(PLACE, sealed)).ok).toBe(true);
  });

  it('leads nobody into another vault, nor back to keys that were given up', async () => {
    const { vault, other } = await twoDevices();
    const { vault: stranger } = await createOpenVault(createBench());
    const foreign = await opened(vault, await invite(stranger));
    expect(await foreign.adopt(notes)).toEqual({ ok: false, error: { code: 'other-vault' } });
    await rotate(vault);
    const old = await opened(vault, await invite(other.vault));
    expect(await old.adopt(notes)).toEqual({ ok: false, error: { code: 'outdated' } });
    expect(await vault.epochs()).toHaveLength(2);
  });
});

describe('the recovery key', () => {
  it('makes the vault anew from what a header says of it', async () => {
    const { vault, recoveryKey } = await twoDevices();
    const { vaultId } = await vault.identity();
    for (const key of [recoveryKey, await rotate(vault)]) {
      const { json } = await vault.publicRecovery();
      const bench = createBench();
      const recovered = await bench.wake().openRecovery(vaultId, json, key);
      if (key === recoveryKey) {
        expect(recovered).toEqual({ ok: false, error: { code: 'wrong-key' } });
        continue;
      }
      expect(recovered.ok && (await recovered.value.create({ password: OTHER_PASSWORD }, notes())).ok).toBe(true);
      const woken = bench.restart();
      expect((await woken.unlock({ recoveryKey: key })).ok).toBe(true);
      expect(await reads(woken, vault)).toBe(true);
    }
  });

  it('made anew on one device is taken over by the others, and no slot of strangers is', async () => {
    const { vault, other, recoveryKey } = await twoDevices();
    const made = await vault.newRecoveryKey({ password: PASSWORD });
    const newKey = made.ok ? made.value.recoveryKey : '';
    const { json } = await vault.publicRecovery();
    expect(await other.vault.adoptRecovery(json, true, [{ kind: 'k', id: 'i', value: 1 }])).toBe(true);
    expect(await other.vault.verifyKey({ recoveryKey: newKey })).toBe(true);
    expect(await other.vault.verifyKey({ recoveryKey })).toBe(false);
    expect(await other.vault.getSealed('k', 'i')).toBe(1);
    expect(await other.vault.isRecoveryConfirmed()).toBe(true);
    const { vault: stranger } = await createOpenVault(createBench());
    await stranger.newRecoveryKey({ password: PASSWORD });
    expect(await other.vault.adoptRecovery((await stranger.publicRecovery()).json, true, [])).toBe(false);
    expect(await other.vault.verifyKey({ recoveryKey: newKey })).toBe(true);
  });

  it('opens what another device of the vault has printed', async () => {
    const { vault } = await createOpenVault(createBench());
    const made = await vault.newRecoveryKey({ password: PASSWORD });
    const other = await join(vault);
    const sheet = await other.vault.sealPaper(utf8ToBytes('on paper'));
    const read = await openPaper(sheet, made.ok ? made.value.recoveryKey : '');
    expect(read).toEqual({ ok: true, value: utf8ToBytes('on paper') });
  });
});
