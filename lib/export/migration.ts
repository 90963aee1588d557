/** Google Authenticator's codes: one URI a code, ten accounts each, one a line; pages draw each line as a QR code. */
import { utf8ToBytes } from '../base/bytes.ts';
import { formatMigrationUris } from '../otp/migration.ts';
import type { ExportFormat } from './format.ts';
import { findLosses } from './losses.ts';

export const googleMigration: ExportFormat = {
  id: 'google-migration',
  name: 'Google Authenticator',
  extension: 'txt',
  mediaType: 'text/plain',
  isSealed: false,
  losses(accounts) {
    const { refusals } = formatMigrationUris(accounts, 0);
    const refused = new Set(refusals.map(({ index }) => accounts[index]));
    return findLosses(
      accounts,
      (account) => !refused.has(account),
      () => false,
    );
  },
  async write(accounts, { random }) {
    const batchId = new DataView(random(4).buffer).getInt32(0);
    return utf8ToBytes(formatMigrationUris(accounts, batchId).uris.join('\n'));
  },
};
