/**
 * A segment: what one device has to say at one moment, sealed, immutable, in the chain of that device.
 *
 * [Note: chains] `from` says where a segment begins: it stands for all segments `from..seq` of its device. As a rule
 * that is itself; a fold stands for several before it, and a snapshot for all (`from` 1). `prevHash` is the hash of
 * segment `from - 1`, and `trail` names the hashes in between, so that a reader who stands anywhere finds their place.
 */
import { type Bytes, bytesToUtf8, concatBytes, uint32ToBytes, utf8ToBytes } from '../base/bytes.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import type { VaultRecord } from '../record/record.ts';
import { decodeRecord, encodeRecord } from '../record/record-codec.ts';
import type { Hlc } from '../record/stamp.ts';

/** A place in the chain of one device. `hash`: the first 32 hex digits of the SHA-256 of the sealed bytes. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** By device tag. */
export type Heads = Readonly<Record<string, Head>>;

export interface Segment {
  readonly device: string;
  readonly seq: number;
  readonly from: number;
  /** Empty for `from` 1. */
  readonly prevHash: string;
  readonly trail: readonly Head[];
  readonly kind: 'delta' | 'snapshot';
  readonly hlc: Hlc;
  /** How far its device had read the others: what the storage may not go back behind. */
  readonly seen: Heads;
  /** Tags whose chains its device cannot read; who finds itself here writes a snapshot. */
  readonly missing: readonly string[];
  /** Of a snapshot: what the state of all records amounted to. Empty where nobody can compare, as in a delta. */
  readonly stateHash: string;
  readonly records: readonly VaultRecord[];
}

/** What a name says: who, which, and the hash that the bytes must have. */
export interface SegmentName extends Head {
  readonly name: string;
  readonly tag: string;
}

const NAME = /^([a-z2-7]{16})-([0-9]{8})-([0-9a-f]{32})$/;
const LENGTH_BYTES = 4;
const SMALLEST = 1024;

export function formatSegmentName(tag: string, { seq, hash }: Head): string {
  return `${tag}-${String(seq).padStart(8, '0')}-${hash}`;
}

/** `undefined` for what is not a segment of ours; others may keep things in the folder. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const [, tag, seq, hash] = NAME.exec(name) ?? [];
  if (tag === undefined || seq === undefined || hash === undefined || Number(seq) === 0) return undefined;
  return { name, tag, seq: Number(seq), hash };
}

/** One line for the head and one for each record, filled up with zeros to the size of its bucket. */
export function encodeSegment(segment: Segment): Bytes {
  const { records, ...head } = segment;
  const lines = [canonicalJson(head as unknown as Json), ...records.map(encodeRecord)];
  const text = utf8ToBytes(lines.join('\n'));
  const padded = new Uint8Array(bucketOf(LENGTH_BYTES + text.length));
  padded.set(concatBytes(uint32ToBytes(text.length), text));
  return padded;
}

/** Throws a TypeError or SyntaxError for anything but a segment; only what was opened under the vault key comes here. */
export function decodeSegment(bytes: Bytes): Segment {
  if (bytes.length < LENGTH_BYTES) throw new TypeError('a segment is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > bytes.length - LENGTH_BYTES) throw new TypeError('a segment is shorter than it says');
  const [first = '', ...rest] = bytesToUtf8(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)).split('\n');
  return { ...headFrom(JSON.parse(first)), records: rest.map(decodeRecord) };
}

/**
 * Padmé (Nikitin et al., PETS 2019): at most 12 % more, and only a few sizes to tell apart; nothing under 1 KiB, so
 * that one edit looks like another.
 */
export function bucketOf(length: number): number {
  if (length <= SMALLEST) return SMALLEST;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1));
  return Math.ceil(length / step) * step;
}

function headFrom(json: Record<string, unknown>): Omit<Segment, 'records'> {
  const { device, seq, from, prevHash, trail, kind, hlc, seen, missing, stateHash } = json;
  const isRight =
    isText(device) &&
    isSeq(seq) &&
    isSeq(from) &&
    from <= seq &&
    isText(prevHash) &&
    Array.isArray(trail) &&
    trail.every(isHead) &&
    (kind === 'delta' || kind === 'snapshot') &&
    isObject(hlc) &&
    Number.isSafeInteger(hlc.ms) &&
    Number.isSafeInteger(hlc.count) &&
    isObject(seen) &&
    Object.values(seen).every(isHead) &&
    Array.isArray(missing) &&
    missing.every(isText) &&
    isText(stateHash);
  if (!isRight) throw new TypeError('a segment has a wrong head');
  return json as unknown as Omit<Segment, 'records'>;
}

function isHead(value: unknown): value is Head {
  return isObject(value) && isSeq(value.seq) && isText(value.hash);
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
