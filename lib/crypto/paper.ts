/**
 * What goes onto paper: the recovery slot and, sealed under the ring key that it opens, whatever the sheet is to hold. So
 * the recovery key alone opens a sheet, without the vault it came from, and printing asks for no key at all.
 *
 * A new recovery key makes a new slot: sheets printed before it still open with the key of their own day.
 */
import { type Bytes, bytesToHex, concatBytes, hexToBytes, uint32ToBytes, uint64ToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { isFault } from '../base/errors.ts';
import { fail, type Result } from '../base/result.ts';
import { importRootKey, lengthPrefixed } from './aead.ts';
import { openEnvelope, placeToAssociatedData, purposeKey, sealEnvelope } from './envelope.ts';
import { parseRecoveryKey, type RecoveryKeyTypo } from './recovery-key.ts';
import { openRecoverySlot, type RecoverySlot } from './slot.ts';

const VERSION = 1;
const SCHEMA = 1;
const PARTS = 7;

/** Throws a TypeError unless `vaultId` is hex. The layout is in README.md. */
export async function sealPaper(
  ringKey: Bytes,
  slot: RecoverySlot,
  vaultId: string,
  content: Bytes,
  random: Random,
): Promise<Bytes> {
  const vault = hexToBytes(vaultId);
  if (vault === undefined) throw new TypeError('the id of a vault is hex');
  const body = await sealEnvelope(await paperRoot(ringKey), 0, placeOf(vaultId, slot), content, random);
  const { format, id, createdAtMs, label, envelope } = slot;
  const parts = lengthPrefixed(vault, uint32ToBytes(format), id, uint64ToBytes(createdAtMs), label, envelope, body);
  return concatBytes(Uint8Array.of(VERSION), parts);
}

export type PaperRefusal =
  | RecoveryKeyTypo
  | { readonly code: 'damaged' }
  | { readonly code: 'unsupported-version' }
  | { readonly code: 'wrong-key' };

export async function openPaper(sealed: Bytes, recoveryKey: string): Promise<Result<Bytes, PaperRefusal>> {
  if (sealed.length > 0 && sealed[0] !== VERSION) return fail({ code: 'unsupported-version' });
  const read = readParts(sealed);
  if (read === undefined) return fail({ code: 'damaged' });
  const key = parseRecoveryKey(recoveryKey);
  if (!key.ok) return key;
  const { slot, vaultId, body } = read;
  try {
    const ringKey = await openRecoverySlot(slot, key.value, vaultId);
    if (ringKey === undefined) return fail({ code: 'wrong-key' });
    const opened = await openEnvelope(await paperRoot(ringKey), 0, placeOf(vaultId, slot), body);
    return opened.ok ? opened : fail({ code: 'damaged' });
  } catch (error) {
    if (isFault(error, 'unsupported-version')) return fail({ code: 'unsupported-version' });
    throw error;
  }
}

function paperRoot(ringKey: Bytes): Promise<CryptoKey> {
  return importRootKey(ringKey).then((root) => purposeKey(root, 'paper'));
}

/** Bound to its slot: a body that was put beside another slot does not open. */
function placeOf(vaultId: string, slot: RecoverySlot): Bytes {
  const objectId = bytesToHex(slot.id);
  return placeToAssociatedData({
    ...{ vaultId, objectType: 'paper', objectId, schema: SCHEMA, epoch: 0, deviceId: '', sequence: 0 },
  });
}

function readParts(sealed: Bytes) {
  const parts = splitPrefixed(sealed.subarray(1));
  const [vault, format, id, created, label, envelope, body] = parts ?? [];
  if (parts?.length !== PARTS || !vault || !id || !label || !envelope || !body) return undefined;
  if (format?.length !== 4 || created?.length !== 8) return undefined;
  const createdAtMs = Number(viewOf(created).getBigUint64(0));
  const slot: RecoverySlot = {
    kind: 'recovery',
    ...{ format: viewOf(format).getUint32(0), id, createdAtMs, label: new TextDecoder().decode(label), envelope },
  };
  return Number.isSafeInteger(createdAtMs) ? { slot, vaultId: bytesToHex(vault), body } : undefined;
}

/** The inverse of `lengthPrefixed`; `undefined` unless the parts end where the bytes do. */
function splitPrefixed(bytes: Uint8Array): Bytes[] | undefined {
  const parts: Bytes[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length || parts.length === PARTS) return undefined;
    const end = at + 4 + viewOf(bytes).getUint32(at);
    if (end > bytes.length) return undefined;
    parts.push(bytes.slice(at + 4, end));
    at = end;
  }
  return parts;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
