import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import type { QrRead } from '../../lib/qr/reader.ts';
import { bytesToText, joinParts } from '../../lib/qr/text.ts';

const origin = { x: 0, y: 0 };
const corners = [origin, origin, origin, origin] as const;
const read = (bytes: Uint8Array, part?: QrRead['part']): QrRead => ({
  text: '',
  bytes: Uint8Array.from(bytes),
  corners,
  ...(part && { part }),
});

describe('bytesToText', () => {
  it('reads UTF-8', () => {
    expect(bytesToText(utf8ToBytes('Zoë 探そう'))).toBe('Zoë 探そう');
  });

  it('reads Shift-JIS where the bytes are not UTF-8', () => {
    expect(bytesToText(Uint8Array.of(0x92, 0x54, 0x82, 0xbb, 0x82, 0xa4))).toBe('探そう');
  });

  it('reads Latin-1 where they are neither', () => {
    expect(bytesToText(Uint8Array.of(0x5a, 0x6f, 0xff))).toBe('Zoÿ');
  });
});

describe('joinParts', () => {
  const bytes = utf8ToBytes('otpauth://é');
  const first = read(bytes.subarray(0, 11), { message: '7', index: 0, count: 2 });
  const second = read(bytes.subarray(11), { message: '7', index: 1, count: 2 });

  it('joins the parts in their order, whatever the order they were read in, also inside a character', () => {
    expect(joinParts([second, first])).toMatchObject({ whole: [{ text: 'otpauth://é' }], parts: [] });
  });

  it('gives no text for a message with a missing part', () => {
    expect(joinParts([second, second])).toEqual({ whole: [], parts: [second] });
  });

  it('keeps messages apart', () => {
    const other = read(utf8ToBytes('x'), { message: '8', index: 0, count: 2 });
    const { whole, parts } = joinParts([first, other, second]);
    expect(whole.map(({ text }) => text)).toEqual(['otpauth://é']);
    expect(parts).toEqual([other]);
  });
});
