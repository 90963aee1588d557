/**
 * What the recovery key opens. The recovery slot is the same on all devices of a vault, so it must not hold the ring key,
 * which each device keeps to itself: it holds a key of its own, under which the vault keys lie once more.
 */
import type { Bytes } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { importRootKey } from '../crypto/aead.ts';
import { openEnvelope, placeToAssociatedData, purposeKey, readEpoch, sealEnvelope } from '../crypto/envelope.ts';
import { createRecoveryKey, formatRecoveryKey } from '../crypto/recovery-key.ts';
import { type RecoverySlot, sealRecoverySlot } from '../crypto/slot.ts';
import { KEY_LENGTH, newestEpoch, openRing, type Ring, sealRing } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import type { RecoveryRing, VaultHeader } from './schema.ts';

const SCHEMA = 1;
type KeyName = 'ring-key' | 'slot-key';

/** The old recovery key opens nothing any more, not even what somebody has kept of the old slot and what came after. */
export async function withNewRecoveryKey(
  header: VaultHeader,
  ring: Ring,
  { random, clock }: Pick<VaultPorts, 'random' | 'clock'>,
): Promise<{ readonly header: VaultHeader; readonly recoveryKey: string }> {
  const { vaultId } = header;
  const recoveryKey = createRecoveryKey(random);
  const slotKey = random(KEY_LENGTH);
  const slot = await sealRecoverySlot(slotKey, recoveryKey, { vaultId, label: '', createdAtMs: clock() }, random);
  const shared = { slot, slotKey, ring: await sealRing({ ...ring, ringKey: slotKey }, vaultId, random) };
  const changed = await withRecovery({ ...header, isRecoveryConfirmed: false }, ring, shared, random);
  return { header: changed, recoveryKey: formatRecoveryKey(recoveryKey) };
}

/** What all devices of a vault have in common. */
export interface SharedRecovery {
  readonly slot: RecoverySlot;
  readonly slotKey: Bytes;
  /** The vault keys, sealed under the slot key. */
  readonly ring: Bytes;
}

/** The header with this recovery slot in place of its own. `ring` has its newest vault key already. */
export async function withRecovery(
  header: VaultHeader,
  ring: Ring,
  { slot, slotKey, ring: sealed }: SharedRecovery,
  random: VaultPorts['random'],
): Promise<VaultHeader> {
  const { vaultId } = header;
  const recovery: RecoveryRing = {
    ring: sealed,
    ringKey: await sealKey('ring-key', ring.ringKey, ring, vaultId, random),
    slotKey: await sealKey('slot-key', slotKey, ring, vaultId, random),
  };
  return { ...header, slots: [...header.slots.filter(({ kind }) => kind !== 'recovery'), slot], recovery };
}

/** From the key in the recovery slot to the ring key of this device. Throws `damaged`. */
export async function openRecoveryRing(slotKey: Bytes, { vaultId, recovery }: VaultHeader): Promise<Bytes> {
  if (recovery === undefined) return slotKey;
  const { vaultKeys } = await openRing(slotKey, vaultId, recovery.ring);
  return openKey('ring-key', recovery.ringKey, vaultKeys, vaultId);
}

/** What the recovery slot of this vault holds. Throws `damaged`. */
export async function slotKeyOf({ vaultId, recovery }: VaultHeader, ring: Ring): Promise<Bytes> {
  return recovery === undefined ? ring.ringKey : openKey('slot-key', recovery.slotKey, ring.vaultKeys, vaultId);
}

export async function sharedRecoveryOf(header: VaultHeader, ring: Ring): Promise<SharedRecovery> {
  const slot = header.slots.find((one): one is RecoverySlot => one.kind === 'recovery');
  if (slot === undefined) throw new Fault('damaged', 'the vault has no recovery slot');
  return { slot, slotKey: await slotKeyOf(header, ring), ring: header.recovery?.ring ?? header.ring };
}

async function sealKey(name: KeyName, key: Bytes, ring: Ring, vaultId: string, random: VaultPorts['random']) {
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
