/** Seals and opens rows with the keys of one ring. */
import { bytesToBase32 } from '../base/base32.ts';
import { bytesToBase64Url } from '../base/base64.ts';
import { type Bytes, bytesToHex, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { poolRandom } from '../base/random-pool.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { deriveBytes, importRootKey, lengthPrefixed } from '../crypto/aead.ts';
import {
  type EnvelopePlace,
  type EnvelopePurpose,
  openEnvelope,
  placeToAssociatedData,
  purposeKey,
  readEpoch,
  sealEnvelope,
} from '../crypto/envelope.ts';
import { newestEpoch, type Ring } from './keyring.ts';
import type { DamagedRecord } from './vault-account.ts';

export type Place = Omit<EnvelopePlace, 'vaultId' | 'epoch'>;

export interface OpenedBytes {
  readonly bytes: Bytes;
  /** Of the key that it was sealed under. */
  readonly epoch: number;
}

export interface Sealer {
  seal(place: Place, text: string): Promise<Bytes>;
  open(place: Place, envelope: Bytes): Promise<Result<string, DamagedRecord['reason']>>;
  sealBytes(place: Place, bytes: Bytes): Promise<Bytes>;
  openBytes(place: Place, envelope: Bytes): Promise<Result<OpenedBytes, DamagedRecord['reason']>>;
  /** A name under which a row can be found again, and that tells nobody else what it is about. */
  blindName(kind: string, id: string): Promise<string>;
  /** 16 characters `[a-z2-7]` that stand for a device where others can see it; the same on all devices, for good. */
  deviceTag(device: string): Promise<string>;
}

const NAME_LENGTH = 16;
const NAMES_KEPT = 200;
/** In bytes; 16 characters of base32. */
const DEVICE_TAG_LENGTH = 10;
const NO_SALT = new Uint8Array(0);

export function createSealer(vaultId: string, ring: Ring, random: Random): Sealer {
  const roots = new Map<string, Promise<CryptoKey>>();
  const names = new Map<string, Promise<string>>();
  const epoch = newestEpoch(ring);
  const draw = poolRandom(random);

  /** Imported once for all rows: each import is a trip to another thread. */
  function rootOf(keyEpoch: number, purpose: EnvelopePurpose): Promise<CryptoKey> | undefined {
    const name = `${keyEpoch}/${purpose}`;
    const key = ring.vaultKeys.get(keyEpoch);
    const known = roots.get(name);
    if (known !== undefined || key === undefined) return known;
    const root = importRootKey(key).then((vaultKey) => purposeKey(vaultKey, purpose));
    roots.set(name, root);
    return root;
  }

  async function sealBytes(place: Place, bytes: Bytes): Promise<Bytes> {
    const root = await rootOf(epoch, place.objectType);
    if (root === undefined) throw new Error('the newest key is missing from its own ring');
    const associatedData = placeToAssociatedData({ ...place, vaultId, epoch });
    return sealEnvelope(root, epoch, associatedData, bytes, draw);
  }
  async function openBytes(place: Place, envelope: Bytes): Promise<Result<OpenedBytes, DamagedRecord['reason']>> {
    const written = readEpoch(envelope);
    if (!written.ok) return written;
    const root = await rootOf(written.value, place.objectType);
    if (root === undefined) return fail('unknown-key');
    const associatedData = placeToAssociatedData({ ...place, vaultId, epoch: written.value });
    const opened = await openEnvelope(root, written.value, associatedData, envelope);
    return opened.ok ? ok({ bytes: opened.value, epoch: written.value }) : opened;
  }
  /** The first key names, whatever the epoch: a name that moved with the keys would not be found again. */
  async function name(purpose: EnvelopePurpose, info: Bytes, length: number): Promise<Bytes> {
    const root = await rootOf(Math.min(...ring.vaultKeys.keys()), purpose);
    if (root === undefined) throw new Error('the first key is missing from its own ring');
    return deriveBytes(root, NO_SALT, info, length);
  }

  /** Kept: the same few rows are looked for again and again. */
  function blindName(kind: string, id: string): Promise<string> {
    const info = lengthPrefixed('tessera/name/v1', kind, id);
    const place = bytesToHex(info);
    const known = names.get(place) ?? name('sealed', info, NAME_LENGTH).then(bytesToBase64Url);
    if (names.size >= NAMES_KEPT) names.clear();
    names.set(place, known);
    return known;
  }

  return {
    sealBytes,
    openBytes,
    seal: (place, text) => sealBytes(place, utf8ToBytes(text)),
    async open(place, envelope) {
      const opened = await openBytes(place, envelope);
      return opened.ok ? ok(bytesToUtf8(opened.value.bytes)) : opened;
    },
    blindName,
    deviceTag: async (device) => {
      const bytes = await name('segment', lengthPrefixed('tessera/device-tag/v1', device), DEVICE_TAG_LENGTH);
      return bytesToBase32(bytes).toLowerCase();
    },
  };
}

/** Enough to keep the browser's crypto threads busy, few enough to let the worker answer in between. */
const CHUNK = 256;

export async function mapInChunks<T, U>(
  items: readonly T[],
  map: (item: T) => Promise<U>,
  onDone?: (count: number) => void,
): Promise<U[]> {
  const mapped: U[] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    mapped.push(...(await Promise.all(items.slice(start, start + CHUNK).map(map))));
    onDone?.(mapped.length);
  }
  return mapped;
}
