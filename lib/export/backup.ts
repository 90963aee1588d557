/**
 * Our own backup: a JSON document (its fields are listed in this room's README) sealed with age under a passphrase, so that
 * it can be opened without us: `age -d backup.age`.
 */
import { Fault } from '../base/errors.ts';
import { sealWithAge } from '../crypto/age.ts';
import { accountMembers, backupDocument } from './backup-document.ts';
import type { ExportFormat } from './format.ts';

/** `workFactor`: of age's scrypt; lower in tests only. */
export function createBackupFormat(workFactor?: number): ExportFormat {
  return {
    id: 'tessera',
    name: 'Tessera backup',
    extension: 'age',
    mediaType: 'application/octet-stream',
    isSealed: true,
    losses: () => [],
    async write(accounts, { nowMs, passphrase }) {
      if (passphrase === undefined) throw new Fault('wrong-key', 'a backup needs a passphrase');
      return sealWithAge(backupDocument(accounts.map(accountMembers), nowMs), passphrase, workFactor);
    },
  };
}

export const tesseraBackup: ExportFormat = createBackupFormat();
