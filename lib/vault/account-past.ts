/** The overwritten values of an account on their way out of a vault and, in a backup, into another one. */
import { type HistoryItem, historyKey, isKeptInHistory } from '../record/history.ts';
import type { Json } from '../record/json.ts';
import { counterOf, createRecord, type RecordWrite, type VaultRecord } from '../record/record.ts';
import type { Stamp } from '../record/stamp.ts';
import { losersOf } from './account-history.ts';
import { HOTP, isSet, recordToAccount, setInHistory } from './account-record.ts';
import type { PastStamp, PastValue } from './vault-account.ts';

/** Newest first, as `historyOf`. */
export function pastOf(record: VaultRecord): readonly PastValue[] {
  return [...losersOf(record), ...record.history].map(({ field, entry: { value, ...stamp }, by }) => {
    const epoch = epochIn(field, value);
    const counter = epoch === undefined ? {} : { counter: counterOf(record, HOTP, epoch) };
    return { field, value, written: toPast(stamp), replaced: toPast(by), ...counter };
  });
}

/**
 * The write that makes a new account, with its past. The values come from a file, so whatever is no value of an account
 * that could be restored is passed over.
 */
export function withPast(write: RecordWrite, past: readonly PastValue[], id: string, stamp: Stamp): RecordWrite {
  const record = createRecord(id, write, stamp);
  const history: HistoryItem[] = [];
  const counters: Record<string, number> = {};
  const known = new Set<string>();
  for (const { field, value, written, replaced, counter } of past) {
    const item = { field, entry: { ...fromPast(written), value: value as Json }, by: fromPast(replaced) };
    if (
      !NAME.test(field) ||
      !isKeptInHistory(field) ||
      !isStamp(written) ||
      !isStamp(replaced) ||
      known.has(historyKey(item))
    )
      continue;
    const isUsable = isSet(field)
      ? setInHistory(field, value) !== undefined
      : isReadable({ ...record, fields: { ...record.fields, [field]: [item.entry] } });
    if (!isUsable) continue;
    known.add(historyKey(item));
    history.push(item);
    const epoch = epochIn(field, item.entry.value);
    if (epoch !== undefined && isCount(counter)) counters[epoch] = counter;
  }
  return { ...write, history, counters: { [HOTP]: { ...counters, ...write.counters?.[HOTP] } } };
}

/** As in a record. */
const NAME = /^[a-z][A-Za-z]{0,39}$/;
const DEVICE = /^[0-9a-f]{8,32}$/;
const EPOCH = /^[0-9a-f]{8,32}:[0-9]{1,16}$/;

/** The epoch that a key counted in; `undefined` for what is no key. */
function epochIn(field: string, value: unknown): string | undefined {
  if (field !== 'otp' || typeof value !== 'object' || value === null) return undefined;
  const { epoch } = value as { readonly epoch?: unknown };
  return typeof epoch === 'string' && EPOCH.test(epoch) ? epoch : undefined;
}

function isReadable(record: VaultRecord): boolean {
  try {
    recordToAccount(record);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function isStamp([device, ...numbers]: PastStamp): boolean {
  return DEVICE.test(device) && numbers.every(isCount);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function toPast({ device, counter, ms, count }: Stamp): PastStamp {
  return [device, counter, ms, count];
}

function fromPast([device, counter, ms, count]: PastStamp): Stamp {
  return { device, counter, ms, count };
}
