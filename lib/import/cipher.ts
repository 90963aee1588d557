/** Opening what other apps sealed. A failed tag or padding is a wrong passphrase: no format here tells the two apart. */
import { cbc } from '@noble/ciphers/aes.js';
import { type Bytes, bytesToUtf8, concatBytes, equalBytes, utf8ToBytes } from '../base/bytes.ts';
import { stop } from './format.ts';

/** AES-GCM with a 128-bit tag at the end of `sealed`. Key of 16 or 32 bytes. */
export async function openAesGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  associatedData?: Uint8Array,
): Promise<Bytes> {
  if (nonce.length === 0 || sealed.length < 16) stop('damaged');
  const imported = await importAes(key, 'AES-GCM');
  const parameters = { name: 'AES-GCM', iv: nonce.slice(), tagLength: 128 };
  const extended =
    associatedData === undefined ? parameters : { ...parameters, additionalData: associatedData.slice() };
  return wrongUnless(crypto.subtle.decrypt(extended, imported, sealed.slice()));
}

/** AES-CBC with PKCS#7 padding. */
export async function openAesCbc(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Promise<Bytes> {
  if (iv.length !== 16 || sealed.length === 0 || sealed.length % 16 !== 0) stop('damaged');
  return wrongUnless(
    crypto.subtle.decrypt({ name: 'AES-CBC', iv: iv.slice() }, await importAes(key, 'AES-CBC'), sealed.slice()),
  );
}

/** AES-CBC without padding, at once: for pages and for wrappings whose key is public. */
export function openAesCbcRaw(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Bytes {
  if (iv.length !== 16 || sealed.length === 0 || sealed.length % 16 !== 0) stop('damaged');
  return Uint8Array.from(cbc(key, iv, { disablePadding: true }).decrypt(sealed));
}

/** PKCS#7 taken off; `undefined` where there is none. */
export function withoutPadding(bytes: Bytes): Bytes | undefined {
  const count = bytes.at(-1) ?? 0;
  if (count < 1 || count > 16 || count > bytes.length) return undefined;
  return bytes.subarray(-count).every((byte) => byte === count) ? bytes.slice(0, -count) : undefined;
}

async function importAes(key: Uint8Array, name: 'AES-GCM' | 'AES-CBC'): Promise<CryptoKey> {
  if (key.length !== 16 && key.length !== 32) stop('damaged');
  return crypto.subtle.importKey('raw', key.slice(), name, false, ['decrypt']);
}

async function wrongUnless(opened: Promise<ArrayBuffer>): Promise<Bytes> {
  return new Uint8Array(await opened.catch(() => stop('wrong-passphrase')));
}

export type Digest = 'SHA-1' | 'SHA-256' | 'SHA-512';

export async function digest(name: Digest, bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(name, bytes.slice()));
}

export async function hmac(name: Digest, key: Uint8Array, bytes: Uint8Array): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key.slice(), { name: 'HMAC', hash: name }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes.slice()));
}

/** Stops with `wrong-passphrase` unless the tag is the one that the key gives. */
export async function checkHmac(name: Digest, key: Uint8Array, bytes: Uint8Array, tag: Uint8Array): Promise<void> {
  const expected = await hmac(name, key, bytes);
  if (!equalBytes(expected.subarray(0, tag.length), tag)) stop('wrong-passphrase');
}

/** HKDF-Expand alone (RFC 5869 section 2.3), one block of SHA-256: Bitwarden stretches its keys so. */
export async function hkdfExpand(key: Uint8Array, info: string): Promise<Bytes> {
  return hmac('SHA-256', key, concatBytes(utf8ToBytes(info), Uint8Array.of(1)));
}

/** Opened bytes as text. Under a cipher without a tag, text that is not UTF-8 means a wrong passphrase. */
export function openedText(bytes: Uint8Array): string {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return stop('wrong-passphrase');
  }
}
