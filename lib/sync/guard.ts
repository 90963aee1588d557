/** The guard against mass loss: what comes from outside removes few accounts, or asks. */
import type { UnixMs } from '../base/clock.ts';
import { stateOf, type VaultRecord } from '../record/record.ts';
import type { Removal } from './high-water.ts';

const FREE = 5;
const SHARE = 0.2;
const WINDOW_MS = 24 * 60 * 60 * 1000;

export interface Change {
  readonly before: VaultRecord | undefined;
  readonly after: VaultRecord;
}

export interface GuardInput {
  readonly changes: readonly Change[];
  /** Live records on this device before the change. */
  readonly liveCount: number;
  readonly removals: readonly Removal[];
  readonly approved: ReadonlySet<string>;
  /** Ids that were held back before: they wait for a word of their own, however few of them are left. */
  readonly waiting: ReadonlySet<string>;
  readonly nowMs: UnixMs;
}

export interface Guarded {
  readonly allowed: readonly Change[];
  readonly held: readonly Change[];
  readonly removals: readonly Removal[];
}

export function isRemoval({ before, after }: Change): boolean {
  return before !== undefined && stateOf(before) === 'live' && stateOf(after) !== 'live';
}

/**
 * More than max(5, 20 %) within a day need the user's yes, record by record; until then none of those asked for happens.
 * Slow removals count together, so that a day of small rounds takes no more than one large one. A clock that was set
 * back keeps counting what lies in its future.
 */
export function guardRemovals({ changes, liveCount, removals, approved, waiting, nowMs }: GuardInput): Guarded {
  const recent = removals.filter(({ atMs }) => atMs > nowMs - WINDOW_MS);
  const recentCount = recent.reduce((sum, { count }) => sum + count, 0);
  const asking = changes.filter((change) => isRemoval(change) && !approved.has(change.after.id));
  const isFew = asking.length + recentCount <= Math.max(FREE, (liveCount + recentCount) * SHARE);
  const held = isFew ? asking.filter(({ after }) => waiting.has(after.id)) : asking;
  const passed = asking.length - held.length;
  const counted = passed > 0 ? [{ atMs: nowMs, count: passed }] : [];
  return { allowed: changes.filter((change) => !held.includes(change)), held, removals: [...recent, ...counted] };
}
