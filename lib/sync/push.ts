/** Sends what others have not heard of, and takes away what later segments stand for. */
import { utf8ToBytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { VaultRecord } from '../record/record.ts';
import type { AlertKind, OwnChain, OwnSegment, StandingAlert, SyncState } from './high-water.ts';
import { addOwn, findFolded, isLacking, markStored, markVerified } from './own-chain.ts';
import type { RemoteFailure } from './remote.ts';
import { encodeSegment, formatSegmentName, type Segment, type SegmentName } from './segment.ts';
import { planSegment, type SegmentPlan, spellState } from './snapshot.ts';
import type { LocalView, OutboxMark, SyncPorts, SyncStore } from './sync-ports.ts';

/**
 * `contended`: somebody else writes to this vault all the time; the next round will do. `damaged`: a record that would have
 * to be sent cannot be read here. Without it a segment would stand for others that still hold it.
 */
export type PushFailure = RemoteFailure | { readonly kind: 'contended' | 'damaged' };

const COMMIT_TRIES = 8;
const COMPLAINED_EACH_MS = 60 * 60 * 1000;
const UNREADABLE: readonly AlertKind[] = ['gap', 'damaged', 'foreign'];

/**
 * Answers how many records it sent. What will be sent is noted before it is: after a crash this device knows its own
 * hand, and the next segment stands for the one whose fate is unknown. So nothing has to be kept to be sent again.
 */
export async function pushOutbox(ports: SyncPorts, tag: string): Promise<Result<number, PushFailure>> {
  for (let tries = 0; tries < COMMIT_TRIES; tries++) {
    const view = await ports.store.load();
    if (!hasToSay(view, ports.clock())) return ok(0);
    const plan = planSegment(
      view.state.own,
      view.outbox.map(({ id }) => id),
      view.recordCount ?? 0,
    );
    const records = await readWhole(ports.store, view, plan);
    if (records === undefined) return fail({ kind: 'damaged' });
    const { sealed, own } = await buildSegment(ports, view, plan, records, tag);
    const noted: SyncState = {
      ...view.state,
      own: { ...addOwn(view.state.own, own), complaint: { about: complaintOf(view.state), atMs: ports.clock() } },
    };
    const { counter, hlc } = view;
    if (!(await ports.store.commit({ expectedCounter: counter, state: noted, records: [], sent: [], hlc }))) continue;
    const put = await ports.remote.putIfAbsent(formatSegmentName(tag, own), sealed);
    if (!put.ok) return put;
    return (await updateOwn(ports, (chain) => markStored(chain, own.seq), own.marks))
      ? ok(own.marks.length)
      : contended();
  }
  return contended();
}

/**
 * Deletes own segments that a later one stands for, after that one was read back and compared. Nothing is deleted while
 * anything is wrong with the storage, and never what another device wrote.
 */
export async function tidyOwn(
  ports: SyncPorts,
  tag: string,
  listed: readonly SegmentName[],
): Promise<Result<void, PushFailure>> {
  const { state } = await ports.store.load();
  const folded = findFolded(state.own, listed);
  const isSuspicious = state.alerts.some(({ kind }) => kind !== 'cloned' && kind !== 'forked');
  if (folded.length === 0 || isSuspicious) return ok(undefined);
  const holders = state.own.live.filter((segment) => folded.some(({ seq }) => standsFor(segment, seq)));
  for (const holder of holders.filter(({ isVerified }) => !isVerified)) {
    const got = await ports.remote.get(formatSegmentName(tag, holder));
    if (!got.ok) return got;
    if ((await ports.crypto.digest(got.value)) !== holder.hash) return ok(undefined);
    if (!(await updateOwn(ports, (chain) => markVerified(chain, holder.seq), []))) return contended();
  }
  for (const { name } of folded.filter(({ seq }) => holders.some((holder) => standsFor(holder, seq)))) {
    const deleted = await ports.remote.delete(name);
    if (!deleted.ok) return deleted;
  }
  return ok(undefined);
}

function standsFor(segment: OwnSegment, seq: number): boolean {
  return segment.from <= seq && seq < segment.seq;
}

function hasToSay({ outbox, state }: LocalView, nowMs: UnixMs): boolean {
  const { own } = state;
  return outbox.length > 0 || own.needsSnapshot || own.live.some(isLacking) || hasToComplain(state, nowMs);
}

/** Once for each new trouble, and again now and then: the complaint may be what the storage damaged. */
function hasToComplain(state: SyncState, nowMs: UnixMs): boolean {
  const about = complaintOf(state);
  const { complaint } = state.own;
  const isOld = Math.abs(nowMs - complaint.atMs) > COMPLAINED_EACH_MS;
  return about.length > 0 && (isOld || about.join() !== complaint.about.join());
}

function complaintOf(state: SyncState): readonly string[] {
  return brokenChains(state).map(({ tag, shownSeq }) => `${tag}/${shownSeq}`);
}

/** Chains that could not be read twice in a row: their devices can help by writing a snapshot. */
function brokenChains({ alerts }: SyncState): readonly StandingAlert[] {
  return alerts.filter(({ kind, rounds }) => rounds > 1 && UNREADABLE.includes(kind));
}

/** `undefined` when one of them cannot be read. */
async function readWhole(
  store: SyncStore,
  { recordCount = 0 }: LocalView,
  { kind, ids }: SegmentPlan,
): Promise<readonly VaultRecord[] | undefined> {
  const isAll = kind === 'snapshot';
  const records = isAll ? await store.readAllRecords() : await store.readRecords(ids);
  return records.length < (isAll ? recordCount : ids.length) ? undefined : records;
}

async function buildSegment(
  { crypto }: SyncPorts,
  view: LocalView,
  plan: SegmentPlan,
  records: readonly VaultRecord[],
  tag: string,
) {
  const { state } = view;
  const segment: Segment = {
    device: view.device,
    seq: plan.seq,
    from: plan.from,
    prevHash: plan.prevHash,
    trail: state.own.trail.filter(({ seq }) => seq >= plan.from),
    kind: plan.kind,
    hlc: { ms: view.hlc.ms, count: view.hlc.count },
    seen: state.heads,
    missing: [...new Set(brokenChains(state).map((alert) => alert.tag))].sort(),
    stateHash: isComparable(plan, state) ? await crypto.digest(utf8ToBytes(spellState(records))) : '',
    records,
  };
  const sealed = await crypto.seal({ tag, seq: plan.seq }, encodeSegment(segment));
  const own: OwnSegment = {
    kind: plan.kind,
    seq: plan.seq,
    from: plan.from,
    hash: await crypto.digest(sealed),
    level: plan.level,
    ids: plan.kind === 'snapshot' ? view.outbox.map(({ id }) => id) : plan.ids,
    upTo: view.counter,
    bytes: sealed.length,
    isStored: false,
    isVerified: false,
    missed: 0,
    marks: view.outbox,
  };
  return { sealed, own };
}

/** Who holds something back does not have what its heads say it has read. */
function isComparable({ kind }: SegmentPlan, { held }: SyncState): boolean {
  return kind === 'snapshot' && held.length === 0;
}

async function updateOwn(
  { store }: SyncPorts,
  change: (own: OwnChain) => OwnChain,
  sent: readonly OutboxMark[],
): Promise<boolean> {
  for (let tries = 0; tries < COMMIT_TRIES; tries++) {
    const { state, counter, hlc } = await store.load();
    const next = { ...state, own: change(state.own) };
    if (await store.commit({ expectedCounter: counter, state: next, records: [], sent, hlc })) return true;
  }
  return false;
}

function contended(): Result<never, PushFailure> {
  return fail({ kind: 'contended' });
}
