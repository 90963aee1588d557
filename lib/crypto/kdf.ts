/** From a password to 32 bytes: Argon2id (RFC 9106), with a floor and a ceiling that are checked before any work. */
import { argon2id as hashWasmArgon2id } from 'hash-wasm';
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
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

/** What a new password may cost on this device. */
export interface KdfBudget {
  /** An unlock may take as long as this. */
  readonly targetMs: number;
  readonly memoryLimitKiB: number;
}

export interface NewPasswordTools {
  readonly argon2id: Argon2id;
  readonly clock: Clock;
  readonly kdfBudget: KdfBudget;
}

export const KDF_SALT_LENGTH = 16;

/** Above the floor, best first. No more than this, so that a profile that is copied to a small device still opens there. */
const STEPS_KIB = [262_144, 131_072];

const FLOOR = KDF_COST;
const CEILING: KdfCost = { memoryKiB: 1_048_576, passes: 16, lanes: 4 };

/** Below the floor a storage could make guessing cheap, above the ceiling it could stall the browser. */
export function isAcceptableCost(cost: KdfCost): boolean {
  return (['memoryKiB', 'passes', 'lanes'] as const).every(
    (name) => Number.isInteger(cost[name]) && cost[name] >= FLOOR[name] && cost[name] <= CEILING[name],
  );
}

/**
 * For a slot that is being made: derives at the floor, and once more with as much memory as this device, by the time that
 * took, can afford. The cost is never below `atLeast`, that of the slot whose place it takes.
 */
export async function deriveNewPasswordKey(
  { argon2id, clock, kdfBudget }: NewPasswordTools,
  password: string,
  salt: Uint8Array,
  atLeast: KdfCost = KDF_COST,
): Promise<{ readonly cost: KdfCost; readonly key: Bytes }> {
  const startMs = clock();
  const key = await derivePasswordKey(argon2id, password, salt, FLOOR);
  const cost = atLeastAsMuch(affordableCost(clock() - startMs, kdfBudget), atLeast);
  if (isFloor(cost)) return { cost, key };
  try {
    const dearerKey = await derivePasswordKey(argon2id, password, salt, cost);
    key.fill(0);
    return { cost, key: dearerKey };
  } catch (error) {
    // The memory that the device seemed to have could not be had.
    if (isFloor(atLeast)) return { cost: FLOOR, key };
    throw error;
  }
}

/** The time grows at most as the memory does. A clock that stood still or was set back has measured nothing. */
function affordableCost(floorMs: number, { targetMs, memoryLimitKiB }: KdfBudget): KdfCost {
  const memoryKiB = STEPS_KIB.find(
    (step) => floorMs > 0 && step <= memoryLimitKiB && (floorMs * step) / FLOOR.memoryKiB <= targetMs,
  );
  return memoryKiB === undefined ? FLOOR : { ...FLOOR, memoryKiB };
}

/** The greater of each. */
export function atLeastAsMuch(left: KdfCost, right: KdfCost): KdfCost {
  return {
    memoryKiB: Math.max(left.memoryKiB, right.memoryKiB),
    passes: Math.max(left.passes, right.passes),
    lanes: Math.max(left.lanes, right.lanes),
  };
}

function isFloor({ memoryKiB, passes, lanes }: KdfCost): boolean {
  return memoryKiB === FLOOR.memoryKiB && passes === FLOOR.passes && lanes === FLOOR.lanes;
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
