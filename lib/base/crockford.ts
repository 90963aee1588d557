/**
 * Crockford's base32, for what people read from paper: no I, L, O or U, so that what looks alike is the same. Symbols are
 * numbers from 0 to 31, first bits first; a rest of fewer than five bits is filled with zeros.
 */
import type { Bytes } from './bytes.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function bytesToSymbols(bytes: Uint8Array): number[] {
  const symbols: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) symbols.push((buffer >>> (bits - 5)) & 31);
  }
  if (bits > 0) symbols.push((buffer << (5 - bits)) & 31);
  return symbols;
}

/** Bits that fill no byte are dropped. */
export function symbolsToBytes(symbols: readonly number[]): Bytes {
  const bytes = new Uint8Array(Math.floor((symbols.length * 5) / 8));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const symbol of symbols) {
    buffer = ((buffer << 5) | symbol) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (buffer >>> bits) & 255;
  }
  return bytes;
}

export function symbolsToText(symbols: readonly number[]): string {
  return symbols.map((symbol) => ALPHABET[symbol]).join('');
}

/** Any case, O for 0, I and L for 1; -1 for what is no symbol. */
export function symbolOf(character: string): number {
  const upper = character.toUpperCase();
  if (upper === 'O') return 0;
  if (upper === 'I' || upper === 'L') return 1;
  return upper.length === 1 ? ALPHABET.indexOf(upper) : -1;
}

/** A prime just under the 1,024 values of two characters, and a number whose powers run through all its remainders. */
const MODULUS = 1021;
const GENERATOR = 10;
export const CHECK_SYMBOLS = 2;

/**
 * Two symbols that stand for a run of others: a weighted sum, which every single wrong character, every swap of two and a
 * missing end change. Other mistakes pass once in a thousand. Numbers of the place put in front bind the run to it.
 */
export function checkSymbols(values: readonly number[]): readonly number[] {
  let weight = 1;
  let sum = 0;
  for (const value of values) {
    weight = (weight * GENERATOR) % MODULUS;
    sum = (sum + (value + 1) * weight) % MODULUS;
  }
  return [sum >> 5, sum & 31];
}
