/** The printed form of a Yandex secret: key, user number, PIN length and a 12-bit checksum. */

/** Only these count for codes. */
export const YANDEX_KEY_BYTES = 16;

const FULL_BYTES = 26;
const CHECKSUM_BITS = 12;
const CHECKSUM_POLYNOMIAL = 0x18f3;

/** What is wrong with the secret of a Yandex account, `undefined` if nothing: a mistyped letter shows here. */
export function findYandexFlaw(secret: Uint8Array): 'bad-secret-length' | 'bad-checksum' | undefined {
  if (secret.length === YANDEX_KEY_BYTES) return undefined;
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
