import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, base64UrlToBytes, bytesToBase64, bytesToBase64Url } from '../../lib/base/base64.ts';
import {
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  equalBytes,
  hexToBytes,
  uint32ToBytes,
  uint64ToBytes,
  utf8ToBytes,
} from '../../lib/base/bytes.ts';
import { Fault, isFault } from '../../lib/base/errors.ts';
import { Secret } from '../../lib/base/secret.ts';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Uint8Array.from(array));

describe('bytes', () => {
  it('come back from base64, base64url and hex', () => {
    fc.assert(
      fc.property(bytes, (each) => {
        expect(base64ToBytes(bytesToBase64(each))).toEqual(each);
        expect(base64UrlToBytes(bytesToBase64Url(each))).toEqual(each);
        expect(hexToBytes(bytesToHex(each))).toEqual(each);
      }),
    );
  });

  it('agree with the second implementation of the platform', () => {
    fc.assert(
      fc.property(bytes, (each) => {
        expect(bytesToBase64(each)).toBe(Buffer.from(each).toString('base64'));
        expect(bytesToHex(each)).toBe(Buffer.from(each).toString('hex'));
      }),
    );
  });

  it.each(['A', 'AAA', 'AAAA=', 'AA=A', 'A B=', 'AB==', '____'])('are not read from %j as base64', (text) => {
    expect(base64ToBytes(text)).toBeUndefined();
  });

  it.each(['a', 'zz', '0x12', ' 12'])('are not read from %j as hex', (text) => {
    expect(hexToBytes(text)).toBeUndefined();
  });

  it('are equal when each byte is', () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(equalBytes(left, right)).toBe(bytesToHex(left) === bytesToHex(right));
        expect(equalBytes(left, Uint8Array.from(left))).toBe(true);
      }),
    );
  });

  it('join in order', () => {
    expect(concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('hold numbers big-endian', () => {
    expect(bytesToHex(uint32ToBytes(0x01020304))).toBe('01020304');
    expect(bytesToHex(uint64ToBytes(Number.MAX_SAFE_INTEGER))).toBe('001fffffffffffff');
  });

  it('are text only when they are UTF-8', () => {
    expect(bytesToUtf8(utf8ToBytes('Grüße 😀'))).toBe('Grüße 😀');
    expect(() => bytesToUtf8(Uint8Array.of(0xff, 0xfe))).toThrow(TypeError);
  });
});

describe('Secret', () => {
  const secret = new Secret(utf8ToBytes('JBSWY3DPEHPK3PXP'));

  it('shows nothing of itself by accident', () => {
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      `${secret}`,
      JSON.stringify(structuredClone({ ...secret })),
    ];
    for (const text of shown) expect(text).not.toContain('JBSW');
  });

  it('keeps a copy that the giver cannot change', () => {
    const given = utf8ToBytes('abc');
    const kept = new Secret(given);
    given.fill(0);
    expect(bytesToUtf8(kept.reveal())).toBe('abc');
    expect(kept.length).toBe(3);
  });
});

describe('Fault', () => {
  it('is told apart by its code', () => {
    const fault = new Fault('locked', 'The vault is locked.');
    expect(isFault(fault)).toBe(true);
    expect(isFault(fault, 'locked')).toBe(true);
    expect(isFault(fault, 'damaged')).toBe(false);
    expect(isFault(new Error('locked'), 'locked')).toBe(false);
  });
});
