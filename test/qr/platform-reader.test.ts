import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../lib/qr/decode.ts';
import { type BarcodeDetectorClass, createPlatformReader } from '../../lib/qr/platform-reader.ts';
import type { QrReader } from '../../lib/qr/reader.ts';
import { blank, OTPAUTH, toPixels } from './draw.ts';

const POINTS = [
  { x: 1, y: 2 },
  { x: 9, y: 2 },
  { x: 9, y: 10 },
  { x: 1, y: 10 },
];

/** A browser that sees one code with this text in every picture. */
function detectorOf(rawValue: string, formats: readonly string[] = ['qr_code']): BarcodeDetectorClass {
  return class {
    static async getSupportedFormats() {
      return formats;
    }
    async detect() {
      return [{ rawValue, cornerPoints: POINTS }];
    }
  };
}

const toImage = () => ({}) as ImageData;
const read = (Detector: BarcodeDetectorClass | undefined) =>
  createPlatformReader(Detector, toImage)(blank(12, 12, 255), { threshold: 'local', isThorough: true });
const seesNothing: QrReader = async () => [];

async function textsBy(Detector: BarcodeDetectorClass): Promise<readonly string[]> {
  const platform = createPlatformReader(Detector, toImage);
  const decode = createDecoder({ zxing: seesNothing, jsqr: seesNothing, platform, nowMs: () => 0 });
  const decoded = await decode(toPixels(blank(40, 40, 255)));
  return decoded.ok ? decoded.value.codes.map(({ text }) => text) : [decoded.error];
}

describe('the reader that the browser brings along', () => {
  it('tells the text and where it stands', async () => {
    expect(await read(detectorOf(OTPAUTH))).toMatchObject([{ text: OTPAUTH, corners: POINTS }]);
  });

  it('reads nothing where there is none, or none for these codes', async () => {
    expect(await read(undefined)).toEqual([]);
    expect(await read(detectorOf(OTPAUTH, ['ean_13']))).toEqual([]);
  });

  it('reads nothing where it fails', async () => {
    const Broken = class extends (detectorOf('') as new (options: object) => object) {
      static getSupportedFormats = async () => ['qr_code'];
      async detect(): Promise<never> {
        throw new Error('the service of the system is gone');
      }
    } as unknown as BarcodeDetectorClass;
    expect(await read(Broken)).toEqual([]);
  });

  it('is believed alone only where the text has the form of an account', async () => {
    expect(await textsBy(detectorOf(OTPAUTH))).toEqual([OTPAUTH]);
    expect(await textsBy(detectorOf('perhaps'))).toEqual([]);
  });
});
