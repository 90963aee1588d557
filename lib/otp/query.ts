/**
 * The part after the question mark, cut by hand. URLSearchParams would turn every plus sign into a space and fail on
 * nothing; we must know which plus was bare, which percent sign was broken and which name came twice.
 */
import { decodePercent } from './label.ts';

/** The names that this room gives a meaning to; all others are kept for whoever wrote them. */
const KNOWN_PARAMETERS = [
  'secret',
  'issuer',
  'algorithm',
  'digits',
  'period',
  'counter',
  'encoder',
  'steam',
  'pin',
  'pin_length',
] as const;

export type KnownParameter = (typeof KNOWN_PARAMETERS)[number];

/** A longer value of an unknown parameter is a picture or a mistake, and would travel with the account forever. */
const UNKNOWN_VALUE_LENGTH = 1024;
/** These would reach into the prototype of an object that a later reader builds carelessly. */
const FORBIDDEN_NAMES = ['__proto__', 'constructor', 'prototype'];

export interface Query {
  /** Values as printed, still percent-encoded. The first one of a name wins, as in every peer. */
  readonly known: ReadonlyMap<KnownParameter, string>;
  /** Values decoded, names as printed. */
  readonly unknown: Readonly<Record<string, string>>;
  readonly duplicates: readonly (KnownParameter | 'unknown')[];
  readonly isBroken: boolean;
  /** An unknown parameter was too long or had a forbidden name. */
  readonly isPartDropped: boolean;
}

export function parseQuery(encoded: string): Query {
  const known = new Map<KnownParameter, string>();
  const unknown = new Map<string, string>();
  const duplicates: (KnownParameter | 'unknown')[] = [];
  let isBroken = false;
  let isPartDropped = false;
  for (const [encodedName, value] of pairsOf(encoded)) {
    const name = decodePercent(encodedName);
    const decoded = decodePercent(value);
    isBroken ||= name.isBroken || decoded.isBroken;
    const meaning = findKnown(name.text);
    if (meaning === undefined) {
      if (unknown.has(name.text)) duplicates.push('unknown');
      else if (isKept(name.text, decoded.text)) unknown.set(name.text, decoded.text);
      else isPartDropped = true;
    } else if (known.has(meaning)) duplicates.push(meaning);
    else known.set(meaning, value);
  }
  return { known, unknown: Object.fromEntries(unknown), duplicates, isBroken, isPartDropped };
}

function* pairsOf(encoded: string): Generator<readonly [string, string]> {
  for (const part of encoded.split('&')) {
    // A URI copied out of a page's source has `&amp;` between its parameters.
    const pair = part.replace(/^amp;/i, '');
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    yield equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  }
}

export function findKnown(name: string): KnownParameter | undefined {
  const lower = name.trim().toLowerCase();
  return KNOWN_PARAMETERS.find((known) => known === lower);
}

function isKept(name: string, value: string): boolean {
  return !FORBIDDEN_NAMES.includes(name) && name.length + value.length <= UNKNOWN_VALUE_LENGTH;
}
