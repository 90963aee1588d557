import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IMPORT_FORMATS } from '../../lib/import/formats.ts';

const tests = import.meta.dirname;

describe('IMPORT_FORMATS', () => {
  const ids = IMPORT_FORMATS.map(({ id }) => id);

  it('names each format once', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('holds only formats that were put through the suite', () => {
    const sources = readdirSync(tests).map((name) => readFileSync(`${tests}/${name}`, 'utf8'));
    const tested = sources.flatMap((source) =>
      [...source.matchAll(/testFormat\(\s*'([^']+)'/g)].map((match) => match[1]),
    );
    expect([...new Set(tested)].sort()).toEqual([...ids].sort());
  });
});
