/** What could be better in the vault, found without looking anywhere else. */
import { compareWithVault } from '../../lib/import/compare.ts';
import type { BackupState, HealthAccount, HealthReport } from '../../lib/messaging/transfer-shapes.ts';
import { isWeak, keyBits } from '../../lib/otp/strength.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import { betterFactorOf } from './better-factors.ts';
import { nameOf } from './rows.ts';

export function examineVault(accounts: readonly VaultAccount[], backup: BackupState): Omit<HealthReport, 'damaged'> {
  const live = accounts.filter(({ state }) => state === 'live');
  return {
    duplicates: findDuplicates(live),
    weakKeys: live.filter(isWeak).map((account) => ({ ...named(account), bits: keyBits(account) })),
    withoutHost: live.filter(({ hosts }) => hosts.length === 0).map(named),
    betterFactor: live.flatMap((account) => {
      const [site] = account.hosts.flatMap((host) => betterFactorOf(host) ?? []);
      return site === undefined ? [] : [{ ...named(account), site }];
    }),
    accounts: live.length,
    backup,
  };
}

/** The first of each group is the one that the others repeat. */
function findDuplicates(live: readonly VaultAccount[]): HealthAccount[][] {
  const groups = new Map<number, HealthAccount[]>();
  for (const [index, standing] of compareWithVault(live, []).entries()) {
    const [account, first] = [live[index], standing.kind === 'duplicate' ? live[standing.index] : undefined];
    if (standing.kind !== 'duplicate' || account === undefined || first === undefined) continue;
    const group = groups.get(standing.index) ?? [named(first)];
    groups.set(standing.index, [...group, named(account)]);
  }
  return [...groups.values()];
}

function named(account: VaultAccount): HealthAccount {
  return { id: account.id, name: nameOf(account) };
}
