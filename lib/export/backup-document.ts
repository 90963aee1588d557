/** The JSON document inside our backups and paper sheets; its fields are listed in this room's README. */
import { bytesToBase32 } from '../base/base32.ts';
import { bytesToHex } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import type { ExportedAccount } from './format.ts';
import { pinOf } from './losses.ts';

export const BACKUP_FORMAT = 'tessera-backup';
const VERSION = 1;

type Members = Readonly<Record<string, unknown>>;

export function backupDocument(accounts: readonly Members[], nowMs: UnixMs): string {
  return JSON.stringify({ format: BACKUP_FORMAT, version: VERSION, createdAtMs: nowMs, accounts });
}

/** An account without classes. Keys are base32, those of mOTP hex, as people know them. */
export function accountMembers(account: ExportedAccount): Members {
  const { secret, pin, ...rest } = account;
  const key = secret.reveal();
  const text = account.type === 'motp' ? bytesToHex(key) : bytesToBase32(key);
  return { ...rest, secret: text, ...(pin !== undefined && { pin: pinOf(account) }) };
}
