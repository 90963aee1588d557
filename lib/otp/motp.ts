/**
 * Mobile-OTP (motp.sourceforge.net): the first hex digits of MD5(ten-second step, secret as lower-case hex, PIN). MD5
 * is what the scheme prescribes; WebCrypto has none, so hash-wasm computes it.
 */
import { createMD5 } from 'hash-wasm';
import { bytesToHex, bytesToUtf8 } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';

/** Answers the code of any time step of one account. */
export async function createMotpCoder(
  secret: Secret,
  pin: Secret,
  digits: number,
): Promise<(timeStep: number) => string> {
  const md5 = await createMD5();
  const tail = bytesToHex(secret.reveal()) + bytesToUtf8(pin.reveal());
  return (timeStep) => md5.init().update(`${timeStep}${tail}`).digest('hex').slice(0, digits);
}
