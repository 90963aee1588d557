/**
 * Yandex Key codes. Yandex publishes no specification; the scheme was read out of its app by others: HMAC-SHA-256 under
 * SHA-256(PIN, secret), eight bytes of it at the RFC 4226 offset, written as eight letters.
 */
import { type Bytes, concatBytes } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';

export const YANDEX_DIGITS = 8;
export const YANDEX_PERIOD_SECONDS = 30;
export const YANDEX_PIN_LENGTH = { from: 4, to: 16 } as const;

const KEY_BYTES = 16;
/** Key, user number, PIN length and a 12-bit checksum: the form printed in the QR code. */
const FULL_BYTES = 26;
const CHECKSUM_BITS = 12;
const CHECKSUM_POLYNOMIAL = 0x18f3;
const CODES = 26n ** BigInt(YANDEX_DIGITS);

/** What is wrong with the secret of a Yandex account, `undefined` if nothing: a mistyped letter shows here. */
export function findYandexFlaw(secret: Uint8Array): 'bad-secret-length' | 'bad-checksum' | undefined {
  if (secret.length === KEY_BYTES) return undefined;
  if (secret.length !== FULL_BYTES) return 'bad-secret-length';
  const printed = (((secret[FULL_BYTES - 2] ?? 0) & 0x0f) << 8) | (secret[FULL_BYTES - 1] ?? 0);
  return checksum(secret) === printed ? undefined : 'bad-checksum';
}

/** The remainder of all bits before the checksum by the polynomial, nothing appended. */
function checksum(secret: Uint8Array): number {
  let remainder = 0;
  for (let bit = 0; bit < secret.length * 8 - CHECKSUM_BITS; bit++) {
    const value = ((secret[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1;
    remainder = (remainder << 1) | value;
    if (remainder >>> CHECKSUM_BITS) remainder ^= CHECKSUM_POLYNOMIAL;
  }
  return remainder;
}

/**
 * The HMAC key. The original drops a leading zero byte (it passes the hash through a big number); a client that keeps
 * it shows wrong codes for one account in 256.
 */
export async function deriveYandexKey(secret: Secret, pin: Secret): Promise<Bytes> {
  const material = concatBytes(pin.reveal(), secret.reveal().subarray(0, KEY_BYTES));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', material));
  return hash[0] === 0 ? hash.slice(1) : hash;
}

/** 63 bits at the offset that the last half byte names, reduced to what eight letters can say. */
export function truncateYandexDigest(digest: Uint8Array): number {
  const offset = (digest[digest.length - 1] ?? 0) & 0x0f;
  const word = new DataView(digest.buffer, digest.byteOffset).getBigUint64(offset);
  return Number(BigInt.asUintN(63, word) % CODES);
}

/** Base 26 with a as zero, highest place first. */
export function encodeYandexCode(truncated: number): string {
  let code = '';
  let rest = truncated;
  for (let place = 0; place < YANDEX_DIGITS; place++) {
    code = String.fromCharCode(97 + (rest % 26)) + code;
    rest = Math.floor(rest / 26);
  }
  return code;
}
