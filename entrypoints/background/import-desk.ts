/**
 * Files on their way in: read by the engine, kept in the session's memory until the user said which accounts to take.
 *
 * One JSON text holds all of it, since `storage.session` counts objects three times over. Pages see `ImportPreview`,
 * which is made anew from what is kept and what the vault has at that moment.
 */
import { base64ToBytes } from '../../lib/base/base64.ts';
import { isFault } from '../../lib/base/errors.ts';
import { fail, ok, type Result } from '../../lib/base/result.ts';
import type { ImportedAccount } from '../../lib/import/format.ts';
import type { ImportAsk } from '../../lib/import/job.ts';
import type { ImportFileReport, ImportPreview } from '../../lib/messaging/transfer-shapes.ts';
import { type Packed, unpackAccount } from '../../lib/otp/packed.ts';
import type { SessionStore } from '../../lib/platform/session.ts';
import type { NewAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { previewOf } from './import-preview.ts';
import { addPaper, openPaperSheet, type ReadBeside, type ReadFiles, readInto, reportOf } from './import-reading.ts';
import type { TransferEngine } from './transfer-engine.ts';

const KEPT_KEY = 'import';

interface Kept extends ReadFiles {
  readonly isSnapshot: boolean;
}

/** As the message has it: bytes are base64. */
export type FileAsk = Omit<ImportAsk, 'bytes' | 'keyFile'> & {
  readonly bytes: string;
  readonly keyFile: string | null;
};

export interface ImportDesk {
  read(file: FileAsk): Promise<Result<ImportFileReport, 'cancelled' | 'too-much'>>;
  /** More lines of a sheet, and the recovery key once it is whole; `wrong-key` leaves the sheet where it is. */
  readPaper(lines: string, recoveryKey: string | null): Promise<Result<ImportFileReport, 'cancelled' | 'too-much'>>;
  preview(): Promise<ImportPreview | null>;
  /** The accounts of these rows as they would be added; none when nothing waits. */
  chosen(rows: readonly number[]): Promise<readonly NewAccount[]>;
  /** Lays the accounts of a snapshot on the desk instead of files. */
  lay(accounts: readonly Packed<ImportedAccount>[]): Promise<void>;
  /** Stops the reading under way and forgets what was read. */
  clear(): Promise<void>;
}

export interface ImportDeskParts {
  readonly vault: Vault;
  readonly session: SessionStore;
  readonly engine: TransferEngine;
}

const NOTHING: Kept = { isSnapshot: false, files: [], paper: [] };

export function createImportDesk({ vault, session, engine }: ImportDeskParts): ImportDesk {
  let cancelling = new AbortController();

  async function kept(): Promise<Kept> {
    const text = await session.get(KEPT_KEY);
    return typeof text === 'string' ? (JSON.parse(text) as Kept) : NOTHING;
  }

  /** What was read before a lock must not lie in the memory after it. `false` when there is no room for it. */
  async function keep(next: Kept, generation: number, signal: AbortSignal): Promise<boolean> {
    if (generation !== vault.generation() || signal.aborted) return true;
    return session.set({ [KEPT_KEY]: JSON.stringify(next) }).then(
      () => true,
      () => false,
    );
  }

  type Read = (before: ReadFiles, signal: AbortSignal) => Promise<ReadBeside>;

  async function readAndKeep(read: Read): Promise<Result<ImportFileReport, 'cancelled' | 'too-much'>> {
    const generation = vault.generation();
    // A locked vault refuses here, before anything is read.
    await vault.list();
    const { signal } = cancelling;
    const all = await kept();
    const before = all.isSnapshot ? NOTHING : all;
    try {
      const { report, files, paper } = await read(before, signal);
      if (signal.aborted) return fail('cancelled');
      const isSame = files === before.files && paper === before.paper;
      const isKept = isSame || (await keep({ isSnapshot: false, files, paper }, generation, signal));
      return isKept ? ok(report) : fail('too-much');
    } catch (error) {
      if (isFault(error, 'cancelled')) return fail('cancelled');
      throw error;
    }
  }

  return {
    async read(file) {
      const bytes = base64ToBytes(file.bytes);
      const keyFile = file.keyFile === null ? null : base64ToBytes(file.keyFile);
      if (bytes === undefined || keyFile === undefined) return ok(reportOf('damaged'));
      return readAndKeep((before, signal) => readInto(engine, before, { ...file, bytes, keyFile }, signal));
    },
    readPaper: (lines, recoveryKey) =>
      readAndKeep(async (before, signal) => {
        const added = await addPaper(before, lines === '' ? [] : [lines]);
        if (recoveryKey === null || added.report.paper?.isWhole !== true) return added;
        return openPaperSheet(engine, added, recoveryKey, signal);
      }),
    async preview() {
      const { files, isSnapshot } = await kept();
      if (files.length === 0) return null;
      return previewOf(files, (await vault.list()).accounts, isSnapshot);
    },
    async chosen(rows) {
      const { files, isSnapshot } = await kept();
      const isEmpty = (await vault.list()).accounts.length === 0;
      const all = files.flatMap((file) =>
        file.accounts.map((account) => toNewAccount(account, isSnapshot || (isEmpty && file.isOurs), file.isOurs)),
      );
      return rows.flatMap((row) => all[row] ?? []);
    },
    async lay(accounts) {
      const file = { name: '', texts: [], isOurs: true, accounts, refusals: [] };
      await keep({ isSnapshot: true, files: [file], paper: [] }, vault.generation(), cancelling.signal);
    },
    async clear() {
      cancelling.abort();
      cancelling = new AbortController();
      await session.remove([KEPT_KEY]);
    },
  };
}

/** An order means something in the vault that gave it, or in one without other accounts; so does our own Trash. */
function toNewAccount(packed: Packed<ImportedAccount>, keepsOrder: boolean, isOurs: boolean): NewAccount {
  const { assumed: _assumed, trashed, order, history, ...account } = unpackAccount<ImportedAccount>(packed);
  return {
    ...account,
    ...(keepsOrder && order !== undefined && { order }),
    ...(isOurs && { trashed }),
    ...(history !== undefined && { past: history }),
  };
}
