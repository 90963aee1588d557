/** From a password to 32 bytes: Argon2id (RFC 9106), with a floor and a ceiling that are checked before any work. */
import { argon2id as hashWasmArgon2id } from 'hash-wasm';
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';

/** RFC 9106 Argon2id, version 1.3, 32 bytes out. */
export type Argon2id = (password: Uint8Array, salt: Uint8Array, cost: KdfCost) => Promise<Bytes>;

export interface KdfCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** One lane: WebAssembly runs the lanes one after the other, so more of them would help the attacker only. */
export const KDF_COST: KdfCost = { memoryKiB: 65_536, passes: 3, lanes: 1 };

export const KDF_SALT_LENGTH = 16;

const FLOOR = KDF_COST;
const CEILING: KdfCost = { memoryKiB: 1_048_576, passes: 16, lanes: 4 };

/** Below the floor a storage could make guessing cheap, above the ceiling it could stall the browser. */
export function isAcceptableCost(cost: KdfCost): boolean {
  return (['memoryKiB', 'passes', 'lanes'] as const).every(
    (name) => Number.isInteger(cost[name]) && cost[name] >= FLOOR[name] && cost[name] <= CEILING[name],
  );
}

/**
 * NFKC first, so that a password typed on another keyboard layout or system is the same password. Throws `damaged`
 * before deriving anything when cost or salt are out of bounds.
 */
export async function derivePasswordKey(
  argon2id: Argon2id,
  password: string,
  salt: Uint8Array,
  cost: KdfCost,
): Promise<Bytes> {
  if (!isAcceptableCost(cost)) throw new Fault('damaged', 'the cost of the password slot is out of bounds');
  if (salt.length !== KDF_SALT_LENGTH) throw new Fault('damaged', 'the salt of the password slot has a wrong length');
  const passwordBytes = utf8ToBytes(password.normalize('NFKC'));
  try {
    return await argon2id(passwordBytes, salt, cost);
  } finally {
    passwordBytes.fill(0);
  }
}

/** The engine of the product; it needs 'wasm-unsafe-eval' in the extension's policy. */
export const wasmArgon2id: Argon2id = async (password, salt, cost) => {
  const derived = await hashWasmArgon2id({
    password,
    salt,
    memorySize: cost.memoryKiB,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  return derived as Bytes;
};
