/**
 * What this device remembers of the storage: how far it has read each chain, what others have attested, what it wrote
 * itself, and what looked wrong. Committed together with what was read, so that a storage that goes back is found out.
 */
import type { UnixMs } from '../base/clock.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import type { Head, Heads } from './segment.ts';
import type { OutboxMark } from './sync-ports.ts';

/**
 * `rolled-back`: shows less of a chain than it has shown before. `withheld`: another device has read more than is shown.
 * `gap`: a segment inside a chain is missing. `damaged`: bytes that are not what their name says. `foreign`: whole, and not sealed by this vault for this
 * place. `newer`: written by a
 * newer version or under a newer key. `forked`: two chains under one name; a copied profile, or worse. `cloned`: the
 * copied profile is this one, which has taken a new name. `own-missing`: what this device wrote is gone. `clashed`: one
 * act of writing with two contents. `diverged`: the same history, and other records.
 */
export type AlertKind =
  | 'rolled-back'
  | 'withheld'
  | 'gap'
  | 'damaged'
  | 'foreign'
  | 'newer'
  | 'forked'
  | 'cloned'
  | 'own-missing'
  | 'clashed'
  | 'diverged';

export interface Alert {
  readonly kind: AlertKind;
  readonly tag: string;
  /** How far it should be, and how far it is. */
  readonly expectedSeq: number;
  readonly shownSeq: number;
}

export interface StandingAlert extends Alert {
  readonly sinceMs: UnixMs;
  /** In how many rounds in a row, up to 2: a listing that lags behind for a moment is not worth a word to the user. */
  readonly rounds: number;
}

/** A segment of our own that the storage shall hold. */
export interface OwnSegment extends Head {
  readonly kind: 'delta' | 'snapshot';
  readonly from: number;
  /** 0 for a delta, one more for what folds segments of this level; the first of the chain is its base. */
  readonly level: number | 'base';
  /** Of a snapshot: those that were in the outbox. */
  readonly ids: readonly string[];
  /** The count of the last write in it. */
  readonly upTo: number;
  readonly bytes: number;
  /** The storage has said that it is stored. */
  readonly isStored: boolean;
  /** It was read back and compared. */
  readonly isVerified: boolean;
  /** Rounds in a row in which it was not listed, up to 2. */
  readonly missed: number;
  /** What leaves the outbox once it is stored. */
  readonly marks: readonly OutboxMark[];
}

/** What this device last told the others that it cannot read. */
export interface Complaint {
  readonly about: readonly string[];
  readonly atMs: UnixMs;
}

export interface OwnChain {
  readonly live: readonly OwnSegment[];
  /** Of all that this device ever wrote, the last `TRAIL_LENGTH`. */
  readonly trail: readonly Head[];
  readonly needsSnapshot: boolean;
  /**
   * Writes of this device up to here were listed with no stranger beside them. A copy of this profile that sends at the
   * same moment is seen only in the next listing; so later writes may yet have to be renamed.
   */
  readonly seenCounter: number;
  readonly complaint: Complaint;
  /** Complaints of others that a snapshot has answered, by `tag/seq` of the segment they came in; the last few. */
  readonly answered: readonly string[];
}

export interface Removal {
  readonly atMs: UnixMs;
  readonly count: number;
}

export interface SyncState {
  readonly heads: Heads;
  /** The furthest that any segment says its writer has read. */
  readonly attested: Heads;
  /** Names of branches that were read beside the chain they fork from. */
  readonly branches: readonly string[];
  readonly own: OwnChain;
  readonly alerts: readonly StandingAlert[];
  /** Records, encoded, that would remove too much at once and wait for the user. */
  readonly held: readonly string[];
  readonly removals: readonly Removal[];
}

export const TRAIL_LENGTH = 64;

export const EMPTY_OWN_CHAIN: OwnChain = {
  live: [],
  trail: [],
  needsSnapshot: false,
  seenCounter: 0,
  complaint: { about: [], atMs: 0 },
  answered: [],
};

/** `checkpoint`: what a pairing code or a recovery kit says the storage has to show at least. */
export function createSyncState(checkpoint: Heads = {}): SyncState {
  return {
    heads: {},
    attested: checkpoint,
    branches: [],
    own: EMPTY_OWN_CHAIN,
    alerts: [],
    held: [],
    removals: [],
  };
}

export function isSameState(left: SyncState, right: SyncState): boolean {
  return canonicalJson(left as unknown as Json) === canonicalJson(right as unknown as Json);
}

/** The higher of each. Of two hashes at one height the first stays; `findForkedHeads` tells of them. */
export function mergeHeads(left: Heads, right: Heads): Heads {
  const merged: Record<string, Head> = { ...left };
  for (const [tag, head] of Object.entries(right)) {
    if ((merged[tag]?.seq ?? 0) < head.seq) merged[tag] = { seq: head.seq, hash: head.hash };
  }
  return merged;
}

/** Attested heights that this device has not reached, and those it knows under another hash. */
export function judgeAttested(heads: Heads, attested: Heads, ownTag: string): readonly Alert[] {
  return Object.entries(attested).flatMap(([tag, { seq, hash }]): Alert[] => {
    const head = heads[tag];
    if (tag === ownTag) return [];
    const shownSeq = head?.seq ?? 0;
    if (shownSeq < seq) return [{ kind: 'withheld', tag, expectedSeq: seq, shownSeq }];
    return shownSeq === seq && head?.hash !== hash ? [{ kind: 'forked', tag, expectedSeq: seq, shownSeq }] : [];
  });
}

/** These stay until the user has seen them: what happened does not become undone. */
const LASTING: readonly AlertKind[] = ['forked', 'cloned', 'clashed', 'diverged'];

/** A slow listing may hide what was written last, but not all of it: that is gone, also when it was sent again since. */
export function isLasting({ kind, expectedSeq, shownSeq }: Alert): boolean {
  return LASTING.includes(kind) || (kind === 'own-missing' && shownSeq === 0 && expectedSeq > 1);
}

export function renewAlerts(
  standing: readonly StandingAlert[],
  found: readonly Alert[],
  nowMs: UnixMs,
): readonly StandingAlert[] {
  const foundByKey = new Map(found.map((alert) => [keyOf(alert), alert]));
  const standingByKey = new Map(standing.map((alert) => [keyOf(alert), alert]));
  const kept = standing.filter((alert) => isLasting(alert) && !foundByKey.has(keyOf(alert)));
  const renewed = [...foundByKey].map(([key, alert]) => {
    const known = standingByKey.get(key);
    return { ...alert, sinceMs: known?.sinceMs ?? nowMs, rounds: known === undefined ? 1 : 2 };
  });
  return [...kept, ...renewed];
}

function keyOf({ kind, tag }: Alert): string {
  return `${kind}/${tag}`;
}
