/**
 * Key slots: each holds the same ring key, sealed under what one way in gives. Whoever changes a password rewrites a
 * slot of a hundred bytes, not the vault.
 *
 * Everything in a slot but the envelope is public, and all of it is associated data: a slot of which anything was
 * changed does not open.
 */
import { type Bytes, uint32ToBytes, uint64ToBytes } from '../base/bytes.ts';
import type { Random, UnixMs } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import { deriveRootKey, importRootKey, lengthPrefixed } from './aead.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import {
  type Argon2id,
  deriveNewPasswordKey,
  derivePasswordKey,
  KDF_SALT_LENGTH,
  type KdfCost,
  type NewPasswordTools,
} from './kdf.ts';
import { RECOVERY_KEY_LENGTH } from './recovery-key.ts';

const SLOT_FORMAT = 1;
export const PRF_LENGTH = 32;
const RING_KEY_LENGTH = 32;
const SLOT_ID_LENGTH = 16;

interface SlotBase {
  readonly format: number;
  readonly id: Bytes;
  readonly label: string;
  readonly createdAtMs: UnixMs;
  readonly envelope: Bytes;
}

export interface PasswordSlot extends SlotBase {
  readonly kind: 'password';
  readonly cost: KdfCost;
  readonly salt: Bytes;
}

export interface PasskeySlot extends SlotBase {
  readonly kind: 'passkey';
  /** As the page hands it over: base64 of the raw id. */
  readonly credentialId: string;
  /** What the passkey is asked to evaluate (WebAuthn level 3, prf.eval.first). */
  readonly prfSalt: Bytes;
}

export interface RecoverySlot extends SlotBase {
  readonly kind: 'recovery';
}

export type Slot = PasswordSlot | PasskeySlot | RecoverySlot;

/** What makes a slot, but for the secret. */
export interface SlotOrigin {
  readonly vaultId: string;
  readonly label: string;
  readonly createdAtMs: UnixMs;
}

type Unsealed<S extends Slot> = Omit<S, 'envelope'>;

/** `atLeast`: the cost of the slot whose place it takes, which a new password may only raise. */
export async function sealPasswordSlot(
  ringKey: Bytes,
  password: string,
  origin: SlotOrigin,
  tools: NewPasswordTools & { readonly random: Random },
  atLeast?: KdfCost,
): Promise<PasswordSlot> {
  const salt = tools.random(KDF_SALT_LENGTH);
  const { cost, key } = await deriveNewPasswordKey(tools, password, salt, atLeast);
  const slot: Unsealed<PasswordSlot> = { ...base(origin, tools.random), kind: 'password', cost, salt };
  return { ...slot, envelope: await sealRingKey(ringKey, key, slot, origin.vaultId, tools.random) };
}

export async function sealPasskeySlot(
  ringKey: Bytes,
  passkey: { readonly credentialId: string; readonly prf: Bytes; readonly prfSalt: Bytes },
  origin: SlotOrigin,
  random: Random,
): Promise<PasskeySlot> {
  const { credentialId, prf, prfSalt } = passkey;
  const slot: Unsealed<PasskeySlot> = { ...base(origin, random), kind: 'passkey', credentialId, prfSalt };
  if (prf.length !== PRF_LENGTH) throw new Fault('wrong-key', 'the output of the passkey has a wrong length');
  return { ...slot, envelope: await sealRingKey(ringKey, prf.slice(), slot, origin.vaultId, random) };
}

export async function sealRecoverySlot(
  ringKey: Bytes,
  recoveryKey: Bytes,
  origin: SlotOrigin,
  random: Random,
): Promise<RecoverySlot> {
  const slot: Unsealed<RecoverySlot> = { ...base(origin, random), kind: 'recovery' };
  if (recoveryKey.length !== RECOVERY_KEY_LENGTH) throw new Fault('wrong-key', 'the recovery key has a wrong length');
  return { ...slot, envelope: await sealRingKey(ringKey, recoveryKey.slice(), slot, origin.vaultId, random) };
}

/** `undefined` for a wrong password. Throws `damaged`, before deriving, for a cost out of bounds. */
export async function openPasswordSlot(slot: PasswordSlot, password: string, vaultId: string, argon2id: Argon2id) {
  return openRingKey(await derivePasswordKey(argon2id, password, slot.salt, slot.cost), slot, vaultId);
}

/** `undefined` for the output of another passkey or of another salt. */
export async function openPasskeySlot(slot: PasskeySlot, prf: Bytes, vaultId: string) {
  return openRingKey(prf.slice(), slot, vaultId);
}

/** `undefined` for a key that is not this vault's. */
export async function openRecoverySlot(slot: RecoverySlot, recoveryKey: Bytes, vaultId: string) {
  return openRingKey(recoveryKey.slice(), slot, vaultId);
}

function base(origin: SlotOrigin, random: Random) {
  const { label, createdAtMs } = origin;
  return { format: SLOT_FORMAT, id: random(SLOT_ID_LENGTH), label, createdAtMs };
}

/** `secret` is wiped: it is either derived here or a copy. */
async function sealRingKey(ringKey: Bytes, secret: Bytes, slot: Unsealed<Slot>, vaultId: string, random: Random) {
  if (ringKey.length !== RING_KEY_LENGTH) throw new Fault('wrong-key', 'the ring key has a wrong length');
  const root = await keyEncryptionKey(secret, slot.kind);
  return sealEnvelope(root, 0, slotToAssociatedData(slot, vaultId), ringKey, random);
}

async function openRingKey(secret: Bytes, slot: Slot, vaultId: string): Promise<Bytes | undefined> {
  if (slot.format !== SLOT_FORMAT) throw new Fault('unsupported-version', 'a newer Tessera wrote this key slot');
  const root = await keyEncryptionKey(secret, slot.kind);
  const opened = await openEnvelope(root, 0, slotToAssociatedData(slot, vaultId), slot.envelope);
  return opened.ok && opened.value.length === RING_KEY_LENGTH ? opened.value : undefined;
}

async function keyEncryptionKey(secret: Bytes, kind: Slot['kind']): Promise<CryptoKey> {
  const material = await importRootKey(secret);
  secret.fill(0);
  return deriveRootKey(material, lengthPrefixed('tessera/slot-key/v1', kind));
}

function slotToAssociatedData(slot: Unsealed<Slot>, vaultId: string): Bytes {
  const time = uint64ToBytes(slot.createdAtMs);
  const format = uint32ToBytes(slot.format);
  return lengthPrefixed('tessera/slot/v1', slot.kind, vaultId, slot.id, parameters(slot), slot.label, time, format);
}

function parameters(slot: Unsealed<Slot>): Bytes {
  const { kind } = slot;
  if (kind === 'recovery') return lengthPrefixed();
  if (kind === 'passkey') {
    const { credentialId, prfSalt } = slot as Unsealed<PasskeySlot>;
    return lengthPrefixed(credentialId, prfSalt);
  }
  const { cost, salt } = slot as Unsealed<PasswordSlot>;
  return lengthPrefixed(uint32ToBytes(cost.memoryKiB), uint32ToBytes(cost.passes), uint32ToBytes(cost.lanes), salt);
}
