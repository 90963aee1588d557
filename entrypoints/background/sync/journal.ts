/** What came from where, what was edited here and deleted there, and when each device was last heard of. */
import type { UnixMs } from '../../../lib/base/clock.ts';
import { stateOf, type VaultRecord } from '../../../lib/record/record.ts';
import { hasSeen } from '../../../lib/record/stamp.ts';
import type { RoundReport } from '../../../lib/sync/round.ts';
import type { Vault } from '../../../lib/vault/vault-contract.ts';
import { SYNC_KIND } from './settings.ts';

export interface JournalEntry {
  readonly atMs: UnixMs;
  readonly direction: 'sent' | 'received';
  /** Empty for what was sent. */
  readonly device: string;
  readonly count: number;
  readonly ids: readonly string[];
}

export interface Conflict {
  readonly id: string;
  readonly editedOn: string;
  readonly deletedOn: string;
  readonly atMs: UnixMs;
}

export interface Journal {
  /** Newest first. */
  readonly entries: readonly JournalEntry[];
  readonly conflicts: readonly Conflict[];
  /** By device; by its own clock. */
  readonly seen: Readonly<Record<string, UnixMs>>;
  readonly sentAtMs: UnixMs;
}

const JOURNAL = 'journal';
const ENTRIES_KEPT = 60;
const NAMED = 5;
const CONFLICTS_KEPT = 100;
const EMPTY: Journal = { entries: [], conflicts: [], seen: {}, sentAtMs: 0 };

export async function readJournal(vault: Vault): Promise<Journal> {
  return ((await vault.getSealed(SYNC_KIND, JOURNAL)) as Journal | undefined) ?? EMPTY;
}

export async function forgetJournal(vault: Vault): Promise<void> {
  await vault.deleteSealed(SYNC_KIND, JOURNAL);
}

export async function dropConflict(vault: Vault, id: string): Promise<void> {
  const journal = await readJournal(vault);
  const conflicts = journal.conflicts.filter((conflict) => conflict.id !== id);
  await vault.putSealed(SYNC_KIND, JOURNAL, { ...journal, conflicts });
}

/** Writes only where the round brought something. */
export async function writeRound(vault: Vault, report: RoundReport, nowMs: UnixMs): Promise<Journal> {
  const journal = await readJournal(vault);
  if (report.received.length === 0 && report.sentCount === 0) return journal;
  const received = report.received
    .filter(({ changedIds }) => changedIds.length > 0)
    .map(({ device, changedIds }): JournalEntry => {
      const ids = changedIds.slice(0, NAMED);
      return { atMs: nowMs, direction: 'received', device, count: changedIds.length, ids };
    });
  const sent: JournalEntry = { atMs: nowMs, direction: 'sent', device: '', count: report.sentCount, ids: [] };
  const seen = report.received.map(({ device, writtenAtMs }) => {
    return [device, Math.max(writtenAtMs, journal.seen[device] ?? 0)] as const;
  });
  const found = await findConflicts(vault, report.changedIds, nowMs);
  const known = journal.conflicts.filter(({ id }) => !report.changedIds.includes(id));
  const next: Journal = {
    entries: [...(report.sentCount > 0 ? [sent] : []), ...received, ...journal.entries].slice(0, ENTRIES_KEPT),
    conflicts: [...found, ...known].slice(0, CONFLICTS_KEPT),
    seen: { ...journal.seen, ...Object.fromEntries(seen) },
    sentAtMs: report.sentCount > 0 ? nowMs : journal.sentAtMs,
  };
  await vault.putSealed(SYNC_KIND, JOURNAL, next);
  return next;
}

async function findConflicts(vault: Vault, ids: readonly string[], nowMs: UnixMs): Promise<readonly Conflict[]> {
  if (ids.length === 0) return [];
  return (await vault.readForSync(ids)).flatMap((record) => conflictIn(record, nowMs) ?? []);
}

/** In the Trash, with an edit that whoever put it there had not seen. */
export function conflictIn(record: VaultRecord, nowMs: UnixMs): Conflict | undefined {
  const [state] = record.states;
  if (state === undefined || stateOf(record) !== 'trashed') return undefined;
  const winners = Object.values(record.fields).flatMap(([winner]) => winner ?? []);
  const edit = winners.find((entry) => entry.device !== state.device && !hasSeen(state.seen, entry));
  return edit && { id: record.id, editedOn: edit.device, deletedOn: state.device, atMs: nowMs };
}
