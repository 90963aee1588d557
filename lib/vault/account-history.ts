/** What an account was before: overwritten values, and those that lost against an edit made elsewhere at the same time. */
import { type HistoryItem, historyKey } from '../record/history.ts';
import type { Json } from '../record/json.ts';
import type { VaultRecord } from '../record/record.ts';
import { recordToAccount, setInHistory } from './account-record.ts';
import type { HistoryEntry } from './vault-account.ts';

/** Newest first. */
export function historyOf(record: VaultRecord): readonly HistoryEntry[] {
  return [...losersOf(record), ...record.history].map((item) => toEntry(record, item));
}

export function findHistory(record: VaultRecord, key: string): { field: string; value: Json } | undefined {
  const item = [...losersOf(record), ...record.history].find((one) => historyKey(one) === key);
  return item === undefined ? undefined : { field: item.field, value: item.entry.value };
}

/** Values still beside the winner, which nobody has overwritten yet. */
export function losersOf(record: VaultRecord): readonly HistoryItem[] {
  return Object.entries(record.fields).flatMap(([field, [winner, ...losers]]) =>
    winner === undefined ? [] : losers.map((entry) => ({ field, entry, by: winner })),
  );
}

function toEntry(record: VaultRecord, { field, entry, by }: HistoryItem): HistoryEntry {
  const set = setInHistory(field, entry.value);
  return {
    key: historyKey({ field, entry, by }),
    field,
    writtenAtMs: entry.ms,
    replacedAtMs: by.ms,
    deviceId: by.device,
    account:
      set === undefined
        ? recordToAccount({ ...record, fields: { ...record.fields, [field]: [entry] } })
        : { ...recordToAccount(record), [set.name]: set.members },
  };
}
