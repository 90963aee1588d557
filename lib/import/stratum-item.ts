/** One of Stratum's authenticators, as its backups and its database have it: numbers stand for types and algorithms. */
import type { Entries } from './entries.ts';
import { type JsonObject, numberOf, textOf } from './json.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'hotp'],
  ['2', 'totp'],
  ['3', 'motp'],
  ['4', 'steam'],
  ['5', 'yandex'],
]);
const ALGORITHMS: readonly string[] = ['SHA1', 'SHA256', 'SHA512'];

/** `tags`: category names by secret. */
export function addItem(entries: Entries, item: JsonObject, tags: ReadonlyMap<string, readonly string[]>): void {
  const secret = textOf(item.Secret);
  entries.add({
    type: TYPES.get(textOf(item.Type)) ?? 'unknown',
    secret,
    issuer: textOf(item.Issuer),
    label: textOf(item.Username),
    // An unknown number stays as it is and is refused as an unknown algorithm.
    algorithm: ALGORITHMS[numberOf(item.Algorithm) ?? -1] ?? item.Algorithm,
    digits: item.Digits,
    period: item.Period,
    counter: item.Counter,
    pin: textOf(item.Pin),
    tags: tags.get(secret) ?? [],
  });
}
