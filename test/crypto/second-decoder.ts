/**
 * Reads envelopes and slots by the table in lib/crypto/README.md, with node:crypto and nothing of ours: if both read
 * the frozen vectors, the format is what is written down and not what the code happens to do.
 */
import { createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface VectorPlace {
  readonly vaultId: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly schema: number;
  readonly epoch: number;
  readonly deviceId: string;
  readonly sequence: number;
}

export interface VectorSlot {
  readonly kind: string;
  readonly format: number;
  readonly id: string;
  readonly label: string;
  readonly createdAtMs: number;
  readonly cost?: { readonly memoryKiB: number; readonly passes: number; readonly lanes: number };
  readonly salt?: string;
  readonly credentialId?: string;
  readonly prfSalt?: string;
  readonly envelope: string;
}

/** Answers the plaintext, or throws. */
export function decodeEnvelope(vaultKey: Buffer, place: VectorPlace, envelope: Buffer): Buffer {
  const root = derive(vaultKey, Buffer.alloc(0), prefixed('tessera/purpose/v1', place.objectType), 32);
  const associatedData = prefixed(
    'tessera/place/v1',
    place.vaultId,
    place.objectType,
    place.objectId,
    big(place.schema, 4),
    big(place.epoch, 4),
    place.deviceId,
    big(place.sequence, 8),
  );
  return decode(root, place.epoch, associatedData, envelope);
}

/** `secret` is what Argon2id, the passkey or the paper gave. */
export function decodeSlot(secret: Buffer, slot: VectorSlot, vaultId: string): Buffer {
  const root = derive(secret, Buffer.alloc(0), prefixed('tessera/slot-key/v1', slot.kind), 32);
  const associatedData = prefixed(
    'tessera/slot/v1',
    slot.kind,
    vaultId,
    Buffer.from(slot.id, 'hex'),
    parameters(slot),
    slot.label,
    big(slot.createdAtMs, 8),
    big(slot.format, 4),
  );
  return decode(root, 0, associatedData, Buffer.from(slot.envelope, 'hex'));
}

/** What is on a paper sheet, by its recovery key. */
export function decodePaper(recoveryKey: Buffer, sheet: Buffer): Buffer {
  if (sheet[0] !== 1) throw new Error('unknown version');
  const parts: Buffer[] = [];
  for (let at = 1; at < sheet.length; at += 4 + sheet.readUInt32BE(at)) {
    parts.push(sheet.subarray(at + 4, at + 4 + sheet.readUInt32BE(at)));
  }
  const [vault, format, id, created, label, envelope, body] = parts.map((part) => part.toString('hex'));
  const slot = {
    kind: 'recovery',
    format: Number.parseInt(format ?? '', 16),
    id: id ?? '',
    label: Buffer.from(label ?? '', 'hex').toString(),
    createdAtMs: Number.parseInt(created ?? '', 16),
    envelope: envelope ?? '',
  };
  const ringKey = decodeSlot(recoveryKey, slot, vault ?? '');
  const place = { vaultId: vault ?? '', objectType: 'paper', objectId: slot.id, schema: 1, epoch: 0, deviceId: '' };
  return decodeEnvelope(ringKey, { ...place, sequence: 0 }, Buffer.from(body ?? '', 'hex'));
}

function parameters(slot: VectorSlot): Buffer {
  if (slot.kind === 'recovery') return prefixed();
  if (slot.kind === 'passkey') return prefixed(slot.credentialId ?? '', Buffer.from(slot.prfSalt ?? '', 'hex'));
  const { memoryKiB = 0, passes = 0, lanes = 0 } = slot.cost ?? {};
  return prefixed(big(memoryKiB, 4), big(passes, 4), big(lanes, 4), Buffer.from(slot.salt ?? '', 'hex'));
}

function decode(root: Buffer, epoch: number, associatedData: Buffer, envelope: Buffer): Buffer {
  if (envelope[0] !== 1 || envelope[1] !== 1) throw new Error('unknown version');
  if (envelope.readUInt32BE(2) !== epoch) throw new Error('another epoch');
  const info = Buffer.concat([Buffer.from('tessera/message/v1'), prefixed(associatedData)]);
  const derived = derive(root, envelope.subarray(6, 38), info, 64);
  if (!timingSafeEqual(derived.subarray(32), envelope.subarray(38, 70))) throw new Error('another key');
  const decipher = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), envelope.subarray(70, 82));
  decipher.setAAD(associatedData);
  decipher.setAuthTag(envelope.subarray(-16));
  return Buffer.concat([decipher.update(envelope.subarray(82, -16)), decipher.final()]);
}

function derive(key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, length));
}

function prefixed(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string);
      return [big(bytes.length, 4), bytes];
    }),
  );
}

function big(value: number, length: 4 | 8): Buffer {
  const bytes = Buffer.alloc(length);
  if (length === 4) bytes.writeUInt32BE(value);
  else bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
