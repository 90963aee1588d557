/**
 * One round: list, check, read, merge, commit, send, tidy. It may stop after any step and be begun again: what was read
 * is committed whole together with how far was read, and what is sent was noted before.
 *
 * Codes never wait for it: it only ever adds to what lies on this device, or asks.
 */
import { utf8ToBytes } from '../base/bytes.ts';
import type { Random, UnixMs } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type Applied, type Pulled, planCommit } from './apply.ts';
import { becomeNewDevice, type CloneFinding, findClone, isToldOtherwise } from './clone.ts';
import { type Alert, isSameState, renewAlerts, type StandingAlert, type SyncState } from './high-water.ts';
import { lastSeqOf } from './own-chain.ts';
import { type PushFailure, pushOutbox, tidyOwn } from './push.ts';
import { type ChainReading, readChain } from './read-chain.ts';
import type { RemoteFailure } from './remote.ts';
import { type Heads, parseSegmentName, type Segment, type SegmentName } from './segment.ts';
import { spellState } from './snapshot.ts';
import type { LocalView, SyncPorts } from './sync-ports.ts';

/** `other-vault`: what lies there belongs to another vault; nothing was read or written. */
export type RoundFailure = PushFailure | { readonly kind: 'other-vault' };

/** Of the storage, so that waiting or the user can help; the others are about us. */
export function isOfStorage(failure: RoundFailure): failure is RemoteFailure {
  return failure.kind !== 'other-vault' && failure.kind !== 'contended' && failure.kind !== 'damaged';
}

export interface RoundReport {
  /** `undefined`: all of it was done. Otherwise what was done before it stays done. */
  readonly failure: RoundFailure | undefined;
  readonly changedIds: readonly string[];
  /** What changed here, by the device that it came from. */
  readonly received: readonly Received[];
  readonly sentCount: number;
  /** Waiting for the user's yes: too much would go at once. */
  readonly heldIds: readonly string[];
  readonly alerts: readonly StandingAlert[];
}

export interface Received {
  readonly device: string;
  /** By its own clock, when it last wrote. */
  readonly writtenAtMs: UnixMs;
  readonly changedIds: readonly string[];
}

export interface RoundOptions {
  /** Records that the user agrees to lose. */
  readonly approved?: ReadonlySet<string>;
}

interface Reading {
  readonly pulled: Pulled;
  /** Where the view stood when the storage was read. */
  readonly heads: Heads;
  readonly failure: RemoteFailure | undefined;
}

const COMMIT_TRIES = 8;
const STRANGERS_READ = 64;
/** Own segments in the storage; with so many the tidying waits no longer. A chain of a thousand edits needs up to 13. */
const TIDIED_FROM = 13;

export async function runRound(ports: SyncPorts, { approved = new Set() }: RoundOptions = {}): Promise<RoundReport> {
  const reading = await readStorage(ports);
  if (!reading.ok) return report(ports, reading.error);
  const applied = await applyReading(ports, reading.value, approved);
  if (!applied.ok) return report(ports, applied.error);
  const { pulled, failure } = reading.value;
  const done = { ...applied.value, received: receivedOf(pulled, applied.value) };
  if (failure !== undefined) return report(ports, failure, done);
  await compareWithSnapshots(ports, pulled);
  const pushed = await pushOutbox(ports, pulled.ownTag);
  if (!pushed.ok) return report(ports, pushed.error, done);
  // An edit costs a listing and a write; what it stands for from now on may go in a round that has nothing to say.
  if (pushed.value > 0 && pulled.listedOwn.length < TIDIED_FROM) return report(ports, undefined, done, pushed.value);
  const tidied = await tidyOwn(ports, pulled.ownTag, pulled.listedOwn);
  return report(ports, tidied.ok ? undefined : tidied.error, done, pushed.value);
}

