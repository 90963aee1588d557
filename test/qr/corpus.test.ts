/** Published photographs of codes; the numbers for the whole set come from `npm run acceptance -- qr FOLDER`. */
import { existsSync, readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { toGray } from '../../lib/qr/picture.ts';
import { createZxingReader } from '../../lib/qr/zxing-reader.ts';
import { createTestDecoder, zxingSource } from './draw.ts';

interface Case {
  readonly file: string;
  readonly text: string | null;
  readonly negative?: boolean;
}

const folder = new URL('../../../shared/corpora/qr/', import.meta.url);
const list = new URL('expected.json', folder);

describe.runIf(existsSync(list))('published pictures', () => {
  it('gives no wrong text, nothing for pictures without a code, and reads more than ZXing alone', async () => {
    const cases = (JSON.parse(readFileSync(list, 'utf8')) as Case[]).filter((one) => one.file.endsWith('.png'));
    const decode = createTestDecoder();
    const zxing = createZxingReader(zxingSource());
    const lineEnds = (text: string | null) => text?.replaceAll('\r\n', '\n');
    let [right, rightByZxing] = [0, 0];
    const wrong: string[] = [];
    for (const one of cases) {
      const picture = PNG.sync.read(readFileSync(new URL(one.file, folder)));
      const decoded = await decode(picture);
      const texts = decoded.ok ? decoded.value.codes.map((code) => lineEnds(code.text)) : [];
      const byZxing = await zxing(toGray(picture), { threshold: 'local', isThorough: true });
      if (byZxing.some((read) => lineEnds(read.text) === lineEnds(one.text))) rightByZxing++;
      if (one.text !== null && texts.includes(lineEnds(one.text))) right++;
      else if (texts.length > 0 && (one.text !== null || one.negative)) wrong.push(one.file);
    }
    expect(wrong).toEqual([]);
    expect(right).toBeGreaterThan(rightByZxing);
  }, 180_000);
});
