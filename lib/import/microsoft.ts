/**
 * Microsoft Authenticator's database. Other services' keys are base32 and six digits; Microsoft's own are base64 and eight;
 * work accounts keep theirs in the phone's key store.
 */

import { gatherEntries, nameOf } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import { readBase64 } from './loose-base64.ts';

const THIRD_PARTY = 0;
const MICROSOFT = 1;

export const microsoft: ImportFormat = {
  id: 'microsoft',
  name: 'Microsoft Authenticator',
  recognise(file) {
    const columns = file.sqlite()?.columns('accounts') ?? [];
    return columns.includes('oath_secret_key') && columns.includes('account_type') ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const row of file.sqlite()?.rows('accounts') ?? []) {
      const text = (column: string): string => String(row.get(column) ?? '');
      const names = { issuer: text('name'), label: text('username') };
      const key = text('oath_secret_key');
      const kind = Number(row.get('account_type'));
      if (key === '') entries.refuse(nameOf(names.issuer, names.label), 'no-secret');
      else if (kind === MICROSOFT) entries.add({ ...names, type: 'totp', secret: readBase64(key), digits: 8 });
      else if (kind === THIRD_PARTY) entries.add({ ...names, type: 'totp', secret: key });
      else entries.refuse(nameOf(names.issuer, names.label), 'unknown-type');
    }
    return entries.finish();
  },
};
