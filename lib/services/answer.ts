/**
 * Reads untrusted JSON. Every reader looks at own properties only, takes the first name that is there, treats absent
 * and null alike, and gives a fresh value or `undefined`; nobody keeps the parsed object itself.
 */
import { LIMITS } from '../otp/account.ts';

export type Fields = Readonly<Record<string, unknown>>;

const LONGEST_ID = 256;

export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function pick(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Non-empty text, as it came: for codes, keys and tokens. Never for what is shown; see `shownIn`. */
export function textIn(fields: Fields, ...names: readonly string[]): string | undefined {
  const value = pick(fields, ...names);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Text of strangers for our screens, cleaned by `cleanText`. */
export function shownIn(fields: Fields, ...names: readonly string[]): string | undefined {
  const value = pick(fields, ...names);
  return typeof value === 'string' ? cleanText(value) : undefined;
}

/** A finite number, also where it was written as text. */
export function numberIn(fields: Fields, ...names: readonly string[]): number | undefined {
  const value = pick(fields, ...names);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : undefined;
}

export function flagIn(fields: Fields, ...names: readonly string[]): boolean | undefined {
  const value = pick(fields, ...names);
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 1 || value === '1') return true;
  return value === 'false' || value === 0 || value === '0' ? false : undefined;
}

/** Milliseconds, from ISO text, or from unix seconds or milliseconds (told apart at the year 5138). */
export function momentIn(fields: Fields, ...names: readonly string[]): number | undefined {
  const number = numberIn(fields, ...names);
  if (number !== undefined) return number < 1e11 ? number * 1000 : number;
  const moment = Date.parse(textIn(fields, ...names) ?? '');
  return Number.isNaN(moment) ? undefined : moment;
}

/** An id that may stand in a path: text or number, without a slash, never a dot segment. */
export function idIn(fields: Fields, ...names: readonly string[]): string | undefined {
  const value = pick(fields, ...names);
  const id = typeof value === 'number' ? String(value) : value;
  return typeof id === 'string' && isId(id) ? id : undefined;
}

export function isId(id: string): boolean {
  return id.length <= LONGEST_ID && /^[\w.~:@+-]+$/.test(id) && !/^\.+$/.test(id);
}

/** A bare list, or the first list under one of the names. */
export function listIn(body: unknown, ...names: readonly string[]): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  const fields = asFields(body);
  const value = fields === undefined ? undefined : pick(fields, ...names);
  return Array.isArray(value) ? value : undefined;
}

/** The object under one of the names, else the body itself. */
export function oneIn(body: unknown, ...names: readonly string[]): Fields | undefined {
  const fields = asFields(body);
  if (fields === undefined) return undefined;
  return asFields(pick(fields, ...names)) ?? fields;
}

/**
 * NFC without control, bidirectional and zero-width characters, which could make one name look like another; cut to
 * `longest` characters, never through a surrogate pair.
 */
export function cleanText(text: string, longest: number = LIMITS.textLength): string {
  // NFC comes last: what is taken out may have stood between a letter and its accent.
  const visible = text
    .slice(0, longest * 2)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, '')
    .normalize('NFC')
    .trim();
  if (visible.length <= longest) return visible;
  return visible
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/u, '')
    .trim();
}
