/** Changing what opens the vault: each change rewrites the header, in one step, and no row of the vault. */
import { type Bytes, bytesToHex } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { fail, ok } from '../base/result.ts';
import { atLeastAsMuch, isAcceptableCost, KDF_COST, type KdfCost } from '../crypto/kdf.ts';
import { sealPaper } from '../crypto/paper.ts';
import { type Slot, sealPasskeySlot, sealPasswordSlot } from '../crypto/slot.ts';
import type { Door } from './door.ts';
import { openRing } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import { slotKeyOf, withNewRecoveryKey } from './recovery-ring.ts';
import { HEADER_FORMAT, type VaultHeader } from './schema.ts';
import type { VaultStore } from './store.ts';
import { tryKey } from './unlock.ts';
import { PASSWORD_LENGTH_FROM, type SlotSummary, type UnlockKey, type VaultKeys } from './vault-contract.ts';

export const DEVICE_ID_LENGTH = 8;

export interface PasswordChanges extends Pick<VaultKeys, 'changePassword' | 'addPasswordSlot'> {
  /** `generation` as it was when the user asked. */
  resetPassword(recoveryKey: string, newPassword: string, generation: number): ReturnType<VaultKeys['resetPassword']>;
}
export type SlotChanges = Pick<VaultKeys, 'addPasskeySlot' | 'removeSlot' | 'newRecoveryKey' | 'sealPaper'>;

export function createPasswordChanges(ports: VaultPorts, store: VaultStore, door: Door): PasswordChanges {
  async function withNewPassword(header: VaultHeader, ringKey: Bytes, password: string, kept: readonly Slot[]) {
    const origin = { vaultId: header.vaultId, label: '', createdAtMs: ports.clock() };
    const replaced = header.slots.filter((slot) => slot.kind === 'password' && !kept.includes(slot));
    const slot = await sealPasswordSlot(ringKey, password, origin, ports, dearest(replaced));
    return { ...header, slots: [slot, ...kept] };
  }

  return {
    async resetPassword(recoveryKey, newPassword, generation) {
      if (isShort(newPassword)) return fail({ code: 'short-password' });
      const header = await readHeader(store);
      const opened = await tryKey(header, { recoveryKey }, ports.argon2id);
      if (!opened.ok) return opened;
      const ring = await openRing(opened.value.ringKey, header.vaultId, header.ring);
      const kept = header.slots.filter(({ kind }) => kind !== 'password');
      const changed = await withNewPassword(header, ring.ringKey, newPassword, kept);
      await store.replaceHeader(changed);
      await door.open(changed, ring, generation);
      return ok(undefined);
    },
    async changePassword(oldPassword, newPassword) {
      if (isShort(newPassword)) return fail({ code: 'short-password' });
      const header = await readHeader(store);
      const opened = await tryKey(header, { password: oldPassword }, ports.argon2id);
      if (!opened.ok) return fail({ code: 'wrong-key' });
      const kept = header.slots.filter((slot) => slot !== opened.value.slot);
      await store.replaceHeader(await withNewPassword(header, opened.value.ringKey, newPassword, kept));
      return ok(undefined);
    },
    async addPasswordSlot(password) {
      if (isShort(password)) return fail({ code: 'short-password' });
      const open = await door.enter();
      const header = await readHeader(store);
      if (header.slots.some(({ kind }) => kind === 'password')) return fail({ code: 'password-exists' });
      const changed = await withNewPassword(header, open.ring.ringKey, password, header.slots);
      door.assertStillOpen(open);
      await store.replaceHeader(changed);
      return ok(undefined);
    },
  };
}

/** A slot that was tampered with sets no measure: nobody could derive what it asks for. */
function dearest(slots: readonly Slot[]): KdfCost {
  const costs = slots.flatMap((slot) => (slot.kind === 'password' && isAcceptableCost(slot.cost) ? [slot.cost] : []));
  return costs.reduce(atLeastAsMuch, KDF_COST);
}

export function createSlotChanges(ports: VaultPorts, store: VaultStore, door: Door): SlotChanges {
  const { random } = ports;
  return {
    async addPasskeySlot({ label, ...passkey }) {
      const open = await door.enter();
      const header = await readHeader(store);
      const origin = { vaultId: header.vaultId, label, createdAtMs: ports.clock() };
      const slot = await sealPasskeySlot(open.ring.ringKey, passkey, origin, random);
      const kept = header.slots.filter((old) => old.kind !== 'passkey' || old.credentialId !== passkey.credentialId);
      door.assertStillOpen(open);
      await store.replaceHeader({ ...header, slots: [...kept, slot] });
      return toSummary(slot);
    },
    async removeSlot(id) {
      await door.enter();
      const header = await readHeader(store);
      const removed = header.slots.find((slot) => bytesToHex(slot.id) === id);
      if (removed === undefined) return fail({ code: 'unknown-slot' });
      const kept = header.slots.filter((slot) => slot !== removed);
      const local = kept.filter(({ kind }) => kind !== 'recovery');
      if (removed.kind === 'recovery' || local.length === 0) return fail({ code: 'last-slot' });
      const hasPassword = local.some(({ kind }) => kind === 'password');
      if (!hasPassword && !header.isRecoveryConfirmed) return fail({ code: 'recovery-not-confirmed' });
      await store.replaceHeader({ ...header, slots: kept });
      return ok(undefined);
    },
    async newRecoveryKey(proof: UnlockKey) {
      const header = await readHeader(store);
      const opened = await tryKey(header, proof, ports.argon2id);
      if (!opened.ok) return fail({ code: 'wrong-key' });
      const ring = await openRing(opened.value.ringKey, header.vaultId, header.ring);
      const made = await withNewRecoveryKey(header, ring, ports);
      await store.replaceHeader(made.header);
      return ok({ recoveryKey: made.recoveryKey });
    },
    async sealPaper(content) {
      const open = await door.enter();
      const header = await readHeader(store);
      const slot = header.slots.find((each) => each.kind === 'recovery');
      if (slot === undefined) throw new Fault('damaged', 'the vault has no recovery slot');
      const sealed = await sealPaper(await slotKeyOf(header, open.ring), slot, header.vaultId, content, random);
      door.assertStillOpen(open);
      return sealed;
    },
  };
}

/** Throws `no-vault`, or `unsupported-version` before anything in the header is believed. */
export async function readHeader(store: VaultStore): Promise<VaultHeader> {
  const header = await store.readHeader();
  if (header === undefined) throw new Fault('no-vault', 'there is no vault yet');
  if (header.format !== HEADER_FORMAT) throw new Fault('unsupported-version', 'a newer Tessera wrote this vault');
  return header;
}

/** In characters as people count them, after the same normalisation as before deriving. */
export function isShort(password: string): boolean {
  return [...password.normalize('NFKC')].length < PASSWORD_LENGTH_FROM;
}

export function toSummary({ id, kind, label, createdAtMs }: Slot): SlotSummary {
  return { id: bytesToHex(id), kind, label, createdAtMs };
}
