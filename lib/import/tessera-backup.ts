/** Our own backup: age around a JSON document that holds everything. */
import { isAge, openAge } from './age.ts';
import { readBackupDocument } from './backup-document.ts';
import { openedText } from './cipher.ts';
import { type ImportFormat, NOT_MINE, passphraseOf, sealed } from './format.ts';

export const tesseraBackup: ImportFormat = {
  id: 'tessera',
  name: 'Tessera backup',
  recognise: (file) => (isAge(file.bytes) ? sealed('sure') : NOT_MINE),
  async read(file, options) {
    return readBackupDocument(openedText(await openAge(file.bytes, passphraseOf(options), options.kdf)));
  },
};
