/**
 * Stratum (once Authenticator Pro): its JSON plain, under Argon2id and AES-GCM, under the older PBKDF2 and AES-CBC, and
 * its database. Numbers stand for types and algorithms.
 */
import { type Bytes, utf8ToBytes } from '../base/bytes.ts';
import { openAesCbc, openAesGcm, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { type Json, listOf, objectOf, parseJson, textOf } from './json.ts';
import { deriveArgon2, derivePbkdf2 } from './kdf.ts';
import { addItem } from './stratum-item.ts';

const MARK = 'AUTHENTICATORPRO';
const OLD_MARK = 'AuthenticatorPro';
const MARK_BYTES = 16;
const COST = { memoryKib: 65_536, passes: 3, lanes: 4 } as const;
const OLD_ITERATIONS = 64_000;

export const stratum: ImportFormat = {
  id: 'stratum',
  name: 'Stratum (Authenticator Pro)',
  recognise(file) {
    if ([MARK, OLD_MARK].includes(markOf(file.bytes))) return sealed('sure');
    return Array.isArray(objectOf(file.json()).Authenticators) ? mine('sure') : NOT_MINE;
  },
  async read(file, options) {
    const root = objectOf(file.json() ?? (await open(file, options)));
    if (!Array.isArray(root.Authenticators)) stop('damaged');
    const tags = tagsBySecret(listOf(root.Categories), listOf(root.AuthenticatorCategories));
    const entries = gatherEntries();
    for (const item of listOf(root.Authenticators).map(objectOf)) addItem(entries, item, tags);
    return entries.finish();
  },
};

function tagsBySecret(categories: readonly Json[], bindings: readonly Json[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map(categories.map(objectOf).map((category) => [textOf(category.Id), textOf(category.Name)]));
  const tags = new Map<string, string[]>();
  for (const binding of bindings.map(objectOf)) {
    const secret = textOf(binding.AuthenticatorSecret);
    const name = names.get(textOf(binding.CategoryId));
    if (name !== undefined) tags.set(secret, [...(tags.get(secret) ?? []), name]);
  }
  return tags;
}

function markOf(bytes: Bytes): string {
  return String.fromCharCode(...bytes.subarray(0, MARK_BYTES));
}

async function open(file: ImportFile, options: ReadOptions): Promise<Json> {
  const passphrase = utf8ToBytes(passphraseOf(options));
  const body = file.bytes.subarray(MARK_BYTES);
  const opened = await (markOf(file.bytes) === MARK
    ? openNew(body, passphrase, options)
    : openOld(body, passphrase, options));
  return parseJson(openedText(opened)) ?? stop('wrong-passphrase');
}

async function openNew(body: Bytes, passphrase: Bytes, { kdf }: ReadOptions): Promise<Bytes> {
  const key = await deriveArgon2(kdf, 'id', passphrase, body.subarray(0, 16), COST, 32);
  return openAesGcm(key, body.subarray(16, 28), body.subarray(28));
}

async function openOld(body: Bytes, passphrase: Bytes, { kdf }: ReadOptions): Promise<Bytes> {
  const key = await derivePbkdf2(kdf, passphrase, body.subarray(0, 20), OLD_ITERATIONS, 'SHA-1', 32);
  return openAesCbc(key, body.subarray(20, 36), body.subarray(36));
}
