/** Bitwarden's CSV, of the password manager and of Bitwarden Authenticator. */
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, type ImportOutcome, mine, NOT_MINE, stop } from './format.ts';

export const bitwardenCsv: ImportFormat = {
  id: 'bitwarden-csv',
  name: 'Bitwarden (CSV)',
  recognise(file) {
    return file.table()?.header.includes('login_totp') ? mine('sure') : NOT_MINE;
  },
  read: async (file) => readCsv(file),
};

function readCsv(file: ImportFile): ImportOutcome {
  const table = file.table() ?? stop('damaged');
  const entries = gatherEntries();
  for (const row of table.rows) {
    const uri = table.cell(row, 'login_totp');
    if (uri === '') continue;
    const folder = table.cell(row, 'folder');
    entries.addUri({
      uri,
      title: table.cell(row, 'name'),
      userName: table.cell(row, 'login_username'),
      note: table.cell(row, 'notes'),
      hosts: table
        .cell(row, 'login_uri')
        .split(',')
        .filter((text) => text !== ''),
      tags: folder === '' ? [] : [folder],
      pinned: table.cell(row, 'favorite') === '1',
    });
  }
  return entries.finish();
}
