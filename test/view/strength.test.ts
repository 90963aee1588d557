import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateStrength } from '../../lib/view/strength.ts';

describe('estimateStrength', () => {
  it.each([
    ['', 0],
    ['Kq7!vR2#x', 0],
    ['password123', 1],
    ['aaaaaaaaaaaaaaaa', 1],
    ['1234567890', 1],
    ['qwertyuiop', 1],
    ['P4ssw0rd2024', 1],
    ['abcabcabcabc', 1],
  ] as const)('finds %j easy to guess', (password, level) => {
    expect(estimateStrength(password).level).toBe(level);
  });

  it.each(['mule harvest copper 81', 'correct horse battery staple', 'dT8%kq2!Zw9&'])('finds %j strong', (password) => {
    expect(estimateStrength(password).level).toBeGreaterThanOrEqual(3);
  });

  it('counts characters and not UTF-16 units', () => {
    expect(estimateStrength('🐎🐎🐎🐎🐎').level).toBe(0);
  });

  it('gives a finite number of bits for anything typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (password) => {
        const { bits } = estimateStrength(password);
        expect(bits).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(bits)).toBe(true);
      }),
    );
  });
});
