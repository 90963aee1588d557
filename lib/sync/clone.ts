/**
 * Finds out that this profile was copied or put back from a backup, and gives it an id of its own. Two profiles that
 * write under one id would each look to the other like a storage that lies.
 */
import { bytesToHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type Alert, EMPTY_OWN_CHAIN, type OwnChain, renewAlerts, type SyncState } from './high-water.ts';
import { findStrangers, lastSeqOf } from './own-chain.ts';
import { openSegment } from './read-chain.ts';
import type { RemoteFailure } from './remote.ts';
import { restampRecord } from './restamp.ts';
import type { Head, Heads, SegmentName } from './segment.ts';
import type { LocalView, SyncPorts } from './sync-ports.ts';

export const DEVICE_ID_BYTES = 8;
const STRANGERS_OPENED = 8;

export interface CloneFinding {
  readonly isCloned: boolean;
  /** Fakes under our name. */
  readonly alerts: readonly Alert[];
}

/** A name alone proves nothing, since the storage could write it: only what opens under the vault key counts. */
export async function findClone(
  ports: SyncPorts,
  { state }: LocalView,
  tag: string,
  listedOwn: readonly SegmentName[],
): Promise<Result<CloneFinding, RemoteFailure>> {
  const { own, attested } = state;
  if (isToldOtherwise(own, attested[tag])) return ok({ isCloned: true, alerts: [] });
  const alerts: Alert[] = [];
  const strangers = [...findStrangers(own, listedOwn)].sort((left, right) => right.seq - left.seq);
  for (const stranger of strangers.slice(0, STRANGERS_OPENED)) {
    const opened = await openSegment(ports, stranger);
    if (!opened.ok) return opened;
    if (typeof opened.value !== 'string') return ok({ isCloned: true, alerts: [] });
    const { seq } = stranger;
    alerts.push({ kind: 'damaged', tag, expectedSeq: lastSeqOf(own), shownSeq: seq });
  }
  return ok({ isCloned: false, alerts });
}

/**
 * Another device has read something under our name that we did not write. To be asked of each segment before it is
 * merged: whatever a copy of this profile wrote can only come to us from who has read it.
 */
export function isToldOtherwise(own: OwnChain, told: Head | undefined): boolean {
  if (told === undefined) return false;
  const remembered = own.trail.find(({ seq }) => seq === told.seq);
  return told.seq > lastSeqOf(own) || (remembered !== undefined && remembered.hash !== told.hash);
}

/** `false` when somebody wrote meanwhile. The old chain becomes one of the others, read as far as we wrote it. */
export async function becomeNewDevice(ports: SyncPorts, view: LocalView, tag: string): Promise<boolean> {
  const { state, device, outbox } = view;
  const to = bytesToHex(ports.random(DEVICE_ID_BYTES));
  const { live, seenCounter } = state.own;
  const sentIds = live.filter(({ upTo }) => upTo > seenCounter).flatMap(({ ids }) => ids);
  const records = await ports.store.readRecords([...new Set([...outbox.map(({ id }) => id), ...sentIds])]);
  const renaming = { from: device, to, sentCounter: seenCounter };
  const alert: Alert = { kind: 'cloned', tag, expectedSeq: lastSeqOf(state.own), shownSeq: lastSeqOf(state.own) };
  const next: SyncState = {
    ...state,
    heads: { ...state.heads, ...oldHead(state, tag) },
    own: { ...EMPTY_OWN_CHAIN, needsSnapshot: true },
    alerts: renewAlerts(state.alerts, [alert, ...state.alerts], ports.clock()),
  };
  return ports.store.commit({
    expectedCounter: view.counter,
    state: next,
    records: records.map((record) => restampRecord(record, renaming)),
    sent: [],
    hlc: view.hlc,
    device: to,
  });
}

/** What was renamed is read again under its old name: others have it so. */
function oldHead({ own }: SyncState, tag: string): Heads {
  const last = own.live.filter(({ isStored, upTo }) => isStored && upTo <= own.seenCounter).at(-1);
  return last === undefined ? {} : { [tag]: { seq: last.seq, hash: last.hash } };
}
