import { describe, expect, it } from 'vitest';
import { findFinders, groupFinders } from '../../lib/qr/finders.ts';
import { createGray, type Gray, sampleGray } from '../../lib/qr/picture.ts';
import { straighten } from '../../lib/qr/straighten.ts';
import { knownModules } from '../../lib/qr/symbol.ts';
import { createZxingReader } from '../../lib/qr/zxing-reader.ts';
import { createTestDecoder, drawCode, OTPAUTH, toPixels, zxingSource } from './draw.ts';

/** A code on cloth: each row is pushed aside by one wave, each column by another. */
function bend(code: Gray, pixels: number): Gray {
  const bent = createGray(code.width, code.height);
  const wave = (place: number) => Math.sin((place / code.width) * Math.PI * 2) * pixels;
  for (let y = 0; y < bent.height; y++) {
    for (let x = 0; x < bent.width; x++) {
      bent.data[y * bent.width + x] = sampleGray(code, x + wave(y), y + wave(x));
    }
  }
  return bent;
}

const code = drawCode(OTPAUTH, { modulePixels: 6 });
const bent = bend(code, 6);

describe('straighten', () => {
  it('makes a bent code readable that no reader sees', async () => {
    const zxing = createZxingReader(zxingSource());
    expect(await zxing(bent, { threshold: 'local', isThorough: true })).toEqual([]);
    const [triple] = groupFinders(findFinders(bent));
    if (!triple) throw new Error('The test code has no finders.');
    const texts: string[] = [];
    for (const drawn of straighten(bent, triple)) {
      for (const read of await zxing(drawn, { threshold: 'fixed', isThorough: false })) texts.push(read.text);
    }
    expect(new Set(texts)).toEqual(new Set([OTPAUTH]));
  });

  it('is part of the cascade', async () => {
    const decoded = await createTestDecoder()(toPixels(bent));
    expect(decoded.ok && decoded.value.codes.map((read) => read.text)).toEqual([OTPAUTH]);
  });

  it('keeps a flat code readable', async () => {
    const [triple] = groupFinders(findFinders(code));
    if (!triple) throw new Error('The test code has no finders.');
    const drawn = [...straighten(code, triple)].slice(0, 5);
    const reads = await createZxingReader(zxingSource())(drawn[4] ?? bent, { threshold: 'fixed', isThorough: false });
    expect(reads).toMatchObject([{ text: OTPAUTH }]);
  });
});

describe('knownModules', () => {
  const row = (size: number, y: number) =>
    knownModules(size)
      .slice(y * size, (y + 1) * size)
      .map((module) => (module === 'dark' ? '#' : module === 'light' ? '.' : '?'))
      .join('');

  it('knows finders, separators and timing of the smallest code', () => {
    expect(row(21, 0)).toBe('#######.?????.#######');
    expect(row(21, 1)).toBe('#.....#.?????.#.....#');
    expect(row(21, 2)).toBe('#.###.#.?????.#.###.#');
    expect(row(21, 6)).toBe('#######.#.#.#.#######');
    expect(row(21, 7)).toBe('........?????........');
    expect(row(21, 10)).toBe('??????#??????????????');
    expect(row(21, 20)).toBe('#######.?????????????');
  });

  it('knows the alignment patterns of larger codes', () => {
    expect(row(25, 18)).toBe('#######.????????#.#.#????');
    expect(row(45, 22).slice(20, 25)).toBe('#.#.#');
    expect(row(45, 24).slice(20, 25)).toBe('#####');
  });
});
