import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { searchFolder, spellingsOfKey, spellingsOfText, toBase32 } from './search.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

function hitsIn(content: Buffer, needles: ReturnType<typeof spellingsOfKey>) {
  mkdirSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(folder, 'deep/file'), content);
  return searchFolder(folder, needles).hits;
}

const key = randomBytes(20);
const around = (bytes: Buffer) => Buffer.concat([randomBytes(97), bytes, randomBytes(55)]);

describe('searchFolder', () => {
  it.each(spellingsOfKey('key', key))('finds a key spelled as $spelling', ({ bytes, spelling }) => {
    expect(hitsIn(around(bytes), spellingsOfKey('key', key)).map((hit) => hit.spelling)).toContain(spelling);
  });

  it.each([0, 1, 2, 3, 4, 5])('finds a key inside base64 of a longer message with %i bytes before it', (before) => {
    const message = Buffer.concat([randomBytes(before), key, randomBytes(31)]);
    expect(hitsIn(Buffer.from(message.toString('base64')), spellingsOfKey('key', key))).not.toEqual([]);
  });

  it('finds a password as a text and in the UTF-16 of session files', () => {
    const needles = spellingsOfText('password', 'correct horse');
    expect(hitsIn(Buffer.from('x correct horse y'), needles)).toHaveLength(1);
    expect(hitsIn(Buffer.from('x correct horse y', 'utf16le'), needles)).toHaveLength(1);
  });

  it('finds nothing where nothing is', () => {
    expect(hitsIn(randomBytes(200_000), spellingsOfKey('key', key))).toEqual([]);
  });

  it('names the file and counts what it read', () => {
    writeFileSync(join(folder, 'second'), toBase32(key));
    const { hits, files } = searchFolder(folder, spellingsOfKey('key', key));
    expect(hits).toEqual([{ name: 'key', spelling: 'base32', file: 'second' }]);
    expect(files).toBe(2);
  });
});
