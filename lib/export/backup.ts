/**
 * Our own backup: a JSON document (its fields are listed in this room's README) sealed with age under a passphrase, so that
 * it can be opened without us: `age -d backup.age`.
 */
import { bytesToBase32 } from '../base/base32.ts';
import { bytesToHex } from '../base/bytes.ts';
import { Fault } from '../base/errors.ts';
import { sealWithAge } from '../crypto/age.ts';
import type { ExportedAccount, ExportFormat } from './format.ts';
import { pinOf } from './losses.ts';

export const BACKUP_FORMAT = 'tessera-backup';
const VERSION = 1;

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
      const document = { format: BACKUP_FORMAT, version: VERSION, createdAtMs: nowMs, accounts: accounts.map(plain) };
      return sealWithAge(JSON.stringify(document), passphrase, workFactor);
    },
  };
}

export const tesseraBackup: ExportFormat = createBackupFormat();

/** An account without classes. Keys are base32, those of mOTP hex, as people know them. */
function plain(account: ExportedAccount): object {
  const { secret, pin, ...rest } = account;
  const key = secret.reveal();
  const text = account.type === 'motp' ? bytesToHex(key) : bytesToBase32(key);
  return { ...rest, secret: text, ...(pin !== undefined && { pin: pinOf(account) }) };
}
