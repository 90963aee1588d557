import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../lib/base/bytes.ts';
import { isFault } from '../../lib/base/errors.ts';
import { type Argon2id, KDF_COST, wasmArgon2id } from '../../lib/crypto/kdf.ts';
import { parseRecoveryKey } from '../../lib/crypto/recovery-key.ts';
import {
  openPasskeySlot,
  openPasswordSlot,
  openRecoverySlot,
  type PasskeySlot,
  type PasswordSlot,
  type RecoverySlot,
  type Slot,
  sealPasskeySlot,
  sealPasswordSlot,
  sealRecoverySlot,
} from '../../lib/crypto/slot.ts';
import { decodeSlot, type VectorSlot } from './second-decoder.ts';
import { VECTORS } from './vectors.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const ORIGIN = { vaultId: 'vault', label: 'a label', createdAtMs: 1_795_219_200_000 };

/** Stands in for Argon2id where its cost does not matter. */
const quick: Argon2id = async (password, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...salt, ...password])));
const TOOLS = { argon2id: quick, random, clock: () => 0, kdfBudget: { targetMs: 1000, memoryLimitKiB: 65_536 } };

function bytesOf(hex: string | undefined) {
  const bytes = hexToBytes(hex ?? '');
  if (bytes === undefined) throw new Error('a vector is not hex');
  return bytes;
}

function slotOf(vector: VectorSlot): Slot {
  const base = { ...vector, id: bytesOf(vector.id), envelope: bytesOf(vector.envelope) };
  return { ...base, salt: bytesOf(vector.salt), prfSalt: bytesOf(vector.prfSalt) } as unknown as Slot;
}

async function openWith(slot: Slot, secret: Uint8Array<ArrayBuffer>, vaultId: string) {
  if (slot.kind === 'password') return openPasswordSlot(slot, '', vaultId, async () => secret.slice());
  return slot.kind === 'passkey' ? openPasskeySlot(slot, secret, vaultId) : openRecoverySlot(slot, secret, vaultId);
}

describe('the frozen slots', () => {
  it('are one of each kind', () => {
    expect(VECTORS.slots.map(({ slot }) => slot.kind)).toEqual(['password', 'passkey', 'recovery']);
  });

  it.each(VECTORS.slots)('of a $slot.kind open here and by the second decoder', async (vector) => {
    const opened = await openWith(slotOf(vector.slot), bytesOf(vector.secret), vector.vaultId);
    expect(opened).toEqual(bytesOf(vector.ringKey));
    const decoded = decodeSlot(Buffer.from(vector.secret, 'hex'), vector.slot, vector.vaultId);
    expect(decoded.toString('hex')).toBe(vector.ringKey);
  });

  it('of a password opens by the password, through the real Argon2id', async () => {
    const { slot, password = '', vaultId, ringKey } = VECTORS.slots[0] ?? { slot: undefined };
    if (slot === undefined) throw new Error('the vector is missing');
    const opened = await openPasswordSlot(slotOf(slot) as PasswordSlot, password, vaultId ?? '', wasmArgon2id);
    expect(opened).toEqual(bytesOf(ringKey));
  });

  it('of a recovery key opens by what is on the paper', () => {
    const vector = VECTORS.slots[2];
    const parsed = parseRecoveryKey(vector?.recoveryKey ?? '');
    expect(parsed).toEqual({ ok: true, value: bytesOf(vector?.secret) });
  });
});

describe('a slot', () => {
  async function each() {
    const ringKey = random(32);
    const secrets = { password: 'correct horse', prf: random(32), recovery: random(20) };
    const prfSalt = random(32);
    const passkey = { credentialId: 'id', prf: secrets.prf, prfSalt };
    const slots = {
      password: await sealPasswordSlot(ringKey, secrets.password, ORIGIN, TOOLS),
      passkey: await sealPasskeySlot(ringKey, passkey, ORIGIN, random),
      recovery: await sealRecoverySlot(ringKey, secrets.recovery, ORIGIN, random),
    };
    const open = (slot: Slot, vaultId = 'vault') => {
      if (slot.kind === 'password') return openPasswordSlot(slot, secrets.password, vaultId, quick);
      if (slot.kind === 'passkey') return openPasskeySlot(slot, secrets.prf, vaultId);
      return openRecoverySlot(slot, secrets.recovery, vaultId);
    };
    return { ringKey, slots, open };
  }

  it('gives the ring key back to its own secret only', async () => {
    const { ringKey, slots, open } = await each();
    for (const slot of Object.values(slots)) expect(await open(slot)).toEqual(ringKey);
    expect(await openPasswordSlot(slots.password, 'wrong', 'vault', quick)).toBeUndefined();
    expect(await openPasskeySlot(slots.passkey, random(32), 'vault')).toBeUndefined();
    expect(await openRecoverySlot(slots.recovery, random(20), 'vault')).toBeUndefined();
  });

  it('leaves the secret that it was given as it was', async () => {
    const prf = random(32);
    const copy = prf.slice();
    const slot = await sealPasskeySlot(random(32), { credentialId: 'id', prf, prfSalt: random(32) }, ORIGIN, random);
    await openPasskeySlot(slot, prf, 'vault');
    expect(prf).toEqual(copy);
  });

  it('does not open when anything public about it was changed', async () => {
    const { slots, open } = await each();
    const changes: Slot[] = [
      ...Object.values(slots).flatMap((slot) => [
        { ...slot, label: 'another label' },
        { ...slot, createdAtMs: slot.createdAtMs + 1 },
        { ...slot, id: random(16) },
      ]),
      { ...slots.password, salt: random(16) },
      { ...slots.password, cost: { ...KDF_COST, passes: 4 } },
      { ...slots.password, cost: { ...KDF_COST, memoryKiB: 131_072 } },
      { ...slots.passkey, credentialId: 'another' },
      { ...slots.passkey, prfSalt: random(32) },
    ];
    for (const slot of changes) expect(await open(slot)).toBeUndefined();
    for (const slot of Object.values(slots)) expect(await open(slot, 'another vault')).toBeUndefined();
  });

  it('does not open as another kind', async () => {
    const secret = random(20);
    const slot: RecoverySlot = await sealRecoverySlot(random(32), secret, ORIGIN, random);
    const posing = { ...slot, kind: 'passkey', credentialId: '', prfSalt: new Uint8Array(0) } as PasskeySlot;
    expect(await openPasskeySlot(posing, secret, 'vault')).toBeUndefined();
  });

  it('does not open with a single changed bit in its envelope', async () => {
    const { slots, open } = await each();
    for (const slot of Object.values(slots)) {
      for (let bit = 0; bit < slot.envelope.length * 8; bit++) {
        const envelope = slot.envelope.slice();
        envelope[bit >> 3] = (envelope[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await open({ ...slot, envelope })).toBeUndefined();
      }
    }
  });

  it('of a later format is refused as such', async () => {
    const { slots, open } = await each();
    await expect(open({ ...slots.recovery, format: 2 })).rejects.toSatisfy((error) =>
      isFault(error, 'unsupported-version'),
    );
  });

  it('is not made from a secret of a wrong length', async () => {
    const short = { credentialId: 'id', prf: random(16), prfSalt: random(32) };
    await expect(sealPasskeySlot(random(32), short, ORIGIN, random)).rejects.toThrow('wrong length');
    await expect(sealRecoverySlot(random(32), random(16), ORIGIN, random)).rejects.toThrow('wrong length');
    await expect(sealRecoverySlot(random(31), random(20), ORIGIN, random)).rejects.toThrow('wrong length');
  });
});
