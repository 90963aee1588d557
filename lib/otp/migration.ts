/**
 * Reads and writes `otpauth-migration://offline?data=...`, the codes of Google Authenticator's export. The format has no
 * specification; its fields are known from the app:
 *
 *     payload: 1 repeated entry, 2 version, 3 batch size, 4 batch index (from 0), 5 batch id (int32)
 *     entry:   1 secret, 2 name, 3 issuer, 4 algorithm, 5 digits, 6 type, 7 counter
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { type Bytes, bytesToUtf8, concatBytes, utf8ToBytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { LIMITS, type OtpAccount, type OtpAlgorithm, type OtpType } from './account.ts';
import { cleanName, decodePercent } from './label.ts';
import { type Field, readFields, writeBytesField, writeVarintField } from './protobuf.ts';
import { TYPE_RULES } from './type-rules.ts';

const MIGRATION_LIMITS = { payloadBytes: 65_536, entries: 500, batchSize: 1000 } as const;

/** One code of an export; the whole is `size` codes with the same id. Google counts the index from 0. */
export interface Batch {
  readonly id: number;
  readonly index: number;
  readonly size: number;
}

export interface MigrationPart {
  readonly accounts: readonly OtpAccount[];
  /** Entries that cannot be an account here, by their place in the code; the others are read all the same. */
  readonly refusals: readonly EntryRefusal[];
  readonly batch: Batch;
}

export interface EntryRefusal {
  /** From 0, in the code when reading, in the given accounts when writing. */
  readonly index: number;
  /** Issuer and account name for the user to recognise; empty if unreadable. */
  readonly name: string;
  readonly code:
    | 'damaged'
    | 'missing-secret'
    | 'secret-too-long'
    | 'name-too-long'
    | 'unknown-algorithm'
    | 'unknown-digits'
    | 'unknown-type'
    | 'bad-counter'
    | 'not-expressible';
}

export type MigrationRefusal =
  | { readonly code: 'not-migration' }
  | { readonly code: 'too-long'; readonly limitBytes: number }
  | { readonly code: 'too-many-entries'; readonly limit: number }
  /** No base64 where the data should be, or bytes that are no such message. */
  | { readonly code: 'damaged' }
  | { readonly code: 'bad-batch' };

const ENTRY = { secret: 1, name: 2, issuer: 3, algorithm: 4, digits: 5, type: 6, counter: 7 } as const;
const PAYLOAD = { entry: 1, version: 2, batchSize: 3, batchIndex: 4, batchId: 5 } as const;

/** The app's enumerations by their number; 0 is "not said". MD5 (4) is one that we do not do. */
const ALGORITHMS: readonly (OtpAlgorithm | undefined)[] = ['SHA1', 'SHA1', 'SHA256', 'SHA512'];
const DIGITS: readonly (number | undefined)[] = [6, 6, 8];
const TYPES: readonly (OtpType | undefined)[] = ['totp', 'hotp', 'totp'];

/** What the app itself writes. */
const VERSION = 1;
const ENTRIES_PER_CODE = 10;

