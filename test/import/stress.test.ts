import { describe, expect, it } from 'vitest';
import { IMPORT_FORMATS, importFile } from '../../lib/import/formats.ts';
import { stubKdf } from '../fuzz/stub-kdf.ts';

/** A mebibyte of what regular expressions and nested readers choke on, behind a start that lets it in. */
const LENGTH = 1024 * 1024;
const PIECES = [
  'a',
  ' ',
  '\n',
  ',',
  '"',
  '""',
  "'",
  '=',
  '-',
  '&',
  '%',
  ':',
  '<',
  '>',
  '> ',
  '<a>',
  '<a b',
  '[',
  '{"a":',
  '\\',
  '#',
  ';',
  '2',
  'A ',
  'a=',
  '\u00e4',
  '&amp;',
];
const STARTS = [
  '',
  '<a ',
  '<a b="',
  '<!doctype html>',
  '<!--',
  '{"',
  '["',
  'otpauth://totp/',
  'otpauth-migration://offline?data=',
  'a,b,secret\n',
  'a,b\n"',
  '-----BEGIN AGE ENCRYPTED FILE-----',
  '"title","',
];

/** What closes the start again, so that readers do not give up at the end that is missing. */
const endOf = (start: string): string =>
  start.startsWith('<') ? '>' : start.startsWith('{') ? '":1}' : start.startsWith('[') ? '"]' : '';

const fill = (start: string, piece: string): Uint8Array =>
  Buffer.from(start + piece.repeat(Math.ceil(LENGTH / piece.length)) + endOf(start));

/** Five times what the slowest takes on an idle machine; quadratic work takes minutes. */
const LIMIT_MS = 4000;

describe('a mebibyte of one thing', () => {
  it.each(STARTS)('is answered soon after %j', { timeout: 120_000 }, async (start) => {
    for (const piece of PIECES) {
      const began = performance.now();
      await importFile(fill(start, piece), '', { passphrase: 'x', kdf: stubKdf });
      const elapsedMs = performance.now() - began;
      expect({ start, piece, isSlow: elapsedMs > LIMIT_MS }).toEqual({ start, piece, isSlow: false });
    }
  });

  it('is answered soon by each format that is asked for by name', { timeout: 120_000 }, async () => {
    for (const { id } of IMPORT_FORMATS) {
      const began = performance.now();
      await importFile(fill('', 'A2'), '', { formatId: id, passphrase: 'x', kdf: stubKdf });
      expect({ id, isSlow: performance.now() - began > LIMIT_MS }).toEqual({ id, isSlow: false });
    }
  });
});
