/** The second reader: jsQR. Slow, one code at a time, but its own way of finding the corners reads some that ZXing misses. */
import jsQR from 'jsqr';
import { toRgba } from './picture.ts';
import type { QrReader } from './reader.ts';
import { bytesToText } from './text.ts';

/** Seconds a megapixel on a slow machine: larger pictures are refused without a look. */
const PIXELS_TO = 1_100_000;

export function createJsqrReader(): QrReader {
  return async (picture, { isThorough }) => {
    if (picture.width * picture.height > PIXELS_TO) return [];
    const inversionAttempts = isThorough ? 'attemptBoth' : 'dontInvert';
    const code = jsQR(toRgba(picture), picture.width, picture.height, { inversionAttempts });
    if (!code) return [];
    const { topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner } = code.location;
    const bytes = Uint8Array.from(code.binaryData);
    return [
      {
        text: bytesToText(bytes),
        bytes,
        corners: [topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner],
      },
    ];
  };
}
