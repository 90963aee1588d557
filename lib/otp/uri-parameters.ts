/** From the label and the parameters of a URI to an account: defaults, limits, and what each type fixes. */
import { utf8ToBytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { LIMITS, type OtpAccount, type OtpAlgorithm, type OtpType } from './account.ts';
import { parseKey } from './key.ts';
import { cleanName, decodePercent, parseLabel, plusToSpace } from './label.ts';
import type { KnownParameter, Query } from './query.ts';
import { isWeak, keyBits } from './strength.ts';
import { isPinMissing, TYPE_RULES, YANDEX_PIN_LENGTH_TO } from './type-rules.ts';
import type { ParsedUri, UriRefusal, UriWarning } from './uri-outcome.ts';

/** The two halves of a URI around the question mark, still encoded. */
export interface Named {
  readonly label: string;
  readonly query: string;
}

/** Hashes that exporters and issuers name; named back to the user, where any other text could be a secret. */
const OTHER_HASHES =
  /^(?:hmac[-_]?)?(?:md[245]|sha[-_]?(?:224|384|3|512\/\d+|3[-_]\d+)|ripemd[-_]?\d*|sm3|blake\w{0,4})$/i;

interface Names {
  readonly issuer: string;
  readonly label: string;
  /** Empty where the label named none, or the same as the parameter. */
  readonly otherIssuer: string;
  readonly isBroken: boolean;
}

interface Numbers {
  readonly digits?: number;
  readonly period?: number;
  readonly counter?: number;
}

export function readParameters(
  printedType: OtpType,
  encodedLabel: string,
  query: Query,
): Result<ParsedUri, UriRefusal> {
  const names = readNames(encodedLabel, query);
  if (!names.ok) return names;
  const numbers = readNumbers(query);
  if (!numbers.ok) return numbers;
  const algorithm = readAlgorithm(printedType, query);
  if (!algorithm.ok) return algorithm;
  const type = settleType(printedType, names.value.issuer, query, numbers.value.digits);
  const secret = parseKey(type, decodeSecret(query));
  if (!secret.ok) return secret;
  const pin = readPin(type, query);
  if (!pin.ok) return pin;
  const account: OtpAccount = {
    type,
    secret: secret.value,
    ...settleNumbers(type, numbers.value, algorithm.value),
    issuer: names.value.issuer,
    label: names.value.label,
    ...(pin.value !== undefined && { pin: pin.value }),
  };
  return ok({
    account,
    warnings: [
      ...warnOfText(names.value, query),
      ...warnOfIgnored(account, numbers.value, algorithm.value, query),
      ...warnOfAccount(account, numbers.value, printedType, query),
    ],
    unknown: collectUnknown(account, query),
  });
}

function readNames(encodedLabel: string, query: Query): Result<Names, UriRefusal> {
  const printed = parseLabel(encodedLabel);
  const encoded = query.known.get('issuer') ?? '';
  // A bare plus is a space unless the label shows the same name with its plus: `C++:bob` and `issuer=C++`.
  const literal = cleanName(decodePercent(encoded).text);
  const parameter = literal === printed.issuer ? literal : cleanName(decodePercent(plusToSpace(encoded)).text);
  const issuer = parameter === '' ? printed.issuer : parameter;
  for (const [part, name] of [['issuer', issuer] as const, ['label', printed.label] as const]) {
    if (name.length > LIMITS.textLength) return fail({ code: 'name-too-long', part, limitLength: LIMITS.textLength });
  }
  const isSame = printed.issuer.toLowerCase() === issuer.toLowerCase();
  return ok({ issuer, label: printed.label, otherIssuer: isSame ? '' : printed.issuer, isBroken: printed.isBroken });
}

function readNumbers(query: Query): Result<Numbers, UriRefusal> {
  const digits = readInteger(query, 'digits', LIMITS.digitsFrom, LIMITS.digitsTo);
  if (!digits.ok) return digits;
  const period = readInteger(query, 'period', 1, LIMITS.periodSecondsTo);
  if (!period.ok) return period;
  const counter = readInteger(query, 'counter', 0, Number.MAX_SAFE_INTEGER);
  if (!counter.ok) return counter;
  return ok({ ...digits.value, ...period.value, ...counter.value });
}

/** An empty value counts as none; anything but plain digits in range is refused, since a guess makes wrong codes. */
function readInteger<Name extends KnownParameter>(
  query: Query,
  parameter: Name,
  from: number,
  to: number,
): Result<{ readonly [N in Name]?: number }, UriRefusal> {
  const text = decode(query, parameter).trim();
  if (text === '') return ok({});
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= from && value <= to)) return fail({ code: 'bad-number', parameter, from, to });
  return ok({ [parameter]: value } as { readonly [N in Name]?: number });
}

/** `undefined` where none is printed. mOTP prints MD5 or nothing, and is MD5 whatever it prints. */
function readAlgorithm(type: OtpType, query: Query): Result<OtpAlgorithm | undefined, UriRefusal> {
  const text = decode(query, 'algorithm').trim();
  return text === '' || type === 'motp' ? ok(undefined) : parseAlgorithm(text);
}

