/**
 * The one form in which anything leaves memory: records, settings, key rings, slots, and later segments and snapshots.
 * The bytes are written down in README.md and frozen by test/crypto/vectors.json.
 *
 * There is no field that names an algorithm: who could change it would choose the weakest. A version or suite that is
 * not ours is refused.
 */
import { type Bytes, concatBytes, equalBytes, uint32ToBytes, uint64ToBytes, utf8ToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import {
  decryptGcm,
  deriveBytes,
  deriveRootKey,
  encryptGcm,
  lengthPrefixed,
  NONCE_LENGTH,
  TAG_LENGTH,
} from './aead.ts';

const VERSION = 1;
const SUITE = 1;
const SALT_LENGTH = 32;
const COMMITMENT_LENGTH = 32;
const KEY_LENGTH = 32;

const EPOCH_AT = 2;
const SALT_AT = 6;
const COMMITMENT_AT = SALT_AT + SALT_LENGTH;
const NONCE_AT = COMMITMENT_AT + COMMITMENT_LENGTH;
const CIPHERTEXT_AT = NONCE_AT + NONCE_LENGTH;

/** What an envelope costs beyond its plaintext, in bytes. */
export const ENVELOPE_OVERHEAD = CIPHERTEXT_AT + TAG_LENGTH;

export type EnvelopePurpose = 'record' | 'sealed' | 'keyring' | 'segment' | 'snapshot' | 'header' | 'pairing' | 'paper';

/** `unreadable` says nothing about why: wrong key, wrong place and changed bytes look the same. */
export type EnvelopeRefusal = 'unknown-version' | 'unreadable';

/** Where an envelope belongs. Moved to another place, it does not open. */
export interface EnvelopePlace {
  readonly vaultId: string;
  readonly objectType: EnvelopePurpose;
  readonly objectId: string;
  /** The version of what is written inside. */
  readonly schema: number;
  /** Which vault key sealed it; also stands in the envelope, so that the reader can find the key. */
  readonly epoch: number;
  readonly deviceId: string;
  /** The writer's own count, so that an older envelope of the same object cannot pass for this one. */
  readonly sequence: number;
}

/** The root key for one purpose under a vault key. */
export function purposeKey(vaultKey: CryptoKey, purpose: EnvelopePurpose): Promise<CryptoKey> {
  return deriveRootKey(vaultKey, lengthPrefixed('tessera/purpose/v1', purpose));
}

export function placeToAssociatedData(place: EnvelopePlace): Bytes {
  return lengthPrefixed(
    'tessera/place/v1',
    place.vaultId,
    place.objectType,
    place.objectId,
    uint32ToBytes(place.schema),
    uint32ToBytes(place.epoch),
    place.deviceId,
    uint64ToBytes(place.sequence),
  );
}

/** Each envelope has a key of its own, from a random salt: no two share a nonce under one key, however many there are. */
export async function sealEnvelope(
  root: CryptoKey,
  epoch: number,
  associatedData: Bytes,
  plaintext: Bytes,
  random: Random,
): Promise<Bytes> {
  const salt = random(SALT_LENGTH);
  const nonce = random(NONCE_LENGTH);
  const { key, commitment } = await messageKey(root, salt, associatedData);
  try {
    const ciphertext = await encryptGcm(key, nonce, associatedData, plaintext);
    return concatBytes(Uint8Array.of(VERSION, SUITE), uint32ToBytes(epoch), salt, commitment, nonce, ciphertext);
  } finally {
    key.fill(0);
  }
}

/** Nothing is proven by it: the opening checks the epoch too. */
export function readEpoch(envelope: Uint8Array): Result<number, EnvelopeRefusal> {
  if (envelope.length > 1 && (envelope[0] !== VERSION || envelope[1] !== SUITE)) return fail('unknown-version');
  if (envelope.length < ENVELOPE_OVERHEAD) return fail('unreadable');
  return ok(new DataView(envelope.buffer, envelope.byteOffset).getUint32(EPOCH_AT));
}

/**
 * Checks in this order: version and suite, length, epoch, commitment, tag. The commitment makes one ciphertext open
 * under one key only, which GCM alone does not promise.
 */
export async function openEnvelope(
  root: CryptoKey,
  epoch: number,
  associatedData: Bytes,
  envelope: Bytes,
): Promise<Result<Bytes, EnvelopeRefusal>> {
  const written = readEpoch(envelope);
  if (!written.ok) return written;
  if (written.value !== epoch) return fail('unreadable');
  const salt = envelope.slice(SALT_AT, COMMITMENT_AT);
  const { key, commitment } = await messageKey(root, salt, associatedData);
  try {
    if (!equalBytes(commitment, envelope.subarray(COMMITMENT_AT, NONCE_AT))) return fail('unreadable');
    const nonce = envelope.slice(NONCE_AT, CIPHERTEXT_AT);
    const plaintext = await decryptGcm(key, nonce, associatedData, envelope.slice(CIPHERTEXT_AT));
    return plaintext === undefined ? fail('unreadable') : ok(plaintext);
  } finally {
    key.fill(0);
  }
}

const MESSAGE_LABEL = utf8ToBytes('tessera/message/v1');

async function messageKey(root: CryptoKey, salt: Bytes, associatedData: Bytes) {
  const info = concatBytes(MESSAGE_LABEL, lengthPrefixed(associatedData));
  const derived = await deriveBytes(root, salt, info, KEY_LENGTH + COMMITMENT_LENGTH);
  const key = derived.slice(0, KEY_LENGTH);
  const commitment = derived.slice(KEY_LENGTH);
  derived.fill(0);
  return { key, commitment };
}
