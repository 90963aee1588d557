/** Which files are pictures, by their first bytes and not by their names. */
import { bytesToHex } from '../../lib/base/bytes.ts';

/** PNG, JPEG, GIF, WebP, AVIF. */
const MARKS: readonly RegExp[] = [
  /^89504e470d0a1a0a/,
  /^ffd8ff/,
  /^474946383[79]61/,
  /^52494646.{8}57454250/,
  /^.{8}6674797061766966/,
];

export function isPicture(bytes: Uint8Array): boolean {
  const start = bytesToHex(bytes.subarray(0, 12));
  return MARKS.some((mark) => mark.test(start)) || isBitmap(bytes);
}

/** "BM" alone begins many a text; the size behind it must be that of the file. */
function isBitmap(bytes: Uint8Array): boolean {
  if (bytes.length < 26 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(2, true) === bytes.length;
}
