/** One of the accounts, by name. */
import { indexLines, parseIndexLine } from '../../../lib/messaging/account-index.ts';
import type { AccountRow } from '../../../lib/messaging/shapes.ts';
import type { VaultView } from '../../../lib/view/model.ts';
import { text } from '../../../lib/view/text.ts';
import { Select } from '../../Select.tsx';

export interface AccountSelectProps {
  readonly rows: readonly AccountRow[];
  readonly value: string;
  readonly hint?: string | undefined;
  readonly testId?: string | undefined;
  readonly onChange: (id: string) => void;
}

/** Accounts whose key is here. */
export function readRows(view: VaultView): readonly AccountRow[] {
  return indexLines(view.index.value)
    .flatMap((line) => parseIndexLine(line) ?? [])
    .filter(({ isRemote }) => !isRemote);
}

export function AccountSelect({ rows, value, hint, testId, onChange }: AccountSelectProps) {
  const named = rows.map((row) => ({ value: row.id, label: nameOf(row) }));
  const options = [{ value: '', label: text('service_choose') }, ...named];
  return (
    <Select
      label={text('service_account')}
      value={value}
      options={options}
      hint={hint}
      testId={testId}
      onChange={onChange}
    />
  );
}

export function nameOf({ issuer, label }: Pick<AccountRow, 'issuer' | 'label'>): string {
  return [issuer, label].filter((part) => part !== '').join(' · ') || text('account_unnamed');
}
