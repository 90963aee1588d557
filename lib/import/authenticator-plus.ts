/** Authenticator Plus' database under SQLCipher. The accounts are Google's table with groups added. */
import { hexToBytes } from '../base/bytes.ts';
import { gatherEntries, splitName } from './entries.ts';
import { type ImportFormat, NOT_MINE, passphraseOf, sealed, stop } from './format.ts';
import { looksRandom } from './random-looking.ts';
import { mayBeSqlcipher, openSqlcipher } from './sqlcipher.ts';
import { openSqlite } from './sqlite.ts';

/** The category that stands for none, and none. */
const NO_CATEGORIES: readonly string[] = ['All Accounts', ''];

const TYPES: readonly string[] = ['totp', 'hotp', 'blizzard'];

export const authenticatorPlus: ImportFormat = {
  id: 'authenticator-plus',
  name: 'Authenticator Plus (database)',
  recognise(file) {
    return file.text() === undefined && mayBeSqlcipher(file.bytes) && looksRandom(file.bytes)
      ? sealed('possible')
      : NOT_MINE;
  },
  async read(file, options) {
    const database = openSqlite(await openSqlcipher(file.bytes, passphraseOf(options), options.kdf)) ?? stop('damaged');
    const entries = gatherEntries();
    for (const row of database.rows('accounts')) {
      const text = (column: string): string => String(row.get(column) ?? '');
      const named = splitName(text('original_name') || text('email'));
      const type = TYPES[Number(row.get('type'))] ?? 'unknown';
      const category = text('category');
      const around = { label: text('email') || named.label, tags: NO_CATEGORIES.includes(category) ? [] : [category] };
      // The app names its Blizzard accounts itself ("Battle.net" with a trademark sign), and keeps their keys in hex.
      if (type === 'blizzard') {
        entries.add({ ...around, type: 'totp', issuer: 'Blizzard', secret: hexToBytes(text('secret')), digits: 8 });
        continue;
      }
      const counter = Number(row.get('counter') ?? 0);
      entries.add({ ...around, type, secret: text('secret'), issuer: text('issuer') || named.issuer, counter });
    }
    return entries.finish();
  },
};
