/** What was read becomes one commit: records merged, guarded against mass loss, and how far was read, all together. */
import type { UnixMs } from '../base/clock.ts';
import { findForkedDots, mergeRecords } from '../record/merge.ts';
import { stateOf, type VaultRecord } from '../record/record.ts';
import { decodeRecord, encodeRecord } from '../record/record-codec.ts';
import { observeHlc } from '../record/stamp.ts';
import { type Change, guardRemovals, isRemoval } from './guard.ts';
import { type Alert, judgeAttested, mergeHeads, type OwnChain, renewAlerts, type SyncState } from './high-water.ts';
import { reviewOwn } from './own-chain.ts';
import type { ChainReading } from './read-chain.ts';
import type { Head, Heads, SegmentName } from './segment.ts';
import type { LocalView, SyncCommit, SyncStore } from './sync-ports.ts';

export interface Pulled {
  readonly ownTag: string;
  readonly listedOwn: readonly SegmentName[];
  readonly chains: ReadonlyMap<string, ChainReading>;
  /** Tags of removed devices. */
  readonly removed?: readonly string[];
}

export interface Applied {
  readonly commit: SyncCommit;
  readonly changed: readonly VaultRecord[];
  readonly heldIds: readonly string[];
}

const BRANCHES_KEPT = 200;
const ANSWERS_KEPT = 50;

export async function planCommit(
  store: SyncStore,
  view: LocalView,
  pulled: Pulled,
  approved: ReadonlySet<string>,
  nowMs: UnixMs,
): Promise<Applied> {
  const { state } = view;
  const segments = [...pulled.chains.values()].flatMap((chain) => chain.segments);
  const waiting = state.held.map(decodeRecord);
  const waitingIds = new Set(waiting.map(({ id }) => id));
  const incoming = mergeById([...waiting, ...segments.flatMap(({ records }) => records)]);
  const changes = await mergeIntoLocal(store, incoming);
  const guarded = guardRemovals({
    changes,
    liveCount: changes.some(isRemoval) ? await countLive(store) : 0,
    removals: state.removals,
    approved,
    waiting: waitingIds,
    nowMs,
  });
  // Who wrote it may have been removed meanwhile: then nobody else hears of it but from here.
  const isReleased = (pulled.removed ?? []).length > 0 && guarded.allowed.some(({ after }) => waitingIds.has(after.id));
  const review = reviewOwn(state.own, pulled.listedOwn, pulled.ownTag);
  const asked = findComplaints(pulled, state.own.answered);
  const heads = without(readHeads(state.heads, pulled.chains), pulled.removed);
  const told = segments.reduce<Heads>((sum, { seen }) => mergeHeads(sum, seen), state.attested);
  const attested = without(told, pulled.removed);
  const alerts = [
    ...[...pulled.chains.values()].flatMap((chain) => chain.alerts),
    ...judgeAttested(heads, attested, pulled.ownTag),
    ...review.alerts,
    ...changes.flatMap(({ before, after }) => clashes(before, incoming.get(after.id))),
  ];
  const next: SyncState = {
    heads,
    attested,
    branches: [...state.branches, ...branchesOf(pulled.chains)].slice(-BRANCHES_KEPT),
    own: asked.length === 0 && !isReleased ? review.own : answer(review.own, asked),
    alerts: renewAlerts(state.alerts, alerts, nowMs),
    held: guarded.held.flatMap(({ after }) => incoming.get(after.id) ?? []).map(encodeRecord),
    removals: guarded.removals,
  };
  return {
    commit: {
      expectedCounter: view.counter,
      state: next,
      records: guarded.allowed.map(({ after }) => after),
      sent: review.sent,
      hlc: segments.reduce((hlc, segment) => observeHlc(hlc, segment.hlc, nowMs), view.hlc),
    },
    changed: guarded.allowed.map(({ after }) => after),
    heldIds: guarded.held.map(({ after }) => after.id),
  };
}

/** Keys of the segments whose devices cannot read us, and were not answered yet. */
function findComplaints({ chains, ownTag }: Pulled, answered: readonly string[]): readonly string[] {
  const keys = [...chains].flatMap(([tag, { complaints }]) =>
    complaints.filter(({ missing }) => missing.includes(ownTag)).map(({ seq }) => `${tag}/${seq}`),
  );
  return keys.filter((key) => !answered.includes(key));
}

function answer(own: OwnChain, asked: readonly string[]): OwnChain {
  return { ...own, needsSnapshot: true, answered: [...own.answered, ...asked].slice(-ANSWERS_KEPT) };
}

function mergeById(records: readonly VaultRecord[]): ReadonlyMap<string, VaultRecord> {
  const byId = new Map<string, VaultRecord>();
  for (const record of records) {
    const known = byId.get(record.id);
    byId.set(record.id, known === undefined ? record : mergeRecords(known, record));
  }
  return byId;
}

/** Only what changes something here: what was heard twice is nothing. */
async function mergeIntoLocal(
  store: SyncStore,
  incoming: ReadonlyMap<string, VaultRecord>,
): Promise<readonly Change[]> {
  if (incoming.size === 0) return [];
  const local = await store.readRecords([...incoming.keys()]);
  const localById = new Map(local.map((record) => [record.id, record]));
  return [...incoming.values()].flatMap((record): Change[] => {
    const before = localById.get(record.id);
    if (before === undefined) return [{ before, after: record }];
    const after = mergeRecords(before, record);
    return encodeRecord(after) === encodeRecord(before) ? [] : [{ before, after }];
  });
}

async function countLive(store: SyncStore): Promise<number> {
  return (await store.readAllRecords()).filter((record) => stateOf(record) === 'live').length;
}

function readHeads(heads: Heads, chains: ReadonlyMap<string, ChainReading>): Heads {
  const read = [...chains].flatMap(([tag, { head }]): [string, Head][] => (head === undefined ? [] : [[tag, head]]));
  return { ...heads, ...Object.fromEntries(read) };
}

function without(heads: Heads, removed: readonly string[] = []): Heads {
  if (!removed.some((tag) => heads[tag] !== undefined)) return heads;
  return Object.fromEntries(Object.entries(heads).filter(([tag]) => !removed.includes(tag)));
}

function branchesOf(chains: ReadonlyMap<string, ChainReading>): readonly string[] {
  return [...chains.values()].flatMap(({ branches }) => branches);
}

function clashes(before: VaultRecord | undefined, incoming: VaultRecord | undefined): readonly Alert[] {
  if (before === undefined || incoming === undefined) return [];
  return findForkedDots(before, incoming).map(({ device, counter }) => ({
    kind: 'clashed',
    tag: device,
    expectedSeq: counter,
    shownSeq: counter,
  }));
}
