/** Our own sheet on paper: what its QR codes said, or its lines as they were typed; opened by the recovery key. */
import { bytesToUtf8 } from '../base/bytes.ts';
import { openPaper, type PaperRefusal } from '../crypto/paper.ts';
import { gatherPaper, isPaperText } from '../crypto/paper-blocks.ts';
import { readBackupDocument } from './backup-document.ts';
import { type ImportFormat, type ImportRefusalCode, NOT_MINE, passphraseOf, sealed, stop } from './format.ts';
import { inflate } from './inflate.ts';

const REFUSALS: Readonly<Record<PaperRefusal['code'], ImportRefusalCode>> = {
  'mistyped-recovery-key': 'wrong-passphrase',
  'wrong-key': 'wrong-passphrase',
  damaged: 'damaged',
  'unsupported-version': 'unsupported-version',
};

export const tesseraPaper: ImportFormat = {
  id: 'tessera-paper',
  name: 'Tessera on paper',
  recognise: (file) => (isPaperText(file.text() ?? '') ? sealed('sure') : NOT_MINE),
  async read(file, options) {
    const gathered = await gatherPaper([file.text() ?? '']);
    if (gathered.sealed === undefined) stop('damaged');
    const opened = await openPaper(gathered.sealed, passphraseOf(options));
    if (!opened.ok) stop(REFUSALS[opened.error.code]);
    return readBackupDocument(asText(await inflate(opened.value, 'deflate-raw')));
  },
};

/** The key was right, so what is no text was damaged before it was sealed. */
function asText(bytes: Uint8Array): string {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return stop('damaged');
  }
}
