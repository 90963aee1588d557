/** New vault keys: made here, or taken over from another device. Each is one step that is there whole or not at all. */
import type { Bytes } from '../base/bytes.ts';
import { Fault, isFault } from '../base/errors.ts';
import { fail, ok } from '../base/result.ts';
import type { Json } from '../record/json.ts';
import type { Door, OpenVault } from './door.ts';
import { newestEpoch, type Ring, sealRing, uniteKeys, withNewKey } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import { openSlotKey, sealRingKey, withNewRecoveryKey } from './recovery-ring.ts';
import type { SealedRow, VaultHeader } from './schema.ts';
import { sealValue } from './sealed-values.ts';
import { createSealer, mapInChunks } from './sealer.ts';
import type { Serialize } from './serialize.ts';
import { readRecovery, toPublicRecovery, withRecoverySlot } from './shared-recovery.ts';
import type { VaultStore } from './store.ts';
import type { Joining, RenamingNotes, SyncView, VaultSync } from './sync-contract.ts';
import { tryKey } from './unlock.ts';
import type { UnlockKey } from './vault-contract.ts';
import { readHeader } from './vault-slots.ts';
import { readSyncView, sealNotes } from './vault-sync.ts';

/** Keys and recovery slot as another device handed them over. */
export interface HandedKeys {
  readonly vaultKeys: ReadonlyMap<number, Bytes>;
  readonly recovery: Json;
  readonly isRecoveryConfirmed: boolean;
}

export interface KeyChanges extends Pick<VaultSync, 'publicRecovery' | 'adoptRecovery' | 'rotateKeys'> {
  adoptKeys(handed: HandedKeys, notes: Parameters<Joining['adopt']>[0]): ReturnType<Joining['adopt']>;
}

interface Tools {
  readonly ports: VaultPorts;
  readonly store: VaultStore;
  readonly door: Door;
}

export function createKeyChanges(ports: VaultPorts, store: VaultStore, door: Door, serialize: Serialize): KeyChanges {
  const tools: Tools = { ports, store, door };
  return {
    async publicRecovery() {
      await door.enter();
      return toPublicRecovery(await readHeader(store));
    },
    rotateKeys: (proof, notes) => serialize(() => rotateKeys(tools, proof, notes)),
    adoptRecovery: (json, isConfirmed, values) => serialize(() => adoptRecovery(tools, json, isConfirmed, values)),
    adoptKeys: (handed, notes) => serialize(() => adoptKeys(tools, handed, notes)),
  };
}

async function rotateKeys(
  tools: Tools,
  proof: UnlockKey,
  notes: Parameters<VaultSync['rotateKeys']>[1],
): ReturnType<VaultSync['rotateKeys']> {
  const { ports, store, door } = tools;
  const open = await door.enter();
  const header = await readHeader(store);
  if (!(await tryKey(header, proof, ports.argon2id)).ok) return fail({ code: 'wrong-key' });
  const ring = withNewKey(open.ring, ports.random);
  const made = await withNewRecoveryKey(await withRing(tools, header, ring), ring, ports);
  await putKeys(tools, open, made.header, ring, (view) => notes(view, newestEpoch(ring)));
  return ok({ recoveryKey: made.recoveryKey });
}

async function adoptRecovery(
  tools: Tools,
  json: Json,
  isRecoveryConfirmed: boolean,
  values: Parameters<VaultSync['adoptRecovery']>[2],
): Promise<boolean> {
  const open = await tools.door.enter();
  const header = await readHeader(tools.store);
  const recovery = readRecovery(json);
  if (!(await isOfThisVault(recovery.slotKey, open, header))) return false;
  const ringKey = await sealRingKey(open.ring, header.vaultId, tools.ports.random);
  const changed = withRecoverySlot({ ...header, isRecoveryConfirmed }, recovery, ringKey);
  const rows = await mapInChunks(values, ({ kind, id, value }) => sealValue(open, kind, id, value));
  await commitHeader(tools, open, changed, rows);
  return true;
}

async function adoptKeys(
  tools: Tools,
  handed: HandedKeys,
  notes: Parameters<Joining['adopt']>[0],
): ReturnType<Joining['adopt']> {
  const open = await tools.door.enter();
  const header = await readHeader(tools.store);
  const ours = open.ring.vaultKeys;
  const theirNewest = [...handed.vaultKeys.keys()].at(-1);
  const vaultKeys = uniteKeys(ours, handed.vaultKeys);
  if (vaultKeys === undefined || theirNewest === undefined) return fail({ code: 'other-vault' });
  if (ours.has(theirNewest) && theirNewest !== newestEpoch(open.ring)) return fail({ code: 'outdated' });
  const ring: Ring = { ringKey: open.ring.ringKey, vaultKeys };
  const ringKey = await sealRingKey(ring, header.vaultId, tools.ports.random);
  const renewed = await withRing(tools, { ...header, isRecoveryConfirmed: handed.isRecoveryConfirmed }, ring);
  await putKeys(tools, open, withRecoverySlot(renewed, readRecovery(handed.recovery), ringKey), ring, notes);
  return ok(undefined);
}

async function withRing({ ports }: Tools, header: VaultHeader, ring: Ring): Promise<VaultHeader> {
  return { ...header, ring: await sealRing(ring, header.vaultId, ports.random) };
}

async function isOfThisVault(slotKey: Bytes | undefined, open: OpenVault, { vaultId }: VaultHeader): Promise<boolean> {
  if (slotKey === undefined) return false;
  try {
    await openSlotKey(slotKey, open.ring, vaultId);
    return true;
  } catch (error) {
    if (isFault(error, 'damaged')) return false;
    throw error;
  }
}

/** Header and notes in one transaction, the notes under the new keys already; then the same in memory. */
async function putKeys(
  tools: Tools,
  open: OpenVault,
  header: VaultHeader,
  ring: Ring,
  notesOf: (view: SyncView) => RenamingNotes,
): Promise<void> {
  const notes = notesOf(await readSyncView(open, tools.store));
  const changed = notes.device === undefined ? header : { ...header, deviceId: notes.device };
  const sealer = createSealer(header.vaultId, ring, tools.ports.random);
  await commitHeader(tools, open, changed, await sealNotes({ ...open, sealer }, notes));
  await tools.door.renew(open, changed, ring);
}

/** To be called in the queue of changes: then nobody else writes between the reading of the counter and the commit. */
async function commitHeader(
  { ports, store, door }: Tools,
  open: OpenVault,
  header: VaultHeader,
  putSealed: readonly SealedRow[],
): Promise<void> {
  const clock = await store.readClock();
  door.assertStillOpen(open);
  const counter = clock.counter + 1;
  const isDone = await store.commit({
    expectedCounter: clock.counter,
    clock: { ...clock, counter },
    records: [],
    header,
    putSealed,
    deleteSealed: [],
    nowMs: ports.clock(),
  });
  if (!isDone) throw new Fault('storage-failed', 'somebody else wrote to the vault while its keys were changed');
  if (open.counter === clock.counter) open.counter = counter;
}
