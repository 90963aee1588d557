import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32ToBytes, bytesToBase32 } from '../../lib/base/base32.ts';
import { utf8ToBytes } from '../../lib/base/bytes.ts';

const read = (text: string) => base32ToBytes(text);

describe('base32', () => {
  // RFC 4648 section 10, without the padding that we do not write.
  it.each([
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('writes and reads %j as %s', (text, encoded) => {
    expect(bytesToBase32(utf8ToBytes(text))).toBe(encoded);
    expect(read(encoded)).toEqual({ ok: true, value: utf8ToBytes(text) });
  });

  it('gives every byte string back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        expect(read(bytesToBase32(bytes))).toEqual({ ok: true, value: Uint8Array.from(bytes) });
      }),
    );
  });

  it.each([
    'jbsw y3dp ehpk 3pxp',
    'JBSW-Y3DP-EHPK-3PXP',
    'JBSWY3DPEHPK3PXP====',
    ' JbSwY3dPeHpK3pXp\n',
    'JBSW\u00a0Y3DP\u2013EHPK3PXP',
  ])('reads %j as people print it', (text) => {
    expect(read(text)).toEqual(read('JBSWY3DPEHPK3PXP'));
  });

  it.each([
    ['JBSW Y3D1', '1', 9],
    ['0', '0', 1],
    ['JB!W', '!', 3],
    ['ABCß', 'ß', 4],
    ['AB😀', '😀', 3],
  ])('names the wrong character of %j', (text, character, position) => {
    expect(read(text)).toEqual({ ok: false, error: { code: 'bad-character', character, position } });
  });

  it.each(['', '   ', '====', 'A'])('has no key in %j', (text) => {
    expect(read(text)).toEqual({ ok: false, error: { code: 'empty' } });
  });
});
