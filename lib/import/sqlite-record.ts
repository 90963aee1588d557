/** One row as SQLite stores it (sqlite.org/fileformat2.html section 2.1): serial types, then values. */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';

export type SqliteValue = null | number | string | Bytes;

/** Big-endian base 128, at most nine bytes; exact up to 2^53, which no honest length or rowid passes. */
export function readVarint(bytes: Bytes, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index] ?? stop('damaged');
    if (index === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return stop('damaged');
}

export function readRecord(bytes: Bytes): SqliteValue[] {
  const header = readVarint(bytes, 0);
  if (header.value > bytes.length) stop('damaged');
  const values: SqliteValue[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value; ) {
    const serial = readVarint(bytes, at);
    const length = lengthOf(serial.value);
    if (body + length > bytes.length) stop('damaged');
    values.push(decodeValue(serial.value, bytes.subarray(body, body + length)));
    body += length;
    at = serial.end;
  }
  return values;
}

function lengthOf(serial: number): number {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][serial] ?? stop('damaged');
}

function decodeValue(serial: number, bytes: Bytes): SqliteValue {
  if (serial === 0) return null;
  if (serial === 8 || serial === 9) return serial - 8;
  // Text that is not UTF-8 is shown with replacement characters; a key in it then fails as a key.
  if (serial >= 12) return serial % 2 === 0 ? bytes.slice() : new TextDecoder().decode(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return serial === 7 ? view.getFloat64(0) : signedInteger(bytes);
}

function signedInteger(bytes: Bytes): number {
  let value = (bytes[0] ?? 0) >= 0x80 ? -1n : 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return Number(value);
}
