/**
 * FreeOTP and FreeOTP+: tokens as JSON in a preference file (FreeOTP 1, FreeOTP+), or in one list (FreeOTP+ export).
 */
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { readToken } from './free-otp-token.ts';
import { isObject, type JsonObject, listOf, objectOf, parseJson } from './json.ts';

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
