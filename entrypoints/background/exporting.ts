/** Files on their way out: what each format would lose, and the file itself, both made in the engine. */
import { bytesToBase64 } from '../../lib/base/base64.ts';
import type { Clock } from '../../lib/base/clock.ts';
import { fail, ok, type Result } from '../../lib/base/result.ts';
import type { ExportedAccount } from '../../lib/export/format.ts';
import type { ExportedFile, ExportOffer } from '../../lib/messaging/transfer-shapes.ts';
import { type Packed, packAccount } from '../../lib/otp/packed.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { nameOf } from './rows.ts';
import { LONG_JOB_MS, type TransferEngine } from './transfer-engine.ts';

const NAMES_SHOWN = 20;
/** Our own backup holds the Trash; in any other app what was thrown away would be back. */
const WITH_TRASH = 'tessera';

export interface Exporting {
  offers(): Promise<readonly ExportOffer[]>;
  /** Whoever calls has asked for the password. Holds keys, in the clear unless the format is sealed. */
  make(formatId: string, passphrase: string | null): Promise<Result<ExportedFile, 'gone'>>;
}

export function createExporting(vault: Vault, engine: TransferEngine, clock: Clock): Exporting {
  return {
    async offers() {
      const accounts = (await vault.list()).accounts.filter(isLive);
      const plans = await engine.run('export-plan', { accounts: accounts.map(toExported) });
      return plans.map(({ leftOut, ...plan }) => ({
        ...plan,
        leftOut: leftOut.slice(0, NAMES_SHOWN).flatMap((at) => {
          const account = accounts[at];
          return account === undefined ? [] : [nameOf(account)];
        }),
      }));
    },
    async make(formatId, passphrase) {
      const all = (await vault.list()).accounts;
      const accounts = formatId === WITH_TRASH ? all : all.filter(isLive);
      const nowMs = clock();
      const pasts = formatId === WITH_TRASH ? await vault.pasts() : new Map();
      const withPast = (account: VaultAccount) => ({ ...toExported(account), history: pasts.get(account.id) ?? [] });
      const ask = { accounts: accounts.map(withPast), formatId, nowMs, passphrase };
      const made = await engine.run('export', ask, { timeoutMs: LONG_JOB_MS });
      if (!made.ok) return fail('gone');
      const { bytes, extension, mediaType } = made.value;
      const fileName = `${formatId === WITH_TRASH ? '' : `${formatId}-`}${dayOf(nowMs)}.${extension}`;
      return ok({ bytes: bytesToBase64(bytes), fileName: `tessera-${fileName}`, mediaType });
    },
  };
}

export function isLive({ state }: VaultAccount): boolean {
  return state === 'live';
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function toExported(account: VaultAccount): Packed<ExportedAccount> {
  const { id: _id, state, trashedAtMs: _trashedAtMs, ...kept } = packAccount(account);
  return { ...kept, trashed: state === 'trashed' };
}
