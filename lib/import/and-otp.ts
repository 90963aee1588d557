/**
 * andOTP backups: a JSON list, plain or encrypted. Encrypted since 0.6.3: iterations, salt, nonce, AES-GCM under PBKDF2.
 * Before: nonce and AES-GCM under the bare SHA-256 of the password. GNOME Authenticator writes the same list.
 */
import { utf8ToBytes } from '../base/bytes.ts';
import { digest, openAesGcm, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { isObject, type Json, type JsonObject, listOf, parseJson, textOf } from './json.ts';
import { derivePbkdf2 } from './kdf.ts';
import { looksRandom } from './random-looking.ts';
import type { RawEntry } from './read-entry.ts';

const NONCE_BYTES = 12;
const SALT_BYTES = 12;
const HEADER_BYTES = 4 + SALT_BYTES + NONCE_BYTES;
/** andOTP draws the count from 140,000 to 160,000, and tools that write its files take less. */
const ITERATIONS = { from: 1, to: 5_000_000 } as const;

export const andOtp: ImportFormat = {
  id: 'andotp',
  name: 'andOTP',
  recognise(file) {
    if (isList(file.json())) return mine('likely');
    if (file.text() !== undefined || file.bytes.length < HEADER_BYTES + 18) return NOT_MINE;
    return looksRandom(file.bytes) ? sealed('possible') : NOT_MINE;
  },
  async read(file, options) {
    const list = file.json() ?? (await open(file, options));
    if (!Array.isArray(list)) stop('damaged');
    const entries = gatherEntries();
    for (const item of list) isObject(item) ? entries.add(readItem(item)) : entries.refuse('', 'no-secret');
    return entries.finish();
  },
};

function isList(value: Json | undefined): boolean {
  const first = Array.isArray(value) ? value[0] : undefined;
  if (!isObject(first) || !('secret' in first) || !('label' in first) || 'algo' in first) return false;
  // The oldest versions wrote neither type nor algorithm.
  return ['type', 'algorithm', 'period', 'thumbnail'].some((name) => name in first);
}

function readItem(item: JsonObject): RawEntry {
  const label = textOf(item.label);
  // Before it had an issuer field, andOTP wrote "Issuer - label".
  const dash = 'issuer' in item ? -1 : label.indexOf(' - ');
  return {
    type: textOf(item.type),
    secret: textOf(item.secret),
    issuer: dash < 0 ? textOf(item.issuer) : label.slice(0, dash),
    label: dash < 0 ? label : label.slice(dash + 3),
    algorithm: item.algorithm,
    digits: item.digits,
    period: item.period,
    counter: item.counter,
    pin: textOf(item.pin),
    tags: listOf(item.tags)
      .map(textOf)
      .filter((tag) => tag !== ''),
  };
}

async function open(file: ImportFile, options: ReadOptions): Promise<Json | undefined> {
  const passphrase = utf8ToBytes(passphraseOf(options));
  const opened = (await openStretched(file, passphrase, options)) ?? (await openOld(file, passphrase));
  return parseJson(openedText(opened));
}

/** `undefined` where the header names no plausible count, or the key does not fit. */
async function openStretched(file: ImportFile, passphrase: Uint8Array, { kdf }: ReadOptions) {
  const { bytes } = file;
  const iterations = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (iterations < ITERATIONS.from || iterations > ITERATIONS.to) return undefined;
  const salt = bytes.subarray(4, 4 + SALT_BYTES);
  const key = await derivePbkdf2(kdf, passphrase, salt, iterations, 'SHA-1', 32);
  return openAesGcm(key, bytes.subarray(4 + SALT_BYTES, HEADER_BYTES), bytes.subarray(HEADER_BYTES)).catch(
    () => undefined,
  );
}

async function openOld({ bytes }: ImportFile, passphrase: Uint8Array) {
  const key = await digest('SHA-256', passphrase);
  return openAesGcm(key, bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES));
}
