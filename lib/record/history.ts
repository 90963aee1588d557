/**
 * What was overwritten. Kept for 90 days and at least the last ten values; an overwritten key is kept until the record
 * is purged, since a service may still ask for the old one.
 */
import { compareText } from './json.ts';
import type { Entry } from './record.ts';
import { compareContents, compareStamps, dotKey, type Stamp } from './stamp.ts';

/** `entry` was in force in `field` until `by` overwrote it. */
export interface HistoryItem {
  readonly field: string;
  readonly entry: Entry;
  readonly by: Stamp;
}

const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
const KEPT_ITEMS = 10;

/** The field that decides the code. */
const KEPT_FOR_EVER = 'otp';
/** Where an account stands in the list is no value that anybody misses. */
const NOT_KEPT = ['order', 'pinned', 'autoFill'];

/** Whether overwritten values of this field are kept at all. */
export function isKeptInHistory(field: string): boolean {
  return !NOT_KEPT.includes(field);
}

/** The same on all devices. */
export function historyKey(item: HistoryItem): string {
  return `${item.field}/${dotKey(item.entry)}`;
}

/**
 * Newest first, one item a value; of two devices that overwrote the same one the later counts. Age is counted from the
 * newest item and not from now. Both make pruning commute with merging, since a merge can only raise an item or the
 * bar: devices that prune at different hours still end with the same bytes.
 */
export function pruneHistory(items: readonly HistoryItem[]): HistoryItem[] {
  const unique = new Map<string, HistoryItem>();
  for (const item of items) {
    if (!isKeptInHistory(item.field)) continue;
    const key = historyKey(item);
    const known = unique.get(key);
    if (known === undefined || compareItems(item, known) > 0) unique.set(key, item);
  }
  const sorted = [...unique.values()].sort(newestFirst);
  const newestMs = sorted[0]?.by.ms ?? 0;
  return sorted.filter(
    (item, index) => index < KEPT_ITEMS || item.by.ms >= newestMs - KEPT_MS || item.field === KEPT_FOR_EVER,
  );
}

/** Two contents of one dot come from a copied profile; each device must take the same, and `merge.ts` takes it too. */
function compareItems(left: HistoryItem, right: HistoryItem): number {
  return compareStamps(left.by, right.by) || compareContents(left.entry, right.entry);
}

function newestFirst(left: HistoryItem, right: HistoryItem): number {
  return compareStamps(right.by, left.by) || compareText(historyKey(left), historyKey(right));
}