function receivedOf({ chains }: Pulled, { changed }: Applied): readonly Received[] {
  const changedIds = new Set(changed.map(({ id }) => id));
  return [...chains.values()].flatMap(({ segments }): Received[] => {
    const last = segments.at(-1);
    if (last === undefined) return [];
    const ids = new Set(segments.flatMap(({ records }) => records.map(({ id }) => id)));
    return [{ device: last.device, writtenAtMs: last.hlc.ms, changedIds: [...ids].filter((id) => changedIds.has(id)) }];
  });
}

async function readStorage(ports: SyncPorts, isRenamed = false): Promise<Result<Reading, RoundFailure>> {
  const listing = await ports.remote.list();
  if (!listing.ok) return listing;
  const namesByTag = Map.groupBy(
    listing.value.flatMap(({ name }) => parseSegmentName(name) ?? []),
    ({ tag }) => tag,
  );
  const named = await nameOurselves(ports, namesByTag);
  if (!named.ok) return named;
  const { view, ownTag, alerts } = named.value;
  for (const tag of ports.floor?.removed ?? []) namesByTag.delete(tag);
  const { chains, failure } = await readChains(ports, view, namesByTag, ownTag);
  const segments = [...chains.values()].flatMap((chain) => chain.segments);
  if (segments.some(({ seen }) => isToldOtherwise(view.state.own, seen[ownTag]))) {
    const isNew = !isRenamed && (await becomeNewDevice(ports, view, ownTag));
    return isNew ? readStorage(ports, true) : fail({ kind: 'contended' });
  }
  const listedOwn = namesByTag.get(ownTag) ?? [];
  if (isOtherVault(view, [...chains.values()], listedOwn)) return fail({ kind: 'other-vault' });
  if (alerts.length > 0) chains.set(ownTag, { segments: [], head: undefined, branches: [], alerts, complaints: [] });
  return ok({ pulled: { ownTag, listedOwn, chains }, heads: view.state.heads, failure });
}

/** Who we are in this storage: under a new name from now on, if somebody else writes under ours. */
async function nameOurselves(
  ports: SyncPorts,
  namesByTag: ReadonlyMap<string, readonly SegmentName[]>,
): Promise<Result<{ readonly view: LocalView; readonly ownTag: string } & Pick<CloneFinding, 'alerts'>, RoundFailure>> {
  const view = await ports.store.load();
  const ownTag = await ports.crypto.tagOf(view.device);
  const finding = await findClone(ports, view, ownTag, namesByTag.get(ownTag) ?? []);
  if (!finding.ok) return finding;
  if (!finding.value.isCloned) return ok({ view, ownTag, alerts: finding.value.alerts });
  if (!(await becomeNewDevice(ports, view, ownTag))) return fail({ kind: 'contended' });
  const renamed = await ports.store.load();
  return ok({ view: renamed, ownTag: await ports.crypto.tagOf(renamed.device), alerts: [] });
}

/** Each chain whole or not at all; what was read before the line broke is kept. */
async function readChains(
  ports: SyncPorts,
  { state }: LocalView,
  namesByTag: ReadonlyMap<string, readonly SegmentName[]>,
  ownTag: string,
): Promise<{ readonly chains: Map<string, ChainReading>; readonly failure: RemoteFailure | undefined }> {
  const chains = new Map<string, ChainReading>();
  const tags = new Set([...namesByTag.keys(), ...Object.keys(state.heads)]);
  for (const tag of [ownTag, ...(ports.floor?.removed ?? [])]) tags.delete(tag);
  for (const tag of fewStrangers([...tags], state, ports.random)) {
    const objects = namesByTag.get(tag) ?? [];
    const chain = await readChain(ports, { tag, objects, head: state.heads[tag], branches: state.branches });
    if (!chain.ok) return { chains, failure: chain.error };
    chains.set(tag, chain.value);
  }
  return { chains, failure: undefined };
}

/** A storage that piles up made-up devices costs a round no more than some of them, each time others. */
function fewStrangers(tags: readonly string[], { heads, attested }: SyncState, random: Random): readonly string[] {
  const isKnown = (tag: string) => heads[tag] !== undefined || attested[tag] !== undefined;
  const strangers = tags.filter((tag) => !isKnown(tag));
  if (strangers.length <= STRANGERS_READ) return tags;
  const [first = 0, second = 0] = random(2);
  const from = (first * 256 + second) % strangers.length;
  const some = [...strangers.slice(from), ...strangers.slice(0, from)].slice(0, STRANGERS_READ);
  return [...tags.filter(isKnown), ...some];
}

