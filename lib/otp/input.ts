/**
 * What a person pasted, dropped or typed: URIs in any mixture, one a line or within a sentence, or the bare key that a
 * service prints under its QR code.
 */
import { fail, ok, type Result } from '../base/result.ts';
import type { OtpAccount } from './account.ts';
import { parseKey } from './key.ts';
import { type MigrationPart, type MigrationRefusal, parseMigrationUri } from './migration.ts';
import { isWeak, keyBits } from './strength.ts';
import { TYPE_RULES } from './type-rules.ts';
import { parseOtpauthUri } from './uri.ts';
import type { ParsedUri, UriRefusal, UriWarning } from './uri-outcome.ts';

/** A list of 500 long URIs fits; a whole book does not. */
const TEXT_LENGTH = 1_048_576;
const FINDS = 2000;

const SCHEME = /(?<![a-z])(?:otpauth(?:-migration)?:|(?:steam|motp):\/\/)/gi;

export interface ReadText {
  /** `key`: a bare key was read, so issuer and label are empty and TOTP with the usual parameters is assumed. */
  readonly source: 'uri' | 'key';
  readonly entries: readonly ParsedUri[];
  /** Codes of a Google Authenticator export, to be collected by migration-parts.ts. */
  readonly parts: readonly MigrationPart[];
  /** What looked like a URI and was refused, beside what was read. */
  readonly refusals: readonly TextRefusalAt[];
}

interface TextRefusalAt {
  /** From 1. */
  readonly line: number;
  readonly error: UriRefusal | MigrationRefusal;
}

export type TextRefusal =
  | UriRefusal
  | MigrationRefusal
  | { readonly code: 'empty' }
  | { readonly code: 'text-too-long'; readonly limitLength: number }
  /** Six to eight digits: a code that an authenticator shows, not the key that makes them. */
  | { readonly code: 'is-a-code' }
  /** Several short words, or words of digits: the recovery codes of a service. Adding one as a key would lose it. */
  | { readonly code: 'are-backup-codes' }
  /** Several URIs, and each was refused. */
  | { readonly code: 'nothing-usable'; readonly refusals: readonly TextRefusalAt[] };

/** What closes a URI that stands in source, markup or brackets, by the character before it. */
const CLOSERS: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '>': '<', '<': '>' };

/** Refused only if nothing in the text can be used. */
export function readText(text: string): Result<ReadText, TextRefusal> {
  if (text.length > TEXT_LENGTH) return fail({ code: 'text-too-long', limitLength: TEXT_LENGTH });
  if (text.trim() === '') return fail({ code: 'empty' });
  const found = findUris(text);
  return found.length === 0 ? readKey(text.trim()) : readUris(found);
}

interface FoundUri {
  readonly line: number;
  readonly uri: string;
}

/** From each scheme to the next one or the end of the line: labels may hold bare blanks. */
function findUris(text: string): readonly FoundUri[] {
  const found: FoundUri[] = [];
  for (const [index, line] of text.split(/\r\n|[\r\n]/).entries()) {
    const starts = [...line.matchAll(SCHEME)].map((hit) => hit.index);
    for (const [place, start] of starts.entries()) {
      if (found.length === FINDS) return found;
      found.push({ line: index + 1, uri: cutEnd(line.slice(start, starts[place + 1]), line.charAt(start - 1)) });
    }
  }
  return found;
}

/** Round brackets may belong to a name, so only those around the whole URI are taken off. */
function cutEnd(uri: string, before: string): string {
  const closer = CLOSERS[before];
  const end = closer === undefined ? -1 : uri.indexOf(closer);
  const cut = end < 0 ? uri : uri.slice(0, end);
  let length = cut.length;
  // By hand: a pattern anchored at the end takes quadratic time on a long run of blanks.
  while (length > 0 && ' \t,;'.includes(cut.charAt(length - 1))) length -= 1;
  return before === '(' && cut.charAt(length - 1) === ')' ? cut.slice(0, length - 1) : cut.slice(0, length);
}

function readUris(found: readonly FoundUri[]): Result<ReadText, TextRefusal> {
  const entries: ParsedUri[] = [];
  const parts: MigrationPart[] = [];
  const refusals: TextRefusalAt[] = [];
  for (const { line, uri } of found) {
    if (/^otpauth-migration:/i.test(uri)) {
      const part = parseMigrationUri(uri);
      if (part.ok) parts.push(part.value);
      else refusals.push({ line, error: part.error });
    } else {
      const entry = parseOtpauthUri(uri);
      if (entry.ok) entries.push(entry.value);
      else refusals.push({ line, error: entry.error });
    }
  }
  if (entries.length > 0 || parts.length > 0) return ok({ source: 'uri', entries, parts, refusals });
  const [only, ...others] = refusals;
  return fail(only !== undefined && others.length === 0 ? only.error : { code: 'nothing-usable', refusals });
}

function readKey(text: string): Result<ReadText, TextRefusal> {
  const backup = findBackupCodes(text);
  if (backup !== undefined) return fail(backup);
  const secret = parseKey('totp', text);
  if (!secret.ok) return secret;
  const { algorithm, digits, periodSeconds } = TYPE_RULES.totp;
  const account: OtpAccount = {
    type: 'totp',
    secret: secret.value,
    algorithm,
    digits,
    periodSeconds,
    counter: 0,
    issuer: '',
    label: '',
  };
  return ok({
    source: 'key',
    entries: [{ account, warnings: warnOfKey(account, text), unknown: {} }],
    parts: [],
    refusals: [],
  });
}

/** Services print recovery codes of 6 to 12 characters; keys come in one piece or in groups of four. */
const BACKUP_CODE = { from: 6, to: 12 } as const;

/** Refused is what cannot be a key; what could be either is taken with a warning. */
function findBackupCodes(text: string): { code: 'is-a-code' | 'are-backup-codes' } | undefined {
  if (/^[\d\s,;-]+$/.test(text)) {
    return { code: /^\d{6,8}$/.test(text.replace(/[\s-]/g, '')) ? 'is-a-code' : 'are-backup-codes' };
  }
  const areApart = /[\r\n,;]/.test(text) || !parseKey('totp', text).ok;
  return isListOfShortWords(text) && areApart ? { code: 'are-backup-codes' } : undefined;
}

function isListOfShortWords(text: string): boolean {
  const lengths = text.split(/[\s,;]+/).flatMap((word) => (word === '' ? [] : [word.replaceAll('-', '').length]));
  return lengths.length > 1 && lengths.every((length) => length >= BACKUP_CODE.from && length <= BACKUP_CODE.to);
}

function warnOfKey(account: OtpAccount, text: string): UriWarning[] {
  const warnings: UriWarning[] = [];
  if (isWeak(account)) warnings.push({ code: 'weak-secret', bits: keyBits(account) });
  if (isWeak(account) || isListOfShortWords(text)) warnings.push({ code: 'may-be-backup-code' });
  return warnings;
}
