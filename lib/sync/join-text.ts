/**
 * What one device tells another on a screen or on paper: a pairing, a recovery kit, or the checkpoint of a kit alone.
 *
 * [Note: the form] `tessera-pair:1:` (`-kit`, `-check`), then blocks of twelve characters of Crockford's base32 with dashes
 * in between. The last two of a block check the ten before them and the number of the block, so that a typo names its
 * block. Case does not matter. Inside: length (2 bytes), vault id (16), number of heads (1), per head tag (10), number (4)
 * and hash (16), length of the secret (1) and the secret, and the rest as JSON.
 */
import { base32ToBytes, bytesToBase32 } from '../base/base32.ts';
import {
  type Bytes,
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  hexToBytes,
  uint32ToBytes,
  utf8ToBytes,
} from '../base/bytes.ts';
import {
  bytesToSymbols,
  CHECK_SYMBOLS,
  checkSymbols,
  symbolOf,
  symbolsToBytes,
  symbolsToText,
} from '../base/crockford.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import type { Head, Heads } from './segment.ts';

export type JoinTextKind = 'pair' | 'kit' | 'check';

export interface JoinText {
  readonly kind: JoinTextKind;
  /** 32 hex digits. */
  readonly vaultId: string;
  /** What the storage has to show at least. */
  readonly heads: Heads;
  /** At most 255 bytes. */
  readonly secret: Bytes;
  readonly more: Json;
}

/** `block` counts from 1. */
export type JoinTextRefusal =
  | { readonly code: 'not-a-join-text' | 'cut-off' | 'newer-version' }
  | { readonly code: 'wrong-block'; readonly block: number };

const VERSION = 1;
const FORM = /tessera-(pair|kit|check):([0-9]{1,4}):([\s\S]*)$/i;
const BLOCK_DATA = 10;
const LENGTH_BYTES = 2;
const VAULT_ID_BYTES = 16;
const TAG_BYTES = 10;
const HASH_BYTES = 16;
const HEAD_BYTES = TAG_BYTES + 4 + HASH_BYTES;
/** More heads than a text can name; the newest devices of a household are far fewer. */
const HEADS_TO = 40;
const LONGEST = 16_384;

export function formatJoinText({ kind, vaultId, heads, secret, more }: JoinText): string {
  const rows = Object.entries(heads).slice(0, HEADS_TO);
  const body = concatBytes(
    fromHex(vaultId),
    Uint8Array.of(rows.length),
    ...rows.map(([tag, head]) => headToBytes(tag, head)),
    Uint8Array.of(secret.length),
    secret,
    utf8ToBytes(canonicalJson(more)),
  );
  const symbols = bytesToSymbols(concatBytes(uint32ToBytes(body.length).subarray(4 - LENGTH_BYTES), body));
  const blocks: string[] = [];
  for (let at = 0; at < symbols.length; at += BLOCK_DATA) {
    const data = symbols.slice(at, at + BLOCK_DATA);
    blocks.push(symbolsToText([...data, ...checkSymbols([blocks.length + 1, ...data])]));
  }
  return `tessera-${kind}:${VERSION}:${blocks.join('-')}`;
}

/** Reads it out of whatever stands before it; spaces, line breaks and dashes are as good as each other. */
export function parseJoinText(text: string): Result<JoinText, JoinTextRefusal> {
  const [, kind, version, rest = ''] = (text.length <= LONGEST ? FORM.exec(text) : null) ?? [];
  if (kind === undefined) return fail({ code: 'not-a-join-text' });
  if (Number(version) !== VERSION) return fail({ code: 'newer-version' });
  const symbols = readBlocks(rest);
  if (!symbols.ok) return symbols;
  const bytes = symbolsToBytes(symbols.value);
  if (bytes.length < LENGTH_BYTES) return fail({ code: 'cut-off' });
  const end = LENGTH_BYTES + lengthIn(bytes);
  if (bytes.length < end) return fail({ code: 'cut-off' });
  const read = readBody(bytes.slice(LENGTH_BYTES, end));
  if (read === undefined) return fail({ code: 'not-a-join-text' });
  return ok({ kind: kind.toLowerCase() as JoinTextKind, ...read });
}

function readBlocks(text: string): Result<readonly number[], JoinTextRefusal> {
  const blocks = splitBlocks(text);
  const symbols: number[] = [];
  for (const [index, block] of blocks.entries()) {
    const values = Array.from(block, symbolOf);
    const data = values.slice(0, -CHECK_SYMBOLS);
    const expected = checkSymbols([index + 1, ...data]);
    const isRight =
      data.length > 0 && !values.includes(-1) && expected.every((one, at) => values[data.length + at] === one);
    if (isRight && (data.length === BLOCK_DATA || index === blocks.length - 1)) symbols.push(...data);
    else if (index === blocks.length - 1 && isCutOff(symbols, block)) return fail({ code: 'cut-off' });
    else return fail({ code: 'wrong-block', block: index + 1 });
  }
  return ok(symbols);
}

/** The block is the last of those typed, and shorter than it has to be: what is there of it may well be right. */
function isCutOff(symbols: readonly number[], block: string): boolean {
  const bytes = symbolsToBytes(symbols);
  if (bytes.length < LENGTH_BYTES) return false;
  const total = Math.ceil(((LENGTH_BYTES + lengthIn(bytes)) * 8) / 5);
  return block.length < Math.min(BLOCK_DATA, total - symbols.length) + CHECK_SYMBOLS;
}

/** As they were typed, where they were typed in blocks; so a missing character stays in its own. */
function splitBlocks(text: string): readonly string[] {
  const typed = text.split(/[^0-9A-Za-z]+/).filter((block) => block !== '');
  return typed.length > 1 ? typed : (typed.join('').match(/.{1,12}/gs) ?? []);
}

function readBody(body: Bytes): Omit<JoinText, 'kind'> | undefined {
  const count = body[VAULT_ID_BYTES] ?? 0;
  const headsAt = VAULT_ID_BYTES + 1;
  const secretAt = headsAt + count * HEAD_BYTES + 1;
  const moreAt = secretAt + (body[secretAt - 1] ?? 0);
  if (moreAt >= body.length) return undefined;
  const heads = Array.from({ length: count }, (_, index) => headAt(body, headsAt + index * HEAD_BYTES));
  try {
    return {
      vaultId: bytesToHex(body.subarray(0, VAULT_ID_BYTES)),
      heads: Object.fromEntries(heads),
      secret: body.slice(secretAt, moreAt),
      more: JSON.parse(bytesToUtf8(body.subarray(moreAt))),
    };
  } catch {
    return undefined;
  }
}

function headToBytes(tag: string, { seq, hash }: Head): Bytes {
  const bytes = base32ToBytes(tag);
  if (!bytes.ok || bytes.value.length !== TAG_BYTES) throw new TypeError('a tag has sixteen characters');
  return concatBytes(bytes.value, uint32ToBytes(seq), fromHex(hash));
}

function headAt(body: Bytes, at: number): readonly [string, Head] {
  const seqAt = at + TAG_BYTES;
  const seq = new DataView(body.buffer, body.byteOffset).getUint32(seqAt);
  const hash = bytesToHex(body.subarray(seqAt + 4, at + HEAD_BYTES));
  return [bytesToBase32(body.subarray(at, seqAt)).toLowerCase(), { seq, hash }];
}

function lengthIn(bytes: Bytes): number {
  return ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
}

function fromHex(hex: string): Bytes {
  const bytes = hexToBytes(hex);
  if (bytes?.length !== HASH_BYTES) throw new TypeError('ids and hashes have 32 hex digits');
  return bytes;
}
