/** Draws codes into pictures, for tests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { encode } from 'uqr';
import { createDecoder, type QrDecoder } from '../../lib/qr/decode.ts';
import { createJsqrReader } from '../../lib/qr/jsqr-reader.ts';
import { createGray, type Gray, type Pixels } from '../../lib/qr/picture.ts';
import { createZxingReader, type ZxingSource } from '../../lib/qr/zxing-reader.ts';

export const OTPAUTH = 'otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example';

export interface Drawing {
  readonly modulePixels?: number;
  readonly quietModules?: number;
  readonly dark?: number;
  readonly light?: number;
}

export function drawCode(text: string, drawing: Drawing = {}): Gray {
  const { modulePixels = 4, quietModules = 4, dark = 0, light = 255 } = drawing;
  const code = encode(text, { border: quietModules });
  const picture = createGray(code.size * modulePixels, code.size * modulePixels);
  for (let y = 0; y < picture.height; y++) {
    const row = code.data[Math.floor(y / modulePixels)] ?? [];
    for (let x = 0; x < picture.width; x++) {
      picture.data[y * picture.width + x] = row[Math.floor(x / modulePixels)] ? dark : light;
    }
  }
  return picture;
}

export function blank(width: number, height: number, value: number): Gray {
  const picture = createGray(width, height);
  picture.data.fill(value);
  return picture;
}

export function paste(onto: Gray, picture: Gray, left: number, top: number): void {
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(y * picture.width, (y + 1) * picture.width);
    onto.data.set(row, (top + y) * onto.width + left);
  }
}

export function toPixels(picture: Gray): Pixels {
  const data = new Uint8ClampedArray(picture.data.length * 4);
  picture.data.forEach((value, index) => {
    data.set([value, value, value, 255], index * 4);
  });
  return { data, width: picture.width, height: picture.height };
}

export function zxingSource(): ZxingSource {
  const bytes = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  return { binary: new Uint8Array(bytes).buffer };
}

/** The product's cascade with its real readers, and all the time it wants: what a test reads must not hang on the machine's load. */
export function createTestDecoder(): QrDecoder {
  return createDecoder({
    zxing: createZxingReader(zxingSource()),
    jsqr: createJsqrReader(),
    nowMs: () => 0,
  });
}
