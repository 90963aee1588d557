/**
 * The guarantees as predicates. It writes down what was acknowledged, and at the end looks for it; it knows nothing of
 * how the sync works. Every value is written once only, so a value tells which act of writing it came from.
 */
import { counterOf, entriesOf, fieldOf, membersOf, stateOf, type VaultRecord } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import type { SyncCommit } from '../../lib/sync/sync-ports.ts';
import type { Profile } from './profile.ts';

export interface Judge {
  readonly created: Set<string>;
  /** Before a field is overwritten. */
  beforeField(profile: Profile, id: string, field: string, value: string): void;
  tagAdded(id: string, tag: string): void;
  tagRemoved(id: string, tag: string): void;
  trashed(id: string): void;
  restored(id: string): void;
  purged(id: string): void;
  shown(id: string, counter: number): void;
  /**
   * Records that were unsent when their profile was copied: what the copy sends under its new name is another act of
   * writing, so a removed tag may stand a second time, and a new key may count twice.
   */
  copied(ids: Iterable<string>): void;
  commit(profile: Profile, commit: SyncCommit, before: Profile, approved: ReadonlySet<string>, nowMs: number): void;
  final(profiles: readonly Profile[]): void;
  readonly violations: string[];
}

const FREE = 5;
const SHARE = 0.2;
const DAY_MS = 24 * 60 * 60 * 1000;

export function createJudge(): Judge {
  const violations: string[] = [];
  const created = new Set<string>();
  /** Value -> those that overwrote it knowingly. */
  const fields = new Map<string, { id: string; field: string; value: string; overwrittenBy: string[] }>();
  const tags = new Map<string, { id: string; tag: string; isRemoved: boolean }>();
  const lastState = new Map<string, 'trashed' | 'restored'>();
  const purgedIds = new Set<string>();
  const highest = new Map<string, number>();
  const excused = new Set<string>();
  const removals = new WeakMap<object, { atMs: number; count: number }[]>();
  const say = (text: string) => {
    if (violations.length < 20) violations.push(text);
  };

  function guardCommit(
    commit: SyncCommit,
    before: Profile,
    approved: ReadonlySet<string>,
    nowMs: number,
    key: Profile,
  ) {
    const gone = commit.records.filter((record) => {
      const known = before.records.get(record.id);
      return known !== undefined && stateOf(known) === 'live' && stateOf(record) !== 'live' && !approved.has(record.id);
    }).length;
    if (gone === 0) return;
    const log = removals.get(key) ?? [];
    const recent = log.filter(({ atMs }) => atMs > nowMs - DAY_MS).reduce((sum, { count }) => sum + count, 0);
    const live = [...before.records.values()].filter((record) => stateOf(record) === 'live').length;
    if (gone + recent > Math.max(FREE, (live + recent) * SHARE)) say(`G10: ${gone} of ${live} removed without a yes`);
    removals.set(key, [...log, { atMs: nowMs, count: gone }]);
  }

  function isAccounted(value: string, present: ReadonlySet<string>, depth = 0): boolean {
    if (present.has(value)) return true;
    return (
      depth < 200 && (fields.get(value)?.overwrittenBy ?? []).some((next) => isAccounted(next, present, depth + 1))
    );
  }

  function judgeRecord(record: VaultRecord): void {
    const present = new Set([
      ...Object.values(record.fields).flatMap((entries) => entries.map(({ value }) => String(value))),
      ...record.history.map(({ entry }) => String(entry.value)),
    ]);
    for (const { id, field, value } of fields.values()) {
      if (id === record.id && !isAccounted(value, present)) say(`G1: ${field} ${value} of ${id} is lost`);
    }
    for (const value of present) if (!fields.has(value)) say(`G5: ${value} in ${record.id} was never written`);
    for (const { id, tag, isRemoved } of tags.values()) {
      if (id !== record.id) continue;
      const has = membersOf(record, 'tags').includes(tag);
      if (has && isRemoved && !excused.has(id)) say(`G3: ${tag} of ${id} is back`);
      if (!has && !isRemoved) say(`G1: ${tag} of ${id} is lost`);
    }
    if (lastState.get(record.id) === 'trashed' && stateOf(record) === 'live') say(`G3: ${record.id} is back`);
    const reached = Math.max(
      0,
      ...Object.keys(record.counters.hotp ?? {}).map((epoch) => counterOf(record, 'hotp', epoch)),
    );
    const shown = highest.get(record.id);
    if (shown !== undefined && !excused.has(record.id) && reached <= shown)
      say(`G4: ${record.id} shows ${shown} again`);
  }

  return {
    created,
    violations,
    beforeField(profile, id, field, value) {
      const record = profile.records.get(id);
      if (record !== undefined) {
        for (const entry of entriesOf(record.fields, field)) fields.get(String(entry.value))?.overwrittenBy.push(value);
      }
      fields.set(value, { id, field, value, overwrittenBy: [] });
    },
    tagAdded: (id, tag) => tags.set(tag, { id, tag, isRemoved: false }),
    tagRemoved(id, tag) {
      tags.set(tag, { id, tag, isRemoved: true });
    },
    trashed: (id) => lastState.set(id, 'trashed'),
    /** Whoever restores knows of a deletion, but perhaps not of the last one; only an unrestored trash is judged. */
    restored: (id) => lastState.set(id, 'restored'),
    purged: (id) => purgedIds.add(id),
    shown(id, counter) {
      highest.set(id, Math.max(highest.get(id) ?? -1, counter));
    },
    copied(ids) {
      for (const id of ids) excused.add(id);
    },
    commit(profile, commit, before, approved, nowMs) {
      guardCommit(commit, before, approved, nowMs, profile);
    },
    final(profiles) {
      const spelled = profiles.map(({ records }) =>
        [...records.values()]
          .sort((left, right) => (left.id < right.id ? -1 : 1))
          .map(encodeRecord)
          .join('\n'),
      );
      if (new Set(spelled).size > 1) say('G2: the devices differ');
      for (const { records } of profiles) {
        if (records.size !== created.size) say(`G8: ${records.size} records of ${created.size}`);
        for (const record of records.values()) if (!purgedIds.has(record.id)) judgeRecord(record);
        for (const id of purgedIds) {
          const record = records.get(id);
          if (record !== undefined && stateOf(record) !== 'purged') say(`G3: ${id} was purged and is back`);
          if (record !== undefined && fieldOf(record, 'issuer') !== undefined) say(`G3: ${id} was purged and tells`);
        }
      }
    },
  };
}
