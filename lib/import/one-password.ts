/** 1Password's 1PUX: `export.data` (JSON) in a zip. One-time passwords are section fields, a URI or a bare key each. */
import { openedText } from './cipher.ts';
import { type Entries, gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, type ReadOptions, stop } from './format.ts';
import { isObject, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';
import { unzip } from './zip.ts';

const DATA = 'export.data';

export const onePassword: ImportFormat = {
  id: '1pux',
  name: '1Password',
  recognise: (file) => (file.zip()?.some(({ name }) => name === DATA) ? mine('sure') : NOT_MINE),
  async read(file, options) {
    const root = await rootOf(file, options);
    const entries = gatherEntries();
    for (const account of listOf(root.accounts).map(objectOf)) {
      for (const vault of listOf(account.vaults).map(objectOf)) {
        const name = textOf(objectOf(vault.attrs).name);
        for (const item of listOf(vault.items).map(objectOf)) addItem(entries, objectOf(item.item ?? item), name);
      }
    }
    return entries.finish();
  },
};

async function rootOf(file: ImportFile, options: ReadOptions): Promise<JsonObject> {
  const data = file.zip()?.find(({ name }) => name === DATA) ?? stop('damaged');
  const root = parseJson(openedText(await unzip(data, options)));
  return isObject(root) ? root : stop('damaged');
}

function addItem(entries: Entries, item: JsonObject, vault: string): void {
  const details = objectOf(item.details);
  const overview = objectOf(item.overview);
  const userName = listOf(details.loginFields)
    .map(objectOf)
    .find((field) => field.designation === 'username');
  const fields = listOf(details.sections).flatMap((section) => listOf(objectOf(section).fields));
  const urls = listOf(overview.urls).map((url) => textOf(objectOf(url).url));
  for (const field of fields.map(objectOf)) {
    const uri = textOf(objectOf(field.value).totp);
    if (uri === '') continue;
    entries.addUri({
      uri,
      title: textOf(overview.title),
      userName: textOf(userName?.value),
      hosts: urls.length > 0 ? urls : [textOf(overview.url)].filter((url) => url !== ''),
      tags: [vault, ...listOf(overview.tags).map(textOf)].filter((tag) => tag !== ''),
      pinned: (numberOf(item.favIndex) ?? 0) > 0,
      trashed: item.state === 'archived' || item.trashed === true,
    });
  }
}
