/** The ring of vault keys, one an epoch: sealed in the header, in memory while the vault is open, in the session between. */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { type Bytes, bytesToUtf8, equalBytes, utf8ToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import { importRootKey, TAG_LENGTH } from '../crypto/aead.ts';
import { openEnvelope, placeToAssociatedData, purposeKey, sealEnvelope } from '../crypto/envelope.ts';

export const KEY_LENGTH = 32;
const RING_SCHEMA = 1;
const GENERATION = 2 ** 20;

/** The last epoch in the map writes; those before it stay, so that what they sealed still opens. */
export interface Ring {
  /** Of this device alone. */
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

/** For the session port: JSON, in memory only. `sealed`: the envelope of this ring, as the header has it. */
export function ringToSession(ring: Ring, vaultId: string, sealed: Bytes): unknown {
  const vaultKeys = keysToRows(ring.vaultKeys);
  return { vaultId, ringKey: bytesToBase64(ring.ringKey), vaultKeys, of: fingerprint(sealed) };
}

/**
 * `undefined` for what is missing, malformed or of another vault. A worker that died between the disk and the session
 * leaves an older ring here; the header has the newer one, under the same ring key.
 */
export async function sessionToRing(stored: unknown, vaultId: string, sealed: Bytes): Promise<Ring | undefined> {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const session = stored as { vaultId?: unknown; ringKey?: unknown; vaultKeys?: unknown; of?: unknown };
  const ringKey = typeof session.ringKey === 'string' ? base64ToBytes(session.ringKey) : undefined;
  if (session.vaultId !== vaultId || ringKey === undefined || ringKey.length !== KEY_LENGTH) return undefined;
  if (session.of !== fingerprint(sealed)) return openRing(ringKey, vaultId, sealed);
  return { ringKey, vaultKeys: rowsToKeys(session.vaultKeys) };
}

/** The one that writes. */
export function newestEpoch(ring: Ring): number {
  const newest = [...ring.vaultKeys.keys()].at(-1);
  if (newest === undefined) throw new Fault('damaged', 'the key ring of the vault is empty');
  return newest;
}

/**
 * The same ring with a new key that writes from now on. Its number has a generation in the upper twelve bits and is
 * drawn in the lower twenty, so that two devices that make a key at the same time make two.
 */
export function withNewKey(ring: Ring, random: Random): Ring {
  const generation = Math.max(...[...ring.vaultKeys.keys()].map((epoch) => Math.floor(epoch / GENERATION))) + 1;
  const drawn = new DataView(random(4).buffer).getUint32(0) % GENERATION;
  return { ...ring, vaultKeys: new Map([...ring.vaultKeys, [generation * GENERATION + drawn, random(KEY_LENGTH)]]) };
}

/**
 * Takes over the keys of another device of this vault: its newest writes from now on, ours stay for what they sealed.
 * `undefined` unless it knows the first key and none of ours under another number: who has never been in the vault
 * cannot lead it elsewhere.
 */
export function uniteKeys(
  ours: ReadonlyMap<number, Bytes>,
  theirs: ReadonlyMap<number, Bytes>,
): ReadonlyMap<number, Bytes> | undefined {
  const [first] = ours.keys();
  if (first === undefined || !theirs.has(first)) return undefined;
  for (const [epoch, key] of theirs) {
    const known = ours.get(epoch);
    if (known !== undefined && !equalBytes(known, key)) return undefined;
  }
  const kept = [...ours].filter(([epoch]) => epoch === first || !theirs.has(epoch));
  return new Map([...kept, ...[...theirs].filter(([epoch]) => epoch !== first)]);
}

/** The tag of the envelope: another sealing of the same ring has another one. */
function fingerprint(sealed: Bytes): string {
  return bytesToBase64(sealed.subarray(-TAG_LENGTH));
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

/** JSON, in order. */
export function keysToRows(vaultKeys: ReadonlyMap<number, Bytes>): readonly (readonly [number, string])[] {
  return [...vaultKeys].map(([epoch, key]) => [epoch, bytesToBase64(key)] as const);
}

/** Throws `damaged`. */
export function rowsToKeys(rows: unknown): ReadonlyMap<number, Bytes> {
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
