/**
 * Authy: the app's preference file, or the list that its API gives. Keys are base32 under PBKDF2-SHA-1 and AES-CBC. Authy's
 * own tokens (`secretSeed`, hex) run on 10 seconds and 7 digits.
 */
import { hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { openAesCbc, openedText } from './cipher.ts';
import { gatherEntries, splitName } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { derivePbkdf2 } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';
import type { RawEntry } from './read-entry.ts';

const PREFERENCES = ['com.authy.storage.tokens.authenticator.key', 'com.authy.storage.tokens.authy.key'];
const USUAL_ITERATIONS = 1000;

export const authy: ImportFormat = {
  id: 'authy',
  name: 'Authy',
  recognise(file) {
    const items = itemsOf(file);
    if (items === undefined) return NOT_MINE;
    return items.some((item) => openSecretOf(item) === '' && sealedSecretOf(item) !== '')
      ? sealed('sure')
      : mine('sure');
  },
  async read(file, options) {
    const entries = gatherEntries();
    for (const item of itemsOf(file) ?? []) entries.add(await readItem(item, options));
    return entries.finish();
  },
};

function itemsOf(file: ImportFile): readonly JsonObject[] | undefined {
  const stored = PREFERENCES.map((name) => file.preferences()?.get(name));
  if (stored.some((text) => text !== undefined)) {
    return stored.flatMap((text) => (text === undefined ? [] : listOf(parseJson(text) ?? null).map(objectOf)));
  }
  const root = file.json();
  const lists = ['authenticator_tokens', 'decrypted_authenticator_tokens'].map((name) => objectOf(root)[name]);
  const list = listOf(lists.find(Array.isArray) ?? root).map(objectOf);
  const isOurs = list.length > 0 && list.every((item) => sealedSecretOf(item) !== '' || openSecretOf(item) !== '');
  return isOurs ? list : undefined;
}

const sealedSecretOf = (item: JsonObject): string => textOf(item.encryptedSecret) || textOf(item.encrypted_seed);
const openSecretOf = (item: JsonObject): string => textOf(item.decryptedSecret) || textOf(item.decrypted_seed);

async function readItem(item: JsonObject, options: ReadOptions): Promise<RawEntry> {
  const { issuer, label } = namesOf(item);
  const seed = textOf(item.secretSeed);
  const isOwn = seed !== '';
  return {
    type: 'totp',
    secret: isOwn ? hexToBytes(seed) : await secretOf(item, options),
    issuer,
    label,
    digits: item.digits ?? (isOwn ? 7 : undefined),
    period: isOwn ? 10 : undefined,
    algorithm: isOwn ? 'SHA1' : undefined,
  };
}

/** The name is "Issuer: label" or "Issuer:label"; the original names are what the QR code said. */
function namesOf(item: JsonObject): { issuer: string; label: string } {
  const original = splitName(textOf(item.originalName) || textOf(item.original_name));
  const shown = splitName(textOf(item.name));
  const issuer =
    textOf(item.originalIssuer) ||
    textOf(item.original_issuer) ||
    textOf(item.issuer) ||
    original.issuer ||
    shown.issuer;
  return { issuer, label: original.label || shown.label };
}

async function secretOf(item: JsonObject, options: ReadOptions): Promise<string> {
  const sealedText = sealedSecretOf(item);
  // A token that was opened once is kept beside what it was sealed as.
  if (sealedText === '' || openSecretOf(item) !== '') return openSecretOf(item);
  const body = readBase64(sealedText) ?? stop('damaged');
  const iv = textOf(item.unique_iv) === '' ? new Uint8Array(16) : hexToBytes(textOf(item.unique_iv));
  const iterations = numberOf(item.key_derivation_iterations) ?? USUAL_ITERATIONS;
  const salt = utf8ToBytes(textOf(item.salt));
  const key = await derivePbkdf2(options.kdf, utf8ToBytes(passphraseOf(options)), salt, iterations, 'SHA-1', 32);
  const text = openedText(await openAesCbc(key, iv ?? stop('damaged'), body));
  // CBC has no tag: one wrong passphrase in 256 leaves valid padding behind, but hardly ever base32.
  return /^[a-z2-7\s=-]*$/i.test(text) ? text : stop('wrong-passphrase');
}
