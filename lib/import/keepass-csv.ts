/** KeePassXC's CSV, and tables with the fields that KeePass itself uses for one-time passwords. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE, stop } from './format.ts';
import { readAttributes } from './keepass-attributes.ts';
import { groupTags } from './keepass-document.ts';

const CSV_FIELDS = [
  'Title',
  'URL',
  'TOTP Seed',
  'TOTP Settings',
  ...['TimeOtp-', 'HmacOtp-'].flatMap((prefix) =>
    ['Secret', 'Secret-Hex', 'Secret-Base32', 'Secret-Base64', 'Length', 'Period', 'Algorithm', 'Counter'].map(
      (suffix) => prefix + suffix,
    ),
  ),
];

export const keepassCsv: ImportFormat = {
  id: 'keepass-csv',
  name: 'KeePass, KeePassXC (CSV)',
  recognise(file) {
    const header = file.table()?.header ?? [];
    const isXc = ['group', 'title', 'username', 'totp'].every((name) => header.includes(name));
    return isXc || header.some((name) => /^(time|hmac)otp-secret/.test(name)) ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const table = file.table() ?? stop('damaged');
    const entries = gatherEntries();
    for (const row of table.rows) {
      const values = new Map(CSV_FIELDS.map((name) => [name, table.cell(row, name.toLowerCase())]));
      values.set('UserName', table.cell(row, 'username') || table.cell(row, 'user name'));
      values.set('otp', table.cell(row, 'totp') || table.cell(row, 'otp'));
      const url = values.get('URL') ?? '';
      const tags = groupTags(table.cell(row, 'group').split('/'));
      readAttributes(entries, values, { tags, hosts: url === '' ? [] : [url] });
    }
    return entries.finish();
  },
};
