/**
 * Twofish (Schneier, Kelsey, Whiting, Wagner, Hall, Ferguson: "Twofish: A 128-Bit Block Cipher", 1998) in CBC, for KeePass
 * files that use it: decryption under 256-bit keys only. Names and section numbers are the paper's. Written for clarity;
 * a database of a megabyte takes about a second.
 */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';

const BLOCK_BYTES = 16;
const ROUNDS = 16;
/** Section 4.3.5: the 4-bit tables that the permutations q0 and q1 are built from. */
const Q0_TABLES = ['817d6f320b59eca4', 'ecb81235f4a6709d', 'ba5e6d90c8f32471', 'd7f4126e9b3085ca'];
const Q1_TABLES = ['28bdf76e31940ac5', '1e2b4c376da5f908', '4c75169a0ed82b3f', 'b951c3de647f208a'];
const MDS = [
  [0x01, 0xef, 0x5b, 0x5b],
  [0x5b, 0xef, 0xef, 0x01],
  [0xef, 0x5b, 0x01, 0xef],
  [0xef, 0x01, 0xef, 0x5b],
];
const RS = [
  [0x01, 0xa4, 0x55, 0x87, 0x5a, 0x58, 0xdb, 0x9e],
  [0xa4, 0x56, 0x82, 0xf3, 0x1e, 0xc6, 0x68, 0xe5],
  [0x02, 0xa1, 0xfc, 0xc1, 0x47, 0xae, 0x3d, 0x19],
  [0xa4, 0x55, 0x87, 0x5a, 0x58, 0xdb, 0x9e, 0x03],
];
const MDS_POLYNOMIAL = 0x169;
const RS_POLYNOMIAL = 0x14d;
const RHO = 0x01010101;

const rol = (word: number, count: number): number => ((word << count) | (word >>> (32 - count))) >>> 0;
const byteOf = (word: number, index: number): number => (word >>> (8 * index)) & 0xff;

const Q0 = permutation(Q0_TABLES);
const Q1 = permutation(Q1_TABLES);
/** For each byte place, what MDS makes of a byte there. */
const MDS_COLUMNS = [0, 1, 2, 3].map((column) =>
  Uint32Array.from({ length: 256 }, (_, byte) =>
    MDS.reduce((word, row, index) => word | (multiply(row[column] ?? 0, byte, MDS_POLYNOMIAL) << (8 * index)), 0),
  ),
);
/** Which permutation each byte place passes in each stage of h, from the first stage of a 256-bit key to the last. */
const STAGES = [
  [Q1, Q0, Q0, Q1],
  [Q1, Q1, Q0, Q0],
  [Q0, Q1, Q0, Q1],
  [Q0, Q0, Q1, Q1],
];
const LAST_STAGE = [Q1, Q0, Q1, Q0];

function permutation(tables: readonly string[]): Uint8Array {
  const [t0, t1, t2, t3] = tables.map((table) => [...table].map((digit) => Number.parseInt(digit, 16)));
  const turn = (nibble: number): number => ((nibble >>> 1) | (nibble << 3)) & 15;
  const mix = (a: number, b: number): [number, number] => [a ^ b, a ^ turn(b) ^ ((a << 3) & 15)];
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const [a1, b1] = mix(byte >>> 4, byte & 15);
    const [a3, b3] = mix(t0?.[a1] ?? 0, t1?.[b1] ?? 0);
    return ((t3?.[b3] ?? 0) << 4) | (t2?.[a3] ?? 0);
  });
}

function multiply(left: number, right: number, polynomial: number): number {
  let product = 0;
  let factor = left;
  for (let rest = right; rest > 0; rest >>>= 1) {
    if (rest & 1) product ^= factor;
    factor <<= 1;
    if (factor & 0x100) factor ^= polynomial;
  }
  return product;
}

