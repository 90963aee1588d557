/**
 * What is new in an import, for the preview: the same account twice, or one name with two keys. Pure comparison of what
 * decides the codes; it changes and drops nothing.
 */
import { bytesToHex } from '../base/bytes.ts';
import type { OtpAccount } from '../otp/account.ts';

/** `index` counts in the list that the twin was found in. */
export type Standing =
  | { readonly kind: 'new' }
  /** Same key and settings: importing it would show the same codes twice. Off by default. */
  | { readonly kind: 'duplicate'; readonly of: 'vault' | 'import'; readonly index: number }
  /** Same names, another key or other settings: to be shown side by side. */
  | { readonly kind: 'same-name'; readonly of: 'vault' | 'import'; readonly index: number };

/** One standing for each imported account. The vault is asked first; within the import, earlier accounts come first. */
export function compareWithVault(imported: readonly OtpAccount[], vault: readonly OtpAccount[]): readonly Standing[] {
  const byCodes = new Map<string, { of: 'vault' | 'import'; index: number }>();
  const byName = new Map<string, { of: 'vault' | 'import'; index: number }>();
  const remember = (account: OtpAccount, of: 'vault' | 'import', index: number): void => {
    const [codes, name] = [codesKey(account), nameKey(account)];
    if (!byCodes.has(codes)) byCodes.set(codes, { of, index });
    if (name !== '' && !byName.has(name)) byName.set(name, { of, index });
  };
  for (const [index, account] of vault.entries()) remember(account, 'vault', index);
  return imported.map((account, index) => {
    const duplicate = byCodes.get(codesKey(account));
    const named = byName.get(nameKey(account));
    remember(account, 'import', index);
    if (duplicate !== undefined) return { kind: 'duplicate', ...duplicate };
    return named === undefined ? { kind: 'new' } : { kind: 'same-name', ...named };
  });
}

/** All that decides which codes come; a counter moves and does not count. The text never leaves this file. */
function codesKey({ type, secret, algorithm, digits, periodSeconds, pin }: OtpAccount): string {
  const period = type === 'hotp' ? 0 : periodSeconds;
  const pinHex = pin === undefined ? '' : bytesToHex(pin.reveal());
  return `${type} ${algorithm} ${digits} ${period} ${pinHex} ${bytesToHex(secret.reveal())}`;
}

/** '' for an account without names, which is like no other. */
function nameKey({ issuer, label }: OtpAccount): string {
  return issuer === '' && label === '' ? '' : `${issuer.toLowerCase()}\n${label.toLowerCase()}`;
}
