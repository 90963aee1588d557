/** Aegis' vault in the clear. */
import { utf8ToBytes } from '../base/bytes.ts';
import { aegisDatabase, aegisLosses } from './aegis-database.ts';
import type { ExportFormat } from './format.ts';

export const aegisPlain: ExportFormat = {
  id: 'aegis',
  name: 'Aegis',
  extension: 'json',
  mediaType: 'application/json',
  isSealed: false,
  losses: aegisLosses,
  async write(accounts, { random }) {
    const vault = { version: 1, header: { slots: null, params: null }, db: aegisDatabase(accounts, random) };
    return utf8ToBytes(JSON.stringify(vault, null, 4));
  },
};
