/** This device's own chain: what the storage should show of it, what of it is lost, and what may go. */
import { type Alert, type OwnChain, type OwnSegment, TRAIL_LENGTH } from './high-water.ts';
import type { SegmentName } from './segment.ts';
import type { OutboxMark } from './sync-ports.ts';

/** A listing may lag behind what was stored a moment ago, so once is not gone. */
const GONE_AFTER = 2;

export function lastSeqOf({ trail }: OwnChain): number {
  return trail.reduce((top, { seq }) => Math.max(top, seq), 0);
}

/** What stands under our tag and was not written here, as far as this device remembers. To be opened before believed. */
export function findStrangers(own: OwnChain, listed: readonly SegmentName[]): readonly SegmentName[] {
  const remembered = new Map(own.trail.map(({ seq, hash }) => [seq, hash]));
  const [oldest] = [...remembered.keys()].sort((left, right) => left - right);
  return listed.filter(({ seq, hash }) => (oldest === undefined || seq >= oldest) && remembered.get(seq) !== hash);
}

export interface OwnReview {
  readonly own: OwnChain;
  /** Found stored, though its acknowledgement was lost. */
  readonly sent: readonly OutboxMark[];
  readonly alerts: readonly Alert[];
}

/** Compares the chain with a complete listing, in which `findStrangers` found nobody. */
export function reviewOwn(own: OwnChain, listed: readonly SegmentName[], tag: string): OwnReview {
  const hashes = new Set(listed.map(({ hash }) => hash));
  const live = own.live.map((segment): OwnSegment => {
    if (hashes.has(segment.hash)) return { ...segment, isStored: true, missed: 0, marks: [] };
    return { ...segment, missed: Math.min(segment.missed + 1, GONE_AFTER) };
  });
  const listedLive = own.live.filter(({ hash }) => hashes.has(hash));
  const seenCounter = Math.max(own.seenCounter, ...listedLive.map(({ upTo }) => upTo));
  const isLost = live.some(isGone);
  const alert: Alert = { kind: 'own-missing', tag, expectedSeq: lastSeqOf(own), shownSeq: topSeq(listed) };
  return {
    own: { ...own, live, seenCounter },
    sent: listedLive.flatMap(({ marks }) => marks),
    alerts: isLost ? [alert] : [],
  };
}

/** Never stored as far as we know, or gone since: the next segment has to stand for it. */
export function isLacking(segment: OwnSegment): boolean {
  return isGone(segment) || (!segment.isStored && segment.missed > 0);
}

function isGone({ isStored, missed }: OwnSegment): boolean {
  return isStored && missed >= GONE_AFTER;
}

export function addOwn(own: OwnChain, segment: OwnSegment): OwnChain {
  return {
    ...own,
    live: [...own.live.filter(({ seq }) => seq < segment.from), segment],
    trail: [...own.trail, { seq: segment.seq, hash: segment.hash }].slice(-TRAIL_LENGTH),
    needsSnapshot: false,
  };
}

export function markStored(own: OwnChain, seq: number): OwnChain {
  const live = own.live.map((segment) => (segment.seq === seq ? { ...segment, isStored: true, marks: [] } : segment));
  return { ...own, live };
}

export function markVerified(own: OwnChain, seq: number): OwnChain {
  return {
    ...own,
    live: own.live.map((segment) => (segment.seq === seq ? { ...segment, isVerified: true } : segment)),
  };
}

/** Ours by the hash we remember, and stood for by a later segment. */
export function findFolded(own: OwnChain, listed: readonly SegmentName[]): readonly SegmentName[] {
  const live = new Set(own.live.map(({ hash }) => hash));
  const last = own.live.at(-1)?.seq ?? 0;
  const strangers = new Set(findStrangers(own, listed));
  return listed.filter((name) => !live.has(name.hash) && name.seq < last && !strangers.has(name));
}

function topSeq(listed: readonly SegmentName[]): number {
  return listed.reduce((top, { seq }) => Math.max(top, seq), 0);
}
