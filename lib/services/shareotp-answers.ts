/** ShareOTP documents no answer's shape: what follows reads every form that its page and its kin make likely. */
import { base32ToBytes } from '../base/base32.ts';
import type { UnixMs } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import type { OtpAlgorithm } from '../otp/account.ts';
import { parseOtpauthUri } from '../otp/uri.ts';
import {
  asFields,
  cleanText,
  type Fields,
  flagIn,
  idIn,
  listIn,
  momentIn,
  numberIn,
  oneIn,
  pick,
  shownIn,
  textIn,
} from './answer.ts';

/** What decides a team account's code, besides its key. `isTold` is false where the service said nothing: then these are the defaults. */
export interface TeamParameters {
  readonly algorithm: OtpAlgorithm;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly isTold: boolean;
}

/** Names and tags are the team's words: cleaned and cut, but still strangers' text. */
export interface TeamAccount {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly tags: readonly string[];
  readonly parameters: TeamParameters;
  readonly updatedAtMs?: UnixMs;
}

export interface TeamListing {
  readonly accounts: readonly TeamAccount[];
  /** False as soon as anything hints that there is more than was shown, or an entry could not be read. */
  readonly isComplete: boolean;
}

export interface TeamCode {
  readonly code: string;
  /** By our own clock, and never too late: it may be over when it arrives. */
  readonly validUntilMs: UnixMs;
}

export interface ExportedKey extends TeamParameters {
  readonly secret: Secret;
}

const LIST_NAMES = ['accounts', 'data', 'items', 'results'] as const;
const ONE_NAMES = ['account', 'data', 'item', 'result'] as const;
const MOST_ACCOUNTS = 20_000;
const MOST_TAGS = 100;
const LONGEST_TAG = 100;
const DEFAULTS = { algorithm: 'SHA1', digits: 6, periodSeconds: 30 } as const;

export function readListing(body: unknown): TeamListing | undefined {
  const list = listIn(body, ...LIST_NAMES) ?? listIn(asFields(asFields(body)?.data), ...LIST_NAMES);
  if (list === undefined || list.length > MOST_ACCOUNTS) return undefined;
  const accounts = list.map(readAccount).filter((account) => account !== undefined);
  const isUnique = new Set(accounts.map(({ id }) => id)).size === accounts.length;
  return { accounts, isComplete: accounts.length === list.length && isUnique && !hintsAtMore(body, list.length) };
}

/** Paging is not documented. A reader that takes a first page for everything would take the rest for deleted. */
export function hintsAtMore(body: unknown, shown: number): boolean {
  const fields = asFields(body);
  if (fields === undefined) return false;
  const places = [fields, ...['pagination', 'meta', 'paging', 'links'].map((name) => asFields(pick(fields, name)))];
  return places.some((place) => {
    if (place === undefined) return false;
    if (flagIn(place, 'hasMore', 'has_more', 'hasNextPage', 'has_next_page', 'truncated') === true) return true;
    if (pick(place, 'next', 'nextCursor', 'next_cursor', 'nextPage', 'next_page', 'nextPageToken')) return true;
    const total = numberIn(place, 'total', 'totalCount', 'total_count', 'count', 'totalResults');
    return total !== undefined && total > shown;
  });
}

export function readOneAccount(body: unknown): TeamAccount | undefined {
  return readAccount(oneIn(body, ...ONE_NAMES));
}

function readAccount(value: unknown): TeamAccount | undefined {
  const fields = asFields(value);
  const id = fields === undefined ? undefined : idIn(fields, 'id', 'accountId', 'account_id');
  if (fields === undefined || id === undefined) return undefined;
  const updatedAtMs = momentIn(fields, 'updatedAt', 'updated_at');
  return {
    id,
    name: shownIn(fields, 'name', 'label') ?? '',
    issuer: shownIn(fields, 'issuer') ?? '',
    tags: readTags(pick(fields, 'tags')),
    parameters: readParameters(fields),
    ...(updatedAtMs === undefined ? {} : { updatedAtMs }),
  };
}

