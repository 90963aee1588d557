/**
 * Zip archives (PKWARE APPNOTE 6.3.10), as exports use them: stored or deflated entries, plain, under ZipCrypto, or under
 * WinZip AES. The central directory alone says what is inside; nothing is unpacked before it is asked for.
 */
import { type Bytes, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import { passphraseOf, type ReadOptions, stop } from './format.ts';
import { inflate } from './inflate.ts';
import { IMPORT_LIMITS } from './limits.ts';
import { openWinZipAes } from './zip-aes.ts';
import { crc32, openZipCrypto } from './zip-crypto.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const AES_METHOD = 99;
const AES_EXTRA = 0x9901;

export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly packed: Bytes;
  readonly method: number;
  readonly crc: number;
  /** What the ZipCrypto header's last byte must decrypt to (APPNOTE 6.1.6). */
  readonly checkByte: number;
  /** WinZip AES key strength 1 to 3; 0 where there is none. */
  readonly aesStrength: number;
}

export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes.length >= 22 && bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** The files in an archive, folders left out; `undefined` if the bytes are no archive. Damage inside stops. */
export function listZip(bytes: Bytes): readonly ZipEntry[] | undefined {
  if (!looksLikeZip(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  if (count > IMPORT_LIMITS.entries) stop('limit-exceeded');
  const entries: ZipEntry[] = [];
  let offset = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (offset + 46 > bytes.length || view.getUint32(offset, true) !== DIRECTORY_ENTRY) stop('damaged');
    const entry = readDirectoryEntry(bytes, view, offset);
    if (!entry.name.endsWith('/')) entries.push(entry);
    offset +=
      46 + view.getUint16(offset + 28, true) + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  return entries;
}

/** Unpacks one file and checks what can be checked. */
export async function unzip(entry: ZipEntry, options: ReadOptions): Promise<Bytes> {
  if (!entry.isEncrypted) return checked(entry, await unpack(entry.packed, entry.method), 'damaged');
  const passphrase = utf8ToBytes(passphraseOf(options));
  if (entry.aesStrength > 0) {
    return unpack(await openWinZipAes(entry.packed, entry.aesStrength, passphrase, options.kdf), entry.method);
  }
  const opened = openZipCrypto(entry.packed, passphrase, entry.checkByte);
  // One wrong passphrase in 256 passes the check byte; then it is deflate or the checksum that shows it.
  const unpacked = await unpack(opened, entry.method).catch(() => stop('wrong-passphrase'));
  return checked(entry, unpacked, 'wrong-passphrase');
}

function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return undefined;
}

function readDirectoryEntry(bytes: Bytes, view: DataView, at: number): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const crc = view.getUint32(at + 16, true);
  const packedSize = view.getUint32(at + 20, true);
  const nameLength = view.getUint16(at + 28, true);
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + view.getUint16(at + 30, true));
  const aes = view.getUint16(at + 10, true) === AES_METHOD ? readAesExtra(extra) : undefined;
  const local = view.getUint32(at + 42, true);
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL_HEADER) stop('damaged');
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedSize > bytes.length) stop('damaged');
  return {
    name: nameOf(bytes.subarray(at + 46, at + 46 + nameLength)),
    isEncrypted: (flags & 1) !== 0,
    // A view: a directory may name the same megabytes thousands of times.
    packed: bytes.subarray(start, start + packedSize),
    method: aes?.method ?? view.getUint16(at + 10, true),
    crc,
    checkByte: (flags & 8) !== 0 ? view.getUint16(at + 12, true) >>> 8 : crc >>> 24,
    aesStrength: aes?.strength ?? 0,
  };
}

function readAesExtra(extra: Bytes): { strength: number; method: number } {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== AES_EXTRA || at + 11 > extra.length) continue;
    return { strength: view.getUint8(at + 8), method: view.getUint16(at + 9, true) };
  }
  return stop('damaged');
}

/** Names matter only for choosing a file, so one that is not UTF-8 is read byte for byte. */
function nameOf(bytes: Uint8Array): string {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return String.fromCharCode(...bytes);
  }
}

async function unpack(packed: Bytes, method: number): Promise<Bytes> {
  if (method === STORED) return packed;
  return method === DEFLATED ? inflate(packed, 'deflate-raw') : stop('unsupported-version');
}

function checked(entry: ZipEntry, bytes: Bytes, otherwise: 'damaged' | 'wrong-passphrase'): Bytes {
  return crc32(bytes) === entry.crc ? bytes : stop(otherwise);
}
