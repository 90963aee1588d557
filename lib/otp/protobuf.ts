/**
 * As much of the protocol buffer wire format as a Google Authenticator export uses: varints and length-delimited
 * fields. A reader of its own, because the bytes come from a picture that anyone may have made: every length is held
 * against what is there, and nothing is allocated that was only announced.
 */
import { type Bytes, concatBytes } from '../base/bytes.ts';

/** Wire types of the encoding guide; groups (3, 4) are long gone and refused. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** 64 bits at seven a byte. */
const VARINT_BYTES_TO = 10;

export interface Field {
  readonly number: number;
  /** Numbers as the unsigned 64 bits they are on the wire; fixed-width ones, which nobody sends here, are skipped. */
  readonly value: bigint | Uint8Array;
}

/** `undefined` for anything that does not fit: a cut message, a length beyond the end, an unknown wire type. */
export function readFields(message: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = [];
  let offset = 0;
  while (offset < message.length) {
    const tag = readVarint(message, offset);
    if (tag === undefined) return undefined;
    const body = readBody(message, tag.next, Number(tag.value & 7n));
    if (body === undefined) return undefined;
    const number = Number(tag.value >> 3n);
    if (number === 0) return undefined;
    if (body.value !== undefined) fields.push({ number, value: body.value });
    offset = body.next;
  }
  return fields;
}

interface Read<T> {
  readonly value: T;
  readonly next: number;
}

function readBody(message: Uint8Array, offset: number, wireType: number): Read<Field['value'] | undefined> | undefined {
  if (wireType === VARINT) return readVarint(message, offset);
  if (wireType === FIXED64) return skip(message, offset + 8);
  if (wireType === FIXED32) return skip(message, offset + 4);
  if (wireType !== LENGTH_DELIMITED) return undefined;
  const length = readVarint(message, offset);
  if (length === undefined || length.value > BigInt(message.length - length.next)) return undefined;
  const next = length.next + Number(length.value);
  return { value: message.subarray(length.next, next), next };
}

function skip(message: Uint8Array, next: number): Read<undefined> | undefined {
  return next <= message.length ? { value: undefined, next } : undefined;
}

function readVarint(message: Uint8Array, offset: number): Read<bigint> | undefined {
  let value = 0n;
  for (let index = 0; index < VARINT_BYTES_TO; index++) {
    const byte = message[offset + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: offset + index + 1 };
  }
  return undefined;
}

/** A negative int32 is sent as 64 bits, ten bytes long: the sign goes all the way up. */
export function writeVarintField(number: number, value: number): Bytes {
  return concatBytes(varint(BigInt(number << 3)), varint(BigInt.asUintN(64, BigInt(value))));
}

export function writeBytesField(number: number, value: Uint8Array): Bytes {
  return concatBytes(varint(BigInt((number << 3) | LENGTH_DELIMITED)), varint(BigInt(value.length)), value);
}

function varint(value: bigint): Bytes {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
