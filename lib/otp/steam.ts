/**
 * Steam Guard codes. Valve publishes no specification; every implementation agrees that it is TOTP with SHA-1, 30 s
 * and the RFC 4226 section 5.3 truncation, written in a 26-letter alphabet without look-alikes, lowest place first.
 */
import { TYPE_RULES } from './type-rules.ts';

const ALPHABET = '23456789BCDFGHJKMNPQRTVWXY';

/** `truncated` is the 31-bit number of RFC 4226 section 5.3. */
export function encodeSteamCode(truncated: number): string {
  let code = '';
  let rest = truncated;
  for (let place = 0; place < TYPE_RULES.steam.digits; place++) {
    code += ALPHABET.charAt(rest % ALPHABET.length);
    rest = Math.floor(rest / ALPHABET.length);
  }
  return code;
}
