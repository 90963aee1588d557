/** Runs of codes for accounts that are shown. */
import type { Clock } from '../../lib/base/clock.ts';
import type { CodesById } from '../../lib/messaging/shapes.ts';
import { codeRun } from '../../lib/otp/generate.ts';
import { isPinMissing } from '../../lib/otp/type-rules.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';

/** HOTP has no run: its code is made by a click. An account whose PIN is not known yet has none either. */
export async function codesFor(
  vault: Vault,
  clock: Clock,
  ids: readonly string[],
  runLength: (periodMs: number) => number,
): Promise<CodesById> {
  const nowMs = clock();
  const accounts = await vault.getMany(ids);
  const runs = await Promise.all(
    accounts
      .filter((account) => account.type !== 'hotp' && !isPinMissing(account))
      .map(async (account) => {
        const run = await codeRun(account, nowMs, runLength(account.periodSeconds * 1000));
        return [account.id, run] as const;
      }),
  );
  return Object.fromEntries(runs);
}
