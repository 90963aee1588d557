/**
 * The header of a device: who it is, whom it knows, who was removed, and where the recovery key leads. Immutable like a
 * segment: a device writes a new one and deletes its own older ones. It is read before anything else is.
 *
 * [Note: the form] JSON { public, sealed }. The public part is what a device needs that has nothing but the recovery key;
 * the sealed part holds the digest of the public one, so whoever has the vault key knows that neither was changed.
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { type Bytes, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import type { Head, Heads } from './segment.ts';
import type { SegmentCrypto } from './sync-ports.ts';

export interface HeaderName extends Head {
  readonly name: string;
  readonly tag: string;
}

export interface PublicPart {
  readonly format: number;
  readonly vaultId: string;
  /** The number of the key that sealed the other part. */
  readonly epoch: number;
  /** The recovery slot and what it opens; for the vault to understand. */
  readonly recovery: Json;
}

export interface RosterEntry {
  readonly device: string;
  readonly name: string;
  readonly addedAtMs: UnixMs;
}

export interface RemovedDevice {
  readonly device: string;
  readonly tag: string;
}

/** The last change of keys: the number of the new key, and where the chains stood. */
export interface KeyChange {
  readonly epoch: number;
  readonly heads: Heads;
}

/** Of two recovery keys made at the same time the later one counts, on all devices. */
export interface RecoveryStamp {
  readonly slotId: string;
  readonly ms: UnixMs;
  readonly device: string;
  readonly isConfirmed: boolean;
}

export interface HeaderBody extends RosterEntry {
  /** By its own clock. */
  readonly writtenAtMs: UnixMs;
  /** Whom it knows, itself too. */
  readonly roster: readonly RosterEntry[];
  readonly removed: readonly RemovedDevice[];
  readonly keyChange: KeyChange | null;
  readonly recovery: RecoveryStamp;
}

export interface Header {
  readonly public: PublicPart;
  readonly body: HeaderBody;
}

/** Seals for the purpose of headers; a segment never opens as one. */
export type HeaderCrypto = Pick<SegmentCrypto, 'tagOf' | 'digest' | 'seal' | 'open'>;

export const HEADER_FORMAT = 1;
const NAME = /^h-([a-z2-7]{16})-([0-9]{8})-([0-9a-f]{32})$/;
/** A header has a few kilobytes; no more than this is decoded. */
const LARGEST = 2 * 1024 * 1024;

export function formatHeaderName(tag: string, { seq, hash }: Head): string {
  return `h-${tag}-${String(seq).padStart(8, '0')}-${hash}`;
}

export function parseHeaderName(name: string): HeaderName | undefined {
  const [, tag, seq, hash] = NAME.exec(name) ?? [];
  if (tag === undefined || seq === undefined || hash === undefined || Number(seq) === 0) return undefined;
  return { name, tag, seq: Number(seq), hash };
}

export async function encodeHeader(
  crypto: HeaderCrypto,
  place: { readonly tag: string; readonly seq: number },
  { public: open, body }: Header,
): Promise<Bytes> {
  const publicDigest = await digestOf(crypto, open);
  const sealed = await crypto.seal(place, utf8ToBytes(canonicalJson({ ...asJson(body), publicDigest })));
  return utf8ToBytes(canonicalJson({ public: asJson(open), sealed: bytesToBase64(sealed) }));
}

/**
 * `damaged`: not what its name says. `foreign`: of another vault, or sealed by nobody who has the keys. `needs-keys`: of
 * this vault, and sealed under a key that this device does not have. `newer`: in a form that this version does not know.
 */
export type HeaderFlaw = 'damaged' | 'foreign' | 'needs-keys' | 'newer';

export async function readHeader(
  crypto: HeaderCrypto,
  { tag, seq, hash }: HeaderName,
  bytes: Bytes,
  vaultId: string,
): Promise<Result<Header, HeaderFlaw>> {
  if ((await crypto.digest(bytes)) !== hash) return fail('damaged');
  const read = readPublicPart(bytes);
  if (!read.ok) return read;
  const { public: open, sealed } = read.value;
  if (open.vaultId !== vaultId) return fail('foreign');
  const opened = await crypto.open({ tag, seq }, sealed);
  if (!opened.ok) return fail(opened.error === 'newer' ? 'needs-keys' : 'foreign');
  const json = parse(opened.value);
  if (!isBody(json)) return fail('newer');
  const { publicDigest, ...body } = json;
  const isWhole = publicDigest === (await digestOf(crypto, open)) && (await crypto.tagOf(body.device)) === tag;
  return isWhole ? ok({ public: open, body }) : fail('foreign');
}

/** What can be read without any key; nothing of it is to be believed before `readHeader` has seen it. */
export function readPublicPart(
  bytes: Bytes,
): Result<{ readonly public: PublicPart; readonly sealed: Bytes }, 'damaged' | 'newer'> {
  const json = bytes.length <= LARGEST ? parse(bytes) : undefined;
  if (!isObject(json) || !isObject(json.public) || typeof json.sealed !== 'string') return fail('damaged');
  const { format, vaultId, epoch, recovery } = json.public;
  if (format !== HEADER_FORMAT) return fail(typeof format === 'number' && format > HEADER_FORMAT ? 'newer' : 'damaged');
  const sealed = base64ToBytes(json.sealed);
  const isRight =
    sealed !== undefined && typeof vaultId === 'string' && Number.isSafeInteger(epoch) && isObject(recovery);
  if (!isRight) return fail('damaged');
  return ok({ public: { format, vaultId, epoch: epoch as number, recovery: recovery as Json }, sealed });
}

function digestOf(crypto: HeaderCrypto, open: PublicPart): Promise<string> {
  return crypto.digest(utf8ToBytes(canonicalJson(asJson(open))));
}

type WithDigest = HeaderBody & { readonly publicDigest: string };

/** Only what was opened under the vault key comes here; a newer version may have written it. */
function isBody(json: unknown): json is WithDigest {
  return (
    isObject(json) &&
    isEntry(json) &&
    typeof json.publicDigest === 'string' &&
    Number.isSafeInteger(json.writtenAtMs) &&
    Array.isArray(json.roster) &&
    json.roster.every((one) => isObject(one) && isEntry(one)) &&
    Array.isArray(json.removed) &&
    json.removed.every((one) => isObject(one) && isText(one.device) && isText(one.tag)) &&
    (json.keyChange === null || isKeyChange(json.keyChange)) &&
    isStamp(json.recovery)
  );
}

function isEntry({ device, name, addedAtMs }: Record<string, unknown>): boolean {
  return isText(device) && isText(name) && Number.isSafeInteger(addedAtMs);
}

function isKeyChange(json: unknown): json is KeyChange {
  return (
    isObject(json) &&
    Number.isSafeInteger(json.epoch) &&
    isObject(json.heads) &&
    Object.values(json.heads).every((head) => isObject(head) && Number.isSafeInteger(head.seq) && isText(head.hash))
  );
}

function isStamp(json: unknown): json is RecoveryStamp {
  return (
    isObject(json) &&
    isText(json.slotId) &&
    Number.isSafeInteger(json.ms) &&
    isText(json.device) &&
    typeof json.isConfirmed === 'boolean'
  );
}

function isText(json: unknown): json is string {
  return typeof json === 'string';
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function parse(bytes: Bytes): unknown {
  try {
    return JSON.parse(bytesToUtf8(bytes));
  } catch {
    return undefined;
  }
}

function asJson(value: PublicPart | HeaderBody): Record<string, Json> {
  return value as unknown as Record<string, Json>;
}
