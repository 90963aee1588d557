/** The profile of one device in memory: what the vault keeps on its disk, and the one way to change it. */
import { counterOf, createRecord, type RecordWrite, type VaultRecord, writeRecord } from '../../lib/record/record.ts';
import { type Hlc, type Stamp, tickHlc } from '../../lib/record/stamp.ts';
import { createSyncState, type SyncState } from '../../lib/sync/high-water.ts';
import type { OutboxMark, SyncCommit, SyncStore } from '../../lib/sync/sync-ports.ts';

export interface Profile {
  device: string;
  counter: number;
  hlc: Hlc;
  state: SyncState;
  records: Map<string, VaultRecord>;
  outbox: Map<string, OutboxMark>;
}

/** Called after a commit of the sync, with what was there before. */
export type Watch = (commit: SyncCommit, before: Profile) => void;

export function createProfile(device: string): Profile {
  const hlc = { ms: 0, count: 0 };
  return { device, counter: 0, hlc, state: createSyncState(), records: new Map(), outbox: new Map() };
}

export function copyProfile(profile: Profile): Profile {
  return { ...profile, records: new Map(profile.records), outbox: new Map(profile.outbox) };
}

/** What the user does: acknowledged when it returns. */
export function writeHere(profile: Profile, id: string, write: RecordWrite, nowMs: number): Stamp {
  profile.counter += 1;
  profile.hlc = tickHlc(profile.hlc, nowMs);
  const stamp: Stamp = { device: profile.device, counter: profile.counter, ...profile.hlc };
  const known = profile.records.get(id);
  profile.records.set(id, known === undefined ? createRecord(id, write, stamp) : writeRecord(known, write, stamp));
  profile.outbox.set(id, { id, counter: profile.counter });
  return stamp;
}

/** The number to show; the one after it is on the disk before. */
export function drawCounter(profile: Profile, id: string, nowMs: number): number {
  const record = profile.records.get(id);
  const epoch = Object.keys(record?.counters.hotp ?? {})[0] ?? `${profile.device}:1`;
  const shown = record === undefined ? 0 : counterOf(record, 'hotp', epoch);
  writeHere(profile, id, { counters: { hotp: { [epoch]: shown + 1 } } }, nowMs);
  return shown;
}

/** What a database throws when it gives up: nothing of the transaction has happened. */
export class TransactionAborted extends Error {}

export function createProfileStore(
  profile: Profile,
  watch: Watch = () => undefined,
  aborts: () => boolean = () => false,
): SyncStore {
  return {
    load: async () => {
      const { device, counter, hlc, state, outbox } = profile;
      return { device, counter, hlc, state, outbox: [...outbox.values()] };
    },
    readRecords: async (ids) => ids.flatMap((id) => profile.records.get(id) ?? []),
    readAllRecords: async () => [...profile.records.values()],
    commit: async (commit) => {
      if (aborts()) throw new TransactionAborted();
      if (commit.expectedCounter !== profile.counter) return false;
      const before = copyProfile(profile);
      profile.counter += 1;
      profile.state = commit.state;
      profile.hlc = commit.hlc;
      profile.device = commit.device ?? profile.device;
      for (const record of commit.records) profile.records.set(record.id, record);
      for (const { id, counter } of commit.sent)
        if (profile.outbox.get(id)?.counter === counter) profile.outbox.delete(id);
      watch(commit, before);
      return true;
    },
  };
}
