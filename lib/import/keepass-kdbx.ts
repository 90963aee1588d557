/** A KeePass database. */
import { type ImportFormat, NOT_MINE, sealed } from './format.ts';
import { openKdbx } from './kdbx.ts';
import { isKdbx } from './kdbx-header.ts';
import { readDocument } from './keepass-document.ts';

export const keepassKdbx: ImportFormat = {
  id: 'kdbx',
  name: 'KeePass (KDBX)',
  recognise: (file) => (isKdbx(file.bytes) ? sealed('sure') : NOT_MINE),
  async read(file, options) {
    const { root, protectedText } = await openKdbx(file.bytes, options);
    return readDocument(root, (element) => protectedText.get(element) ?? element.text);
  },
};
