import { describe, expect, it } from 'vitest';
import { openImportFile } from '../../lib/import/file.ts';
import { importFile, recogniseFile } from '../../lib/import/formats.ts';
import { parseJson } from '../../lib/import/json.ts';
import { IMPORT_LIMITS } from '../../lib/import/limits.ts';
import { parseXml } from '../../lib/import/xml.ts';
import { TIMED } from './samples.ts';

const codeOf = async (data: Uint8Array | string): Promise<string> => {
  const read = await importFile(Buffer.from(data));
  return read.ok ? 'read' : read.error.code;
};

describe('importFile', () => {
  it('refuses files over 20 MiB before looking into them', async () => {
    expect(await codeOf(new Uint8Array(IMPORT_LIMITS.bytes + 1))).toBe('limit-exceeded');
  });

  it('refuses more than 20,000 entries', async () => {
    const line = `otpauth://totp/a?secret=${TIMED.secret}\n`;
    expect(await codeOf(line.repeat(20_001))).toBe('limit-exceeded');
    expect(await codeOf(line.repeat(20_000))).toBe('read');
  });

  it.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\t ', 'empty'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-recognised'],
    ['prose', 'These are not the codes you are looking for.', 'not-recognised'],
    ['JSON of someone else', '{"hello":[1,2,3]}', 'not-recognised'],
    ['an empty list', '[]', 'not-recognised'],
  ])('refuses %s', async (_what, data, code) => {
    expect(await codeOf(data)).toBe(code);
  });

  it('names no format where several may be meant', async () => {
    const random = Buffer.from(Array.from({ length: 300 }, (_, n) => (n * 167 + 90) & 255));
    for (const passphrase of [undefined, 'wrong']) {
      const read = await importFile(random, '', passphrase === undefined ? {} : { passphrase });
      expect(read).toEqual({
        ok: false,
        error: { code: passphrase === undefined ? 'passphrase-needed' : 'wrong-passphrase' },
      });
    }
  });

  it('does not take a photograph for ciphertext', () => {
    const photograph = Buffer.concat([
      Buffer.from('ffd8ffe000104a464946', 'hex'),
      Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * n) & 255)),
    ]);
    expect(recogniseFile(openImportFile(photograph))).toEqual([]);
  });

  it('reads UTF-16 with a byte order mark', async () => {
    const text = `\uFEFFotpauth://totp/a?secret=${TIMED.secret}`;
    expect(await codeOf(Buffer.from(text, 'utf16le'))).toBe('read');
  });
});

describe('parseJson', () => {
  it('follows 32 levels and no more', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(IMPORT_LIMITS.nesting))).toBeDefined();
    expect(parseJson(nested(IMPORT_LIMITS.nesting + 1))).toBeUndefined();
  });

  it('counts no brackets inside of strings', () => {
    expect(parseJson(JSON.stringify({ text: `"\\${'['.repeat(100)}` }))).toBeDefined();
  });

  it('drops keys that reach for prototypes', () => {
    const value = parseJson(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":[{"__proto__":1}]}',
    ) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['a']);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('parseXml', () => {
  it.each([
    ['an internal subset, where entities are declared', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['tags that close in the wrong order', '<a><b></a></b>'],
    ['text without an element', 'hello'],
    ['two roots', '<a/><b/>'],
    ['a tag that never ends', '<a b="'],
  ])('refuses %s', (_what, text) => {
    expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  it('refuses nesting beyond 32', () => {
    expect(() => parseXml('<a>'.repeat(40))).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
  });

  it('reads CDATA, comments, references and a > in an attribute', () => {
    const root = parseXml(
      '<?xml version="1.0"?><a x="1 > 0" y=\'&quot;\'>b<!-- no --><![CDATA[<&]]>&#65;&#x1F600;&lt;<c/></a>',
    );
    expect(root.text).toBe('b<&A\u{1F600}<');
    expect([...root.attributes]).toEqual([
      ['x', '1 > 0'],
      ['y', '"'],
    ]);
    expect(root.children.map(({ name }) => name)).toEqual(['c']);
  });
});
