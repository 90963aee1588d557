/** How other apps seal their files, written with node:crypto: a second implementation that shares nothing with lib/import. */
import { argon2Sync, createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';

export const bytes = (length: number, seed = 1): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 7 + seed * 31) & 0xff));

export function gcm(key: Uint8Array, nonce: Uint8Array, text: Uint8Array | string, associated?: Uint8Array): Buffer {
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  if (associated !== undefined) cipher.setAAD(associated);
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

export function cbc(key: Uint8Array, iv: Uint8Array, text: Uint8Array | string): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

/** AES-256-CBC of whole blocks, without padding. */
export function cbcRaw(key: Uint8Array, iv: Uint8Array, text: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(text), cipher.final()]);
}

export function pbkdf2(passphrase: string, salt: Uint8Array, rounds: number, hash: string, length = 32): Buffer {
  return pbkdf2Sync(passphrase, salt, rounds, length, hash);
}

export function scrypt(passphrase: string, salt: Uint8Array, cost: { N: number; r: number; p: number }): Buffer {
  return scryptSync(passphrase, salt, 32, { ...cost, maxmem: 256 * cost.N * cost.r });
}

export interface ArgonCost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

export function argon2(
  kind: 'argon2id' | 'argon2d',
  message: Uint8Array,
  nonce: Uint8Array,
  cost: ArgonCost,
  length = 32,
): Buffer {
  return argon2Sync(kind, { message, nonce, tagLength: length, ...cost });
}

export const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
export const sha512 = (data: Uint8Array | string): Buffer => createHash('sha512').update(data).digest();
export const sha1 = (data: Uint8Array | string): Buffer => createHash('sha1').update(data).digest();
export const mac = (hash: string, key: Uint8Array, data: Uint8Array): Buffer =>
  createHmac(hash, key).update(data).digest();

/** `openssl enc -aes-256-cbc -md md5`. */
export function openssl(text: Uint8Array | string, passphrase: string): string {
  const salt = bytes(8, 3);
  const blocks: Buffer[] = [];
  for (let block = Buffer.alloc(0); Buffer.concat(blocks).length < 48; ) {
    block = createHash('md5')
      .update(Buffer.concat([block, Buffer.from(passphrase), salt]))
      .digest();
    blocks.push(block);
  }
  const derived = Buffer.concat(blocks);
  const body = cbc(derived.subarray(0, 32), derived.subarray(32, 48), text);
  return Buffer.concat([Buffer.from('Salted__'), salt, body]).toString('base64');
}

export const base64 = (data: Uint8Array | string): string => Buffer.from(data).toString('base64');
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** Splits what `gcm` joins, for formats that keep the tag apart. */
export function splitTag(sealed: Buffer): { body: Buffer; tag: Buffer } {
  return { body: sealed.subarray(0, -16), tag: sealed.subarray(-16) };
}

/** Signed bytes, as Java's Gson writes them. */
export const javaBytes = (data: Uint8Array): number[] => [...data].map((byte) => (byte > 127 ? byte - 256 : byte));

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function keyBytes(base32: string): Buffer {
  const bits = [...base32].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
