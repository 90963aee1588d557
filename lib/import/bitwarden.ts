/**
 * Bitwarden and Bitwarden Authenticator: JSON, in the clear or under a password. A JSON export that is encrypted but not
 * by a password is bound to the account and opens nowhere else.
 */
import { type Bytes, concatBytes, utf8ToBytes } from '../base/bytes.ts';
import { checkHmac, digest, hkdfExpand, openAesCbc, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import {
  type ImportFormat,
  type ImportOutcome,
  mine,
  NOT_MINE,
  passphraseOf,
  type ReadOptions,
  sealed,
  stop,
} from './format.ts';
import { isObject, type Json, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { deriveArgon2, derivePbkdf2 } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';
import { unzip, type ZipEntry } from './zip.ts';

export const bitwarden: ImportFormat = {
  id: 'bitwarden',
  name: 'Bitwarden',
  recognise(file) {
    const root = objectOf(file.json());
    if (root.passwordProtected === true && 'data' in root) return sealed('sure');
    // Before there were encrypted exports, nothing said that one was not.
    if (Array.isArray(root.items) && (typeof root.encrypted === 'boolean' || root.items.some(isLogin)))
      return mine('sure');
    return findData(file) === undefined ? NOT_MINE : mine('likely');
  },
  async read(file, options) {
    const root = await rootOf(file, options);
    if (root.passwordProtected === true) return readItems(await openExport(root, options));
    return root.encrypted === true ? stop('account-bound') : readItems(root);
  },
};

const isLogin = (item: Json): boolean => isObject(item) && isObject(item.login);

/** Since exports may have attachments they may be a zip. */
function findData(file: ImportFile): ZipEntry | undefined {
  return file.zip()?.find(({ name, isEncrypted }) => name === 'data.json' && !isEncrypted);
}

async function rootOf(file: ImportFile, options: ReadOptions): Promise<JsonObject> {
  const inside = findData(file);
  return objectOf(inside === undefined ? file.json() : parseJson(openedText(await unzip(inside, options))));
}

/** An organisation's export has collections in the place of folders, and an item may be in several. */
function readItems(root: JsonObject): ImportOutcome {
  if (!Array.isArray(root.items)) stop('damaged');
  const folders = new Map(
    [...listOf(root.folders), ...listOf(root.collections)]
      .map(objectOf)
      .map((folder) => [textOf(folder.id), textOf(folder.name)]),
  );
  const entries = gatherEntries();
  for (const item of listOf(root.items).map(objectOf)) {
    const login = objectOf(item.login);
    const uri = textOf(login.totp);
    if (uri === '') continue;
    const tags = [item.folderId, ...listOf(item.collectionIds)].map((id) => folders.get(textOf(id)) ?? '');
    entries.addUri({
      uri,
      title: textOf(item.name),
      userName: textOf(login.username),
      note: textOf(item.notes),
      hosts: listOf(login.uris)
        .map((entry) => textOf(objectOf(entry).uri))
        .filter((text) => text !== ''),
      tags: tags.filter((tag) => tag !== ''),
      pinned: item.favorite === true,
      trashed: typeof item.deletedDate === 'string' || typeof item.archivedDate === 'string',
    });
  }
  return entries.finish();
}

async function openExport(root: JsonObject, options: ReadOptions): Promise<JsonObject> {
  const master = await deriveMaster(root, utf8ToBytes(passphraseOf(options)), options);
  const keys = { cipher: await hkdfExpand(master, 'enc'), mac: await hkdfExpand(master, 'mac') };
  await openSealed(textOf(root.encKeyValidation_DO_NOT_EDIT), keys);
  const opened: Json | undefined = parseJson(openedText(await openSealed(textOf(root.data), keys)));
  return isObject(opened) ? opened : stop('damaged');
}

/** The salt is the base64 text itself, not what it encodes; Argon2id takes its SHA-256. */
async function deriveMaster(root: JsonObject, passphrase: Bytes, { kdf }: ReadOptions): Promise<Bytes> {
  const salt = utf8ToBytes(textOf(root.salt));
  const iterations = numberOf(root.kdfIterations) ?? 0;
  const kdfType = numberOf(root.kdfType);
  if (kdfType === 0) return derivePbkdf2(kdf, passphrase, salt, iterations, 'SHA-256', 32);
  if (kdfType !== 1) stop('unsupported-cipher');
  const memoryKib = (numberOf(root.kdfMemory) ?? 0) * 1024;
  const cost = { memoryKib, passes: iterations, lanes: numberOf(root.kdfParallelism) ?? 0 };
  return deriveArgon2(kdf, 'id', passphrase, await digest('SHA-256', salt), cost, 32);
}

/** `2.iv|ciphertext|mac`: AES-256-CBC, HMAC-SHA-256 over iv and ciphertext. */
async function openSealed(text: string, keys: { cipher: Bytes; mac: Bytes }): Promise<Bytes> {
  if (!text.startsWith('2.')) stop('unsupported-cipher');
  const [iv, body, tag] = text.slice(2).split('|').map(readBase64);
  if (iv === undefined || body === undefined || tag?.length !== 32) stop('damaged');
  await checkHmac('SHA-256', keys.mac, concatBytes(iv, body), tag);
  return openAesCbc(keys.cipher, iv, body);
}
