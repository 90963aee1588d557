/** A list of otpauth URIs inside a zip: what WinAuth and Authenticator Plus export, with a password or without. */
import { openedText } from './cipher.ts';
import { type ImportFormat, mine, NOT_MINE, sealed, stop } from './format.ts';
import { readUriList } from './uri-list.ts';
import { unzip } from './zip.ts';

export const zippedList: ImportFormat = {
  id: 'zipped-list',
  name: 'WinAuth, Authenticator Plus (zip)',
  recognise(file) {
    const entries = file.zip() ?? [];
    const lists = entries.filter(({ name }) => name.endsWith('.txt'));
    if (lists.length !== 1 || entries.length !== 1) return NOT_MINE;
    return lists[0]?.isEncrypted ? sealed('likely') : mine('likely');
  },
  async read(file, options) {
    const entry = file.zip()?.[0] ?? stop('damaged');
    return readUriList(openedText(await unzip(entry, options)).replace(/^\uFEFF/, ''));
  },
};
