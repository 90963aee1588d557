/** A KeePass database. */
import { type ImportFormat, mine, NOT_MINE, sealed, stop } from './format.ts';
import { openKdbx } from './kdbx.ts';
import { isKdbx, isOldKeePass } from './kdbx-header.ts';
import { readDocument } from './keepass-document.ts';

export const keepassKdbx: ImportFormat = {
  id: 'kdbx',
  name: 'KeePass (KDBX)',
  recognise(file) {
    if (isOldKeePass(file.bytes)) return mine('sure');
    return isKdbx(file.bytes) ? sealed('sure') : NOT_MINE;
  },
  async read(file, options) {
    if (isOldKeePass(file.bytes)) stop('unsupported-version');
    const { root, protectedText } = await openKdbx(file.bytes, options);
    return readDocument(root, (element) => protectedText.get(element) ?? element.text);
  },
};
