/**
 * Yandex Key codes. Yandex publishes no specification; the scheme was read out of its app by others: HMAC-SHA-256 under
 * SHA-256(PIN, secret), eight bytes of it at the RFC 4226 offset, written as eight letters.
 */
import { type Bytes, concatBytes } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';
import { TYPE_RULES } from './type-rules.ts';
import { YANDEX_KEY_BYTES } from './yandex-secret.ts';

const DIGITS = TYPE_RULES.yandex.digits;
const CODES = 26n ** BigInt(DIGITS);

/**
 * The HMAC key. The original drops a leading zero byte (it passes the hash through a big number); a client that keeps
 * it shows wrong codes for one account in 256.
 */
export async function deriveYandexKey(secret: Secret, pin: Secret): Promise<Bytes> {
  const material = concatBytes(pin.reveal(), secret.reveal().subarray(0, YANDEX_KEY_BYTES));
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
  for (let place = 0; place < DIGITS; place++) {
    code = String.fromCharCode(97 + (rest % 26)) + code;
    rest = Math.floor(rest / 26);
  }
  return code;
}
