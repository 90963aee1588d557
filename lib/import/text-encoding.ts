/**
 * Bytes that are text, in the encodings that apps and editors write: UTF-8, UTF-16 with a mark or without, and for lists
 * and tables that a spreadsheet saved, Windows' code page for the West.
 */
import { type Bytes, bytesToUtf8 } from '../base/bytes.ts';

/** `undefined` for bytes that are no text. The byte order mark, zeros at the end and blanks around are taken off. */
export function readText(given: Bytes): string | undefined {
  const bytes = withoutZeros(given);
  const text = readUtf16(given) ?? readUtf8(bytes) ?? readWindows(bytes);
  return text === undefined || text.includes('\0') ? undefined : text.replace(/^\uFEFF/, '').trim();
}

/** C programs and some phones pad a file with zeros. */
function withoutZeros(bytes: Bytes): Bytes {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** Without a mark, two ASCII characters at the start with their zeros give it away. */
function readUtf16(bytes: Bytes): string | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  const isAscii = (byte: number): boolean => byte > 0 && byte < 0x80;
  const isLittle =
    (first === 0xff && second === 0xfe) || (isAscii(first) && second === 0 && isAscii(third) && fourth === 0);
  const isBig =
    (first === 0xfe && second === 0xff) || (first === 0 && isAscii(second) && third === 0 && isAscii(fourth));
  return isLittle || isBig ? decoded(() => decoderOf(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes)) : undefined;
}

const decoderOf = (label: string): TextDecoder => new TextDecoder(label, { fatal: true });

function readUtf8(bytes: Bytes): string | undefined {
  return decoded(() => bytesToUtf8(bytes));
}

/** Nine in ten characters must be plain ones: any bytes at all would pass as Windows-1252. JSON and XML are never in it. */
function readWindows(bytes: Bytes): string | undefined {
  const isPlain = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
  const plain = bytes.reduce((count, byte) => count + Number(isPlain(byte)), 0);
  const hasControls = bytes.some((byte) => (byte < 0x20 && !isPlain(byte)) || byte === 0x7f);
  if (hasControls || plain < bytes.length * 0.9) return undefined;
  const text = new TextDecoder('windows-1252').decode(bytes);
  return /^\s*[{[<]/.test(text) ? undefined : text;
}

function decoded(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
