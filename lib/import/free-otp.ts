/**
 * FreeOTP and FreeOTP+: tokens as JSON in a preference file (FreeOTP 1, FreeOTP+), or in one list (FreeOTP+ export).
 *
 * [Note: FreeOTP counters] Version 1 and FreeOTP+ keep the counter last used and count up before they compute, so the next
 * code has the counter after it (their Token.java). Version 2 keeps the next one.
 */
import { gatherEntries, type RawEntry } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { bytesOf, isObject, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';

const ORDER = 'tokenOrder';

export const freeOtp: ImportFormat = {
  id: 'freeotp',
  name: 'FreeOTP, FreeOTP+',
  recognise(file) {
    const { tokens } = objectOf(file.json());
    if (listOf(tokens).some(isToken)) return mine('sure');
    return (preferenceTokens(file) ?? []).some(isToken) ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const tokens = preferenceTokens(file) ?? listOf(objectOf(file.json()).tokens);
    const entries = gatherEntries();
    for (const token of tokens) entries.add(readToken(objectOf(token), 1));
    return entries.finish();
  },
};

const isToken = (value: unknown): boolean => {
  const token = objectOf(value as JsonObject);
  return Array.isArray(token.secret) && 'type' in token && ('issuerExt' in token || 'label' in token);
};

function preferenceTokens(file: ImportFile): readonly JsonObject[] | undefined {
  const preferences = file.preferences();
  if (preferences === undefined) return undefined;
  return [...preferences]
    .filter(([name]) => name !== ORDER)
    .map(([, text]) => parseJson(text))
    .filter((value): value is JsonObject => isObject(value));
}

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
