/**
 * One round from end to end: permission, listing, headers, records, this device's own header, and what was left to clear.
 * It may be stopped after any await; the next one begins anew and comes to the same end.
 */
import { ok, type Result } from '../../../lib/base/result.ts';
import type { SyncProblemCode, SyncProgress } from '../../../lib/messaging/sync-shapes.ts';
import { parseHeaderName } from '../../../lib/sync/header.ts';
import type { KnownHeaders } from '../../../lib/sync/headers.ts';
import type { Remote, RemoteFailure, RemoteObject } from '../../../lib/sync/remote.ts';
import { isOfStorage, type RoundReport, runRound } from '../../../lib/sync/round.ts';
import { formatSegmentName, parseSegmentName } from '../../../lib/sync/segment.ts';
import type { KeyFloor, SyncPorts } from '../../../lib/sync/sync-ports.ts';
import { reviewHeaders } from './header-review.ts';
import { writeRound } from './journal.ts';
import { changeSettings, type SyncSettings } from './settings.ts';
import { openStorage, problemOf } from './storages.ts';
import type { SyncParts } from './sync-parts.ts';
import { createSegmentCrypto, createSyncStore, digest } from './vault-ports.ts';

export interface RoundEnd {
  /** Empty when all was done. */
  readonly problem: SyncProblemCode | '';
  /** Of the storage, for the pace of the next round. */
  readonly failure: RemoteFailure | undefined;
  readonly report: RoundReport | undefined;
}

export interface RoundWishes {
  readonly approved?: ReadonlySet<string>;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** Further than this from the storage's clock, and from what other devices wrote, is a clock gone wrong. */
const CLOCK_OFF_MS = 24 * 60 * 60 * 1000;

export async function runOneRound(
  parts: SyncParts,
  settings: SyncSettings,
  wishes: RoundWishes = {},
): Promise<RoundEnd> {
  const save = async (tokens: NonNullable<SyncSettings['tokens']>) => {
    await changeSettings(parts.vault, (now) => ({ ...now, tokens }));
  };
  const opened = await openStorage(parts, { ...settings, save });
  if (!opened.ok) return end({ problem: opened.error as SyncProblemCode });
  const { remote, skewMs } = opened.value;
  const failed = (failure: RemoteFailure): RoundEnd => end({ problem: problemOf(failure, settings.storage), failure });
  const listing = await remote.list();
  if (!listing.ok) return failed(listing.error);
  if (Math.abs(skewMs()) > CLOCK_OFF_MS) return end({ problem: 'clock' });
  const headers = await reviewHeaders(parts, settings, remote, listing.value);
  if (!headers.ok)
    return end(headers.error.failure === undefined ? headers.error : { ...failed(headers.error.failure) });
  const { floor, settings: current } = headers.value;
  const ports = createPorts(parts, listed(remote, listing.value, wishes.onProgress), floor);
  const report = await runRound(ports, wishes.approved === undefined ? {} : { approved: wishes.approved });
  await writeRound(parts.vault, report, parts.clock());
  if (report.failure !== undefined) {
    const problem = isOfStorage(report.failure) ? problemOf(report.failure, settings.storage) : report.failure.kind;
    const failure = isOfStorage(report.failure) ? report.failure : undefined;
    return { problem: problem === 'damaged' ? 'untrusted' : problem, failure, report };
  }
  await replaceLost(ports, report);
  const cleared = await clearRemoved(parts, ports, current, listing.value);
  if (!cleared.ok) return { ...failed(cleared.error), report };
  const isOff = isClockOff(headers.value.known, parts.clock());
  return { problem: isOff ? 'clock' : '', failure: undefined, report };
}

function end({
  problem,
  failure,
}: {
  readonly problem: SyncProblemCode | '';
  readonly failure?: RemoteFailure | undefined;
}): RoundEnd {
  return { problem, failure, report: undefined };
}

/** Logical time never goes back, so only headers tell of the clock that a device has now. */
function isClockOff(known: KnownHeaders, nowMs: number): boolean {
  return Object.values(known).some(({ header }) => header.body.writtenAtMs > nowMs + CLOCK_OFF_MS);
}

function createPorts({ vault, clock, random }: SyncParts, remote: Remote, floor: KeyFloor | undefined): SyncPorts {
  const ports = { remote, store: createSyncStore(vault), crypto: createSegmentCrypto(vault), clock, random };
  return floor === undefined ? ports : { ...ports, floor };
}

/** The listing that the headers were found in serves the records too; and each object that was read is told of. */
function listed(
  remote: Remote,
  listing: readonly RemoteObject[],
  onProgress: RoundWishes['onProgress'] = () => undefined,
): Remote {
  let isFirst = true;
  let done = 0;
  const total = listing.filter(({ name }) => parseSegmentName(name) !== undefined).length;
  return {
    ...remote,
    list: () => {
      const answer = isFirst ? Promise.resolve(ok(listing)) : remote.list();
      isFirst = false;
      return answer;
    },
    async get(name) {
      const got = await remote.get(name);
      done += 1;
      onProgress({ done: Math.min(done, total), total });
      return got;
    },
  };
}

/**
 * What another device has written is gone from the storage, perhaps with that device. Whoever came in by pairing has read it
 * and never sent it: the next round sends all of it, so that who comes later, or from the kit, finds it there.
 */
async function replaceLost({ store }: SyncPorts, { alerts }: RoundReport): Promise<void> {
  if (!alerts.some(({ kind, rounds }) => kind === 'rolled-back' && rounds > 1)) return;
  const { state, counter, hlc } = await store.load();
  const { own } = state;
  if (own.needsSnapshot || own.live.some(({ kind }) => kind === 'snapshot')) return;
  const next = { ...state, own: { ...own, needsSnapshot: true } };
  await store.commit({ expectedCounter: counter, state: next, records: [], sent: [], hlc });
}

/** Takes away what removed devices have left, once a snapshot that was read back holds all of it. */
async function clearRemoved(
  { vault }: SyncParts,
  { remote, crypto, store }: SyncPorts,
  { cleanup }: SyncSettings,
  listing: readonly RemoteObject[],
): Promise<Result<void, RemoteFailure>> {
  if (cleanup.length === 0) return ok(undefined);
  const { state, device } = await store.load();
  const snapshot = state.own.live.find(({ kind, isStored }) => kind === 'snapshot' && isStored);
  if (snapshot === undefined || state.own.needsSnapshot) return ok(undefined);
  const got = await remote.get(formatSegmentName(await crypto.tagOf(device), snapshot));
  if (!got.ok) return got;
  if ((await digest(got.value)) !== snapshot.hash) return ok(undefined);
  for (const { name } of listing) {
    const tag = parseSegmentName(name)?.tag ?? parseHeaderName(name)?.tag;
    if (tag === undefined || !cleanup.includes(tag)) continue;
    const deleted = await remote.delete(name);
    if (!deleted.ok) return deleted;
  }
  await changeSettings(vault, (settings) => ({ ...settings, cleanup: [] }));
  return ok(undefined);
}
