/** Proton Pass: `data.json` in a zip, or by itself. The PGP-encrypted variant is for Proton Pass alone. */
import { bytesToUtf8 } from '../base/bytes.ts';
import { type Entries, gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, type ReadOptions, sealed, stop } from './format.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, parseJson, textOf } from './json.ts';
import { unzip, type ZipEntry } from './zip.ts';

/** Pass writes its own name as account into the URI of an item that has no user name. */
const PLACEHOLDER = 'Proton Pass';
const TRASHED = 2;

export const protonPass: ImportFormat = {
  id: 'proton-pass',
  name: 'Proton Pass',
  recognise(file) {
    if (isExport(file.json())) return mine('sure');
    const inside = findData(file);
    if (inside === undefined) return NOT_MINE;
    return inside.isEncrypted ? sealed('sure') : mine('sure');
  },
  async read(file, options) {
    const root = await rootOf(file, options);
    const entries = gatherEntries();
    for (const vault of Object.values(objectOf(root.vaults))) {
      const { name, items } = objectOf(vault);
      for (const item of listOf(items)) addItem(entries, objectOf(item), textOf(name));
    }
    return entries.finish();
  },
};

const isExport = (json: Json | undefined): boolean => isObject(json) && isObject(json.vaults);

function findData(file: ImportFile): ZipEntry | undefined {
  return file.zip()?.find(({ name }) => /^Proton Pass\/data\.(json|pgp)$/i.test(name));
}

async function rootOf(file: ImportFile, options: ReadOptions): Promise<JsonObject> {
  const inside = findData(file);
  if (inside === undefined) return objectOf(file.json());
  if (inside.name.endsWith('.pgp')) stop('unsupported-cipher');
  const root = parseJson(textFrom(await unzip(inside, options)));
  return isExport(root) ? objectOf(root) : stop('damaged');
}

function textFrom(bytes: Uint8Array): string {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return stop('damaged');
  }
}

function addItem(entries: Entries, item: JsonObject, vault: string): void {
  const data = objectOf(item.data);
  const content = objectOf(data.content);
  const title = textOf(objectOf(data.metadata).name);
  const fields = [...listOf(data.extraFields), ...listOf(content.sections).flatMap(fieldsOfSection)];
  const uris = [content.totpUri, ...fields.map((field) => objectOf(objectOf(field).data).totpUri)];
  for (const uri of uris.map(textOf)) {
    if (uri === '') continue;
    entries.addUri({
      ...namesOf(uri, title, textOf(content.itemUsername) || textOf(content.itemEmail)),
      tags: vault === '' ? [] : [vault],
      hosts: listOf(content.urls).map(textOf),
      pinned: item.pinned === true,
      trashed: item.state === TRASHED,
    });
  }
}

const fieldsOfSection = (section: Json): readonly Json[] => listOf(objectOf(section).sectionFields);

/** With the placeholder as account, the item's title is the name that tells the entries apart. */
function namesOf(uri: string, title: string, userName: string) {
  const isPlaceholder = uri.includes(`:${encodeURIComponent(PLACEHOLDER)}?`);
  if (!isPlaceholder) return { uri, title, userName };
  const query = uri.slice(uri.indexOf('?') + 1).replace(/(^|&)issuer=[^&]*/, '');
  const label = `${encodeURIComponent(PLACEHOLDER)}:${encodeURIComponent(title)}`;
  return { uri: `otpauth://totp/${label}?${query}`, title, userName };
}
