/** From what was read to what a page may see of it: names, settings, and how each account stands to the vault. */
import { compareWithVault } from '../../lib/import/compare.ts';
import type { ImportedAccount } from '../../lib/import/format.ts';
import type { AccountSketch, ImportPreview, ImportRow } from '../../lib/messaging/transfer-shapes.ts';
import type { OtpAccount } from '../../lib/otp/account.ts';
import { unpackAccount } from '../../lib/otp/packed.ts';
import { keyBits } from '../../lib/otp/strength.ts';
import type { VaultAccount } from '../../lib/vault/vault-account.ts';
import type { KeptFile } from './import-reading.ts';

export function previewOf(
  files: readonly KeptFile[],
  vault: readonly VaultAccount[],
  isSnapshot: boolean,
): ImportPreview {
  const live = vault.filter(({ state }) => state === 'live');
  const read = files.flatMap(({ name, isOurs, accounts }) =>
    accounts.map((packed) => ({ fileName: name, isOurs, account: unpackAccount<ImportedAccount>(packed) })),
  );
  const imported = read.map(({ account }) => account);
  const standings = compareWithVault(imported, live);
  const rows = read.map(({ fileName, isOurs, account }, index): ImportRow => {
    const standing = standings[index] ?? { kind: 'new' };
    const twins = standing.kind !== 'new' && standing.of === 'vault' ? live : imported;
    const twin = standing.kind === 'same-name' ? twins[standing.index] : undefined;
    return {
      ...sketch(account),
      index,
      fileName,
      assumed: account.assumed,
      tags: account.tags,
      trashed: account.trashed,
      staysTrashed: account.trashed && isOurs,
      standing: standing.kind,
      twin: twin === undefined ? null : sketch(twin),
    };
  });
  const refusals = files.flatMap(({ name: fileName, refusals }) =>
    refusals.map(({ name, reason }) => ({ fileName, name, reason })),
  );
  return { rows, refusals, isSnapshot };
}

function sketch(account: OtpAccount): AccountSketch {
  const { issuer, label, type, algorithm, digits, periodSeconds, counter } = account;
  return { issuer, label, type, algorithm, digits, periodSeconds, counter, secretBits: keyBits(account) };
}
