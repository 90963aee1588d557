/** Whether the laws see anything: each of these mergings is wrong on purpose. */
import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../lib/record/merge.ts';
import { entriesOf, normalizeRecord, type VaultRecord } from '../../lib/record/record.ts';
import { compareStamps, mergeSeen } from '../../lib/record/stamp.ts';
import { findBrokenLaws } from './laws.ts';

type Merge = typeof mergeRecords;

/** The right merging, and one part of it changed. */
const but =
  (change: (merged: VaultRecord, left: VaultRecord, right: VaultRecord) => Partial<VaultRecord>): Merge =>
  (left, right) => {
    const merged = mergeRecords(left, right);
    return normalizeRecord({ ...merged, ...change(merged, left, right) });
  };
const mapFields = ({ fields }: VaultRecord, change: (name: string) => VaultRecord['fields'][string]) =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, change(name)]));

const WRONG: Readonly<Record<string, Merge>> = {
  'lets the later clock win over who knew better': but((merged, left, right) => ({
    fields: mapFields(merged, (name) =>
      [...entriesOf(left.fields, name), ...entriesOf(right.fields, name)]
        .sort((one, other) => compareStamps(other, one))
        .slice(0, 1),
    ),
  })),
  'forgets who lost a tie': but((merged) => ({
    fields: mapFields(merged, (name) => entriesOf(merged.fields, name).slice(0, 1)),
  })),
  'takes the left of two values': but((merged, left) => ({ fields: { ...merged.fields, ...left.fields } })),
  'lets an edit bring back what was trashed': but((merged) => ({
    states: merged.states.some(({ state }) => state === 'purged')
      ? merged.states
      : merged.states.filter(({ state }, at) => state === 'live' || at === merged.states.length - 1),
  })),
  'never believes a restore': but((merged, left, right) => ({
    states: [...merged.states, ...left.states, ...right.states].filter(
      ({ state }, at, all) => state !== 'live' || all.every((one) => one.state === 'live') || at < 0,
    ),
  })),
  'forgets a purge': but((_, left, right) => {
    const states = [...left.states, ...right.states].filter(({ state }) => state !== 'purged');
    return states.length === 0 ? {} : { states, fields: { ...left.fields, ...right.fields } };
  }),
  'adds counts': but((_, left, right) => ({
    counters: {
      hotp: {
        'aaaaaaaa:1': (left.counters.hotp?.['aaaaaaaa:1'] ?? 0) + (right.counters.hotp?.['aaaaaaaa:1'] ?? 0),
      },
    },
  })),
  'takes the lower count': but((merged, left, right) => ({
    counters: left.counters.hotp && right.counters.hotp ? { hotp: { ...left.counters.hotp } } : merged.counters,
  })),
  'brings removed tags back': but((merged, left, right) => ({
    sets: { tags: [...new Set([...entriesOf(left.sets, 'tags'), ...entriesOf(right.sets, 'tags')])].slice(0, 9) },
    seen: merged.seen,
  })),
  'forgets tags that only one knew': but((merged, left, right) => ({
    sets: {
      tags: entriesOf(merged.sets, 'tags').filter(({ value }) =>
        [left, right].every(({ sets }) => entriesOf(sets, 'tags').some((entry) => entry.value === value)),
      ),
    },
  })),
  'forgets what one side has seen': but((_, left) => ({ seen: left.seen })),
  'claims to have seen more': but(({ seen }) => ({ seen: mergeSeen(seen, { bbbbbbbb: (seen.bbbbbbbb ?? 0) + 1 }) })),
  'keeps the history of one side': but((_, { history }) => ({ history })),
  'leaves a field without a value when two copies of a profile wrote at once': but((merged, left, right) => ({
    history: [...left.history, ...right.history],
    fields: merged.fields,
  })),
};

describe('the laws of merging', () => {
  it('hold for the merging as it is', () => {
    expect(findBrokenLaws(mergeRecords)).toEqual([]);
  });

  it.each(Object.entries(WRONG))('are broken by one that %s', (_, merge) => {
    expect(findBrokenLaws(merge)).not.toEqual([]);
  });
});
