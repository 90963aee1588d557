/**
 * The reader of the operating system, where the browser has one (Shape Detection API: Chrome on macOS, ChromeOS and
 * Android). It asks last, since what it tells is least: a text, without bytes or how sure it is of them.
 */
import { utf8ToBytes } from '../base/bytes.ts';
import { toRgba } from './picture.ts';
import type { QrReader } from './reader.ts';

interface DetectedCode {
  readonly rawValue: string;
  readonly cornerPoints: readonly { readonly x: number; readonly y: number }[];
}

/** As the browser defines it; TypeScript's own library does not know it. */
export interface BarcodeDetectorClass {
  new (options: {
    readonly formats: readonly string[];
  }): { detect(image: ImageData): Promise<readonly DetectedCode[]> };
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Reads nothing where there is no detector, or none for QR codes, and never throws. */
export function createPlatformReader(
  Detector: BarcodeDetectorClass | undefined,
  toImage: (rgba: Uint8ClampedArray, width: number, height: number) => ImageData,
): QrReader {
  const opening = Detector === undefined ? undefined : open(Detector);
  return async (picture) => {
    try {
      const detector = await opening;
      if (detector === undefined) return [];
      const codes = await detector.detect(toImage(toRgba(picture), picture.width, picture.height));
      return codes.flatMap(({ rawValue: text, cornerPoints: [topLeft, topRight, bottomRight, bottomLeft] }) =>
        topLeft && topRight && bottomRight && bottomLeft
          ? [{ text, bytes: utf8ToBytes(text), corners: [topLeft, topRight, bottomRight, bottomLeft] as const }]
          : [],
      );
    } catch {
      return [];
    }
  };
}

async function open(Detector: BarcodeDetectorClass) {
  const formats = await Detector.getSupportedFormats();
  return formats.includes('qr_code') ? new Detector({ formats: ['qr_code'] }) : undefined;
}
