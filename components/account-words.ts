/** How an account is named in rows, cards and questions. */
import type { AccountRow } from '../lib/messaging/shapes.ts';
import { plural, text } from '../lib/view/text.ts';

export function accountTitle({ issuer, label }: Pick<AccountRow, 'issuer' | 'label'>): string {
  return issuer || label || text('account_unnamed');
}

/** The second line: who, and what is unusual about the code. */
export function accountDetail(row: AccountRow): string {
  const parts = row.issuer === '' ? [] : [row.label];
  if (row.type === 'hotp') parts.push('HOTP', plural('used_times', row.counter));
  else if (row.type === 'steam') parts.push('Steam');
  else if (row.periodSeconds !== 30) parts.push(text('period_seconds', row.periodSeconds));
  return [...parts, row.team ?? ''].filter((part) => part !== '').join(' · ');
}

/** One line for questions and bars. */
export function accountName(row: Pick<AccountRow, 'issuer' | 'label'>): string {
  return [row.issuer, row.label].filter((part) => part !== '').join(' · ') || text('account_unnamed');
}
