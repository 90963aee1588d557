/** Says what accounts lose, from what a format can keep. */
import { TYPE_RULES } from '../otp/type-rules.ts';
import type { ExportedAccount, ExportLoss, LostField } from './format.ts';

type Keepable = Exclude<LostField, 'account' | 'issuer'>;

const FIELDS: readonly Keepable[] = ['hosts', 'tags', 'note', 'recoveryCodes', 'pinned', 'trashed', 'unknown', 'team'];

/** Answers whether a format keeps the field of this account as it is. */
export type Keeps = (field: Keepable, account: ExportedAccount) => boolean;

export function findLosses(
  accounts: readonly ExportedAccount[],
  canHold: (account: ExportedAccount) => boolean,
  keeps: Keeps,
): readonly ExportLoss[] {
  return accounts.flatMap((account, index) => {
    const lost: readonly LostField[] = canHold(account)
      ? FIELDS.filter((field) => isSet(field, account) && !keeps(field, account))
      : ['account'];
    return lost.length === 0 ? [] : [{ index, lost }];
  });
}

/**
 * Steam, mOTP and Yandex with another period or length, as some URI said or a user chose: the other apps know these types
 * by their usual settings alone, and would show wrong codes.
 */
export function hasUsualSettings({ type, digits, periodSeconds }: ExportedAccount): boolean {
  const rule = TYPE_RULES[type];
  return type === 'totp' || type === 'hotp' || (digits === rule.digits && periodSeconds === rule.periodSeconds);
}

function isSet(field: Keepable, account: ExportedAccount): boolean {
  const value = account[field] ?? '';
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) || typeof value === 'string' ? value.length > 0 : Object.keys(value).length > 0;
}

/** The PIN as text; '' for types without one. */
export function pinOf(account: ExportedAccount): string {
  return account.pin === undefined ? '' : new TextDecoder().decode(account.pin.reveal());
}