/** Section 4.3.2: four stages of permutation and key, one more permutation, then MDS. `list` goes from first to last. */
function h(word: number, list: readonly number[]): number {
  let result = 0;
  for (let place = 0; place < 4; place++) {
    let value = byteOf(word, place);
    for (let stage = 0; stage < 4; stage++) {
      value = (STAGES[stage]?.[place]?.[value] ?? 0) ^ byteOf(list[3 - stage] ?? 0, place);
    }
    value = LAST_STAGE[place]?.[value] ?? 0;
    result ^= MDS_COLUMNS[place]?.[value] ?? 0;
  }
  return result >>> 0;
}

interface Schedule {
  readonly subkeys: Uint32Array;
  readonly sBoxKey: readonly number[];
}

/** Section 4.3: even and odd key words for the subkeys, Reed-Solomon remainders for the S-boxes. */
function schedule(key: Uint8Array): Schedule {
  const view = new DataView(Uint8Array.from(key).buffer);
  const words = Array.from({ length: 8 }, (_, index) => view.getUint32(4 * index, true));
  const even = words.filter((_, index) => index % 2 === 0);
  const odd = words.filter((_, index) => index % 2 === 1);
  const subkeys = new Uint32Array(2 * ROUNDS + 8);
  for (let index = 0; index < subkeys.length; index += 2) {
    const a = h(Math.imul(index, RHO) >>> 0, even);
    const b = rol(h(Math.imul(index + 1, RHO) >>> 0, odd), 8);
    subkeys[index] = a + b;
    subkeys[index + 1] = rol((a + 2 * b) >>> 0, 9);
  }
  const remainders = [0, 1, 2, 3].map((part) => remainderOf(key.subarray(8 * part, 8 * part + 8)));
  return { subkeys, sBoxKey: remainders.reverse() };
}

function remainderOf(part: Uint8Array): number {
  return RS.reduce((word, row, index) => {
    const byte = row.reduce((sum, factor, at) => sum ^ multiply(factor, part[at] ?? 0, RS_POLYNOMIAL), 0);
    return (word | (byte << (8 * index))) >>> 0;
  }, 0);
}

function decryptBlock({ subkeys, sBoxKey }: Schedule, input: DataView, output: DataView, at: number): void {
  const k = (index: number): number => subkeys[index] ?? 0;
  const word = (index: number): number => input.getUint32(at + 4 * index, true);
  let r2 = word(0) ^ k(4);
  let r3 = word(1) ^ k(5);
  let r0 = word(2) ^ k(6);
  let r1 = word(3) ^ k(7);
  for (let round = ROUNDS - 1; round >= 0; round--) {
    // Each round swaps the halves; going back, the half that was passed on comes first.
    const [p0, p1, c0, c1] = [r2, r3, r0, r1];
    const t0 = h(p0 >>> 0, sBoxKey);
    const t1 = h(rol(p1 >>> 0, 8), sBoxKey);
    const f0 = (t0 + t1 + k(2 * round + 8)) | 0;
    const f1 = (t0 + 2 * t1 + k(2 * round + 9)) | 0;
    r0 = p0;
    r1 = p1;
    r2 = rol(c0 >>> 0, 1) ^ f0;
    r3 = rol((c1 ^ f1) >>> 0, 31);
  }
  for (const [index, value] of [r0, r1, r2, r3].entries())
    output.setUint32(at + 4 * index, (value ^ k(index)) >>> 0, true);
}

/** CBC without touching the padding. */
export function openTwofishCbc(key: Uint8Array, iv: Uint8Array, sealed: Bytes): Bytes {
  if (key.length !== 32 || iv.length !== BLOCK_BYTES || sealed.length % BLOCK_BYTES !== 0) stop('damaged');
  const keys = schedule(key);
  const opened = new Uint8Array(sealed.length);
  const input = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const output = new DataView(opened.buffer);
  for (let at = 0; at < sealed.length; at += BLOCK_BYTES) {
    decryptBlock(keys, input, output, at);
    const before = at === 0 ? iv : sealed.subarray(at - BLOCK_BYTES, at);
    for (let index = 0; index < BLOCK_BYTES; index++)
      opened[at + index] = (opened[at + index] ?? 0) ^ (before[index] ?? 0);
  }
  return opened;
}
