/** The outer header of a KDBX file: fields of type, length, value; the length has 2 bytes in version 3 and 4 in version 4. */
import { type Bytes, bytesToHex } from '../base/bytes.ts';
import { stop } from './format.ts';

const SIGNATURE = '03d9a29a67fb4bb5';
/** KeePass 1, and the first betas of KeePass 2. */
const OLD_SIGNATURES = ['03d9a29a65fb4bb5', '03d9a29a66fb4bb5'];
const GZIP = 1;

const FIELD = {
  end: 0,
  cipher: 2,
  compression: 3,
  masterSeed: 4,
  transformSeed: 5,
  transformRounds: 6,
  nonce: 7,
  streamKey: 8,
  streamStart: 9,
  streamKind: 10,
  kdf: 11,
} as const;

export type KdfParameters = ReadonlyMap<string, number | Bytes>;

export interface KdbxHeader {
  readonly version: 3 | 4;
  /** The header as it stands in the file: version 4 authenticates it. */
  readonly bytes: Bytes;
  /** All that follows the header. */
  readonly body: Bytes;
  /** UUID of the cipher, in hex. */
  readonly cipher: string;
  readonly isGzip: boolean;
  readonly masterSeed: Bytes;
  readonly nonce: Bytes;
  /** Version 3 has seed and rounds of AES-KDF, version 4 a dictionary. */
  readonly kdf: KdfParameters;
  readonly streamKind: number;
  readonly streamKey: Bytes;
  readonly streamStart: Bytes;
}

export function isKdbx(bytes: Uint8Array): boolean {
  return bytesToHex(bytes.subarray(0, 8)) === SIGNATURE;
}

/** A database of before KDBX, which held no one-time passwords. */
export function isOldKeePass(bytes: Uint8Array): boolean {
  return OLD_SIGNATURES.includes(bytesToHex(bytes.subarray(0, 8)));
}

export function readKdbxHeader(bytes: Bytes): KdbxHeader {
  if (bytes.length < 12) stop('damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(10, true);
  if (version !== 3 && version !== 4) stop('unsupported-version');
  const fields = new Map<number, Bytes>();
  const lengthBytes = version === 3 ? 2 : 4;
  let at = 12;
  for (let type: number = -1; type !== FIELD.end; ) {
    if (at + 1 + lengthBytes > bytes.length) stop('damaged');
    type = view.getUint8(at);
    const length = version === 3 ? view.getUint16(at + 1, true) : view.getUint32(at + 1, true);
    const start = at + 1 + lengthBytes;
    if (start + length > bytes.length) stop('damaged');
    fields.set(type, bytes.slice(start, start + length));
    at = start + length;
  }
  const field = (type: number): Bytes => fields.get(type) ?? new Uint8Array(0);
  return {
    version,
    bytes: bytes.slice(0, at),
    body: bytes.slice(at),
    cipher: bytesToHex(field(FIELD.cipher)),
    isGzip: field(FIELD.compression)[0] === GZIP,
    masterSeed: field(FIELD.masterSeed),
    nonce: field(FIELD.nonce),
    kdf:
      version === 3
        ? aesParameters(field(FIELD.transformSeed), field(FIELD.transformRounds))
        : readDictionary(field(FIELD.kdf)),
    streamKind: field(FIELD.streamKind)[0] ?? 0,
    streamKey: field(FIELD.streamKey),
    streamStart: field(FIELD.streamStart),
  };
}

/** UUID of AES-KDF as version 4 names it, so that both versions look alike to the key derivation. */
export const AES_KDF = 'c9d9f39a628a4460bf740d08c18a4fea';

function aesParameters(seed: Bytes, rounds: Bytes): KdfParameters {
  const uuid = Uint8Array.from(AES_KDF.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new Map<string, number | Bytes>([
    ['$UUID', uuid],
    ['S', seed],
    ['R', integerOf(rounds)],
  ]);
}

const BYTE_ARRAY = 0x42;
const INTEGERS: readonly number[] = [0x04, 0x05, 0x0c, 0x0d];

/** KeePass' VariantDictionary: type, name and value, each with its length. */
function readDictionary(bytes: Bytes): KdfParameters {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Map<string, number | Bytes>();
  for (let at = 2; at + 9 <= bytes.length && view.getUint8(at) !== 0; ) {
    const type = view.getUint8(at);
    const nameLength = view.getUint32(at + 1, true);
    const valueAt = at + 5 + nameLength;
    if (valueAt + 4 > bytes.length) stop('damaged');
    const name = String.fromCharCode(...bytes.subarray(at + 5, Math.min(valueAt, at + 69)));
    const value = bytes.slice(valueAt + 4, valueAt + 4 + view.getUint32(valueAt, true));
    if (type === BYTE_ARRAY) values.set(name, value);
    if (INTEGERS.includes(type)) values.set(name, integerOf(value));
    at = valueAt + 4 + value.length;
  }
  return values;
}

/** Little-endian, 4 or 8 bytes. */
function integerOf(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
