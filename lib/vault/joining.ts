/**
 * Letting other devices in, and coming in: the vault keys under a pairing key, or under the recovery key. What comes out
 * of either is a `Joining`, which holds the keys until the vault is made.
 */
import { type Bytes, bytesToHex, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { importRootKey } from '../crypto/aead.ts';
import { openEnvelope, placeToAssociatedData, purposeKey, sealEnvelope } from '../crypto/envelope.ts';
import { parseRecoveryKey } from '../crypto/recovery-key.ts';
import { openRecoverySlot, sealPasskeySlot, sealPasswordSlot } from '../crypto/slot.ts';
import type { Json } from '../record/json.ts';
import type { Door } from './door.ts';
import type { HandedKeys, KeyChanges } from './key-changes.ts';
import { KEY_LENGTH, keysToRows, openRing, type Ring, rowsToKeys, sealRing } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import { sealRingKey } from './recovery-ring.ts';
import { HEADER_FORMAT, type VaultHeader } from './schema.ts';
import { createSealer } from './sealer.ts';
import type { Serialize } from './serialize.ts';
import { readRecovery, toPublicRecovery, withRecoverySlot } from './shared-recovery.ts';
import type { VaultStore } from './store.ts';
import type { Joining, JoinKey, PairingKey, SyncNotes, VaultSync } from './sync-contract.ts';
import type { UnlockRefusal } from './vault-contract.ts';
import { DEVICE_ID_LENGTH, isShort, readHeader } from './vault-slots.ts';
import { openForeign, sealNotes } from './vault-sync.ts';

const SCHEMA = 1;

interface Handed extends HandedKeys {
  readonly vaultId: string;
  readonly more: Json;
}

interface Tools {
  readonly ports: VaultPorts;
  readonly store: VaultStore;
  readonly door: Door;
  readonly serialize: Serialize;
  readonly adoptKeys: KeyChanges['adoptKeys'];
}

export function createJoining(tools: Tools): Pick<VaultSync, 'sealPairing' | 'openPairing' | 'openRecovery'> {
  return {
    sealPairing: (pairing, more) => sealPairing(tools, pairing, more),
    async openPairing(pairing, vaultId, sealed) {
      const opened = await openEnvelope(await pairingRoot(pairing), 0, pairingPlace(pairing, vaultId), sealed);
      if (!opened.ok) return fail(opened.error === 'unknown-version' ? 'newer' : 'unreadable');
      const { keys, recovery, isRecoveryConfirmed, more } = JSON.parse(bytesToUtf8(opened.value));
      readRecovery(recovery);
      const handed = { vaultId, vaultKeys: rowsToKeys(keys), recovery, more };
      return ok(joiningOf(tools, { ...handed, isRecoveryConfirmed: isRecoveryConfirmed === true }));
    },
    async openRecovery(vaultId, recovery, recoveryKey): Promise<Result<Joining, UnlockRefusal>> {
      const typed = parseRecoveryKey(recoveryKey);
      if (!typed.ok) return typed;
      const { slot, ring } = readRecovery(recovery);
      const slotKey = await openRecoverySlot(slot, typed.value, vaultId);
      if (slotKey === undefined) return fail({ code: 'wrong-key' });
      const { vaultKeys } = await openRing(slotKey, vaultId, ring);
      // Who restores from the kit has it.
      return ok(joiningOf(tools, { vaultId, vaultKeys, recovery, isRecoveryConfirmed: true, more: null }));
    },
  };
}

async function sealPairing({ ports, store, door }: Tools, pairing: PairingKey, more: Json): Promise<Bytes> {
  const open = await door.enter();
  const header = await readHeader(store);
  const { json: recovery } = toPublicRecovery(header);
  const keys = keysToRows(open.ring.vaultKeys);
  const text = JSON.stringify({ keys, recovery, isRecoveryConfirmed: header.isRecoveryConfirmed, more });
  const root = await pairingRoot(pairing);
  door.assertStillOpen(open);
  return sealEnvelope(root, 0, pairingPlace(pairing, header.vaultId), utf8ToBytes(text), ports.random);
}

function joiningOf(tools: Tools, handed: Handed): Joining {
  const { vaultId, vaultKeys, isRecoveryConfirmed, more } = handed;
  const sealer = createSealer(vaultId, { ringKey: new Uint8Array(KEY_LENGTH), vaultKeys }, tools.ports.random);
  return {
    vaultId,
    isRecoveryConfirmed,
    more,
    openForeign: (place, sealed) => openForeign(sealer, place, sealed),
    deviceTag: sealer.deviceTag,
    epochs: async () => [...vaultKeys.keys()],
    adopt: (notes) => tools.adoptKeys(handed, notes),
    create(key, notes) {
      // As it was when the user asked: a lock in between wins.
      const generation = tools.door.generation();
      return tools.serialize(() => createJoined(tools, handed, key, notes, generation));
    },
  };
}

async function createJoined(
  { ports, store, door }: Tools,
  handed: Handed,
  key: JoinKey,
  notes: SyncNotes,
  generation: number,
): ReturnType<Joining['create']> {
  if ('password' in key && isShort(key.password)) return fail({ code: 'short-password' });
  if (!('password' in key) && !handed.isRecoveryConfirmed) return fail({ code: 'recovery-not-confirmed' });
  const { random } = ports;
  const ring: Ring = { ringKey: random(KEY_LENGTH), vaultKeys: handed.vaultKeys };
  const header = await newHeader(ports, handed, key, ring);
  const { vaultId, deviceId } = header;
  const sealer = createSealer(vaultId, ring, random);
  const inside = { vaultId, deviceId, ring, sealer, records: new Map(), isComplete: true, counter: 0 };
  const clock = { counter: 0, ms: 0, count: 0, lastOrder: undefined };
  const isMade = await store.createVault(header, clock, await sealNotes(inside, notes));
  if (!isMade) return fail({ code: 'vault-exists' });
  await door.open(header, ring, generation);
  return ok(undefined);
}

async function newHeader(ports: VaultPorts, handed: Handed, key: JoinKey, ring: Ring): Promise<VaultHeader> {
  const { random } = ports;
  const { vaultId, isRecoveryConfirmed } = handed;
  const origin = { vaultId, createdAtMs: ports.clock() };
  const slot =
    'password' in key
      ? await sealPasswordSlot(ring.ringKey, key.password, { ...origin, label: '' }, ports)
      : await sealPasskeySlot(
          ring.ringKey,
          { ...key.passkey, prfSalt: key.prfSalt },
          { ...origin, label: key.passkeyLabel },
          random,
        );
  const header: VaultHeader = {
    ...origin,
    format: HEADER_FORMAT,
    deviceId: bytesToHex(random(DEVICE_ID_LENGTH)),
    slots: [slot],
    ring: await sealRing(ring, vaultId, random),
    isRecoveryConfirmed,
  };
  return withRecoverySlot(header, readRecovery(handed.recovery), await sealRingKey(ring, vaultId, random));
}

function pairingRoot({ key }: PairingKey): Promise<CryptoKey> {
  return importRootKey(key).then((root) => purposeKey(root, 'pairing'));
}

function pairingPlace({ id }: PairingKey, vaultId: string): Bytes {
  return placeToAssociatedData({
    vaultId,
    objectType: 'pairing',
    objectId: id,
    schema: SCHEMA,
    epoch: 0,
    deviceId: '',
    sequence: 0,
  });
}
