/** Steam's own files: the app's `accounts` of newer versions, one account by itself, and Steam Desktop Authenticator's. */

import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { type JsonObject, objectOf, textOf } from './json.ts';
import { readBase64 } from './loose-base64.ts';

export const steam: ImportFormat = {
  id: 'steam',
  name: 'Steam',
  recognise: (file) => (itemsOf(file).some((item) => 'shared_secret' in item) ? mine('sure') : NOT_MINE),
  async read(file) {
    const entries = gatherEntries();
    for (const item of itemsOf(file)) {
      const code = textOf(item.revocation_code);
      entries.add({
        type: 'steam',
        secret: readBase64(textOf(item.shared_secret)),
        issuer: 'Steam',
        label: textOf(item.account_name),
        recoveryCodes: code === '' ? [] : [{ code }],
      });
    }
    return entries.finish();
  },
};

function itemsOf(file: ImportFile): readonly JsonObject[] {
  const root = objectOf(file.json());
  return 'shared_secret' in root ? [root] : Object.values(objectOf(root.accounts)).map(objectOf);
}
