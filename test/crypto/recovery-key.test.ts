import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecoveryKey, formatRecoveryKey, parseRecoveryKey } from '../../lib/crypto/recovery-key.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const key = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => new Uint8Array(bytes));

function typo(block: number) {
  return { ok: false, error: { code: 'mistyped-recovery-key', block } };
}

describe('the recovery key', () => {
  it('has 160 bits from the given source', () => {
    expect(createRecoveryKey((length) => new Uint8Array(length).fill(7))).toEqual(new Uint8Array(20).fill(7));
  });

  it('is written in eight blocks of five and read back', () => {
    fc.assert(
      fc.property(key, (bytes) => {
        const text = formatRecoveryKey(bytes);
        expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
        expect(parseRecoveryKey(text)).toEqual({ ok: true, value: bytes });
      }),
    );
    expect(formatRecoveryKey(new Uint8Array(20))).toBe('00000-00005-0000A-0000F-0000M-0000H-0000Y-0000V');
  });

  it('is read as people write it', () => {
    fc.assert(
      fc.property(key, (bytes) => {
        const text = formatRecoveryKey(bytes);
        const forms = [
          text.toLowerCase(),
          text.replaceAll('-', ''),
          ` ${text.replaceAll('-', '  ')}\n`,
          text.replaceAll('-', '\u2013'),
          text.replaceAll('0', 'O').replaceAll('1', 'l'),
          text.replaceAll('0', 'o').replaceAll('1', 'I'),
        ];
        for (const form of forms) expect(parseRecoveryKey(form)).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  it('names the block of every single wrong character', () => {
    const text = formatRecoveryKey(Uint8Array.from({ length: 20 }, (_, index) => index * 13));
    for (const separator of ['-', '']) {
      const written = text.replaceAll('-', separator);
      for (let index = 0; index < written.length; index++) {
        if (written[index] === '-') continue;
        const block = Math.floor(index / (5 + separator.length)) + 1;
        for (const wrong of [...ALPHABET, 'U', '!', '\u00e9']) {
          if (wrong === written[index]) continue;
          const mistyped = written.slice(0, index) + wrong + written.slice(index + 1);
          expect(parseRecoveryKey(mistyped)).toEqual(typo(block));
        }
      }
    }
  });

  it('names the block of every swap of two characters in it', () => {
    fc.assert(
      fc.property(key, fc.nat(7), fc.nat(4), fc.nat(4), (bytes, block, from, to) => {
        const blocks = formatRecoveryKey(bytes).split('-');
        const characters = [...(blocks[block] ?? '')];
        [characters[from], characters[to]] = [characters[to] ?? '', characters[from] ?? ''];
        fc.pre(characters.join('') !== blocks[block]);
        blocks[block] = characters.join('');
        expect(parseRecoveryKey(blocks.join('-'))).toEqual(typo(block + 1));
      }),
    );
  });

  it('names a block that stands in the place of another', () => {
    fc.assert(
      fc.property(key, fc.nat(7), fc.nat(7), (bytes, from, to) => {
        const blocks = formatRecoveryKey(bytes).split('-');
        fc.pre(from < to && blocks[from] !== blocks[to]);
        [blocks[from], blocks[to]] = [blocks[to] ?? '', blocks[from] ?? ''];
        expect(parseRecoveryKey(blocks.join('-'))).toEqual(typo(from + 1));
      }),
    );
  });

  it.each([
    ['nothing', '', 1],
    ['a missing character', '00000-0005-0000A-0000F-0000M-0000H-0000Y-0000V', 2],
    ['a character too many', '00000-00005-0000A-00000F-0000M-0000H-0000Y-0000V', 4],
    ['a missing block', '00000-00005-0000A-0000F-0000M-0000H-0000Y', 8],
    ['a block too many', '00000-00005-0000A-0000F-0000M-0000H-0000Y-0000V-00000', 8],
  ])('names the block of %s', (_, text, block) => {
    expect(parseRecoveryKey(text)).toEqual(typo(block));
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void expect(parseRecoveryKey(text).ok).toBe(false)));
    expect(() => formatRecoveryKey(new Uint8Array(19))).toThrow('20 bytes');
  });
});
