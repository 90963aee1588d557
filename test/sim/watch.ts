/**
 * Looks on while rounds run: nothing is taken in part, nothing goes back in silence, nobody deletes what is another's,
 * nothing leaves that could be read. It knows what was sealed, since it stood beside the sealing.
 */
import { hash } from 'node:crypto';
import type { Bytes } from '../../lib/base/bytes.ts';
import { mergeRecords } from '../../lib/record/merge.ts';
import type { VaultRecord } from '../../lib/record/record.ts';
import { decodeRecord, encodeRecord } from '../../lib/record/record-codec.ts';

import type { RoundReport } from '../../lib/sync/round.ts';
import {
  bucketOf,
  decodeSegment,
  formatSegmentName,
  type Head,
  type Heads,
  parseSegmentName,
  type Segment,
} from '../../lib/sync/segment.ts';
import type { SyncCommit, SyncPorts } from '../../lib/sync/sync-ports.ts';
import type { Judge } from './judge.ts';
import type { Profile } from './profile.ts';

export interface Watch {
  /** `isAlone`: no other worker changes this profile meanwhile. */
  round(profile: Profile, ports: SyncPorts, isAlone: boolean): RoundWatch;
  /** `removed`: tags that are neither read nor missed. */
  commit(profile: Profile, commit: SyncCommit, before: Profile, removed: readonly string[]): void;
  storage(objects: ReadonlyMap<string, Bytes>): void;
}

export interface RoundWatch {
  readonly ports: SyncPorts;
  end(report: RoundReport): void;
}

/** Words that stand in every segment and record. */
const PLAIN = /"(issuer|seen|device|states|prevHash)"/;
const OVERHEAD = 17;

export function createWatch(judge: Judge): Watch {
  const plaintexts = new Map<string, Bytes>();
  const segments = new Map<string, Segment>();
  /** How far others have read, by what each profile was told. */
  const told = new WeakMap<Profile, Map<string, number>>();

  function segmentAt(tag: string, head: Head): Segment | undefined {
    const name = formatSegmentName(tag, head);
    const known = segments.get(name);
    const plaintext = plaintexts.get(name);
    if (known !== undefined || plaintext === undefined) return known;
    const segment = decodeSegment(plaintext);
    segments.set(name, segment);
    return segment;
  }

  /** From a head back to what was known before. */
  function pathTo(tag: string, head: Head, knownSeq: number): readonly Segment[] {
    const path: Segment[] = [];
    for (let at: Head | undefined = head; at !== undefined && at.seq > knownSeq; ) {
      const segment = segmentAt(tag, at);
      if (segment === undefined) {
        judge.say('G5', `${tag} is read up to ${head.seq}, which nobody wrote`);
        return path;
      }
      path.push(segment);
      at = segment.from > 1 ? { seq: segment.from - 1, hash: segment.prevHash } : undefined;
    }
    return path;
  }

  function noteTold(profile: Profile, seen: Heads): void {
    const tops = told.get(profile) ?? new Map<string, number>();
    told.set(profile, tops);
    for (const [tag, { seq }] of Object.entries(seen)) tops.set(tag, Math.max(tops.get(tag) ?? 0, seq));
  }

  /** Somebody says that there is more than is shown here. */
  function judgeWithheld(profile: Profile, { alerts }: RoundReport, removed: readonly string[]): void {
    const { heads, own } = profile.state;
    const ownHashes = new Set(own.trail.map(({ seq }) => seq));
    for (const [tag, seq] of told.get(profile) ?? []) {
      const isTold = removed.includes(tag) || alerts.some((alert) => alert.tag === tag);
      if ((heads[tag]?.seq ?? 0) >= seq || isTold) continue;
      if (!ownHashes.has(seq)) judge.say('G5', `${tag} is withheld beyond ${heads[tag]?.seq ?? 0} in silence`);
    }
  }

  function watchRemote({ remote, crypto }: SyncPorts, profile: Profile, seen: Seen): SyncPorts['remote'] {
    return {
      ...remote,
      async list() {
        const listing = await remote.list();
        seen.isListed = listing.ok;
        if (listing.ok) seen.shown = topsOf(listing.value.map(({ name }) => name));
        return listing;
      },
      async get(name) {
        const got = await remote.get(name);
        const parsed = parseSegmentName(name);
        if (got.ok && parsed !== undefined && digestOf(got.value) !== parsed.hash) seen.damaged.add(parsed.tag);
        return got;
      },
      async delete(name) {
        const own = await Promise.all([...namesOf(profile)].map((device) => crypto.tagOf(device)));
        if (!own.includes(parseSegmentName(name)?.tag ?? '')) judge.say('G1', `${name} is deleted by another`);
        if (!seen.isListed) judge.say('G10', `${name} is deleted without a listing`);
        return remote.delete(name);
      },
    };
  }

  return {
    round(profile, ports, isAlone) {
      const heads = profile.state.heads;
      const ownDevice = profile.device;
      const seen: Seen = { isListed: false, shown: new Map(), damaged: new Set() };
      const { crypto, store } = ports;
      return {
        ports: {
          ...ports,
          remote: watchRemote(ports, profile, seen),
          store: {
            ...store,
            async commit(commit) {
              if (!seen.isListed && commit.records.length > 0) judge.say('G10', 'records change without a listing');
              return store.commit(commit);
            },
          },
          crypto: {
            ...crypto,
            async seal(place, plaintext) {
              const sealed = await crypto.seal(place, plaintext);
              plaintexts.set(formatSegmentName(place.tag, { seq: place.seq, hash: digestOf(sealed) }), plaintext);
              return sealed;
            },
          },
        },
        end(report) {
          const isRenamed = profile.device !== ownDevice;
          if (!isAlone || isRenamed || report.failure !== undefined) return;
          const removed = ports.floor?.removed ?? [];
          judgeReport(judge, heads, seen, report, removed);
          judgeWithheld(profile, report, removed);
        },
      };
    },

    commit(profile, commit, before, removed) {
      namesOf(profile).add(profile.device);
      if (commit.device !== undefined) return;
      const held = new Set(commit.state.held.map((text) => decodeRecord(text).id));
      for (const [tag, head] of Object.entries(commit.state.heads)) {
        const known = before.state.heads[tag];
        if (known?.hash === head.hash) continue;
        if (head.seq < (known?.seq ?? 0)) judge.say('G5', `${tag} goes back from ${known?.seq} to ${head.seq}`);
        for (const { records, seen } of pathTo(tag, head, known?.seq ?? 0)) {
          noteTold(profile, seen);
          const lacking = records.find(
            (record) => !held.has(record.id) && !isContained(profile.records.get(record.id), record),
          );
          if (lacking !== undefined) judge.say('G9', `${tag} is read up to ${head.seq}, but not ${lacking.id}`);
        }
      }
      for (const tag of Object.keys(before.state.heads))
        if (commit.state.heads[tag] === undefined && !removed.includes(tag)) judge.say('G5', `${tag} is forgotten`);
    },

    storage(objects) {
      for (const [name, bytes] of objects) {
        if (PLAIN.test(Buffer.from(bytes).toString('latin1'))) judge.say('G6', `${name} can be read`);
        const isOurs = plaintexts.has(name) && digestOf(bytes) === parseSegmentName(name)?.hash;
        const content = bytes.length - OVERHEAD;
        if (isOurs && bucketOf(content) !== content) judge.say('G6', `${name} tells its length`);
      }
    },
  };
}

