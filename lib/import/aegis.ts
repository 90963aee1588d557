/**
 * Aegis vaults (docs/vault.md in its repository): plain, or a database under a master key that password slots wrap.
 * Slots for biometrics are bound to the phone and are passed over.
 */
import { base32ToBytes } from '../base/base32.ts';
import { type Bytes, concatBytes, hexToBytes, utf8ToBytes } from '../base/bytes.ts';
import { openAesGcm, openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import {
  type ImportFormat,
  type ImportOutcome,
  ImportStop,
  mine,
  NOT_MINE,
  passphraseOf,
  type ReadOptions,
  sealed,
  stop,
} from './format.ts';
import { isObject, type Json, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { deriveScrypt } from './kdf.ts';
import { readBase64 } from './loose-base64.ts';
import type { RawEntry } from './read-entry.ts';

const PASSWORD_SLOT = 1;
const NEWEST_DATABASE = 3;

export const aegis: ImportFormat = {
  id: 'aegis',
  name: 'Aegis',
  recognise(file) {
    const root = objectOf(file.json());
    if (isDatabase(root)) return mine('likely');
    if (!isObject(root.header) || !('slots' in root.header)) return NOT_MINE;
    if (typeof root.db === 'string') return sealed('sure');
    return isObject(root.db) ? mine('sure') : NOT_MINE;
  },
  read,
};

/** What is inside a vault, as Aegis' own script leaves it when it has opened a sealed one. */
function isDatabase({ version, entries }: JsonObject): boolean {
  const isEntry = (entry: Json): boolean => isObject(objectOf(entry).info) && 'uuid' in objectOf(entry);
  return typeof version === 'number' && Array.isArray(entries) && entries.length > 0 && entries.every(isEntry);
}

async function read(file: ImportFile, options: ReadOptions): Promise<ImportOutcome> {
  const root = objectOf(file.json());
  const database = objectOf(
    typeof root.db === 'string' ? await openDatabase(objectOf(root.header), root.db, options) : (root.db ?? root),
  );
  if ((numberOf(database.version) ?? 1) > NEWEST_DATABASE) stop('unsupported-version');
  if (!Array.isArray(database.entries)) stop('damaged');
  const groups = new Map(
    listOf(database.groups)
      .map(objectOf)
      .map((group) => [textOf(group.uuid), textOf(group.name)]),
  );
  const entries = gatherEntries();
  for (const entry of database.entries) entries.add(readEntry(objectOf(entry), groups));
  return entries.finish();
}

function readEntry(entry: JsonObject, groups: ReadonlyMap<string, string>): RawEntry {
  const info = objectOf(entry.info);
  const type = textOf(entry.type);
  const uuids = listOf(entry.groups).map((uuid) => groups.get(textOf(uuid)) ?? '');
  return {
    type,
    secret: secretOf(type, textOf(info.secret)),
    issuer: textOf(entry.issuer),
    label: textOf(entry.name),
    algorithm: info.algo,
    digits: info.digits,
    period: info.period,
    counter: info.counter,
    pin: textOf(info.pin),
    // Version 1 named the group in the entry, version 3 points to a list of them.
    tags: [textOf(entry.group), ...uuids].filter((tag) => tag !== ''),
    note: textOf(entry.note),
    pinned: entry.favorite === true,
  };
}

/** Every secret is base32 here, also that of mOTP, which is hex elsewhere. */
function secretOf(type: string, text: string): string | Uint8Array {
  if (type !== 'motp') return text;
  const bytes = base32ToBytes(text);
  return bytes.ok ? bytes.value : text;
}

async function openDatabase(header: JsonObject, sealedText: string, options: ReadOptions): Promise<Json> {
  const parameters = objectOf(header.params);
  const nonce = hexOf(parameters.nonce);
  const tag = hexOf(parameters.tag);
  const body = readBase64(sealedText) ?? stop('damaged');
  const key = await openSlots(listOf(header.slots).map(objectOf), options);
  const text = openedText(await openAesGcm(key, nonce, concatBytes(body, tag)).catch(() => stop('damaged')));
  return parseJson(text) ?? stop('damaged');
}

/** The master key from the first password slot that the passphrase opens. */
async function openSlots(slots: readonly JsonObject[], options: ReadOptions): Promise<Bytes> {
  const ours = slots.filter((slot) => numberOf(slot.type) === PASSWORD_SLOT);
  if (ours.length === 0) stop('account-bound');
  const passphrase = utf8ToBytes(passphraseOf(options));
  for (const slot of ours) {
    try {
      return await openSlot(slot, passphrase, options);
    } catch (error) {
      if (!(error instanceof ImportStop) || error.code !== 'wrong-passphrase') throw error;
    }
  }
  return stop('wrong-passphrase');
}

async function openSlot(slot: JsonObject, passphrase: Bytes, options: ReadOptions): Promise<Bytes> {
  const parameters = objectOf(slot.key_params);
  const cost = { n: numberOf(slot.n) ?? 0, r: numberOf(slot.r) ?? 0, p: numberOf(slot.p) ?? 0 };
  const wrapped = concatBytes(hexOf(slot.key), hexOf(parameters.tag));
  const key = await deriveScrypt(options.kdf, passphrase, hexOf(slot.salt), cost, 32);
  return openAesGcm(key, hexOf(parameters.nonce), wrapped);
}

function hexOf(value: Json | undefined): Bytes {
  const bytes = hexToBytes(textOf(value));
  return bytes === undefined || bytes.length === 0 ? stop('damaged') : bytes;
}
