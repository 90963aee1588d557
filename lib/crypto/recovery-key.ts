/**
 * The recovery key: 160 random bits, printed as eight blocks of five Crockford base32 characters. The fifth of each
 * block is a check character, so that a typo names the block it is in and nobody types forty characters again.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { bytesToSymbols, symbolOf, symbolsToBytes, symbolsToText } from '../base/crockford.ts';
import { fail, ok, type Result } from '../base/result.ts';

/** In bytes. */
export const RECOVERY_KEY_LENGTH = 20;

const BLOCKS = 8;
const BLOCK_DATA = 4;
const BLOCK_LENGTH = BLOCK_DATA + 1;
const SEPARATORS = /[\s\-\u2010-\u2015\u2212]+/u;

/** `block` counts from 1. */
export interface RecoveryKeyTypo {
  readonly code: 'mistyped-recovery-key';
  readonly block: number;
}

export function createRecoveryKey(random: Random): Bytes {
  return random(RECOVERY_KEY_LENGTH);
}

export function formatRecoveryKey(key: Uint8Array): string {
  if (key.length !== RECOVERY_KEY_LENGTH) throw new RangeError('a recovery key has 20 bytes');
  const symbols = bytesToSymbols(key);
  const blocks = Array.from({ length: BLOCKS }, (_, block) => {
    const data = symbols.slice(block * BLOCK_DATA, (block + 1) * BLOCK_DATA);
    return symbolsToText([...data, checkSymbol(data, block)]);
  });
  return blocks.join('-');
}

/**
 * Reads it as people write it: any case, O for 0, I and L for 1, any spaces and dashes. Refuses with the first block
 * that is not right; a block in another's place is not right either.
 */
export function parseRecoveryKey(text: string): Result<Bytes, RecoveryKeyTypo> {
  const blocks = splitBlocks(text);
  const symbols: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const values = Array.from(blocks[block] ?? '', symbolOf);
    const data = values.slice(0, BLOCK_DATA);
    const isRight =
      values.length === BLOCK_LENGTH && !values.includes(-1) && values[BLOCK_DATA] === checkSymbol(data, block);
    if (!isRight) return fail({ code: 'mistyped-recovery-key', block: block + 1 });
    symbols.push(...data);
  }
  if (blocks.length > BLOCKS) return fail({ code: 'mistyped-recovery-key', block: BLOCKS });
  return ok(symbolsToBytes(symbols));
}

/** By the separators as typed where they make eight blocks, so that a missing character stays in its own block. */
function splitBlocks(text: string): string[] {
  const typed = text.split(SEPARATORS).filter((block) => block !== '');
  if (typed.length === BLOCKS) return typed;
  return typed.join('').match(/.{1,5}/gsu) ?? [];
}

/**
 * A weighted sum over GF(32) with weights that all differ: each single wrong character and each swap of two characters
 * changes it. The block's own number goes in too, so that blocks cannot change places.
 */
function checkSymbol(data: readonly number[], block: number): number {
  return data.reduce((sum, symbol, index) => sum ^ timesAlpha(symbol, index + 1), timesAlpha(block, BLOCK_LENGTH));
}

/** Multiplies by alpha^power, where alpha is a root of x^5 + x^2 + 1. */
function timesAlpha(symbol: number, power: number): number {
  let product = symbol;
  for (let step = 0; step < power; step++) product = product & 16 ? ((product << 1) & 31) ^ 5 : product << 1;
  return product;
}
