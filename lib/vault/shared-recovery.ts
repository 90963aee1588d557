/** The recovery slot, with what it opens, as JSON: it travels in headers and pairings. Everything in it is public or sealed. */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { type Bytes, bytesToHex } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import type { RecoverySlot } from '../crypto/slot.ts';
import type { Json } from '../record/json.ts';
import type { RecoveryRing, VaultHeader } from './schema.ts';
import type { PublicRecovery } from './sync-contract.ts';

/** A ring with more keys than a vault ever has; a larger one is not decoded. */
const LONGEST = 400_000;

export interface ReadRecovery {
  readonly slot: RecoverySlot;
  readonly ring: Bytes;
  readonly slotKey: Bytes | undefined;
}

export function toPublicRecovery({ slots, ring, recovery }: VaultHeader): PublicRecovery {
  const slot = slots.find((one): one is RecoverySlot => one.kind === 'recovery');
  if (slot === undefined) throw new Fault('damaged', 'the vault has no recovery slot');
  const { format, id, label, createdAtMs, envelope } = slot;
  const spelled = { format, id: bytesToBase64(id), label, createdAtMs, envelope: bytesToBase64(envelope) };
  const slotKey = recovery?.slotKey;
  return {
    slotId: bytesToHex(id),
    json: {
      slot: spelled,
      ring: bytesToBase64(recovery?.ring ?? ring),
      ...(slotKey === undefined ? {} : { slotKey: bytesToBase64(slotKey) }),
    },
  };
}

/** Throws `damaged`. */
export function readRecovery(json: Json): ReadRecovery {
  const { slot, ring, slotKey } = objectOf(json);
  const { format, id, label, createdAtMs, envelope } = objectOf(slot);
  if (typeof format !== 'number' || typeof createdAtMs !== 'number' || typeof label !== 'string') throw refused();
  return {
    slot: { kind: 'recovery', format, id: bytesOf(id), label, createdAtMs, envelope: bytesOf(envelope) },
    ring: bytesOf(ring),
    slotKey: slotKey === undefined ? undefined : bytesOf(slotKey),
  };
}

/** The header with this in place of its own recovery slot; `ringKey` as sealed for this device. */
export function withRecoverySlot(
  header: VaultHeader,
  { slot, ring, slotKey }: ReadRecovery,
  ringKey: Bytes,
): VaultHeader {
  const recovery: RecoveryRing = { ring, ringKey, ...(slotKey === undefined ? {} : { slotKey }) };
  return { ...header, slots: [...header.slots.filter(({ kind }) => kind !== 'recovery'), slot], recovery };
}

function objectOf(json: Json | undefined): Readonly<Record<string, Json>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw refused();
  return json as Readonly<Record<string, Json>>;
}

function bytesOf(json: Json | undefined): Bytes {
  const bytes = typeof json === 'string' && json.length <= LONGEST ? base64ToBytes(json) : undefined;
  if (bytes === undefined || bytes.length === 0) throw refused();
  return bytes;
}

function refused(): Fault {
  return new Fault('damaged', 'this is no recovery slot');
}
