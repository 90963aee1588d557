/** Proton Authenticator's export: a list of URIs in JSON, plain or under Argon2id and AES-GCM. */
import { utf8ToBytes } from '../base/bytes.ts';
import { openAesGcm, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { isObject, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { deriveArgon2 } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';

const COST = { memoryKib: 19 * 1024, passes: 2, lanes: 1 } as const;
const NONCE_BYTES = 12;
const ASSOCIATED_DATA = utf8ToBytes('proton.authenticator.export.v1');

export const protonAuthenticator: ImportFormat = {
  id: 'proton-authenticator',
  name: 'Proton Authenticator',
  recognise(file) {
    const root = objectOf(file.json());
    if (numberOf(root.version) === undefined) return NOT_MINE;
    if (typeof root.salt === 'string' && typeof root.content === 'string') return sealed('sure');
    return Array.isArray(root.entries) && listOf(root.entries).every(hasContent) ? mine('sure') : NOT_MINE;
  },
  async read(file, options) {
    const root = objectOf(file.json());
    const database = typeof root.content === 'string' ? await open(file, options) : root;
    if (numberOf(database.version) !== 1) stop('unsupported-version');
    if (!Array.isArray(database.entries)) stop('damaged');
    const entries = gatherEntries();
    for (const item of listOf(database.entries).map(objectOf)) {
      const content = objectOf(item.content);
      entries.addUri({ uri: textOf(content.uri), userName: textOf(content.name), note: textOf(item.note) });
    }
    return entries.finish();
  },
};

const hasContent = (item: unknown): boolean => isObject(objectOf(item as JsonObject).content);

async function open(file: ImportFile, options: ReadOptions): Promise<JsonObject> {
  const root = objectOf(file.json());
  const salt = readBase64(textOf(root.salt));
  const content = readBase64(textOf(root.content));
  if (salt === undefined || content === undefined) stop('damaged');
  const key = await deriveArgon2(options.kdf, 'id', utf8ToBytes(passphraseOf(options)), salt, COST, 32);
  const nonce = content.subarray(0, NONCE_BYTES);
  const opened = await openAesGcm(key, nonce, content.subarray(NONCE_BYTES), ASSOCIATED_DATA);
  const database = parseJson(openedText(opened));
  return isObject(database) ? database : stop('damaged');
}