function readTags(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const texts = value.slice(0, MOST_TAGS).map((tag) => {
    const name = typeof tag === 'string' ? tag : textIn(asFields(tag) ?? {}, 'name', 'label');
    return cleanText(name ?? '', LONGEST_TAG);
  });
  return [...new Set(texts)].filter((tag) => tag !== '');
}

function readParameters(fields: Fields): TeamParameters {
  const algorithm = textIn(fields, 'algorithm')?.toUpperCase().replace('-', '');
  const digits = numberIn(fields, 'digits');
  const periodSeconds = numberIn(fields, 'period', 'periodSeconds', 'period_seconds');
  const isTold = algorithm !== undefined || digits !== undefined || periodSeconds !== undefined;
  return {
    algorithm: algorithm === 'SHA256' || algorithm === 'SHA512' ? algorithm : DEFAULTS.algorithm,
    digits: isWhole(digits, 5, 10) ? digits : DEFAULTS.digits,
    periodSeconds: isWhole(periodSeconds, 1, 86_400) ? periodSeconds : DEFAULTS.periodSeconds,
    isTold,
  };
}

function isWhole(value: number | undefined, from: number, to: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= from && value <= to;
}

/** The key alone, or a whole otpauth URI, whose parameters then count. */
export function readExport(body: unknown): ExportedKey | undefined {
  const fields = oneIn(body, ...ONE_NAMES, 'export');
  if (fields === undefined) return undefined;
  const text = textIn(fields, 'otpauth', 'uri', 'otpauthUrl', 'otpauth_url', 'url', 'secret', 'key');
  if (text === undefined) return undefined;
  if (/^otpauth:/i.test(text)) {
    const parsed = parseOtpauthUri(text);
    if (!parsed.ok || parsed.value.account.type !== 'totp') return undefined;
    const { secret, algorithm, digits, periodSeconds } = parsed.value.account;
    return { secret, algorithm, digits, periodSeconds, isTold: true };
  }
  const bytes = base32ToBytes(text);
  return bytes.ok ? { secret: new Secret(bytes.value), ...readParameters(fields) } : undefined;
}

/** Codes by account id, whether they came as a list or as an object keyed by id. Ids without a code are left out. */
export function readCodes(body: unknown, sentAtMs: UnixMs, skewMs: number): Map<string, TeamCode> | undefined {
  const names = ['codes', 'data', 'items', 'results', 'accounts'] as const;
  const list = listIn(body, ...names);
  const keyed = list === undefined ? oneIn(body, ...names) : undefined;
  if (list === undefined && keyed === undefined) return undefined;
  const entries: [string, unknown][] = list
    ? list.map((entry) => [idIn(asFields(entry) ?? {}, 'id', 'accountId', 'account_id') ?? '', entry])
    : Object.entries(keyed ?? {});
  const codes = new Map<string, TeamCode>();
  for (const [id, entry] of entries) {
    const code = typeof entry === 'string' ? entry : textIn(asFields(entry) ?? {}, 'code', 'otp', 'token');
    if (id === '' || code === undefined || !/^\d{5,10}$/.test(code)) continue;
    codes.set(id, { code, validUntilMs: readEnd(asFields(entry) ?? {}, sentAtMs, skewMs) });
  }
  return codes;
}

function readEnd(fields: Fields, sentAtMs: UnixMs, skewMs: number): UnixMs {
  const left = numberIn(fields, 'expiresIn', 'expires_in', 'remaining', 'secondsRemaining', 'seconds_remaining');
  if (left !== undefined && left >= 0 && left <= 86_400) return sentAtMs + left * 1000;
  const endMs = momentIn(fields, 'expiresAt', 'expires_at', 'validUntil', 'valid_until');
  if (endMs !== undefined && endMs - skewMs > sentAtMs && endMs - skewMs <= sentAtMs + 86_400_000)
    return endMs - skewMs;
  const periodMs = readParameters(fields).periodSeconds * 1000;
  const serverMs = sentAtMs + skewMs;
  return sentAtMs + periodMs - (((serverMs % periodMs) + periodMs) % periodMs);
}
