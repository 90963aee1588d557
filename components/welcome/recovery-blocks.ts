/** The recovery key as people handle it: blocks between dashes, counted from 1. */
import type { Random } from '../../lib/base/clock.ts';
import type { TypedBlock } from '../../lib/messaging/protocol.ts';

export function splitRecoveryKey(recoveryKey: string): readonly string[] {
  return recoveryKey.split('-');
}

/** Two different places in rising order, to be typed back. */
export function pickBlocks(count: number, random: Random): readonly [number, number] {
  const [first = 0, second = 0] = random(2);
  const one = first % count;
  const other = (one + 1 + (second % (count - 1))) % count;
  return one < other ? [one + 1, other + 1] : [other + 1, one + 1];
}

/** As the key is printed: no letter that looks like a digit. */
export function readBlock(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** The first block that was typed wrongly, or `undefined`. */
export function findWrongBlock(recoveryKey: string, typed: readonly TypedBlock[]): number | undefined {
  const blocks = splitRecoveryKey(recoveryKey);
  return typed.find(({ block, text }) => blocks[block - 1] !== text)?.block;
}
