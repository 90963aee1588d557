/** Raivo OTP (iOS): a JSON list in which every value is text, by itself or in an encrypted zip. */
import { openedText } from './cipher.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE, type ReadOptions, sealed, stop } from './format.ts';
import { type Json, listOf, objectOf, parseJson, textOf } from './json.ts';
import { unzip, type ZipEntry } from './zip.ts';

export const raivo: ImportFormat = {
  id: 'raivo',
  name: 'Raivo OTP',
  recognise(file) {
    if (isList(file.json())) return mine('sure');
    const inside = findExport(file);
    if (inside === undefined) return NOT_MINE;
    return inside.isEncrypted ? sealed('sure') : mine('sure');
  },
  async read(file, options) {
    const list = await listFrom(file, options);
    const entries = gatherEntries();
    for (const item of list.map(objectOf)) {
      entries.add({
        type: textOf(item.kind),
        secret: textOf(item.secret),
        issuer: textOf(item.issuer),
        label: textOf(item.account),
        algorithm: item.algorithm,
        digits: item.digits,
        period: item.timer,
        counter: item.counter,
        pinned: textOf(item.pinned) === 'true' || item.pinned === true,
      });
    }
    return entries.finish();
  },
};

function isList(json: Json | undefined): boolean {
  const items = listOf(json).map(objectOf);
  return items.length > 0 && items.every((item) => 'kind' in item && 'timer' in item && 'account' in item);
}

function findExport(file: ImportFile): ZipEntry | undefined {
  return file.zip()?.find(({ name }) => /(^|\/)raivo-otp-export[^/]*\.json$/.test(name));
}

async function listFrom(file: ImportFile, options: ReadOptions): Promise<readonly Json[]> {
  const inside = findExport(file);
  if (inside === undefined) return listOf(file.json());
  const list = parseJson(openedText(await unzip(inside, options)));
  return isList(list) ? listOf(list) : stop('damaged');
}
