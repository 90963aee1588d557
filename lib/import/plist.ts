/**
 * Apple's binary property lists (CFBinaryPList.c), and the object graphs that NSKeyedArchiver writes into them. Objects
 * come out as plain values: no class is made, its name is not even looked at.
 */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';

export type Plist = null | boolean | number | string | Bytes | readonly Plist[] | PlistMap | PlistUid;
export type PlistMap = ReadonlyMap<string, Plist>;

/** A place in the archive's list of objects. */
class PlistUid {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

const TRAILER_BYTES = 32;
const MOST_OBJECTS = 100_000;

export function isBinaryPlist(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 8)) === 'bplist00' && bytes.length > 8 + TRAILER_BYTES;
}

export function readBinaryPlist(bytes: Bytes): Plist {
  if (!isBinaryPlist(bytes)) stop('damaged');
  const trailer = bytes.length - TRAILER_BYTES;
  const offsetBytes = bytes[trailer + 6] ?? 0;
  const referenceBytes = bytes[trailer + 7] ?? 0;
  const count = integerAt(bytes, trailer + 8, 8);
  const table = integerAt(bytes, trailer + 24, 8);
  if (count > MOST_OBJECTS || table + count * offsetBytes > trailer) stop('damaged');
  const offsetOf = (reference: number): number =>
    reference < count ? integerAt(bytes, table + reference * offsetBytes, offsetBytes) : stop('damaged');
  const reader: Reader = {
    bytes,
    referenceBytes,
    offsetOf,
    left: { objects: MOST_OBJECTS, bytes: IMPORT_LIMITS.bytes },
  };
  return readObject(reader, integerAt(bytes, trailer + 16, 8), 0);
}

interface Reader {
  readonly bytes: Bytes;
  readonly referenceBytes: number;
  offsetOf(reference: number): number;
  /** Objects may be named many times over; this bounds the whole. */
  readonly left: { objects: number; bytes: number };
}

function readObject(reader: Reader, reference: number, depth: number): Plist {
  reader.left.objects -= 1;
  if (depth > IMPORT_LIMITS.nesting || reader.left.objects < 0) stop('limit-exceeded');
  const { bytes } = reader;
  const at = reader.offsetOf(reference);
  const marker = bytes[at] ?? stop('damaged');
  const kind = marker >>> 4;
  const low = marker & 15;
  if (kind === 0) return low === 9 ? true : low === 8 ? false : null;
  if (kind === 1) return integerAt(bytes, at + 1, 2 ** low);
  if (kind === 2) return realAt(bytes, at + 1, 2 ** low);
  if (kind === 3) return realAt(bytes, at + 1, 8);
  if (kind === 8) return new PlistUid(integerAt(bytes, at + 1, low + 1));
  const { count, start } = sizeOf(bytes, at, low);
  if (kind === 4) return slice(reader, start, count);
  if (kind === 5) return new TextDecoder('latin1').decode(slice(reader, start, count));
  if (kind === 6) return new TextDecoder('utf-16be').decode(slice(reader, start, 2 * count));
  const member = (index: number): Plist =>
    readObject(reader, integerAt(bytes, start + index * reader.referenceBytes, reader.referenceBytes), depth + 1);
  if (kind === 0xa || kind === 0xc) return Array.from({ length: count }, (_, index) => member(index));
  if (kind !== 0xd) return stop('damaged');
  return new Map(Array.from({ length: count }, (_, index) => [String(member(index)), member(count + index)] as const));
}

/** A count of 15 means that an integer object with the real one follows. */
function sizeOf(bytes: Bytes, at: number, low: number): { count: number; start: number } {
  if (low !== 15) return { count: low, start: at + 1 };
  const width = 2 ** ((bytes[at + 1] ?? 0) & 15);
  const count = integerAt(bytes, at + 2, width);
  if (count > bytes.length) stop('damaged');
  return { count, start: at + 2 + width };
}

function slice({ bytes, left }: Reader, start: number, length: number): Bytes {
  left.bytes -= length;
  if (left.bytes < 0) stop('limit-exceeded');
  return start + length > bytes.length ? stop('damaged') : bytes.slice(start, start + length);
}

/** Big-endian; eight bytes are signed, which only negative numbers show. */
function integerAt(bytes: Bytes, at: number, length: number): number {
  if (length < 1 || length > 16 || at < 0 || at + length > bytes.length) stop('damaged');
  let value = 0n;
  for (const byte of bytes.subarray(at, at + length)) value = (value << 8n) | BigInt(byte);
  return Number(length === 8 ? BigInt.asIntN(64, value) : value);
}

function realAt(bytes: Bytes, at: number, length: number): number {
  if (at + length > bytes.length) stop('damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  return length === 4 ? view.getFloat32(0) : length === 8 ? view.getFloat64(0) : stop('damaged');
}

/** The root object of a keyed archive, collections and wrapped strings turned into plain ones. */
export function unarchive(plist: Plist): Plist {
  const archive = plist instanceof Map ? plist : stop('damaged');
  const objects = archive.get('$objects');
  const top = archive.get('$top');
  if (!Array.isArray(objects) || !(top instanceof Map)) stop('damaged');
  const left = { objects: MOST_OBJECTS };
  const resolve = (value: Plist | undefined, depth: number): Plist => {
    left.objects -= 1;
    if (depth > IMPORT_LIMITS.nesting || left.objects < 0) stop('limit-exceeded');
    if (value instanceof PlistUid) return value.index === 0 ? null : resolve(objects[value.index], depth + 1);
    if (Array.isArray(value)) return value.map((item) => resolve(item, depth + 1));
    return value instanceof Map ? resolveMap(value, (item) => resolve(item, depth + 1)) : (value ?? null);
  };
  return resolve(top.get('root'), 0);
}

function resolveMap(map: PlistMap, resolve: (value: Plist | undefined) => Plist): Plist {
  const wrapped = map.get('NS.string') ?? map.get('NS.data') ?? map.get('NS.bytes');
  if (wrapped !== undefined) return resolve(wrapped);
  const members = map.get('NS.objects');
  const keys = map.get('NS.keys');
  if (Array.isArray(keys) && Array.isArray(members)) {
    return new Map(keys.map((key, index) => [String(resolve(key)), resolve(members[index])] as const));
  }
  if (Array.isArray(members)) return members.map(resolve);
  return new Map(
    [...map].filter(([name]) => name !== '$class').map(([name, value]) => [name, resolve(value)] as const),
  );
}
