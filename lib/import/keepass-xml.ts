/** KeePass' XML export in the clear. */
import { type ImportFormat, mine, NOT_MINE, stop } from './format.ts';
import { readDocument } from './keepass-document.ts';

export const keepassXml: ImportFormat = {
  id: 'keepass-xml',
  name: 'KeePass (XML)',
  recognise: (file) => (file.xml()?.name === 'KeePassFile' ? mine('sure') : NOT_MINE),
  read: async (file) => readDocument(file.xml() ?? stop('damaged'), (element) => element.text),
};