/** Chains that we have never read and cannot open, nothing else, and nothing of ours among them. */
function isOtherVault(
  { state }: LocalView,
  chains: readonly ChainReading[],
  listedOwn: readonly SegmentName[],
): boolean {
  const isStrange = ({ head, alerts }: ChainReading) =>
    head === undefined && alerts.length > 0 && alerts.every(({ kind }) => kind === 'foreign' || kind === 'newer');
  return (
    chains.length > 0 && Object.keys(state.heads).length === 0 && listedOwn.length === 0 && chains.every(isStrange)
  );
}

async function applyReading(
  { store, clock, floor }: SyncPorts,
  { pulled, heads }: Reading,
  approved: ReadonlySet<string>,
): Promise<Result<Applied, RoundFailure>> {
  for (let tries = 0; tries < COMMIT_TRIES; tries++) {
    const view = await store.load();
    // Another worker has read further: what we read is old news, and committing it would go back.
    if (!isSameHeads(view.state.heads, heads)) return fail({ kind: 'contended' });
    const applied = await planCommit(store, view, { ...pulled, removed: floor?.removed ?? [] }, approved, clock());
    const { state, records, sent } = applied.commit;
    const isIdle = records.length === 0 && sent.length === 0 && isSameState(state, view.state);
    if (isIdle || (await store.commit(applied.commit))) return ok(applied);
  }
  return fail({ kind: 'contended' });
}

function isSameHeads(left: Heads, right: Heads): boolean {
  const tags = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...tags].every((tag) => left[tag]?.seq === right[tag]?.seq && left[tag]?.hash === right[tag]?.hash);
}

/** Two devices that have read the same must hold the same: a proof against faults of our own, where it costs little. */
async function compareWithSnapshots({ store, crypto, clock }: SyncPorts, { chains, ownTag }: Pulled): Promise<void> {
  for (const [tag, { segments }] of chains) {
    const snapshot = segments.findLast(({ stateHash }) => stateHash !== '');
    if (snapshot === undefined) continue;
    const view = await store.load();
    if (!hasSameHistory(view, snapshot, tag, ownTag)) continue;
    const hash = await crypto.digest(utf8ToBytes(spellState(await store.readAllRecords())));
    if (hash === snapshot.stateHash) continue;
    const alert: Alert = { kind: 'diverged', tag, expectedSeq: snapshot.seq, shownSeq: snapshot.seq };
    const state = { ...view.state, alerts: renewAlerts(view.state.alerts, [...view.state.alerts, alert], clock()) };
    await store.commit({ expectedCounter: view.counter, state, records: [], sent: [], hlc: view.hlc });
  }
}

function hasSameHistory({ state, outbox }: LocalView, snapshot: Segment, tag: string, ownTag: string): boolean {
  const { [tag]: theirs, ...others } = state.heads;
  const ownSeq = lastSeqOf(state.own);
  const { [ownTag]: ours, ...rest } = snapshot.seen;
  return (
    outbox.length === 0 &&
    state.held.length === 0 &&
    // What came from a device that was removed since stands in no head, and is only heard of with the next snapshot.
    !state.own.needsSnapshot &&
    theirs?.seq === snapshot.seq &&
    (ours?.seq ?? 0) === ownSeq &&
    isSameHeads(others, rest)
  );
}

async function report(
  { store }: SyncPorts,
  failure: RoundFailure | undefined,
  applied?: Applied & Pick<RoundReport, 'received'>,
  sentCount = 0,
): Promise<RoundReport> {
  const { state } = await store.load();
  return {
    failure,
    changedIds: applied?.changed.map(({ id }) => id) ?? [],
    received: applied?.received ?? [],
    sentCount,
    heldIds: applied?.heldIds ?? [],
    alerts: state.alerts,
  };
}
