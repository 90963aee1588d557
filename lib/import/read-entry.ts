/**
 * One entry in a file's own words, and what it becomes: a field that the file does not hold gets the usual value and is named
 * as assumed, a field that it holds and that we cannot honour refuses the entry.
 */
import { utf8ToBytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { LIMITS, type OtpAccount, type OtpAlgorithm, type OtpType } from '../otp/account.ts';
import { parseKey } from '../otp/key.ts';
import { cleanName } from '../otp/label.ts';
import { TYPE_RULES } from '../otp/type-rules.ts';
import { parseOtpauthUri } from '../otp/uri.ts';
import type { ParsedUri, UriRefusal } from '../otp/uri-outcome.ts';
import type {
  AssumedField,
  EntryRefusalReason,
  ImportedAccount,
  ImportedPast,
  ImportedRecoveryCode,
} from './format.ts';
import { hostNames } from './host-names.ts';
import { type Json, numberOf } from './json.ts';

/** What a password manager or a list knows about an entry beside its code settings. */
export interface EntrySurroundings {
  readonly tags?: readonly string[];
  readonly note?: string;
  /** Addresses or host names, as the file has them. */
  readonly hosts?: readonly string[];
  readonly pinned?: boolean;
  readonly trashed?: boolean;
  readonly recoveryCodes?: readonly ImportedRecoveryCode[];
  readonly unknown?: Readonly<Record<string, string>>;
  readonly order?: string;
  readonly autoFill?: boolean;
  readonly createdAtMs?: number;
  readonly team?: ImportedAccount['team'] & object;
  readonly history?: readonly ImportedPast[];
}

/** An entry in the file's own words. `undefined`, null and '' all mean that the file does not say. */
export interface RawEntry extends EntrySurroundings {
  readonly type?: string | undefined;
  /** Base32 (mOTP: hex) as text, or the bytes themselves. */
  readonly secret: string | Uint8Array | undefined;
  readonly issuer?: string;
  readonly label?: string;
  readonly algorithm?: Json | undefined;
  readonly digits?: Json | undefined;
  readonly period?: Json | undefined;
  readonly counter?: Json | undefined;
  readonly pin?: string;
  /** From a document of ours, which says for every type what the vault has, where other files have filler. */
  readonly isOurs?: boolean;
}

export interface UriEntry extends EntrySurroundings {
  readonly uri: string;
  /** For entries whose URI carries no names: a password manager's title and user name. */
  readonly title?: string;
  readonly userName?: string;
  /** Where the URI names no issuer, title and user name are better than its label. */
  readonly prefersTitle?: boolean;
}

const TYPES: Readonly<Record<string, OtpType>> = {
  totp: 'totp',
  hotp: 'hotp',
  steam: 'steam',
  steamtotp: 'steam',
  motp: 'motp',
  yandex: 'yandex',
  yaotp: 'yandex',
};

const ALGORITHMS: Readonly<Record<string, OtpAlgorithm>> = { SHA1: 'SHA1', SHA256: 'SHA256', SHA512: 'SHA512' };

const PIN_TYPES: ReadonlySet<OtpType> = new Set(['motp', 'yandex']);

export function readRaw(entry: RawEntry): Result<ImportedAccount, EntryRefusalReason> {
  const word = (entry.type ?? '').toLowerCase();
  const type = word === '' ? 'totp' : Object.hasOwn(TYPES, word) ? TYPES[word] : undefined;
  if (type === undefined) return fail('unknown-type');
  const secret = readSecret(type, entry.secret);
  if (!secret.ok) return secret;
  const settings = readSettings(type, entry);
  if (!settings.ok) return settings;
  const names = readNames(entry.issuer ?? '', entry.label ?? '');
  if (names === undefined) return fail('name-too-long');
  if (PIN_TYPES.has(type) && !entry.pin) return fail('pin-missing');
  return ok({
    type,
    secret: secret.value,
    ...settings.value,
    assumed: word === '' ? ['type', ...settings.value.assumed] : settings.value.assumed,
    ...names,
    ...(entry.pin && PIN_TYPES.has(type) ? { pin: new Secret(utf8ToBytes(entry.pin)) } : {}),
    ...surroundingsOf(entry),
  });
}

type Settings = Pick<ImportedAccount, 'algorithm' | 'digits' | 'periodSeconds' | 'counter' | 'assumed'>;

function readSettings(type: OtpType, entry: RawEntry): Result<Settings, EntryRefusalReason> {
  const rule = TYPE_RULES[type];
  // Steam, Yandex and mOTP fix their own settings; what another app's file writes beside them is filler.
  const isFree = type === 'totp' || type === 'hotp';
  const own = (value: Json | undefined, usual: number, from: number, to: number): number => {
    const number = entry.isOurs ? numberOf(value) : undefined;
    return isWithin(number, from, to) ? number : usual;
  };
  const ownPeriod = own(entry.period, rule.periodSeconds, 1, LIMITS.periodSecondsTo);
  if (!isFree) {
    const ownDigits = own(entry.digits, rule.digits, LIMITS.digitsFrom, LIMITS.digitsTo);
    const digits = rule.isFixed ? rule.digits : ownDigits;
    return ok({ algorithm: rule.algorithm, digits, periodSeconds: ownPeriod, counter: 0, assumed: [] });
  }
  const assumed: AssumedField[] = [];
  const usual = <T>(field: AssumedField, value: T): T => {
    assumed.push(field);
    return value;
  };
  const algorithm = isAbsent(entry.algorithm) ? usual('algorithm', rule.algorithm) : readAlgorithm(entry.algorithm);
  if (algorithm === undefined) return fail('unknown-algorithm');
  const digits = isAbsent(entry.digits) ? usual('digits', rule.digits) : numberOf(entry.digits);
  if (!isWithin(digits, LIMITS.digitsFrom, LIMITS.digitsTo)) return fail('bad-digits');
  if (type === 'hotp') {
    const counter = isAbsent(entry.counter) ? usual('counter', 0) : numberOf(entry.counter);
    if (!isWithin(counter, 0, Number.MAX_SAFE_INTEGER)) return fail('bad-counter');
    return ok({ algorithm, digits, periodSeconds: ownPeriod, counter, assumed });
  }
  const periodSeconds = isAbsent(entry.period) ? usual('period', rule.periodSeconds) : numberOf(entry.period);
  if (!isWithin(periodSeconds, 1, LIMITS.periodSecondsTo)) return fail('bad-period');
  return ok({ algorithm, digits, periodSeconds, counter: 0, assumed });
}

const isAbsent = (value: Json | undefined): boolean => value === undefined || value === null || value === '';

function isWithin(value: number | undefined, from: number, to: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= from && value <= to;
}

/** `HmacSHA256`, `HMAC-SHA-256` and `sha256` are one hash. */
function readAlgorithm(value: Json | undefined): OtpAlgorithm | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value
    .toUpperCase()
    .replace(/^HMAC/, '')
    .replaceAll(/[-_\s]/g, '');
  return Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
}

