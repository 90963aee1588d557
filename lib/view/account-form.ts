/** What stands in the fields of an account, and what of it goes to the background. */
import type { AccountDetails, AccountFields } from '../messaging/shapes.ts';
import type { OtpAlgorithm, OtpType } from '../otp/account.ts';
import { parseKey } from '../otp/key.ts';
import { keyBits } from '../otp/strength.ts';
import { TYPE_RULES } from '../otp/type-rules.ts';
import { formatOtpauthUri } from '../otp/uri.ts';
import { type TextKey, text } from './text.ts';

export type RecoveryCode = AccountDetails['recoveryCodes'][number];

/** Numbers are text while they are typed. */
export interface AccountForm {
  readonly issuer: string;
  readonly label: string;
  /** As typed. In an edit form empty means: keep the key. */
  readonly secret: string;
  readonly pin: string;
  readonly type: OtpType;
  readonly algorithm: OtpAlgorithm;
  readonly digits: string;
  readonly period: string;
  readonly counter: string;
  /** Separated by commas. */
  readonly tags: string;
  /** One a line. */
  readonly hosts: string;
  readonly note: string;
  readonly pinned: boolean;
  readonly autoFill: boolean;
  readonly recoveryCodes: readonly RecoveryCode[];
}

export const EMPTY_FORM: AccountForm = {
  issuer: '',
  label: '',
  secret: '',
  pin: '',
  type: 'totp',
  algorithm: 'SHA1',
  digits: '6',
  period: '30',
  counter: '0',
  tags: '',
  hosts: '',
  note: '',
  pinned: false,
  autoFill: false,
  recoveryCodes: [],
};

export function formOf(details: AccountDetails): AccountForm {
  return {
    ...EMPTY_FORM,
    issuer: details.issuer,
    label: details.label,
    type: details.type,
    algorithm: details.algorithm,
    digits: String(details.digits),
    period: String(details.periodSeconds),
    counter: String(details.counter),
    tags: details.tags.join(', '),
    hosts: details.hosts.join('\n'),
    note: details.note,
    pinned: details.pinned,
    autoFill: details.autoFill,
    recoveryCodes: details.recoveryCodes,
  };
}

/** Choosing another type brings that type's own parameters, which is what its issuer means. */
export function withType(form: AccountForm, type: OtpType): AccountForm {
  const rule = TYPE_RULES[type];
  return { ...form, type, algorithm: rule.algorithm, digits: String(rule.digits), period: String(rule.periodSeconds) };
}

/** Only what differs, so that an edit touches no field that another device may just have changed. */
export function changedFields(before: AccountForm, after: AccountForm): AccountFields {
  const was = allFields(before);
  const is = allFields(after);
  const changed = Object.entries(is).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof AccountFields]),
  );
  return Object.fromEntries(changed) as AccountFields;
}

/** Everything that has a value; a number that is none stays away and the background keeps what it had. */
export function allFields(form: AccountForm): AccountFields {
  const digits = readNumber(form.digits);
  const periodSeconds = readNumber(form.period);
  const counter = readNumber(form.counter);
  return {
    issuer: form.issuer.trim(),
    label: form.label.trim(),
    note: form.note,
    tags: readList(form.tags, /,/),
    hosts: readList(form.hosts, /[\s,]+/),
    pinned: form.pinned,
    autoFill: form.autoFill,
    recoveryCodes: form.recoveryCodes.filter(({ code }) => code.trim() !== ''),
    type: form.type,
    algorithm: form.algorithm,
    ...(digits === undefined ? {} : { digits }),
    ...(periodSeconds === undefined ? {} : { periodSeconds }),
    ...(form.type === 'hotp' && counter !== undefined ? { counter } : {}),
    ...(form.secret.trim() === '' ? {} : { secret: form.secret }),
    ...(form.pin === '' ? {} : { pin: form.pin }),
  };
}

function readList(typed: string, separator: RegExp): readonly string[] {
  const items = typed.split(separator).map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/** Whole numbers from 0; everything else is none. */
export function readNumber(typed: string): number | undefined {
  const number = Number(typed.trim());
  return /^\d{1,15}$/.test(typed.trim()) && Number.isSafeInteger(number) ? number : undefined;
}

/** The whole account as a URI, for the QR code of a key that was made here; empty while something is missing. */
export function uriOf(form: AccountForm): string {
  const key = parseKey(form.type, form.secret);
  const digits = readNumber(form.digits);
  const periodSeconds = readNumber(form.period);
  if (!key.ok || digits === undefined || periodSeconds === undefined) return '';
  const { type, algorithm, issuer, label } = form;
  const counter = readNumber(form.counter) ?? 0;
  return formatOtpauthUri({ type, algorithm, issuer, label, digits, periodSeconds, counter, secret: key.value });
}

export interface KeyCheck {
  readonly isGood: boolean;
  readonly words: string;
}

/** The key while it is typed: how many bits it has, or which character is wrong. `undefined` while it is empty. */
export function checkKey(type: OtpType, typed: string): KeyCheck | undefined {
  if (typed.trim() === '') return undefined;
  const key = parseKey(type, typed);
  if (key.ok) {
    const bits = keyBits({ type, secret: key.value });
    const isWeak = type !== 'motp' && bits < 80;
    return { isGood: true, words: text(isWeak ? 'key_weak' : bits < 128 ? 'key_fine' : 'key_strong', bits) };
  }
  const refusal = key.error;
  if (refusal.code === 'bad-character') {
    const words = type === 'motp' ? 'key_bad_hex' : 'key_bad_character';
    return { isGood: false, words: text(words, refusal.character, refusal.position) };
  }
  return { isGood: false, words: text(refusal.code === 'secret-too-long' ? 'key_too_long' : 'key_short') };
}

const FIELD_REFUSALS: Readonly<Record<string, TextKey>> = {
  empty: 'key_missing',
  'too-long': 'key_too_long',
  'bad-parameters': 'bad_parameters',
  'bad-host': 'bad_host',
  gone: 'refused_gone',
  locked: 'refused_locked',
};

/** What the background refused, in words; a wrong character is named by its place. */
export function fieldRefusal(code: string): string {
  const place = /^bad-character-(\d+)$/.exec(code)?.[1];
  return place === undefined ? text(FIELD_REFUSALS[code] ?? 'refused_internal') : text('key_bad_at', place);
}
