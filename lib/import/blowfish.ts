/**
 * Blowfish (Schneier, "Description of a New Variable-Length Key, 64-Bit Block Cipher", 1993), for WinAuth's protected files.
 * Its tables are the digits of pi behind the point, so they are worked out and not written down.
 */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';

const ROUNDS = 16;
const SUBKEYS = ROUNDS + 2;
const BOX = 256;
const BLOCK_BYTES = 8;

let piWords: Uint32Array | undefined;

/** The first 1,042 words of 32 bits of pi's fraction, by Machin's formula: 16 atan(1/5) - 4 atan(1/239). */
function wordsOfPi(): Uint32Array {
  const count = SUBKEYS + 4 * BOX;
  // Spare bits take up what the divisions cut off.
  const one = 1n << BigInt(32 * count + 64);
  const inverseTangent = (x: bigint): bigint => {
    let power = one / x;
    let sum = power;
    for (let at = 3n, sign = -1n; power > 0n; at += 2n, sign = -sign) {
      power /= x * x;
      sum += (sign * power) / at;
    }
    return sum;
  };
  const fraction = (16n * inverseTangent(5n) - 4n * inverseTangent(239n) - 3n * one) >> 64n;
  const hex = fraction.toString(16).padStart(8 * count, '0');
  return Uint32Array.from({ length: count }, (_, at) => Number.parseInt(hex.slice(8 * at, 8 * at + 8), 16));
}

export interface Blowfish {
  /** Two words of a block, big-endian as everything here. */
  encrypt(left: number, right: number): [number, number];
  decrypt(left: number, right: number): [number, number];
}

/** Keys beyond 72 bytes are cut off there, as the cipher itself does. */
export function createBlowfish(key: Uint8Array): Blowfish {
  if (key.length === 0) stop('damaged');
  piWords ??= wordsOfPi();
  const words = piWords.slice();
  const byteAt = (at: number): number => key[at % key.length] ?? 0;
  for (let at = 0; at < SUBKEYS; at++) {
    const [a, b, c, d] = [0, 1, 2, 3].map((place) => byteAt(4 * at + place));
    words[at] = (words[at] ?? 0) ^ (((a ?? 0) << 24) | ((b ?? 0) << 16) | ((c ?? 0) << 8) | (d ?? 0));
  }
  const box = (index: number, value: number): number => words[SUBKEYS + BOX * index + (value & 0xff)] ?? 0;
  const mix = (word: number): number =>
    ((((box(0, word >>> 24) + box(1, word >>> 16)) | 0) ^ box(2, word >>> 8)) + box(3, word)) | 0;
  const run = (left: number, right: number, subkeyAt: (round: number) => number): [number, number] => {
    let [near, far] = [left, right];
    for (let round = 0; round < ROUNDS; round++) {
      near ^= subkeyAt(round);
      [near, far] = [far ^ mix(near), near];
    }
    return [(far ^ subkeyAt(ROUNDS + 1)) >>> 0, (near ^ subkeyAt(ROUNDS)) >>> 0];
  };
  const encrypt = (left: number, right: number) => run(left, right, (round) => words[round] ?? 0);
  let block: [number, number] = [0, 0];
  for (let at = 0; at < words.length; at += 2) {
    block = encrypt(...block);
    words.set(block, at);
  }
  return { encrypt, decrypt: (left, right) => run(left, right, (round) => words[ROUNDS + 1 - round] ?? 0) };
}

/** ECB, with padding whose last byte is its length (ISO 10126); `undefined` where there is none. */
export function openBlowfish(key: Uint8Array, sealed: Bytes): Bytes | undefined {
  if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) return undefined;
  const cipher = createBlowfish(key);
  const opened = new Uint8Array(sealed.length);
  const [from, to] = [new DataView(sealed.buffer, sealed.byteOffset), new DataView(opened.buffer)];
  for (let at = 0; at < sealed.length; at += BLOCK_BYTES) {
    const [left, right] = cipher.decrypt(from.getUint32(at), from.getUint32(at + 4));
    to.setUint32(at, left);
    to.setUint32(at + 4, right);
  }
  const padding = opened.at(-1) ?? 0;
  return padding >= 1 && padding <= BLOCK_BYTES ? opened.slice(0, -padding) : undefined;
}
