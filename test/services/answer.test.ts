import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, flagIn, idIn, isId, listIn, momentIn, numberIn, oneIn, pick } from '../../lib/services/answer.ts';

describe('pick', () => {
  it('sees own properties only', () => {
    expect(pick({}, 'constructor', 'toString', '__proto__')).toBeUndefined();
    const parsed: Record<string, unknown> = JSON.parse('{"__proto__":{"admin":true}}');
    expect(pick(parsed, 'admin')).toBeUndefined();
  });
  it('treats absent and null alike and takes the first name that is there', () => {
    expect(pick({ a: null, b: 0 }, 'a', 'b')).toBe(0);
  });
});

describe('numberIn', () => {
  it.each([
    [3600, 3600],
    ['3600', 3600],
    ['-1.5', -1.5],
    [' 7 ', 7],
    ['', undefined],
    ['0x10', undefined],
    ['1e3', undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [true, undefined],
  ])('reads %j as %j', (given, expected) => {
    expect(numberIn({ n: given }, 'n')).toBe(expected);
  });
});

describe('the other readers', () => {
  it('read flags, moments, lists and wrapped objects', () => {
    expect(flagIn({ a: 'true' }, 'a')).toBe(true);
    expect(flagIn({ a: 0 }, 'a')).toBe(false);
    expect(flagIn({ a: 'yes' }, 'a')).toBeUndefined();
    expect(momentIn({ a: '1324174006' }, 'a')).toBe(1_324_174_006_000);
    expect(momentIn({ a: '2026-01-02T03:04:05Z' }, 'a')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(momentIn({ a: 'soon' }, 'a')).toBeUndefined();
    expect(listIn([1], 'x')).toEqual([1]);
    expect(listIn({ x: [2] }, 'y', 'x')).toEqual([2]);
    expect(oneIn({ x: { a: 1 } }, 'x')).toEqual({ a: 1 });
    expect(oneIn({ a: 1 }, 'x')).toEqual({ a: 1 });
    expect(oneIn('text', 'x')).toBeUndefined();
  });

  it('refuse ids that could climb or split a path', () => {
    for (const bad of ['', '.', '..', '...', 'a/b', 'a?b', 'a#b', 'a b', 'ä', 'x'.repeat(257)])
      expect(isId(bad)).toBe(false);
    expect(idIn({ id: 42 }, 'id')).toBe('42');
    expect(isId('550e8400-e29b-41d4-a716-446655440000')).toBe(true);
  });
});

describe('cleanText', () => {
  it('takes out what would make one name look like another', () => {
    expect(cleanText('Git\u200bHub\u202e \u0000x\u2066')).toBe('GitHub  x');
    expect(cleanText('e\u0301')).toBe('\u00e9');
  });
  it('keeps to its length, is well formed and settles at once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (text, longest) => {
        const clean = cleanText(text, longest);
        expect(clean.length).toBeLessThanOrEqual(longest);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean, longest)).toBe(clean);
      }),
      { numRuns: 2000 },
    );
  });
});
