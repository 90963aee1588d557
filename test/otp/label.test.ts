import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, decodePercent, formatLabel, parseLabel, plusToSpace } from '../../lib/otp/label.ts';
import { names } from './accounts.ts';

describe('plusToSpace', () => {
  it.each([
    ['Big+Company', 'Big Company'],
    ['A+B+C', 'A B C'],
    ['C++', 'C++'],
    ['C++ Corp', 'C++ Corp'],
    ['Disney+', 'Disney+'],
    ['+1', '+1'],
    ['A%2BB', 'A%2BB'],
  ])('makes of %j %j', (encoded, text) => {
    expect(plusToSpace(encoded)).toBe(text);
  });
});

describe('decodePercent', () => {
  it('undoes encodeURIComponent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePercent(encodeURIComponent(text))).toEqual({ text, isBroken: false });
      }),
    );
  });

  it('decodes what it can beside what is broken', () => {
    expect(decodePercent('%41%zz%E9%C3%A9%')).toEqual({ text: 'A%zzéÃ©%', isBroken: true });
  });
});

describe('cleanName', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanName(cleanName(text))).toBe(cleanName(text));
      }),
    );
  });

  it('takes out what would turn a name around, and leaves what scripts and emoji need', () => {
    expect(cleanName('Bank\u202egro.live\u202c')).toBe('Bankgro.live');
    expect(cleanName('\u2066a\u2069')).toBe('a');
    for (const kept of ['\u05d1\u05e0\u05e7 \u05d4\u05e4', 'a\u200fb', '\u{1f3f4}\u200d\u2620\ufe0f'])
      expect(cleanName(kept)).toBe(kept);
  });

  it('leaves text that can be encoded, whatever came in', () => {
    expect(() => encodeURIComponent(cleanName('a\ud800b'))).not.toThrow();
  });
});

describe('parseLabel', () => {
  it('undoes formatLabel', () => {
    fc.assert(
      fc.property(names.map(cleanName), names.map(cleanName), (issuer, label) => {
        expect(parseLabel(formatLabel(issuer, label))).toEqual({ issuer, label, isBroken: false });
      }),
    );
  });
});
