import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../lib/base/bytes.ts';
import { formatJoinText, type JoinText, parseJoinText } from '../../lib/sync/join-text.ts';

const HEX = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';
const TEXT: JoinText = {
  kind: 'pair',
  vaultId: HEX,
  heads: { abcdefghijklmnop: { seq: 7, hash: HEX }, qrstuvwxyz234567: { seq: 4_000_000_000, hash: HEX } },
  secret: Uint8Array.from({ length: 24 }, (_, at) => at * 9),
  more: { settings: { kind: 'webdav', address: 'https://cloud.example/dav', password: 'ünïcode "quoted"' } },
};

const hex = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const tag = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'), minLength: 16, maxLength: 16 });
const texts: fc.Arbitrary<JoinText> = fc.record({
  kind: fc.constantFrom('pair', 'kit', 'check'),
  vaultId: hex,
  heads: fc.dictionary(tag, fc.record({ seq: fc.integer({ min: 1, max: 2 ** 32 - 1 }), hash: hex }), { maxKeys: 8 }),
  secret: fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes as Bytes),
  more: fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json))),
});

describe('a text from one device to another', () => {
  it('comes back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseJoinText(formatJoinText(text))).toEqual({ ok: true, value: text });
      }),
    );
  });

  it('is the same in any case, with any spaces, and with words before it', () => {
    const text = formatJoinText(TEXT);
    const typed = `Please paste: ${text.toUpperCase().replaceAll('-', ' \n ').replace('TESSERA PAIR', 'Tessera-Pair')}  `;
    expect(parseJoinText(typed.replace(/TESSERA\s+PAIR/, 'TESSERA-PAIR'))).toEqual({ ok: true, value: TEXT });
    const glued = text.replace(/^(tessera-pair:1:)(.*)$/, (_, mark, rest) => mark + rest.replaceAll('-', ''));
    expect(parseJoinText(glued)).toEqual({ ok: true, value: TEXT });
  });

  it('names the block that has a typo, wherever it is', () => {
    const text = formatJoinText(TEXT);
    const start = 'tessera-pair:1:'.length;
    for (let at = start; at < text.length; at++) {
      if (text[at] === '-') continue;
      const other = text[at] === '7' ? '8' : '7';
      const typo = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
      const block = Math.floor((at - start) / 13) + 1;
      expect(parseJoinText(typo)).toEqual({ ok: false, error: { code: 'wrong-block', block } });
    }
  });

  it('names the block of which a character is missing, and blocks that changed places', () => {
    const blocks = formatJoinText(TEXT).slice('tessera-pair:1:'.length).split('-');
    const join = (some: readonly string[]) => parseJoinText(`tessera-pair:1:${some.join('-')}`);
    const short = blocks.with(4, blocks[4]?.slice(1) ?? '');
    expect(join(short)).toEqual({ ok: false, error: { code: 'wrong-block', block: 5 } });
    const swapped = blocks.with(2, blocks[3] ?? '').with(3, blocks[2] ?? '');
    expect(join(swapped)).toEqual({ ok: false, error: { code: 'wrong-block', block: 3 } });
  });

  it('says that it was cut off, wherever it was', () => {
    const text = formatJoinText(TEXT);
    const start = 'tessera-pair:1:'.length + 13;
    for (let end = start; end < text.length; end++) {
      expect(parseJoinText(text.slice(0, end)), `cut at ${end}`).toEqual({ ok: false, error: { code: 'cut-off' } });
    }
  });

  it('is refused in words of its own where it is something else', () => {
    for (const text of ['', 'otpauth://totp/x?secret=A', 'tessera-pair', 'tessera-other:1:AAAA', 'x'.repeat(20_000)]) {
      expect(parseJoinText(text)).toEqual({ ok: false, error: { code: 'not-a-join-text' } });
    }
    const newer = formatJoinText(TEXT).replace(':1:', ':2:');
    expect(parseJoinText(newer)).toEqual({ ok: false, error: { code: 'newer-version' } });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (rest) => parseJoinText(`tessera-kit:1:${rest}`).ok === false));
  });
});
