/** How hard a key is to guess. A weak one is a reason to tell the user, never to refuse: the service issued it. */
import { type OtpParameters, WEAK_SECRET_BITS } from './account.ts';

/** Yandex keeps its user number and a checksum behind the 128 bits that count. */
const YANDEX_BITS = 128;

/** The length of the key in bits; how it was drawn cannot be seen from here. */
export function keyBits({ type, secret }: Pick<OtpParameters, 'type' | 'secret'>): number {
  return type === 'yandex' ? Math.min(secret.length * 8, YANDEX_BITS) : secret.length * 8;
}

/**
 * Under 80 bits. mOTP prescribes 64 and has a PIN beside them; a warning there would only tell the user what the
 * scheme is.
 */
export function isWeak(parameters: Pick<OtpParameters, 'type' | 'secret'>): boolean {
  return parameters.type !== 'motp' && keyBits(parameters) < WEAK_SECRET_BITS;
}
