/**
 * One token as FreeOTP and FreeOTP+ write it in JSON.
 *
 * [Note: FreeOTP counters] Version 1 and FreeOTP+ keep the counter last used and count up before they compute, so the next
 * code has the counter after it (their Token.java). Version 2 keeps the next one.
 */

import { bytesOf, type JsonObject, numberOf, textOf } from './json.ts';
import type { RawEntry } from './read-entry.ts';

/** `counterStep`: what to add to the stored counter, see [Note: FreeOTP counters]. */
export function readToken(token: JsonObject, counterStep: 0 | 1, secret = bytesOf(token.secret)): RawEntry {
  const counter = numberOf(token.counter);
  return {
    type: textOf(token.type),
    secret,
    // The "Alt" and "Ext" names are those that the user or the provider changed last.
    issuer: textOf(token.issuerAlt) || textOf(token.issuerExt) || textOf(token.issuerInt),
    label: textOf(token.labelAlt) || textOf(token.label),
    algorithm: token.algo,
    digits: token.digits,
    period: token.period,
    counter: counter === undefined ? undefined : counter + counterStep,
  };
}
