/** Stratum's own database (a copy from a rooted phone). */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';
import type { Json } from './json.ts';
import { addItem } from './stratum-item.ts';

export const stratumSqlite: ImportFormat = {
  id: 'stratum-sqlite',
  name: 'Stratum (database)',
  recognise(file) {
    const columns = file.sqlite()?.columns('authenticator') ?? [];
    return columns.includes('secret') && columns.includes('ranking') ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const row of file.sqlite()?.rows('authenticator') ?? []) {
      const item: Record<string, Json> = {};
      for (const name of ['Type', 'Issuer', 'Username', 'Secret', 'Pin', 'Algorithm', 'Digits', 'Period', 'Counter']) {
        const value = row.get(name.toLowerCase()) ?? null;
        item[name] = value instanceof Uint8Array ? null : value;
      }
      addItem(entries, item, new Map());
    }
    return entries.finish();
  },
};
