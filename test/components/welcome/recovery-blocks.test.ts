import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findWrongBlock,
  pickBlocks,
  readBlock,
  splitRecoveryKey,
} from '../../../components/welcome/recovery-blocks.ts';

const KEY = '7Q2MX-K4HTD-0RBW3-Z9CGE-5VJN8-1SFYA-P6XKT-M3DQH';

describe('pickBlocks', () => {
  it('names two different places of the key in rising order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 32 }), fc.nat(255), fc.nat(255), (count, one, two) => {
        const [first, second] = pickBlocks(count, () => Uint8Array.of(one, two));
        expect(first).toBeGreaterThanOrEqual(1);
        expect(second).toBeGreaterThan(first);
        expect(second).toBeLessThanOrEqual(count);
      }),
    );
  });

  it('can name every place', () => {
    const seen = new Set<number>();
    for (let one = 0; one < 8; one++) {
      for (let two = 0; two < 7; two++)
        for (const place of pickBlocks(8, () => Uint8Array.of(one, two))) seen.add(place);
    }
    expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('readBlock', () => {
  it('takes small letters, blanks and dashes', () => expect(readBlock(' 7q2 mx-')).toBe('7Q2MX'));
  it('takes the letters that look like digits for them', () => expect(readBlock('oIlRb')).toBe('011RB'));
});

describe('findWrongBlock', () => {
  it('finds nothing where each block is as printed', () => {
    const typed = splitRecoveryKey(KEY).map((text, at) => ({ block: at + 1, text }));
    expect(findWrongBlock(KEY, typed)).toBeUndefined();
  });

  it('names the first block that differs', () => {
    const typed = [
      { block: 2, text: 'K4HTD' },
      { block: 5, text: '5VJN9' },
      { block: 6, text: '' },
    ];
    expect(findWrongBlock(KEY, typed)).toBe(5);
  });
});