/** A hash name in any of the spellings that issuers and exporters use: sha256, SHA-256, HmacSHA256, SHA_256. */
function parseAlgorithm(text: string): Result<OtpAlgorithm, Extract<UriRefusal, { code: 'unknown-algorithm' }>> {
  const size = /^(?:hmac[-_]?)?sha[-_]?(1|256|512)?$/i.exec(text);
  if (size !== null) return ok(`SHA${size[1] ?? '1'}` as OtpAlgorithm);
  return fail({ code: 'unknown-algorithm', algorithm: OTHER_HASHES.test(text) ? text : '' });
}

/**
 * Steam Guard printed as TOTP: `encoder=steam` (KeePassXC), a bare `steam` (Stratum), or five digits and the issuer
 * Steam (2FAuth, older exports). Valve has never issued five plain digits.
 */
function settleType(printed: OtpType, issuer: string, query: Query, digits: number | undefined): OtpType {
  if (printed !== 'totp') return printed;
  const isMarked = query.known.has('steam') || decode(query, 'encoder').trim().toLowerCase() === 'steam';
  return isMarked || isSteamByName(issuer, digits) ? 'steam' : printed;
}

function isSteamByName(issuer: string, digits: number | undefined): boolean {
  return digits === TYPE_RULES.steam.digits && issuer.toLowerCase() === 'steam';
}

function settleNumbers(
  type: OtpType,
  numbers: Numbers,
  algorithm: OtpAlgorithm | undefined,
): Pick<OtpAccount, 'algorithm' | 'digits' | 'periodSeconds' | 'counter'> {
  const rule = TYPE_RULES[type];
  return {
    algorithm: rule.isFixed ? rule.algorithm : (algorithm ?? rule.algorithm),
    digits: rule.isFixed ? rule.digits : (numbers.digits ?? rule.digits),
    periodSeconds: numbers.period ?? rule.periodSeconds,
    counter: type === 'hotp' ? (numbers.counter ?? 0) : 0,
  };
}

function readPin(type: OtpType, query: Query): Result<Secret | undefined, UriRefusal> {
  if (type === 'yandex') {
    const length = readInteger(query, 'pin_length', 1, YANDEX_PIN_LENGTH_TO);
    if (!length.ok) return length;
  }
  const text = TYPE_RULES[type].hasPin ? decode(query, 'pin') : '';
  return ok(text === '' ? undefined : new Secret(utf8ToBytes(text)));
}

function warnOfText(names: Names, query: Query): UriWarning[] {
  const warnings: UriWarning[] = [];
  if (names.otherIssuer !== '') warnings.push({ code: 'issuer-differs', labelIssuer: names.otherIssuer });
  for (const parameter of new Set(query.duplicates)) warnings.push({ code: 'duplicate-parameter', parameter });
  if (names.isBroken || query.isBroken) warnings.push({ code: 'broken-encoding' });
  if (query.isPartDropped) warnings.push({ code: 'parameter-dropped' });
  return warnings;
}

/** A printed value that the account does not have in the end. */
function warnOfIgnored(
  account: OtpAccount,
  numbers: Numbers,
  algorithm: OtpAlgorithm | undefined,
  query: Query,
): UriWarning[] {
  const ignored: KnownParameter[] = [];
  if (algorithm !== undefined && algorithm !== account.algorithm) ignored.push('algorithm');
  if (numbers.digits !== undefined && numbers.digits !== account.digits) ignored.push('digits');
  if (numbers.counter !== undefined && account.type !== 'hotp') ignored.push('counter');
  if (query.known.has('pin') && !TYPE_RULES[account.type].hasPin) ignored.push('pin');
  return ignored.map((parameter) => ({ code: 'ignored-parameter', parameter }));
}

function warnOfAccount(account: OtpAccount, numbers: Numbers, printedType: OtpType, query: Query): UriWarning[] {
  const warnings: UriWarning[] = [];
  if (isWeak(account)) warnings.push({ code: 'weak-secret', bits: keyBits(account) });
  if (account.type === 'hotp' && numbers.counter === undefined) warnings.push({ code: 'missing-counter' });
  if (isPinMissing(account)) warnings.push({ code: 'missing-pin' });
  const isMarked = query.known.has('steam') || query.known.has('encoder');
  if (account.type === 'steam' && printedType !== 'steam' && !isMarked) warnings.push({ code: 'read-as-steam' });
  return warnings;
}

/** The length of a PIN that is not there yet is kept with what has no meaning, to help ask for it. */
function collectUnknown(account: OtpAccount, query: Query): Readonly<Record<string, string>> {
  const isLengthKept = account.type === 'yandex' && account.pin === undefined && query.known.has('pin_length');
  return isLengthKept ? { ...query.unknown, pin_length: decode(query, 'pin_length') } : query.unknown;
}

/** A bare plus can only be a space between groups; %2B is a wrong character and is named as one. */
function decodeSecret(query: Query): string {
  return decodePercent((query.known.get('secret') ?? '').replaceAll('+', ' ')).text;
}

function decode(query: Query, parameter: KnownParameter): string {
  return decodePercent(query.known.get(parameter) ?? '').text;
}
