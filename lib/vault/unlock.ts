/** Trying keys on slots. Nothing here writes. */
import type { Bytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type Argon2id, derivePasswordKey, KDF_COST, KDF_SALT_LENGTH } from '../crypto/kdf.ts';
import { parseRecoveryKey } from '../crypto/recovery-key.ts';
import {
  openPasskeySlot,
  openPasswordSlot,
  openRecoverySlot,
  type PasskeySlot,
  type PasswordSlot,
  type RecoverySlot,
  type Slot,
} from '../crypto/slot.ts';
import { openRecoveryRing } from './recovery-ring.ts';
import type { VaultHeader } from './schema.ts';
import type { PasskeyProof, UnlockKey, UnlockRefusal } from './vault-contract.ts';

export interface OpenedSlot {
  readonly slot: Slot;
  readonly ringKey: Bytes;
}

/**
 * A wrong key costs the same as a right one, up to the key ring: all slots of its kind are tried, and where a password
 * has no slot at all, one is derived for nothing.
 */
export async function tryKey(
  header: VaultHeader,
  key: UnlockKey,
  argon2id: Argon2id,
): Promise<Result<OpenedSlot, UnlockRefusal>> {
  if ('password' in key) return orWrong(await tryPassword(header, key.password, argon2id));
  if ('passkey' in key) return orWrong(await tryPasskey(header, key.passkey));
  const recoveryKey = parseRecoveryKey(key.recoveryKey);
  return recoveryKey.ok ? orWrong(await tryRecoveryKey(header, recoveryKey.value)) : recoveryKey;
}

function orWrong(opened: OpenedSlot | undefined): Result<OpenedSlot, UnlockRefusal> {
  return opened === undefined ? fail({ code: 'wrong-key' }) : ok(opened);
}

async function tryPassword(header: VaultHeader, password: string, argon2id: Argon2id) {
  const slots = header.slots.filter((slot): slot is PasswordSlot => slot.kind === 'password');
  if (slots.length === 0) await derivePasswordKey(argon2id, password, new Uint8Array(KDF_SALT_LENGTH), KDF_COST);
  let opened: OpenedSlot | undefined;
  for (const slot of slots) {
    const ringKey = await openPasswordSlot(slot, password, header.vaultId, argon2id);
    if (ringKey !== undefined) opened = { slot, ringKey };
  }
  return opened;
}

async function tryPasskey(header: VaultHeader, proof: PasskeyProof): Promise<OpenedSlot | undefined> {
  const slots = header.slots.filter((slot): slot is PasskeySlot => slot.kind === 'passkey');
  for (const slot of slots.filter(({ credentialId }) => credentialId === proof.credentialId)) {
    const ringKey = await openPasskeySlot(slot, proof.prf, header.vaultId);
    if (ringKey !== undefined) return { slot, ringKey };
  }
  return undefined;
}

/** The slot holds a key of its own where there is a `recovery`; the answer is the ring key in any case. */
async function tryRecoveryKey(header: VaultHeader, recoveryKey: Bytes): Promise<OpenedSlot | undefined> {
  const slots = header.slots.filter((slot): slot is RecoverySlot => slot.kind === 'recovery');
  for (const slot of slots) {
    const key = await openRecoverySlot(slot, recoveryKey, header.vaultId);
    if (key === undefined) continue;
    return { slot, ringKey: await openRecoveryRing(key, header) };
  }
  return undefined;
}