/** Reads one code. Entries that are refused are listed, never dropped silently nor read as something else. */
export function parseMigrationUri(text: string): Result<MigrationPart, MigrationRefusal> {
  const data = /^otpauth-migration:\/*offline\/?\?(?:[^#]*&)?data=([^&#]*)/i.exec(text.trim())?.[1];
  if (data === undefined) return fail({ code: 'not-migration' });
  // Each byte takes at most four characters once its base64 is percent-encoded.
  if (data.length > MIGRATION_LIMITS.payloadBytes * 4) return tooLong();
  const payload = decodeData(data);
  if (payload === undefined) return fail({ code: 'damaged' });
  if (payload.length > MIGRATION_LIMITS.payloadBytes) return tooLong();
  const fields = readFields(payload);
  return fields === undefined ? fail({ code: 'damaged' }) : readPayload(fields);
}

/** Accounts that the format cannot say (only SHA sizes, 6 or 8 digits, 30 s) are listed, and left out of the codes. */
export function formatMigrationUris(
  accounts: readonly OtpAccount[],
  batchId: number,
  entriesPerCode = ENTRIES_PER_CODE,
): { readonly uris: readonly string[]; readonly refusals: readonly EntryRefusal[] } {
  const entries: Bytes[] = [];
  const refusals: EntryRefusal[] = [];
  for (const [index, account] of accounts.entries()) {
    const entry = writeEntry(account);
    if (entry === undefined)
      refusals.push({ index, name: nameOf(account.issuer, account.label), code: 'not-expressible' });
    else entries.push(entry);
  }
  const size = Math.ceil(entries.length / entriesPerCode);
  const uris = Array.from({ length: size }, (_, index) => {
    const chunk = entries.slice(index * entriesPerCode, (index + 1) * entriesPerCode);
    return writePayload(chunk, { id: batchId, index, size });
  });
  return { uris, refusals };
}

function tooLong(): Result<never, MigrationRefusal> {
  return fail({ code: 'too-long', limitBytes: MIGRATION_LIMITS.payloadBytes });
}

/** A bare plus of the base64 arrives as it is or, from a form decoder, as a space; padding is often cut off. */
function decodeData(encoded: string): Bytes | undefined {
  const text = decodePercent(encoded).text.replace(/[\r\n]/g, '');
  const standard = text.replaceAll(' ', '+').replaceAll('-', '+').replaceAll('_', '/');
  return standard === '' ? undefined : base64ToBytes(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}

function readPayload(fields: readonly Field[]): Result<MigrationPart, MigrationRefusal> {
  const entries = fields.filter((field) => field.number === PAYLOAD.entry);
  if (entries.length > MIGRATION_LIMITS.entries) {
    return fail({ code: 'too-many-entries', limit: MIGRATION_LIMITS.entries });
  }
  const batch = {
    id: Number(BigInt.asIntN(32, numberOf(fields, PAYLOAD.batchId))),
    index: Number(BigInt.asIntN(32, numberOf(fields, PAYLOAD.batchIndex))),
    size: Math.max(1, Number(BigInt.asIntN(32, numberOf(fields, PAYLOAD.batchSize)))),
  };
  if (batch.size > MIGRATION_LIMITS.batchSize || batch.index < 0 || batch.index >= batch.size) {
    return fail({ code: 'bad-batch' });
  }
  const read = entries.map(({ value }, index) => readEntry(value, index));
  return ok({
    accounts: read.flatMap((entry) => (entry.ok ? [entry.value] : [])),
    refusals: read.flatMap((entry) => (entry.ok ? [] : [entry.error])),
    batch,
  });
}

function readEntry(message: Field['value'], index: number): Result<OtpAccount, EntryRefusal> {
  const fields = message instanceof Uint8Array ? readFields(message) : undefined;
  const names = fields && readNames(fields);
  if (fields === undefined || names === undefined) return fail({ index, name: '', code: 'damaged' });
  const settled = settleEntry(fields, names);
  return settled.ok ? settled : fail({ index, name: nameOf(names.issuer, names.label), code: settled.error });
}

function settleEntry(fields: readonly Field[], names: Names): Result<OtpAccount, EntryRefusal['code']> {
  const type = TYPES[enumOf(fields, ENTRY.type)];
  const algorithm = ALGORITHMS[enumOf(fields, ENTRY.algorithm)];
  const digits = DIGITS[enumOf(fields, ENTRY.digits)];
  const secret = bytesOf(fields, ENTRY.secret);
  const counter = numberOf(fields, ENTRY.counter);
  if (secret.length === 0) return fail('missing-secret');
  if (secret.length > LIMITS.secretBytes) return fail('secret-too-long');
  if (Math.max(names.issuer.length, names.label.length) > LIMITS.textLength) return fail('name-too-long');
  if (type === undefined) return fail('unknown-type');
  if (algorithm === undefined) return fail('unknown-algorithm');
  if (digits === undefined) return fail('unknown-digits');
  if (type === 'hotp' && counter > BigInt(Number.MAX_SAFE_INTEGER)) return fail('bad-counter');
  return ok({
    type,
    secret: new Secret(secret),
    algorithm,
    digits,
    periodSeconds: TYPE_RULES[type].periodSeconds,
    counter: type === 'hotp' ? Number(counter) : 0,
    ...names,
  });
}

interface Names {
  readonly issuer: string;
  readonly label: string;
}

/** The name repeats the issuer ("ACME:bob") as a label does. `undefined` for bytes that are not UTF-8. */
function readNames(fields: readonly Field[]): Names | undefined {
  try {
    const issuer = cleanName(bytesToUtf8(bytesOf(fields, ENTRY.issuer)));
    const name = cleanName(bytesToUtf8(bytesOf(fields, ENTRY.name)));
    if (issuer !== '')
      return { issuer, label: name.startsWith(`${issuer}:`) ? cleanName(name.slice(issuer.length + 1)) : name };
    // Without an issuer of its own, "ACME:bob" is a label in full; "note: bob" is a name with a colon in it.
    const colon = /^[^:]*: /.test(name) ? -1 : name.indexOf(':');
    return { issuer: cleanName(name.slice(0, Math.max(colon, 0))), label: cleanName(name.slice(colon + 1)) };
  } catch {
    return undefined;
  }
}

function writeEntry(account: OtpAccount): Bytes | undefined {
  const { type, algorithm, digits, periodSeconds, counter } = account;
  const isSayable = type === 'hotp' || (type === 'totp' && periodSeconds === TYPE_RULES.totp.periodSeconds);
  const places = DIGITS.lastIndexOf(digits);
  if (!isSayable || places < 0) return undefined;
  const issuer = cleanName(account.issuer);
  const label = cleanName(account.label);
  // The prefix keeps a colon inside the account name from being read as the end of an issuer.
  const name = issuer !== '' || label.includes(':') ? `${issuer}:${label}` : label;
  return concatBytes(
    writeBytesField(ENTRY.secret, account.secret.reveal()),
    writeBytesField(ENTRY.name, utf8ToBytes(name)),
    writeBytesField(ENTRY.issuer, utf8ToBytes(issuer)),
    writeVarintField(ENTRY.algorithm, ALGORITHMS.lastIndexOf(algorithm)),
    writeVarintField(ENTRY.digits, places),
    writeVarintField(ENTRY.type, TYPES.lastIndexOf(type)),
    ...(type === 'hotp' ? [writeVarintField(ENTRY.counter, counter)] : []),
  );
}

function writePayload(entries: readonly Bytes[], batch: Batch): string {
  const payload = concatBytes(
    ...entries.map((entry) => writeBytesField(PAYLOAD.entry, entry)),
    writeVarintField(PAYLOAD.version, VERSION),
    writeVarintField(PAYLOAD.batchSize, batch.size),
    writeVarintField(PAYLOAD.batchIndex, batch.index),
    writeVarintField(PAYLOAD.batchId, batch.id),
  );
  return `otpauth-migration://offline?data=${encodeURIComponent(bytesToBase64(payload))}`;
}

function nameOf(issuer: string, label: string): string {
  return [issuer, label].filter((part) => part !== '').join(': ');
}

/** The last one wins, as protocol buffers have it; absent is 0. */
function numberOf(fields: readonly Field[], number: number): bigint {
  const value = fields.findLast((field) => field.number === number)?.value;
  return typeof value === 'bigint' ? value : 0n;
}

/** As an index into a table; a wild number is out of every table. */
function enumOf(fields: readonly Field[], number: number): number {
  return Number(numberOf(fields, number));
}

function bytesOf(fields: readonly Field[], number: number): Uint8Array {
  const value = fields.findLast((field) => field.number === number)?.value;
  return value instanceof Uint8Array ? value : new Uint8Array();
}
