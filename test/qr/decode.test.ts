import { describe, expect, it } from 'vitest';
import { createDecoder, PIXELS_TO } from '../../lib/qr/decode.ts';
import { blurGray, type Gray, mapGray, type Pixels, rotateGray, scaleGray } from '../../lib/qr/picture.ts';
import type { QrRead, QrReader } from '../../lib/qr/reader.ts';
import { blank, createTestDecoder, drawCode, OTPAUTH, paste, toPixels } from './draw.ts';

const decode = createTestDecoder();

async function textsIn(pixels: Pixels): Promise<string[]> {
  const decoded = await decode(pixels);
  return decoded.ok ? decoded.value.codes.map((code) => code.text).sort() : [decoded.error];
}

const code = drawCode(OTPAUTH);

describe('createDecoder', () => {
  const views: Record<string, Gray> = {
    plain: code,
    'light on dark': mapGray(code, (value) => 255 - value),
    'of one pixel a module': drawCode(OTPAUTH, { modulePixels: 1 }),
    'without a quiet zone': drawCode(OTPAUTH, { quietModules: 0 }),
    'of weak contrast': drawCode(OTPAUTH, { dark: 120, light: 150 }),
    'out of focus': blurGray(code, 2),
    'turned by 30 degrees': rotateGray(code, 30, 255),
    'turned on its head': rotateGray(code, 180, 255),
    'scaled by an odd factor': scaleGray(code, 0.7),
  };

  it.each(Object.entries(views))('reads a code %s', async (_, picture) => {
    expect(await textsIn(toPixels(picture))).toEqual([OTPAUTH]);
  });

  it('reads dark and light codes on a transparent ground', async () => {
    for (const ink of [0, 255]) {
      const pixels = toPixels(mapGray(code, () => ink));
      for (let index = 0; index < code.data.length; index++) pixels.data[index * 4 + 3] = code.data[index] ? 0 : 255;
      expect(await textsIn(pixels)).toEqual([OTPAUTH]);
    }
  });

  it('reads every code of a large page, and says where each is', async () => {
    const page = blank(1600, 1000, 240);
    const texts = [1, 2, 3].map((number) => OTPAUTH.replace('alice', `user${number}`));
    texts.forEach((text, index) => {
      paste(page, drawCode(text, { modulePixels: 3 }), 100 + 450 * index, 200 + 200 * index);
    });
    const decoded = await decode(toPixels(page));
    const codes = decoded.ok ? decoded.value.codes : [];
    expect(codes.map((read) => read.text).sort()).toEqual(texts);
    for (const read of codes) {
      const index = texts.indexOf(read.text);
      expect(read.corners[0].x).toBeCloseTo(100 + 450 * index + 12, -1);
      expect(read.corners[0].y).toBeCloseTo(200 + 200 * index + 12, -1);
    }
  });

  it('gives each text once', async () => {
    const page = blank(500, 250, 255);
    paste(page, code, 10, 10);
    paste(page, code, 260, 10);
    expect(await textsIn(toPixels(page))).toEqual([OTPAUTH]);
  });

  it('finds nothing in an empty or a noisy picture', async () => {
    const noise = blank(200, 200, 0);
    let state = 1;
    for (let index = 0; index < noise.data.length; index++) {
      state = (state * 48271) % 2147483647;
      noise.data[index] = state & 255;
    }
    expect(await textsIn(toPixels(blank(200, 200, 255)))).toEqual([]);
    expect(await textsIn(toPixels(noise))).toEqual([]);
  });

  it('refuses pictures without pixels and pictures beyond 40 megapixels before it touches them', async () => {
    const data = new Uint8ClampedArray();
    expect(await textsIn({ data, width: 0, height: 5 })).toEqual(['not-a-picture']);
    expect(await textsIn({ data, width: PIXELS_TO, height: 2 })).toEqual(['too-large']);
  });
});

describe('doubtful reads', () => {
  const corner = { x: 0, y: 0 };
  const read = (text: string, reserve?: number): QrRead => ({
    text,
    bytes: new Uint8Array(),
    corners: [corner, corner, corner, corner],
    ...(reserve !== undefined && { reserve }),
  });

  /** A decoder whose quick look sees nothing and whose second looks see what is given, one after the other. */
  async function textsFrom(looks: readonly (readonly QrRead[])[], nowMs = () => 0): Promise<string[]> {
    let look = -1;
    const reader: QrReader = async () => looks[look++] ?? [];
    const decoded = await createDecoder({ zxing: reader, jsqr: reader, nowMs })(toPixels(blank(40, 40, 255)));
    return decoded.ok ? decoded.value.codes.map((found) => found.text) : [decoded.error];
  }

  it('are dropped when no second look agrees', async () => {
    expect(await textsFrom([[read('chance')], [read('other')]])).toEqual([]);
  });

  it('are taken when a second look agrees', async () => {
    expect(await textsFrom([[read('same')], [read('other')], [read('same')]])).toEqual(['same']);
  });

  it('are taken at once with error correction to spare', async () => {
    expect(await textsFrom([[read('sure', 0.6)]])).toEqual(['sure']);
  });

  it('are taken at once when they have the form of an account', async () => {
    expect(await textsFrom([[read(OTPAUTH)]])).toEqual([OTPAUTH]);
  });

  it('are never taken with control characters in them', async () => {
    expect(await textsFrom([[read('\u0001', 0.9)], [read('\u0001', 0.9)]])).toEqual([]);
  });

  it('end when the time is up', async () => {
    let nowMs = 0;
    const reads = Array.from({ length: 9 }, () => [read('late')]);
    expect(await textsFrom([[], ...reads], () => (nowMs += 3000))).toEqual([]);
  });
});
