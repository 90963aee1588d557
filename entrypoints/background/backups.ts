/** When a backup left this device last, and when to ask for the next one. */
import type { Clock, UnixMs } from '../../lib/base/clock.ts';
import type { BackupState } from '../../lib/messaging/transfer-shapes.ts';
import { createSerialize } from '../../lib/vault/serialize.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';

const KIND = 'backup';
const ID = 'state';
const DAY_MS = 24 * 60 * 60 * 1000;
const REMIND_AFTER_DAYS = 30;

interface Stored {
  readonly lastAtMs: UnixMs | null;
  /** When it was first asked with accounts to lose; what was never backed up counts from here. */
  readonly sinceMs: UnixMs | null;
  readonly remindAfterDays: number;
  /** A file by itself after so many days; 0 = never. */
  readonly saveEveryDays: number;
}

export interface Backups {
  state(): Promise<BackupState>;
  /** A sealed file was handed to the user. */
  made(): Promise<void>;
  remindAfter(days: number): Promise<void>;
  saveEvery(days: number): Promise<void>;
  /** Whether a file is to be saved now without being asked for; asked by a page that can save one. */
  isFileDue(): Promise<boolean>;
}

export function createBackups(vault: Vault, clock: Clock): Backups {
  const nothing: Stored = { lastAtMs: null, sinceMs: null, remindAfterDays: REMIND_AFTER_DAYS, saveEveryDays: 0 };
  const read = async (): Promise<Stored> => ({ ...nothing, ...((await vault.getSealed(KIND, ID)) as object) });
  /** Two changes at once would each write back what the other has just changed. */
  const inTurn = createSerialize();
  const write = (changes: Partial<Stored>) =>
    inTurn(async () => vault.putSealed(KIND, ID, { ...(await read()), ...changes }));
  return {
    async state() {
      const { lastAtMs, sinceMs, remindAfterDays, saveEveryDays } = await read();
      const hasAccounts = (await vault.list()).accounts.length > 0;
      if (hasAccounts && sinceMs === null) await write({ sinceMs: clock() });
      const fromMs = lastAtMs ?? sinceMs ?? clock();
      const isLate = remindAfterDays > 0 && clock() - fromMs >= remindAfterDays * DAY_MS;
      return { lastAtMs, remindAfterDays, saveEveryDays, isDue: hasAccounts && isLate };
    },
    made: () => write({ lastAtMs: clock() }),
    remindAfter: (remindAfterDays) => write({ remindAfterDays }),
    saveEvery: (saveEveryDays) => write({ saveEveryDays }),
    async isFileDue() {
      const { lastAtMs, saveEveryDays } = await read();
      return saveEveryDays > 0 && clock() - (lastAtMs ?? 0) >= saveEveryDays * DAY_MS;
    },
  };
}
