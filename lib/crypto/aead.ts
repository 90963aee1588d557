/** The three primitives that everything here is made of: HKDF-SHA-256, AES-256-GCM and length-prefixed joining. */
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';

export const NONCE_LENGTH = 12;
export const TAG_LENGTH = 16;

const NO_SALT = new Uint8Array(0);

/**
 * Each part after its own length (4 bytes, big-endian), so that no two lists of parts give the same bytes. Plain
 * joining would let ('ab', 'c') pass for ('a', 'bc').
 */
export function lengthPrefixed(...parts: readonly (string | Uint8Array)[]): Bytes {
  // Written into one buffer, and ASCII without an encoder: this runs for each of 10,000 records when a vault is listed.
  const encoded = parts.map((part) => (typeof part === 'string' && !isAscii(part) ? utf8ToBytes(part) : part));
  const joined = new Uint8Array(encoded.reduce((length, part) => length + 4 + part.length, 0));
  const view = new DataView(joined.buffer);
  let offset = 0;
  for (const part of encoded) {
    view.setUint32(offset, part.length);
    offset += 4;
    if (typeof part !== 'string') joined.set(part, offset);
    else for (let at = 0; at < part.length; at++) joined[offset + at] = part.charCodeAt(at);
    offset += part.length;
  }
  return joined;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** Key material from which keys are derived (RFC 5869); what comes out cannot be read back by scripts. */
export function importRootKey(material: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits']);
}

/** `length` in bytes. */
export async function deriveBytes(root: CryptoKey, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, root, length * 8),
  );
}

/** A root key for one purpose only, so that what is sealed for one never opens as another. */
export async function deriveRootKey(root: CryptoKey, info: Bytes): Promise<CryptoKey> {
  const material = await deriveBytes(root, NO_SALT, info, 32);
  try {
    return await importRootKey(material);
  } finally {
    material.fill(0);
  }
}

/** Answers ciphertext followed by the tag (NIST SP 800-38D). A key must never see the same nonce twice. */
export async function encryptGcm(key: Bytes, nonce: Bytes, associatedData: Bytes, plaintext: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, associatedData), imported, plaintext));
}

/** `undefined` when key, nonce, associated data, ciphertext or tag do not belong together. */
export async function decryptGcm(
  key: Bytes,
  nonce: Bytes,
  associatedData: Bytes,
  ciphertext: Bytes,
): Promise<Bytes | undefined> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, associatedData), imported, ciphertext));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
}

function gcm(iv: Bytes, additionalData: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData, tagLength: TAG_LENGTH * 8 };
}