function readSecret(type: OtpType, value: string | Uint8Array | undefined): Result<Secret, EntryRefusalReason> {
  if (value === undefined || value.length === 0) return fail('no-secret');
  if (typeof value !== 'string') {
    return value.length > LIMITS.secretBytes ? fail('secret-too-long') : ok(new Secret(value));
  }
  const secret = parseKey(type, value);
  return secret.ok ? secret : fail(REASONS[secret.error.code]);
}

const REASONS: Readonly<Record<Exclude<UriRefusal['code'], 'bad-number'>, EntryRefusalReason>> = {
  'not-otpauth': 'bad-uri',
  'is-migration': 'bad-uri',
  'too-long': 'bad-uri',
  'unknown-type': 'unknown-type',
  'unknown-algorithm': 'unknown-algorithm',
  'name-too-long': 'name-too-long',
  'missing-secret': 'no-secret',
  'bad-character': 'bad-secret',
  'bad-secret-length': 'bad-secret',
  'bad-checksum': 'bad-secret',
  'secret-too-long': 'secret-too-long',
};

function reasonOf(refusal: UriRefusal): EntryRefusalReason {
  if (refusal.code !== 'bad-number') return REASONS[refusal.code];
  if (refusal.parameter === 'digits') return 'bad-digits';
  return refusal.parameter === 'period' ? 'bad-period' : 'bad-counter';
}

