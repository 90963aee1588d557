/** All export formats, sealed ones first: that is the order in which they are offered. */
import { aegisPlain } from './aegis-plain.ts';
import { aegisSealed } from './aegis-sealed.ts';
import { tesseraBackup } from './backup.ts';
import { bitwardenJson } from './bitwarden.ts';
import { csvTable } from './csv.ts';
import type { ExportFormat } from './format.ts';
import { googleMigration } from './migration.ts';
import { otpauthUris } from './otpauth-list.ts';
import { twoFasBackup } from './two-fas.ts';
import { twoFasSealed } from './two-fas-sealed.ts';

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  tesseraBackup,
  aegisSealed,
  twoFasSealed,
  aegisPlain,
  twoFasBackup,
  bitwardenJson,
  otpauthUris,
  googleMigration,
  csvTable,
];
