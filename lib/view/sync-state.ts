/** The sync in one short line, and whether it is worth a user's time. */
import type { SyncStatus } from '../messaging/sync-shapes.ts';
import { formatMoment, plural, text } from './text.ts';

/** These pass by themselves; nobody has to do anything. */
const PASSING: readonly string[] = ['', 'busy', 'contended', 'unreachable'] satisfies SyncStatus['problem'][];

export function isPassing(problem: string): boolean {
  return PASSING.includes(problem);
}

/** Whether something stays as it is until the user does something. */
export function wantsUser({ problem, alertCount, heldCount }: SyncStatus): boolean {
  return alertCount + heldCount > 0 || !isPassing(problem);
}

/** Empty where there is nothing to tell. */
export function syncLine(status: SyncStatus): string {
  const { lastDoneMs, pendingCount } = status;
  if (wantsUser(status)) return text('foot_sync');
  if (pendingCount > 0) return plural('foot_pending', pendingCount);
  return lastDoneMs > 0 ? text('foot_synced', formatMoment(lastDoneMs)) : '';
}
