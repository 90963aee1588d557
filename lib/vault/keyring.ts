/** The ring of vault keys, one an epoch: sealed in the header, in memory while the vault is open, in the session between. */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { type Bytes, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import { importRootKey } from '../crypto/aead.ts';
import { openEnvelope, placeToAssociatedData, purposeKey, sealEnvelope } from '../crypto/envelope.ts';

const KEY_LENGTH = 32;
const RING_SCHEMA = 1;

/** The newest epoch writes; older ones stay, so that what they sealed still opens. */
export interface Ring {
  readonly ringKey: Bytes;
  readonly vaultKeys: ReadonlyMap<number, Bytes>;
}

export function createRing(random: Random): Ring {
  return { ringKey: random(KEY_LENGTH), vaultKeys: new Map([[1, random(KEY_LENGTH)]]) };
}

export async function sealRing(ring: Ring, vaultId: string, random: Random): Promise<Bytes> {
  const plaintext = utf8ToBytes(JSON.stringify(keysToRows(ring.vaultKeys)));
  return sealEnvelope(await ringRoot(ring.ringKey), 0, ringPlace(vaultId), plaintext, random);
}

/** Throws `damaged`: the slot opened, so the key is right and the ring is not. */
export async function openRing(ringKey: Bytes, vaultId: string, envelope: Bytes): Promise<Ring> {
  const opened = await openEnvelope(await ringRoot(ringKey), 0, ringPlace(vaultId), envelope);
  if (!opened.ok) throw new Fault('damaged', 'the key ring of the vault cannot be opened');
  return { ringKey, vaultKeys: rowsToKeys(JSON.parse(bytesToUtf8(opened.value))) };
}

/** For the session port: JSON, in memory only. */
export function ringToSession(ring: Ring, vaultId: string): unknown {
  return { vaultId, ringKey: bytesToBase64(ring.ringKey), vaultKeys: keysToRows(ring.vaultKeys) };
}

/** `undefined` for what is missing, malformed or of another vault. */
export function sessionToRing(stored: unknown, vaultId: string): Ring | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const session = stored as { vaultId?: unknown; ringKey?: unknown; vaultKeys?: unknown };
  const ringKey = typeof session.ringKey === 'string' ? base64ToBytes(session.ringKey) : undefined;
  if (session.vaultId !== vaultId || ringKey === undefined || ringKey.length !== KEY_LENGTH) return undefined;
  return { ringKey, vaultKeys: rowsToKeys(session.vaultKeys) };
}

export function newestEpoch(ring: Ring): number {
  return Math.max(...ring.vaultKeys.keys());
}

function ringRoot(ringKey: Bytes): Promise<CryptoKey> {
  return importRootKey(ringKey).then((root) => purposeKey(root, 'keyring'));
}

function ringPlace(vaultId: string): Bytes {
  return placeToAssociatedData({
    vaultId,
    objectType: 'keyring',
    objectId: 'ring',
    schema: RING_SCHEMA,
    epoch: 0,
    deviceId: '',
    sequence: 0,
  });
}

function keysToRows(vaultKeys: ReadonlyMap<number, Bytes>): readonly (readonly [number, string])[] {
  return [...vaultKeys].map(([epoch, key]) => [epoch, bytesToBase64(key)] as const);
}

function rowsToKeys(rows: unknown): ReadonlyMap<number, Bytes> {
  const keys = (Array.isArray(rows) ? rows : []).map((row: unknown) => {
    const [epoch, text] = Array.isArray(row) ? row : [];
    const key = typeof text === 'string' ? base64ToBytes(text) : undefined;
    if (!Number.isSafeInteger(epoch) || key?.length !== KEY_LENGTH) {
      throw new Fault('damaged', 'the key ring of the vault holds something else than keys');
    }
    return [epoch as number, key] as const;
  });
  if (keys.length === 0) throw new Fault('damaged', 'the key ring of the vault is empty');
  return new Map(keys);
}
