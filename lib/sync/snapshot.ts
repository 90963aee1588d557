/**
 * Which segment comes next: a delta, a fold of several, or a snapshot of everything. Folds of four keep a thousand
 * edits in a handful of objects at a few times their size, so that a snapshot of a large vault is seldom needed.
 */
import { compareText } from '../record/json.ts';
import type { VaultRecord } from '../record/record.ts';
import { encodeRecord } from '../record/record-codec.ts';
import type { OwnChain, OwnSegment } from './high-water.ts';
import { isLacking, lastSeqOf } from './own-chain.ts';

const FOLDED_AT_ONCE = 4;
const DELTAS_UP_TO_BYTES = 256 * 1024;
/** Half of what a record takes in a snapshot. */
const DELTA_BYTES_A_RECORD = 350;

export interface SegmentPlan {
  readonly kind: 'delta' | 'snapshot';
  readonly seq: number;
  readonly from: number;
  readonly prevHash: string;
  readonly level: OwnSegment['level'];
  /** Of a delta; a snapshot holds all. */
  readonly ids: readonly string[];
}

/** `recordCount`: how many a snapshot would hold. */
export function planSegment(own: OwnChain, outboxIds: readonly string[], recordCount: number): SegmentPlan {
  const seq = lastSeqOf(own) + 1;
  const lacking = own.live.findIndex(isLacking);
  const kept = lacking === -1 ? own.live : own.live.slice(0, lacking);
  const isWhole =
    own.needsSnapshot || isWorthSnapshot(kept, recordCount) || own.live.slice(kept.length).some(isSnapshot);
  if (isWhole) return { kind: 'snapshot', seq, from: 1, prevHash: '', level: 'base', ids: [] };

  const { below, level } = foldInto(kept);
  const folded = own.live.slice(below.length).flatMap((segment) => segment.ids);
  const ids = [...new Set([...folded, ...outboxIds])].sort(compareText);
  const last = below.at(-1);
  if (last === undefined) return { kind: 'delta', seq, from: 1, prevHash: '', level: 'base', ids };
  return { kind: 'delta', seq, from: last.seq + 1, prevHash: last.hash, level, ids };
}

/** Like a counter with digits up to three: the fourth of a level and the three before it become one of the next. */
function foldInto(kept: readonly OwnSegment[]): { readonly below: readonly OwnSegment[]; readonly level: number } {
  let below = kept;
  for (let level = 0; ; level++) {
    const tail = below.slice(1 - FOLDED_AT_ONCE);
    if (tail.length < FOLDED_AT_ONCE - 1 || !tail.every((segment) => segment.level === level)) return { below, level };
    below = below.slice(0, 1 - FOLDED_AT_ONCE);
  }
}

/**
 * Deltas may grow to half of what a snapshot takes: so much has been sent since that sending all again is no great
 * addition. Whoever came in by pairing has a small base, and a vault that may be large.
 */
function isWorthSnapshot([base, ...deltas]: readonly OwnSegment[], recordCount: number): boolean {
  const bytes = deltas.reduce((sum, delta) => sum + delta.bytes, 0);
  return bytes > Math.max(DELTAS_UP_TO_BYTES, (base?.bytes ?? 0) / 2, recordCount * DELTA_BYTES_A_RECORD);
}

/** It holds what other devices wrote as well, so nothing but another snapshot stands for it. */
function isSnapshot({ kind }: OwnSegment): boolean {
  return kind === 'snapshot';
}

/** The same on two devices if and only if their records are, byte for byte. */
export function spellState(records: readonly VaultRecord[]): string {
  const sorted = [...records].sort((left, right) => compareText(left.id, right.id));
  return sorted.map(encodeRecord).join('\n');
}
