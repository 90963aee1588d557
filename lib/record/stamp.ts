/**
 * When and by whom: dots, version vectors and the hybrid logical clock.
 *
 * A dot names one act of writing. A version vector says which dots a device has seen. Which of two values is newer is
 * decided by them alone; the clock only picks one of two that were written without knowledge of each other, so a
 * device whose clock is years ahead wins nothing it should not.
 */
import type { UnixMs } from '../base/clock.ts';
import { canonicalJson, compareText, type Json } from './json.ts';

/** Hybrid logical time (Kulkarni et al., 2014): never goes back on one device, though its clock may. */
export interface Hlc {
  readonly ms: UnixMs;
  readonly count: number;
}

/** One act of writing on one device; `counter` grows by one with each, from 1. */
export interface Dot {
  readonly device: string;
  readonly counter: number;
}

export interface Stamp extends Dot, Hlc {}

/** The highest counter seen of each device. */
export type VersionVector = Readonly<Record<string, number>>;

/** A clock of another device that is further ahead than this is not followed. */
const FOLLOWED_AHEAD_MS = 24 * 60 * 60 * 1000;

export function tickHlc(last: Hlc, nowMs: UnixMs): Hlc {
  return nowMs > last.ms ? { ms: nowMs, count: 0 } : { ms: last.ms, count: last.count + 1 };
}

/** Catches up with what another device wrote, unless its clock is plainly wrong. */
export function observeHlc(last: Hlc, other: Hlc, nowMs: UnixMs): Hlc {
  if (other.ms > nowMs + FOLLOWED_AHEAD_MS) return last;
  return compareHlc(other, last) > 0 ? { ms: other.ms, count: other.count } : last;
}

export function compareHlc(left: Hlc, right: Hlc): number {
  return left.ms - right.ms || left.count - right.count;
}

/** A total order over all stamps of correct devices. */
export function compareStamps(left: Stamp, right: Stamp): number {
  return compareHlc(left, right) || compareText(left.device, right.device) || left.counter - right.counter;
}

/** A total order also over two contents of one dot, which copies of a profile can write. */
export function compareContents(left: Stamp, right: Stamp): number {
  return compareHlc(left, right) || compareText(spelled(left), spelled(right));
}

function spelled(content: Stamp): string {
  return canonicalJson(content as unknown as Json);
}

export function hasSeen(seen: VersionVector, dot: Dot): boolean {
  return (seen[dot.device] ?? 0) >= dot.counter;
}

export function mergeSeen(left: VersionVector, right: VersionVector): VersionVector {
  const merged: Record<string, number> = { ...left };
  for (const [device, counter] of Object.entries(right)) merged[device] = Math.max(merged[device] ?? 0, counter);
  return merged;
}

export function dotKey(dot: Dot): string {
  return `${dot.device}:${dot.counter}`;
}
