/** The vault on paper: sealed under the recovery key, in blocks that a camera reads, and back from them. */
import { bytesToBase64 } from '../../lib/base/base64.ts';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import type { Clock } from '../../lib/base/clock.ts';
import { isFault } from '../../lib/base/errors.ts';
import { fail, ok, type Result } from '../../lib/base/result.ts';
import { gatherPaper, type SplitPaper, splitPaper } from '../../lib/crypto/paper-blocks.ts';
import {
  type ExportedFile,
  PAPER_ACCOUNTS_TO,
  type PaperProgress,
  type PaperSheet,
} from '../../lib/messaging/transfer-shapes.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { dayOf, isLive, toExported } from './exporting.ts';
import type { TransferEngine } from './transfer-engine.ts';

/** Notes and recovery codes may fill a sheet as well as accounts. */
const BLOCKS_TO = 120;

export interface Paper {
  make(): Promise<Result<PaperSheet, 'empty' | 'too-many' | 'needs-kit'>>;
  file(): Promise<Result<ExportedFile, 'empty' | 'needs-kit'>>;
}

export function createPaper(vault: Vault, engine: TransferEngine, clock: Clock): Paper {
  async function split(
    accounts: readonly VaultAccount[],
    nowMs: number,
  ): Promise<Result<SplitPaper, 'empty' | 'needs-kit'>> {
    if (accounts.length === 0) return fail('empty');
    const content = await engine.run('paper', { accounts: accounts.map(toExported), nowMs });
    try {
      return ok(await splitPaper(await vault.sealPaper(content)));
    } catch (error) {
      if (isFault(error, 'gone')) return fail('needs-kit');
      throw error;
    }
  }
  const live = async () => (await vault.list()).accounts.filter(isLive);
  return {
    async make() {
      const accounts = await live();
      const madeAtMs = clock();
      if (accounts.length > PAPER_ACCOUNTS_TO) return fail('too-many');
      const made = await split(accounts, madeAtMs);
      if (!made.ok) return made;
      const { sheet: name, blocks } = made.value;
      if (blocks.length > BLOCKS_TO) return fail('too-many');
      return ok({ name, madeAtMs, accounts: accounts.length, blocks });
    },
    async file() {
      const accounts = await live();
      const nowMs = clock();
      const made = await split(accounts, nowMs);
      if (!made.ok) return made;
      const lines = `${made.value.blocks.map(({ text }) => text).join('\n')}\n`;
      const fileName = `tessera-paper-${dayOf(nowMs)}.txt`;
      return ok({ bytes: bytesToBase64(utf8ToBytes(lines)), fileName, mediaType: 'text/plain' });
    },
  };
}

export async function paperProgress(texts: readonly string[]): Promise<PaperProgress> {
  const { sheet: _sheet, sealed, ...progress } = await gatherPaper(texts);
  return { ...progress, isWhole: sealed !== undefined };
}
