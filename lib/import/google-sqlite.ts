/** Google Authenticator's own database (a copy from a rooted phone). It has no columns for algorithm, digits or period. */
import { gatherEntries, splitName } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';

const HOTP = 1;

export const googleSqlite: ImportFormat = {
  id: 'google-sqlite',
  name: 'Google Authenticator (database)',
  recognise(file) {
    const columns = file.sqlite()?.columns('accounts') ?? [];
    return ['email', 'secret', 'counter', 'type'].every((name) => columns.includes(name)) ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const row of file.sqlite()?.rows('accounts') ?? []) {
      const text = (column: string): string => String(row.get(column) ?? '');
      const named = splitName(text('email'));
      const issuer = text('issuer') || named.issuer;
      const isBlizzard = issuer === 'Blizzard' || issuer === 'Battle.net';
      entries.add({
        type: Number(row.get('type')) === HOTP ? 'hotp' : 'totp',
        secret: text('secret'),
        issuer,
        label: named.issuer === issuer ? named.label : text('email'),
        counter: Number(row.get('counter') ?? 0),
        ...(isBlizzard && { digits: 8 }),
      });
    }
    return entries.finish();
  },
};
