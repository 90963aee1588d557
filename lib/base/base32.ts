/** Base32 (RFC 4648 section 6) as issuers really print it: lower case, spaces, dashes, missing padding. */
import type { Bytes } from './bytes.ts';
import { fail, ok, type Result } from './result.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `position` counts from 1 in the text as it was given, so that a message can point at the character. */
export type Base32Refusal =
  | { readonly code: 'bad-character'; readonly character: string; readonly position: number }
  | { readonly code: 'empty' };

/** Upper case without padding, the form in which keys are shown and exported. */
export function bytesToBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >>> bits) & 31];
    }
  }
  if (bits > 0) text += ALPHABET[(buffer << (5 - bits)) & 31];
  return text;
}

/**
 * Reads a key as people type it. Bits left over at the end are dropped, as every peer does: services issue keys of
 * lengths that base32 cannot have (17 characters, say), and their own servers drop the same bits.
 */
export function base32ToBytes(text: string): Result<Bytes, Base32Refusal> {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  let position = 0;
  for (const character of text) {
    position += 1;
    if (/[\s\-=\u200b\u2010-\u2015]/u.test(character)) continue;
    const value = ALPHABET.indexOf(character.toUpperCase());
    if (value < 0 || character.toUpperCase().length !== 1) return fail({ code: 'bad-character', character, position });
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >>> bits) & 255);
    }
  }
  return bytes.length === 0 ? fail({ code: 'empty' }) : ok(Uint8Array.from(bytes));
}