/** Labels that apps write where they have none (KeeWeb: "default"); the title says more. So it does for `steam://`. */
const FILLERS: ReadonlySet<string> = new Set(['', 'default']);

/** An otpauth, motp or steam URI, or a bare base32 key. */
export function readUriOrKey(entry: UriEntry): Result<ImportedAccount, EntryRefusalReason> {
  const text = entry.uri.trim();
  const { title = '', userName = '', prefersTitle = false, ...surroundings } = entry;
  if (text === '') return fail('no-secret');
  if (!/^[a-z-]+:/i.test(text)) return readRaw({ ...surroundings, secret: text, issuer: title, label: userName });
  const parsed = parseOtpauthUri(text);
  if (!parsed.ok) return fail(reasonOf(parsed.error));
  const { account, warnings } = parsed.value;
  if (warnings.some(({ code }) => code === 'missing-pin')) return fail('pin-missing');
  const isFiller = prefersTitle || FILLERS.has(account.label.toLowerCase());
  const isNameless = /^steam:/i.test(text) || (account.issuer === '' && isFiller);
  const label = isNameless && account.label === '' && userName !== account.issuer ? userName : account.label;
  const names = isNameless && title !== '' ? readNames(title, userName) : readNames(account.issuer, label);
  if (names === undefined) return fail('name-too-long');
  // Ente's own parameter was read into tags and note by whoever handed this URI in.
  const { codeDisplay: _read, ...unknown } = parsed.value.unknown;
  const around = surroundingsOf({ ...entry, unknown });
  return ok({ ...account, ...names, assumed: assumedInUri(text, parsed.value), ...around });
}

function assumedInUri(uri: string, { account }: ParsedUri): AssumedField[] {
  if (account.type !== 'totp' && account.type !== 'hotp') return [];
  const names = new Set([...uri.matchAll(/[?&]([a-z_]+)=/gi)].map((match) => match[1]?.toLowerCase()));
  const fields: readonly AssumedField[] = ['algorithm', 'digits', account.type === 'hotp' ? 'counter' : 'period'];
  return fields.filter((field) => !names.has(field));
}

/** Takes the issuer off a label that repeats it; `undefined` where a name is longer than we keep. */
function readNames(issuerText: string, labelText: string): { issuer: string; label: string } | undefined {
  const issuer = cleanName(issuerText);
  const whole = cleanName(labelText);
  const label = issuer !== '' && whole.startsWith(`${issuer}:`) ? whole.slice(issuer.length + 1).trim() : whole;
  return Math.max(issuer.length, label.length) > LIMITS.textLength ? undefined : { issuer, label };
}

function surroundingsOf(entry: EntrySurroundings): Omit<ImportedAccount, keyof OtpAccount | 'assumed'> {
  const { tags = [], note = '', hosts = [], pinned = false, trashed = false, recoveryCodes = [], unknown = {} } = entry;
  const { order, autoFill, createdAtMs, team, history } = entry;
  return {
    ...{ tags, note, hosts: hostNames(hosts), pinned, trashed, recoveryCodes, unknown },
    ...(order !== undefined && { order }),
    ...(autoFill !== undefined && { autoFill }),
    ...(createdAtMs !== undefined && { createdAtMs }),
    ...(team !== undefined && { team }),
    ...(history !== undefined && { history }),
  };
}
