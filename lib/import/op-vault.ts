/**
 * 1Password's older vault (support.1password.com/opvault-design), a folder that people zip: profile, bands of items, folders.
 * The password's key opens a master key for items' own keys and an overview key for what lists show.
 */
import { type Bytes, bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import { checkHmac, digest, openAesCbcRaw } from './cipher.ts';
import { type Entries, gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, ImportStop, NOT_MINE, passphraseOf, type ReadOptions, sealed, stop } from './format.ts';
import { isObject, type Json, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { derivePbkdf2 } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';
import { unzip } from './zip.ts';

const MARK = 'opdata01';
const HEADER_BYTES = MARK.length + 8 + 16;
const TAG_BYTES = 32;
const PROFILE = /(^|\/)profile\.js$/;
const BAND = /(^|\/)band_[0-9A-F]\.js$/i;
const FOLDERS = /(^|\/)folders\.js$/;

export const opVault: ImportFormat = {
  id: 'opvault',
  name: '1Password (OPVault)',
  recognise(file) {
    const names = (file.zip() ?? []).map(({ name }) => name);
    return names.some((name) => PROFILE.test(name)) && names.some((name) => BAND.test(name))
      ? sealed('sure')
      : NOT_MINE;
  },
  async read(file, options) {
    const [profile] = await scriptsNamed(file, PROFILE, options);
    const keys = await openProfile(profile ?? stop('damaged'), options);
    const [folders] = await scriptsNamed(file, FOLDERS, options);
    const tags = await namesOfFolders(objectOf(folders), keys.overview);
    const entries = gatherEntries();
    for (const band of await scriptsNamed(file, BAND, options)) {
      for (const item of Object.values(band).filter(isObject)) await addItem(entries, item, keys, tags);
    }
    return entries.finish();
  },
};

interface KeyPair {
  readonly cipher: Bytes;
  readonly mac: Bytes;
}

interface VaultKeys {
  readonly master: KeyPair;
  readonly overview: KeyPair;
}

/** Each file is a call or an assignment of JavaScript around one JSON object. */
async function scriptsNamed(file: ImportFile, name: RegExp, options: ReadOptions): Promise<readonly JsonObject[]> {
  const scripts: JsonObject[] = [];
  for (const entry of (file.zip() ?? []).filter((one) => name.test(one.name))) {
    const text = textFrom(await unzip(entry, options));
    const json = parseJson(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
    scripts.push(isObject(json) ? json : stop('damaged'));
  }
  return scripts;
}

function textFrom(bytes: Bytes): string {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return stop('damaged');
  }
}

async function openProfile(profile: JsonObject, options: ReadOptions): Promise<VaultKeys> {
  const salt = readBase64(textOf(profile.salt)) ?? stop('damaged');
  const passphrase = utf8ToBytes(passphraseOf(options));
  const rounds = numberOf(profile.iterations) ?? 0;
  const derived = pairOf(await derivePbkdf2(options.kdf, passphrase, salt, rounds, 'SHA-512', 64));
  const open = async (name: string): Promise<KeyPair> =>
    pairOf(await digest('SHA-512', await openData(textOf(profile[name]), derived)));
  return { master: await open('masterKey'), overview: await open('overviewKey') };
}

function pairOf(bytes: Bytes): KeyPair {
  return { cipher: bytes.slice(0, 32), mac: bytes.slice(32, 64) };
}

/** `opdata01`: length, IV, ciphertext padded at its front, HMAC-SHA-256 over all of it. */
async function openData(base64: string, keys: KeyPair): Promise<Bytes> {
  const bytes = readBase64(base64) ?? stop('damaged');
  if (bytes.length <= HEADER_BYTES + TAG_BYTES || String.fromCharCode(...bytes.subarray(0, 8)) !== MARK)
    stop('damaged');
  await checkHmac('SHA-256', keys.mac, bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(MARK.length, true));
  const padded = openAesCbcRaw(keys.cipher, bytes.subarray(16, 32), bytes.subarray(HEADER_BYTES, -TAG_BYTES));
  return length > padded.length ? stop('damaged') : padded.slice(padded.length - length);
}

async function openObject(value: Json | undefined, keys: KeyPair): Promise<JsonObject> {
  return objectOf(parseJson(textFrom(await openData(textOf(value), keys))));
}

/** An item's own two keys: IV, ciphertext, HMAC-SHA-256, without the frame that everything else has. */
async function openItemKeys(value: Json | undefined, master: KeyPair): Promise<KeyPair> {
  const bytes = readBase64(textOf(value)) ?? stop('damaged');
  if (bytes.length !== 16 + 64 + TAG_BYTES) stop('damaged');
  await checkHmac('SHA-256', master.mac, bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES));
  return pairOf(openAesCbcRaw(master.cipher, bytes.subarray(0, 16), bytes.subarray(16, -TAG_BYTES)));
}

async function namesOfFolders(folders: JsonObject, overview: KeyPair): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const [id, folder] of Object.entries(folders)) {
    names.set(id, textOf((await openObject(objectOf(folder).overview, overview)).title));
  }
  return names;
}

async function addItem(
  entries: Entries,
  item: JsonObject,
  { master, overview }: VaultKeys,
  tags: ReadonlyMap<string, string>,
): Promise<void> {
  const opened = await openItem(item, master, overview);
  if (opened === undefined) return entries.refuse('', 'encrypted-entry');
  const { shown, details } = opened;
  const userName = listOf(details.fields)
    .map(objectOf)
    .find(({ designation }) => designation === 'username');
  const fields = listOf(details.sections).flatMap((section) => listOf(objectOf(section).fields));
  const urls = listOf(shown.URLs).map((url) => textOf(objectOf(url).u));
  for (const field of fields.map(objectOf)) {
    if (!textOf(field.n).startsWith('TOTP_') || textOf(field.v) === '') continue;
    entries.addUri({
      uri: textOf(field.v),
      title: textOf(shown.title),
      userName: textOf(userName?.value) || textOf(shown.ainfo),
      hosts: urls.length > 0 ? urls : [textOf(shown.url)].filter((url) => url !== ''),
      tags: [tags.get(textOf(item.folder)) ?? '', ...listOf(shown.tags).map(textOf)].filter((tag) => tag !== ''),
      pinned: (numberOf(item.fave) ?? 0) > 0,
      trashed: item.trashed === true,
    });
  }
}

/** `undefined` for an item that does not open: the password was right, so it is damaged, and the others are not. */
async function openItem(item: JsonObject, master: KeyPair, overview: KeyPair) {
  try {
    const shown = await openObject(item.o, overview);
    return { shown, details: await openObject(item.d, await openItemKeys(item.k, master)) };
  } catch (error) {
    if (error instanceof ImportStop) return undefined;
    throw error;
  }
}
