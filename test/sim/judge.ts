/**
 * The guarantees as predicates. It writes down what was acknowledged, and at the end looks for it; it knows nothing of
 * how the sync works. Every value is written once only, so a value tells which act of writing it came from.
 */
import { counterOf, entriesOf, fieldOf, membersOf, stateOf, type VaultRecord } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import type { AlertKind } from '../../lib/sync/high-water.ts';
import type { SyncCommit } from '../../lib/sync/sync-ports.ts';
import type { Profile } from './profile.ts';

export type Guarantee = 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'G9' | 'G10';

export interface Judge {
  readonly created: Set<string>;
  /** Before a field is overwritten. */
  beforeField(profile: Profile, id: string, field: string, value: string): void;
  tagAdded(id: string, tag: string): void;
  tagRemoved(id: string, tag: string): void;
  trashed(id: string): void;
  restored(id: string): void;
  purged(id: string): void;
  shown(profile: Profile, id: string, counter: number): void;
  /**
   * Records that were unsent when a copied profile took a new name: what it sends under that is another act of writing, so
   * a removed tag may stand a second time, and a new key may count twice.
   */
  copied(ids: Iterable<string>): void;
  /** Records whose last changes the user gave up, by putting back an older profile before they were sent. */
  givenUp(ids: Iterable<string>): void;
  commit(profile: Profile, commit: SyncCommit, before: Profile, approved: ReadonlySet<string>, nowMs: number): void;
  /** `isHonest`: the storage failed at most, and never lied. */
  final(profiles: readonly Profile[], of: { readonly isCloning: boolean; readonly isHonest: boolean }): void;
  say(guarantee: Guarantee, text: string): void;
  readonly violations: string[];
}

const FREE = 5;
const SHARE = 0.2;
const DAY_MS = 24 * 60 * 60 * 1000;
const VIOLATIONS_KEPT = 20;
/** What only a second writer under one name can bring about; where nobody was copied, no storage can make us say so. */
const NEVER_ALONE: readonly AlertKind[] = ['forked', 'cloned', 'clashed', 'diverged'];

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
  const forgiven = new Set<string>();
  const shownHere = new WeakMap<Profile, Map<string, number>>();
  const removals = new WeakMap<object, { atMs: number; count: number }[]>();
  const say = (guarantee: Guarantee, text: string) => {
    if (violations.length < VIOLATIONS_KEPT) violations.push(`${guarantee}: ${text}`);
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
    // What lies in the future of a clock that was set back may be long ago: the device itself cannot tell.
    const recent = log
      .filter(({ atMs }) => atMs > nowMs - DAY_MS && atMs <= nowMs)
      .reduce((sum, { count }) => sum + count, 0);
    const live = [...before.records.values()].filter((record) => stateOf(record) === 'live').length;
    if (gone + recent > Math.max(FREE, (live + recent) * SHARE)) say('G10', `${gone} of ${live} removed without a yes`);
    removals.set(key, [...log, { atMs: nowMs, count: gone }]);
  }

  /** Whatever comes from outside, each account that could be shown can be shown, or lies in the Trash. */
  function judgeShowing(profile: Profile, commit: SyncCommit, before: Profile): void {
    if (profile.records.size < before.records.size) say('G7', `${before.records.size - profile.records.size} are gone`);
    for (const record of commit.records) {
      const known = before.records.get(record.id);
      if (known === undefined || stateOf(record) === 'purged') continue;
      for (const name of Object.keys(known.fields))
        if (fieldOf(record, name) === undefined) say('G7', `${record.id} has no ${name} any more`);
    }
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
    for (const value of present) if (!fields.has(value)) say('G5', `${value} in ${record.id} was never written`);
    if (forgiven.has(record.id)) return;
    for (const { id, field, value } of fields.values()) {
      if (id === record.id && !isAccounted(value, present)) say('G1', `${field} ${value} of ${id} is lost`);
    }
    for (const { id, tag, isRemoved } of tags.values()) {
      if (id !== record.id) continue;
      const has = membersOf(record, 'tags').includes(tag);
      if (has && isRemoved && !excused.has(id)) say('G3', `${tag} of ${id} is back`);
      if (!has && !isRemoved) say('G1', `${tag} of ${id} is lost`);
    }
    if (lastState.get(record.id) === 'trashed' && stateOf(record) === 'live') say('G3', `${record.id} is back`);
    const epochs = Object.keys(record.counters.hotp ?? {});
    const reached = Math.max(0, ...epochs.map((epoch) => counterOf(record, 'hotp', epoch)));
    const shown = highest.get(record.id);
    if (shown !== undefined && !excused.has(record.id) && reached <= shown)
      say('G4', `${record.id} shows ${shown} again`);
  }

  function judgeProfile({ records }: Profile): void {
    for (const id of records.keys()) if (!created.has(id)) say('G8', `${id} is one too many`);
    for (const id of created) if (!records.has(id) && !forgiven.has(id)) say('G1', `${id} is not there`);
    for (const record of records.values()) if (!purgedIds.has(record.id)) judgeRecord(record);
    for (const id of purgedIds) {
      const record = records.get(id);
      if (record === undefined || forgiven.has(id)) continue;
      if (stateOf(record) !== 'purged') say('G3', `${id} was purged and is back`);
      if (fieldOf(record, 'issuer') !== undefined) say('G3', `${id} was purged and tells`);
    }
  }

  return {
    created,
    violations,
    say,
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
    shown(profile, id, counter) {
      const here = shownHere.get(profile) ?? new Map<string, number>();
      shownHere.set(profile, here);
      const last = here.get(id);
      if (last !== undefined && counter <= last && !excused.has(id)) say('G4', `${id} shows ${counter} after ${last}`);
      here.set(id, counter);
      highest.set(id, Math.max(highest.get(id) ?? -1, counter));
    },
    copied(ids) {
      for (const id of ids) excused.add(id);
    },
    givenUp(ids) {
      for (const id of ids) forgiven.add(id);
    },
    commit(profile, commit, before, approved, nowMs) {
      guardCommit(commit, before, approved, nowMs, profile);
      judgeShowing(profile, commit, before);
    },
    final(profiles, { isCloning, isHonest }) {
      if (new Set(profiles.map(spellProfile)).size > 1) say('G2', 'the devices differ');
      for (const profile of profiles) judgeProfile(profile);
      const told = profiles.flatMap(({ state }) => state.alerts.map(({ kind }) => kind));
      for (const kind of new Set(told))
        if (!isCloning && (isHonest || NEVER_ALONE.includes(kind))) say('G5', `${kind} is told without a reason`);
    },
  };
}

function spellProfile({ records }: Profile): string {
  const sorted = [...records.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  return sorted.map(encodeRecord).join('\n');
}
