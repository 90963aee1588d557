/**
 * A `HashMap<String, String>` as Java serialises it (Java Object Serialization Specification section 6.4). Nothing else of
 * that protocol is read, so no class can be named that would do anything.
 */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';

const STRING = 0x74;
const LONG_STRING = 0x7c;
const REFERENCE = 0x71;
const CLASS_NAME = 'java.util.HashMap';
/** Magic, version, TC_OBJECT, TC_CLASSDESC. */
const START = [0xac, 0xed, 0x00, 0x05, 0x73, 0x72];
/** The class description and the object take the first two handles, 0x7e0000 and the next; then come the strings. */
const FIRST_STRING = 0x7e0002;
const TABLE_BLOCK = 0x77;

export function isJavaMap(bytes: Uint8Array): boolean {
  return START.every((byte, index) => bytes[index] === byte);
}

export function readJavaMap(bytes: Bytes): ReadonlyMap<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = START.length;
  const take = (length: number): number => {
    const from = at;
    at += length;
    return at > bytes.length ? stop('damaged') : from;
  };
  const utf = (length: number): string => {
    const from = take(length);
    return decodeModified(bytes.subarray(from, from + length));
  };
  const shortText = (): string => utf(view.getUint16(take(2)));
  if (shortText() !== CLASS_NAME) stop('damaged');
  // Serial version, flags, two fields (loadFactor and threshold), then their values and the block with the sizes.
  at = indexOf(bytes, TABLE_BLOCK, at);
  take(2 + 4);
  const count = view.getUint32(take(4));
  if (count > 2 * IMPORT_LIMITS.entries) stop('limit-exceeded');
  const strings: string[] = [];
  const text = (): string => {
    const tag = view.getUint8(take(1));
    if (tag === REFERENCE) return strings[view.getUint32(take(4)) - FIRST_STRING] ?? stop('damaged');
    if (tag !== STRING && tag !== LONG_STRING) stop('damaged');
    const read = tag === STRING ? shortText() : utf(Number(view.getBigUint64(take(8))));
    strings.push(read);
    return read;
  };
  return new Map(Array.from({ length: count }, () => [text(), text()] as const));
}

/** Java's modified UTF-8: zero in two bytes, and each half of a surrogate pair (an emoji in a name) in three of its own. */
function decodeModified(bytes: Bytes): string {
  const units: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : 3;
    const tail = length === 2 ? second & 0x3f : ((second & 0x3f) << 6) | (third & 0x3f);
    const lead = length === 2 ? (first & 0x1f) << 6 : (first & 0x0f) << 12;
    units.push(String.fromCharCode(length === 1 ? first : lead | tail));
    at += length;
  }
  return units.join('');
}

/** The block comes right after `xp`, load factor and threshold: a marker, eight bytes long. */
function indexOf(bytes: Bytes, marker: number, from: number): number {
  for (let index = from; index + 1 < Math.min(bytes.length, from + 128); index++) {
    if (bytes[index] === marker && bytes[index + 1] === 8) return index;
  }
  return stop('damaged');
}
