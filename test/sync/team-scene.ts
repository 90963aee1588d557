/** All that is in the world of a simulated team, shared by those who act in it. */
import type { TeamFields } from '../../lib/sync/reconcile-fields.ts';
import { EMPTY_LEDGER, type Ledger } from '../../lib/sync/reconcile-ledger.ts';
import type { RemoteAccount } from '../../lib/sync/reconcile-trees.ts';

export interface TeamRow {
  fields: TeamFields;
  key: string;
  stamp: number;
}

export interface DeviceRow {
  fields: TeamFields;
  key: string | undefined;
  isTrashed: boolean;
  /** Overwritten values and keys. */
  readonly history: string[];
}

/** What people want of one account, under all the keys that it has had: whether somebody has taken it away. */
export interface Wish {
  isUnwanted: boolean;
  isDeletedThere: boolean;
}

export interface Habits {
  readonly isExportAllowed: boolean;
  readonly tellsStamps: boolean;
  readonly tidiesTags: boolean;
  readonly faultShare: number;
  readonly crashShare: number;
}

export interface Scene {
  readonly random: () => number;
  readonly habits: Habits;
  readonly team: Map<string, TeamRow>;
  readonly device: Map<string, DeviceRow>;
  readonly wishes: Map<string, Wish>;
  readonly stats: { posts: number; faults: number; crashes: number; doublesSeen: number; rounds: number };
  ledger: Ledger;
  userWords: { localId: string; word: string }[];
  /** Requests that are still under way. */
  late: { dueMs: number; effect: () => void }[];
  /** What an earlier listing showed: a stale one shows it again. */
  earlier: readonly RemoteAccount[];
  nowMs: number;
  serial: number;
  isFaulty: boolean;
  isApproving: boolean;
  massLosses: number;
  readonly trashedUnasked: number[];
  /** Restored by the user although the team has the same key under another account: told, and left to the user. */
  toldAsThere: ReadonlySet<string>;
}

/** The device dies here. What was committed stays. */
export class Crash extends Error {}

export function createScene(seed: number, hasFaults: boolean): Scene {
  const random = seededRandom(seed);
  const habits: Habits = {
    isExportAllowed: random() < 0.75,
    tellsStamps: random() < 0.5,
    tidiesTags: random() < 0.3,
    faultShare: hasFaults ? 0.05 + random() * 0.35 : 0,
    crashShare: hasFaults ? random() * 0.04 : 0,
  };
  return {
    random,
    habits,
    team: new Map(),
    device: new Map(),
    wishes: new Map(),
    stats: { posts: 0, faults: 0, crashes: 0, doublesSeen: 0, rounds: 0 },
    ledger: EMPTY_LEDGER,
    userWords: [],
    late: [],
    earlier: [],
    nowMs: 1_800_000_000_000,
    serial: 0,
    isFaulty: hasFaults,
    isApproving: false,
    massLosses: 0,
    trashedUnasked: [],
    toldAsThere: new Set(),
  };
}

/** mulberry32: small, seeded, good enough to wander. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function chance(scene: Scene, share: number): boolean {
  return scene.random() < share;
}

export function pick<T>(scene: Scene, list: readonly T[]): T | undefined {
  return list[Math.floor(scene.random() * list.length)];
}

/** A word that was never there before. */
export function word(scene: Scene, kind: string): string {
  scene.serial += 1;
  return `${kind}${scene.serial}`;
}

export function wishOf(scene: Scene, key: string): Wish {
  const known = scene.wishes.get(key) ?? { isUnwanted: false, isDeletedThere: false };
  scene.wishes.set(key, known);
  return known;
}

/** Time passes, and what is due arrives. */
export function advance(scene: Scene, ms: number): void {
  scene.nowMs += ms;
  const due = scene.late.filter(({ dueMs }) => dueMs <= scene.nowMs);
  scene.late = scene.late.filter(({ dueMs }) => dueMs > scene.nowMs);
  for (const { effect } of due) effect();
}

export function tidy({ habits }: Scene, fields: TeamFields): TeamFields {
  if (!habits.tidiesTags) return fields;
  return { ...fields, tags: [...new Set(fields.tags.map((tag) => tag.toLowerCase()))].sort() };
}

export function liveRows(scene: Scene): [string, DeviceRow][] {
  return [...scene.device].filter(([, { isTrashed }]) => !isTrashed);
}

/** The key here and the key there, which may differ for a while, or be unknown here. */
export function keysOf(scene: Scene, localId: string): string[] {
  const remoteId = scene.ledger.links.find((link) => link.localId === localId)?.remoteId ?? '';
  return [scene.device.get(localId)?.key, scene.team.get(remoteId)?.key].filter((key) => key !== undefined);
}

export function wordsOf({ name, issuer }: Partial<TeamFields>): string[] {
  return [name, issuer].filter((text) => text !== undefined);
}
