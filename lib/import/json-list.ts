/**
 * JSON of an app that we do not know: whatever in it looks like an account, at any depth. It may be a list of anything, so
 * it is read only when the user says so.
 */
import { parseKey } from '../otp/key.ts';
import { bareName, COLUMN_NAMES, type ColumnRole } from './column-names.ts';
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { isObject, type Json, type JsonObject, textOf } from './json.ts';
import type { RawEntry } from './read-entry.ts';

const URI = /^(otpauth|steam|motp):\/\//i;
const OTP_TYPE = /^(totp|hotp|steam|motp|yandex)$/i;
/** Shorter ones are words: `secret: "none"`. */
const KEY_LENGTH_FROM = 10;
/** No name that we know is longer. */
const NAME_LENGTH_TO = 64;

export const jsonList: ImportFormat = {
  id: 'json',
  name: 'JSON',
  recognise: (file) => (findAll(file.json() ?? null).next().done === true ? NOT_MINE : mine('choose')),
  async read(file) {
    const entries = gatherEntries();
    for (const found of findAll(file.json() ?? null)) {
      if (typeof found !== 'string' && 'uri' in found) entries.addUri(found);
      else entries.add(found);
    }
    return entries.finish();
  },
};

type Found = RawEntry | { readonly uri: string; readonly title: string; readonly userName: string };

/** `around`: the objects that a value lies in, the nearest first; an account's name may stand in any of them. */
function* findAll(value: Json, around: readonly JsonObject[] = []): Generator<Found> {
  if (typeof value === 'string') {
    if (URI.test(value)) yield { uri: value, title: nameIn(around, 'issuer'), userName: nameIn(around, 'label') };
  } else if (Array.isArray(value)) for (const item of value) yield* findAll(item, around);
  else if (isObject(value)) {
    const inside = [value, ...around];
    const members = Object.values(value).filter((member) => member !== undefined);
    const secret = members.some((member) => typeof member === 'string' && URI.test(member)) ? '' : secretIn(value);
    if (secret !== '') yield entryOf(secret, inside);
    else for (const member of members) yield* findAll(member, inside);
  }
}

function secretIn(value: JsonObject): string {
  const named = [memberOf(value, 'secret'), memberOf(value, 'uri')].map(textOf);
  // Enpass and the exchange format of password managers call a field `totp` and its content `value`.
  const candidates = OTP_TYPE.test(textOf(value.type)) ? [...named, textOf(value.value)] : named;
  return candidates.find((text) => text.length >= KEY_LENGTH_FROM && parseKey('totp', text).ok) ?? '';
}

function entryOf(secret: string, around: readonly JsonObject[]): RawEntry {
  const [own = {}] = around;
  const type = textOf(memberOf(own, 'type'));
  return {
    secret,
    type: OTP_TYPE.test(type) ? type : '',
    issuer: nameIn(around, 'issuer'),
    label: nameIn(around, 'label'),
    algorithm: memberOf(own, 'algorithm'),
    digits: memberOf(own, 'digits'),
    period: memberOf(own, 'period'),
    counter: memberOf(own, 'counter'),
  };
}

function nameIn(around: readonly JsonObject[], role: ColumnRole): string {
  return around.map((object) => textOf(memberOf(object, role))).find((text) => text !== '' && !URI.test(text)) ?? '';
}

function memberOf(object: JsonObject, role: ColumnRole): Json | undefined {
  const keys = Object.keys(object).filter((key) => key.length <= NAME_LENGTH_TO);
  const names = new Map(keys.map((key) => [bareName(key), object[key]] as const));
  return COLUMN_NAMES[role].flatMap((name) => names.get(name) ?? [])[0];
}
