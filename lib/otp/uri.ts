/**
 * Reads and writes otpauth:// URIs (the Key Uri Format that every authenticator copies) and their steam:// and motp://
 * dialects.
 *
 * [Note: otpauth is not a URL] Engines disagree where "totp" lands, host or path, and printed URIs break the rules of
 * URLs: bare blanks, bare number signs, percent signs that encode nothing. So the text is cut by hand and every
 * browser sees the same account.
 */
import { bytesToBase32 } from '../base/base32.ts';
import { bytesToHex, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import { fail, type Result } from '../base/result.ts';
import { LIMITS, type OtpAccount, type OtpType } from './account.ts';
import { cleanName, formatLabel } from './label.ts';
import { findKnown, parseQuery } from './query.ts';
import type { ParsedUri, UriRefusal } from './uri-outcome.ts';
import { type Named, readParameters } from './uri-parameters.ts';

const TYPES: Readonly<Record<string, OtpType>> = {
  totp: 'totp',
  hotp: 'hotp',
  steam: 'steam',
  motp: 'motp',
  yaotp: 'yandex',
  yandex: 'yandex',
};

/** Reads one URI; blanks around it are ignored. Nothing in a refusal or warning repeats the secret. */
export function parseOtpauthUri(text: string): Result<ParsedUri, UriRefusal> {
  const uri = text.trim();
  if (utf8ToBytes(uri).length > LIMITS.uriBytes) return fail({ code: 'too-long', limitBytes: LIMITS.uriBytes });
  const scheme = /^([a-z-]+):\/*/i.exec(uri);
  const rest = uri.slice(scheme?.[0].length ?? 0);
  switch (scheme?.[1]?.toLowerCase()) {
    case 'otpauth':
      return readOtpauth(rest);
    case 'motp':
      return read('motp', cutQuery(rest));
    case 'steam':
      return readSteam(rest);
    case 'otpauth-migration':
      return fail({ code: 'is-migration' });
    default:
      return fail({ code: 'not-otpauth' });
  }
}

/**
 * Writes the form that most authenticators read: every parameter spelled out, issuer in label and parameter. `unknown`
 * is what `parseOtpauthUri` found and did not understand; names that have a meaning here are left out of it.
 * The text holds the secret and, where the type has one, the PIN.
 */
export function formatOtpauthUri(account: OtpAccount, unknown: Readonly<Record<string, string>> = {}): string {
  const issuer = cleanName(account.issuer);
  const label = formatLabel(issuer, cleanName(account.label));
  const parameters = [...formatParameters(account, issuer), ...formatUnknown(account, unknown)];
  const query = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const prefix =
    account.type === 'motp' ? 'motp://' : `otpauth://${account.type === 'yandex' ? 'yaotp' : account.type}/`;
  return `${prefix}${label}?${query}`;
}

function readOtpauth(rest: string): Result<ParsedUri, UriRefusal> {
  const { label, query } = cutQuery(rest);
  const slash = label.indexOf('/');
  const word = (slash < 0 ? label : label.slice(0, slash)).toLowerCase();
  const type = Object.hasOwn(TYPES, word) ? TYPES[word] : undefined;
  // The word itself is not repeated: in `otpauth://KEY` it is the key.
  if (type === undefined) return fail({ code: 'unknown-type' });
  return read(type, { label: slash < 0 ? '' : label.slice(slash + 1), query });
}

/** `steam://KEY`, as Bitwarden and Proton keep it: no label at all, the key in its place. */
function readSteam(rest: string): Result<ParsedUri, UriRefusal> {
  const { label, query } = cutQuery(rest);
  return read('steam', { label: 'Steam:', query: `secret=${label.replace(/\/+$/, '')}&${query}` });
}

function read(type: OtpType, named: Named): Result<ParsedUri, UriRefusal> {
  return readParameters(type, named.label, parseQuery(named.query));
}

function cutQuery(rest: string): Named {
  const mark = rest.indexOf('?');
  return mark < 0 ? { label: rest, query: '' } : { label: rest.slice(0, mark), query: rest.slice(mark + 1) };
}

function formatParameters(account: OtpAccount, issuer: string): [string, string][] {
  const secret = account.secret.reveal();
  const parameters: [string, string][] = [
    ['secret', account.type === 'motp' ? bytesToHex(secret) : bytesToBase32(secret)],
  ];
  if (issuer !== '') parameters.push(['issuer', issuer]);
  if (account.type !== 'motp') parameters.push(['algorithm', account.algorithm]);
  parameters.push(['digits', `${account.digits}`], ['period', `${account.periodSeconds}`]);
  if (account.type === 'hotp') parameters.push(['counter', `${account.counter}`]);
  if (account.pin !== undefined) {
    parameters.push(['pin', bytesToUtf8(account.pin.reveal())]);
    if (account.type === 'yandex') parameters.push(['pin_length', `${account.pin.length}`]);
  }
  return parameters;
}

function formatUnknown(account: OtpAccount, unknown: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(unknown).filter(([name]) => {
    const meaning = findKnown(name);
    const isLengthKept = account.type === 'yandex' && account.pin === undefined && meaning === 'pin_length';
    return meaning === undefined || isLengthKept;
  });
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
