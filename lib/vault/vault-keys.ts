/** Creating, opening and closing the vault, and changing what opens it. */
import { type Bytes, bytesToHex } from '../base/bytes.ts';
import { fail, ok } from '../base/result.ts';
import { createRecoveryKey, formatRecoveryKey, parseRecoveryKey } from '../crypto/recovery-key.ts';
import { PRF_LENGTH, sealPasskeySlot, sealPasswordSlot, sealRecoverySlot } from '../crypto/slot.ts';
import type { Door } from './door.ts';
import { createRing, openRing, sealRing } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import { HEADER_FORMAT, type VaultHeader } from './schema.ts';
import type { Serialize } from './serialize.ts';
import type { VaultStore } from './store.ts';
import { tryKey } from './unlock.ts';
import type { FirstKey, UnlockKey, VaultKeys } from './vault-contract.ts';
import {
  createPasswordChanges,
  createSlotChanges,
  DEVICE_ID_LENGTH,
  isShort,
  readHeader,
  toSummary,
} from './vault-slots.ts';

const VAULT_ID_LENGTH = 16;

export function createVaultKeys(ports: VaultPorts, store: VaultStore, door: Door, serialize: Serialize): VaultKeys {
  const opening = createOpening(ports, store, door);
  const passwords = createPasswordChanges(ports, store, door);
  const slots = createSlotChanges(ports, store, door);
  /** The generation as it was when the call came in, not when its turn came: a lock in between wins. */
  function begun<T>(work: (generation: number) => Promise<T>): Promise<T> {
    const generation = door.generation();
    return serialize(() => work(generation));
  }
  return {
    status: door.status,
    generation: door.generation,
    draftRecoveryKey: () => formatRecoveryKey(createRecoveryKey(ports.random)),
    create: (key) => begun((generation) => opening.create(key, generation)),
    unlock: (key) => begun((generation) => opening.unlock(key, generation)),
    // Not in the queue: a lock never waits for a password that is being tried.
    lock: door.close,
    verifyKey: async (key) => (await tryKey(await readHeader(store), key, ports.argon2id)).ok,
    resetPassword: (recoveryKey, password) =>
      begun((generation) => passwords.resetPassword(recoveryKey, password, generation)),
    changePassword: (oldPassword, password) => serialize(() => passwords.changePassword(oldPassword, password)),
    addPasswordSlot: (password) => serialize(() => passwords.addPasswordSlot(password)),
    newPrfSalt: () => ports.random(PRF_LENGTH),
    addPasskeySlot: (proof) => serialize(() => slots.addPasskeySlot(proof)),
    removeSlot: (id) => serialize(() => slots.removeSlot(id)),
    slots: async () => (await readHeader(store)).slots.map(toSummary),
    passkeyChallenges: async () => {
      const header = await store.readHeader();
      return (header?.slots ?? []).flatMap((slot) => {
        if (slot.kind !== 'passkey') return [];
        return [{ slotId: bytesToHex(slot.id), credentialId: slot.credentialId, prfSalt: slot.prfSalt }];
      });
    },
    newRecoveryKey: (proof) => serialize(() => slots.newRecoveryKey(proof)),
    sealPaper: slots.sealPaper,
    isRecoveryConfirmed: async () => (await readHeader(store)).isRecoveryConfirmed,
    confirmRecovery: () =>
      serialize(async () => {
        await door.enter();
        await store.replaceHeader({ ...(await readHeader(store)), isRecoveryConfirmed: true });
      }),
    destroy: () =>
      serialize(async () => {
        await door.close();
        await store.destroy();
      }),
  };
}

function createOpening(ports: VaultPorts, store: VaultStore, door: Door) {
  const { random } = ports;
  return {
    async create(key: FirstKey, generation: number): ReturnType<VaultKeys['create']> {
      if ('password' in key && isShort(key.password)) return fail({ code: 'short-password' });
      const typed = key.recoveryKey === undefined ? undefined : parseRecoveryKey(key.recoveryKey);
      if (typed?.ok === false) return typed;
      const recoveryKey = typed?.value ?? createRecoveryKey(random);
      const ring = createRing(random);
      const header = await newHeader(key, ring, recoveryKey);
      const clock = { counter: 0, ms: 0, count: 0, lastOrder: undefined };
      if (!(await store.createVault(header, clock))) return fail({ code: 'vault-exists' });
      await door.open(header, ring, generation);
      return ok({ recoveryKey: formatRecoveryKey(recoveryKey) });
    },
    async unlock(key: UnlockKey, generation: number): ReturnType<VaultKeys['unlock']> {
      const header = await readHeader(store);
      const opened = await tryKey(header, key, ports.argon2id);
      if (!opened.ok) return opened;
      const ring = await openRing(opened.value.ringKey, header.vaultId, header.ring);
      await door.open(header, ring, generation);
      return ok(undefined);
    },
  };

  async function newHeader(key: FirstKey, ring: ReturnType<typeof createRing>, recoveryKey: Bytes) {
    const vaultId = bytesToHex(random(VAULT_ID_LENGTH));
    const createdAtMs = ports.clock();
    const origin = { vaultId, createdAtMs };
    const first =
      'password' in key
        ? await sealPasswordSlot(ring.ringKey, key.password, { ...origin, label: '' }, ports)
        : await sealPasskeySlot(
            ring.ringKey,
            { ...key.passkey, prfSalt: key.prfSalt },
            { ...origin, label: key.passkeyLabel },
            random,
          );
    const recovery = await sealRecoverySlot(ring.ringKey, recoveryKey, { ...origin, label: '' }, random);
    const header: VaultHeader = {
      format: HEADER_FORMAT,
      vaultId,
      deviceId: bytesToHex(random(DEVICE_ID_LENGTH)),
      createdAtMs,
      slots: [first, recovery],
      ring: await sealRing(ring, vaultId, random),
      // A key that was handed in had been drafted, shown and typed back before.
      isRecoveryConfirmed: key.recoveryKey !== undefined,
    };
    return header;
  }
}
