/** The inner stream that hides a KDBX file's protected values once more: Salsa20 in version 3, ChaCha20 in version 4. */
import { chacha20 } from '@noble/ciphers/chacha.js';
import { salsa20 } from '@noble/ciphers/salsa.js';
import type { Bytes } from '../base/bytes.ts';
import { digest } from './cipher.ts';
import { stop } from './format.ts';
import { readBase64 } from './loose-base64.ts';

const NONE = 0;
const SALSA20 = 2;
const CHACHA20 = 3;
const SALSA20_NONCE = Uint8Array.of(0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a);
const BLOCK_BYTES = 64;

/** Answers a function that opens the base64 of each value in turn; the stream runs on from one to the next. */
export async function createInnerStream(kind: number, key: Bytes): Promise<(base64: string) => string> {
  const keystream = await keystreamOf(kind, key);
  let used = 0;
  return (base64) => {
    const bytes = readBase64(base64) ?? stop('damaged');
    const stream = keystream(used, bytes.length);
    used += bytes.length;
    return new TextDecoder().decode(bytes.map((byte, index) => byte ^ (stream[index] ?? 0)));
  };
}

/** Any piece of the keystream by its place: whole blocks are made, their ends cut off. */
async function keystreamOf(kind: number, key: Bytes): Promise<(from: number, length: number) => Uint8Array> {
  if (kind === NONE) return (_from, length) => new Uint8Array(length);
  const make =
    kind === SALSA20 ? await salsaOf(key) : kind === CHACHA20 ? await chachaOf(key) : stop('unsupported-cipher');
  return (from, length) => {
    const first = Math.floor(from / BLOCK_BYTES);
    const skipped = from - first * BLOCK_BYTES;
    return make(first, new Uint8Array(skipped + length)).subarray(skipped);
  };
}

type Block = (counter: number, zeros: Uint8Array) => Uint8Array;

async function salsaOf(key: Bytes): Promise<Block> {
  const hashed = await digest('SHA-256', key);
  return (counter, zeros) => salsa20(hashed, SALSA20_NONCE, zeros, undefined, counter);
}

async function chachaOf(key: Bytes): Promise<Block> {
  const hashed = await digest('SHA-512', key);
  const nonce = hashed.slice(32, 44);
  return (counter, zeros) => chacha20(hashed.slice(0, 32), nonce, zeros, undefined, counter);
}