interface Seen {
  isListed: boolean;
  /** By tag, the highest that the last listing showed. */
  shown: ReadonlyMap<string, number>;
  readonly damaged: Set<string>;
}

/** What this device knew better than the storage shows it, or was given in pieces, must be told of. */
function judgeReport(
  judge: Judge,
  heads: Heads,
  { shown, damaged }: Seen,
  { alerts }: RoundReport,
  removed: readonly string[],
): void {
  for (const [tag, { seq }] of Object.entries(heads)) {
    if (removed.includes(tag)) continue;
    const isTold = alerts.some((alert) => alert.kind === 'rolled-back' && alert.tag === tag);
    if ((shown.get(tag) ?? 0) < seq && !isTold) judge.say('G5', `${tag} goes back behind ${seq} in silence`);
  }
  for (const tag of damaged) {
    const isTold = alerts.some((alert) => alert.tag === tag);
    if (!isTold && heads[tag] !== undefined && !removed.includes(tag)) judge.say('G5', `${tag} is damaged in silence`);
  }
}

function topsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const tops = new Map<string, number>();
  for (const { tag, seq } of names.flatMap((name) => parseSegmentName(name) ?? []))
    tops.set(tag, Math.max(tops.get(tag) ?? 0, seq));
  return tops;
}

const usedNames = new WeakMap<Profile, Set<string>>();

/** All ids that this profile has written under. */
function namesOf(profile: Profile): Set<string> {
  const names = usedNames.get(profile) ?? new Set([profile.device]);
  usedNames.set(profile, names);
  return names;
}

function isContained(local: VaultRecord | undefined, record: VaultRecord): boolean {
  return local !== undefined && encodeRecord(mergeRecords(local, record)) === encodeRecord(local);
}

function digestOf(bytes: Bytes): string {
  return hash('sha256', bytes, 'hex').slice(0, 32);
}
