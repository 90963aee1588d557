import { describe, expect, it } from 'vitest';
import { importFile } from '../../lib/import/formats.ts';
import { readText } from '../../lib/import/text-encoding.ts';
import { ALL, plain, TIMED, uriOf } from './samples.ts';

const list = ALL.map((account) => uriOf(account).replaceAll('K%C3%B6ln', 'Köln')).join('\r\n');
const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('a list of URIs', () => {
  it.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${list}`)],
    ['UTF-8 with zeros after it', Buffer.concat([Buffer.from(list), Buffer.alloc(7)])],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${list}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(list, 'utf16le')],
    ['UTF-16, big end first, with a mark', bigEndian(`\uFEFF${list}`)],
    ['UTF-16, big end first, without a mark', bigEndian(list)],
    ["Windows' code page", Buffer.from(list, 'latin1')],
  ])('is read in %s', async (_encoding, bytes) => {
    const read = await importFile(bytes);
    expect(read.ok && read.value.accounts.map(plain)).toEqual(ALL);
  });

  it('in an encoding that this is not is not taken for text', () => {
    expect(readText(Uint8Array.of(0xff, 0xfe, 0x00, 0xd8))).toBeUndefined();
    expect(readText(Uint8Array.from({ length: 200 }, (_, at) => 128 + (at % 128)))).toBeUndefined();
    expect(readText(Uint8Array.from(Buffer.from(`{"a":"${TIMED.issuer}"}`, 'latin1')))).toBeUndefined();
  });
});
