/**
 * Keys from passphrases, for foreign files only. The parameters come out of the file, so each has a ceiling, checked
 * before any work: a hostile header must not hang the browser. There is no floor here; our own vault has one.
 */
import { argon2d, argon2id, scrypt } from 'hash-wasm';
import { type Bytes, concatBytes } from '../base/bytes.ts';
import { stop } from './format.ts';

export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-512';

export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** The work itself, replaceable, so that fuzzing does not pay for it. Callers use the checked functions below. */
export interface Kdf {
  pbkdf2(passphrase: Uint8Array, salt: Uint8Array, iterations: number, hash: HashName, length: number): Promise<Bytes>;
  scrypt(passphrase: Uint8Array, salt: Uint8Array, cost: ScryptCost, length: number): Promise<Bytes>;
  argon2(kind: 'd' | 'id', passphrase: Uint8Array, salt: Uint8Array, cost: Argon2Cost, length: number): Promise<Bytes>;
  /** `rounds` times AES-256 in ECB over 32 bytes: KeePass' first KDF. */
  aesKdf(key: Uint8Array, seed: Uint8Array, rounds: number): Promise<Bytes>;
}

export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

const CEILING = {
  pbkdf2Iterations: 10_000_000,
  scryptBytes: 1024 * 1024 * 1024,
  scryptLanes: 16,
  argon2MemoryKib: 1024 * 1024,
  argon2Passes: 64,
  argon2Lanes: 16,
  aesKdfRounds: 200_000_000,
} as const;

const isCount = (value: number, ceiling: number): boolean => Number.isInteger(value) && value >= 1 && value <= ceiling;

export async function derivePbkdf2(
  kdf: Kdf,
  passphrase: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  hash: HashName,
  length: number,
): Promise<Bytes> {
  if (!isCount(iterations, Number.MAX_SAFE_INTEGER)) stop('damaged');
  if (iterations > CEILING.pbkdf2Iterations) stop('limit-exceeded');
  return kdf.pbkdf2(passphrase, salt, iterations, hash, length);
}

/** N must be a power of two above 1 (RFC 7914 section 2). */
export async function deriveScrypt(
  kdf: Kdf,
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: ScryptCost,
  length: number,
): Promise<Bytes> {
  const { n, r, p } = cost;
  if (![n, r, p].every((value) => isCount(value, 2 ** 31)) || n < 2 || !Number.isInteger(Math.log2(n))) stop('damaged');
  if (128 * n * r > CEILING.scryptBytes || p > CEILING.scryptLanes) stop('limit-exceeded');
  return kdf.scrypt(passphrase, salt, cost, length);
}

/** Memory under 8 KiB a lane and salts under 8 bytes are no Argon2 (RFC 9106 section 3.1). */
export async function deriveArgon2(
  kdf: Kdf,
  kind: 'd' | 'id',
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
  length: number,
): Promise<Bytes> {
  const { memoryKib, passes, lanes } = cost;
  if (![memoryKib, passes, lanes].every((value) => isCount(value, 2 ** 32)) || memoryKib < 8 * lanes) stop('damaged');
  if (salt.length < 8) stop('damaged');
  if (memoryKib > CEILING.argon2MemoryKib || passes > CEILING.argon2Passes || lanes > CEILING.argon2Lanes) {
    stop('limit-exceeded');
  }
  // Memory times passes is the time; one pass over the largest memory takes about two seconds.
  if (memoryKib * passes > 4 * CEILING.argon2MemoryKib) stop('limit-exceeded');
  return kdf.argon2(kind, passphrase, salt, cost, length);
}

export async function deriveAesKdf(kdf: Kdf, key: Uint8Array, seed: Uint8Array, rounds: number): Promise<Bytes> {
  if (!Number.isInteger(rounds) || rounds < 0 || seed.length !== 32) stop('damaged');
  if (rounds > CEILING.aesKdfRounds) stop('limit-exceeded');
  return kdf.aesKdf(key, seed, rounds);
}

/** The real one: WebCrypto where it has the function, hash-wasm for the rest. */
export const realKdf: Kdf = {
  async pbkdf2(passphrase, salt, iterations, hash, length) {
    const key = await crypto.subtle.importKey('raw', passphrase.slice(), 'PBKDF2', false, ['deriveBits']);
    const bits = await crypto.subtle.deriveBits(
      { name: 'PBKDF2', salt: salt.slice(), iterations, hash },
      key,
      length * 8,
    );
    return new Uint8Array(bits);
  },
  async scrypt(passphrase, salt, { n, r, p }, length) {
    const work = { password: passphrase, salt, costFactor: n, blockSize: r, parallelism: p, hashLength: length };
    return Uint8Array.from(await scrypt({ ...work, outputType: 'binary' }));
  },
  async argon2(kind, passphrase, salt, cost, length) {
    const work = { password: passphrase, salt, hashLength: length, outputType: 'binary' } as const;
    const parameters = { memorySize: cost.memoryKib, iterations: cost.passes, parallelism: cost.lanes };
    return Uint8Array.from(await (kind === 'd' ? argon2d : argon2id)({ ...work, ...parameters }));
  },
  aesKdf: transformByCbc,
};

/**
 * CBC over zeros feeds each block's ciphertext into the next cipher call, which is ECB iterated. So WebCrypto does all
 * rounds of one half in a few calls, where a loop over single blocks would take a minute.
 */
async function transformByCbc(key: Uint8Array, seed: Uint8Array, rounds: number): Promise<Bytes> {
  const cipher = await crypto.subtle.importKey('raw', seed.slice(), 'AES-CBC', false, ['encrypt']);
  const transformHalf = async (half: number): Promise<Bytes> => {
    let block = key.slice(half, half + 16);
    for (let left = rounds; left > 0; ) {
      const count = Math.min(left, 65_536);
      const chain = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: block }, cipher, new Uint8Array(count * 16));
      block = new Uint8Array(chain).slice((count - 1) * 16, count * 16);
      left -= count;
    }
    return block;
  };
  // The halves do not depend on each other, and WebCrypto works on two threads.
  return concatBytes(...(await Promise.all([transformHalf(0), transformHalf(16)])));
}
