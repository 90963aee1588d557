/**
 * What the recovery key opens. The recovery slot is the same on all devices of a vault, so it must not hold the ring key,
 * which each device keeps to itself: it holds a key of its own, under which the vault keys lie once more.
 */
import type { Bytes } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { importRootKey } from '../crypto/aead.ts';
import { openEnvelope, placeToAssociatedData, purposeKey, readEpoch, sealEnvelope } from '../crypto/envelope.ts';
import { createRecoveryKey, formatRecoveryKey } from '../crypto/recovery-key.ts';
import { sealRecoverySlot } from '../crypto/slot.ts';
import { KEY_LENGTH, newestEpoch, openRing, type Ring, sealRing } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import type { VaultHeader } from './schema.ts';
import { withRecoverySlot } from './shared-recovery.ts';

const SCHEMA = 1;
type KeyName = 'ring-key' | 'slot-key';
type Random = VaultPorts['random'];

/** The old recovery key opens nothing any more, not even what somebody has kept of the old slot and what came after. */
export async function withNewRecoveryKey(
  header: VaultHeader,
  ring: Ring,
  { random, clock }: Pick<VaultPorts, 'random' | 'clock'>,
): Promise<{ readonly header: VaultHeader; readonly recoveryKey: string }> {
  const { vaultId } = header;
  const recoveryKey = createRecoveryKey(random);
  const slotKey = random(KEY_LENGTH);
  const recovery = {
    slot: await sealRecoverySlot(slotKey, recoveryKey, { vaultId, label: '', createdAtMs: clock() }, random),
    ring: await sealRing({ ...ring, ringKey: slotKey }, vaultId, random),
    slotKey: await sealKey('slot-key', slotKey, ring, vaultId, random),
  };
  const ringKey = await sealRingKey(ring, vaultId, random);
  const changed = withRecoverySlot({ ...header, isRecoveryConfirmed: false }, recovery, ringKey);
  return { header: changed, recoveryKey: formatRecoveryKey(recoveryKey) };
}

/** The ring key of this device under its newest vault key, for `RecoveryRing`. */
export function sealRingKey(ring: Ring, vaultId: string, random: Random): Promise<Bytes> {
  return sealKey('ring-key', ring.ringKey, ring, vaultId, random);
}

/** From the key in the recovery slot to the ring key of this device. Throws `damaged`. */
export async function openRecoveryRing(slotKey: Bytes, { vaultId, recovery }: VaultHeader): Promise<Bytes> {
  if (recovery === undefined) return slotKey;
  const { vaultKeys } = await openRing(slotKey, vaultId, recovery.ring);
  return openKey('ring-key', recovery.ringKey, vaultKeys, vaultId);
}

/** What the recovery slot of this vault holds. Throws `damaged`, and `gone` where only its maker knows. */
export async function slotKeyOf({ vaultId, recovery }: VaultHeader, ring: Ring): Promise<Bytes> {
  if (recovery === undefined) return ring.ringKey;
  if (recovery.slotKey === undefined)
    throw new Fault('gone', 'this device was never told what the recovery slot holds');
  return openSlotKey(recovery.slotKey, ring, vaultId);
}

/** Throws `damaged` for what was not sealed by a device of this vault. */
export function openSlotKey(envelope: Bytes, ring: Ring, vaultId: string): Promise<Bytes> {
  return openKey('slot-key', envelope, ring.vaultKeys, vaultId);
}

async function sealKey(name: KeyName, key: Bytes, ring: Ring, vaultId: string, random: Random) {
  const epoch = newestEpoch(ring);
  return sealEnvelope(await rootOf(ring.vaultKeys, epoch), epoch, placeOf(name, vaultId, epoch), key, random);
}

async function openKey(name: KeyName, envelope: Bytes, vaultKeys: Ring['vaultKeys'], vaultId: string): Promise<Bytes> {
  const written = readEpoch(envelope);
  const epoch = written.ok ? written.value : 0;
  const opened = await openEnvelope(await rootOf(vaultKeys, epoch), epoch, placeOf(name, vaultId, epoch), envelope);
  if (!opened.ok || opened.value.length !== KEY_LENGTH) throw new Fault('damaged', `the ${name} cannot be opened`);
  return opened.value;
}

function rootOf(vaultKeys: Ring['vaultKeys'], epoch: number): Promise<CryptoKey> {
  const key = vaultKeys.get(epoch);
  if (key === undefined) throw new Fault('damaged', 'a vault key is missing from the ring');
  return importRootKey(key).then((root) => purposeKey(root, 'keyring'));
}

function placeOf(objectId: KeyName, vaultId: string, epoch: number): Bytes {
  return placeToAssociatedData({
    vaultId,
    objectType: 'keyring',
    objectId,
    schema: SCHEMA,
    epoch,
    deviceId: '',
    sequence: 0,
  });
}
