/** What any merging of two states of one record has to keep; asked of the real one and of broken ones. */
import fc from 'fast-check';
import type { mergeRecords } from '../../lib/record/merge.ts';
import {
  counterOf,
  createRecord,
  fieldOf,
  membersOf,
  type RecordWrite,
  stateOf,
  type VaultRecord,
  writeRecord,
} from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { runSteps, stamp, steps } from './universe.ts';

type Merge = typeof mergeRecords;

const start = createRecord('r', { fields: { issuer: 'start' }, sets: { tags: ['old'] } }, stamp(0, 1, 1000));
const early = (write: RecordWrite, from = start) => writeRecord(from, write, stamp(1, 1, 500));
const late = (write: RecordWrite, from = start) => writeRecord(from, write, stamp(2, 1, 9000));
const EPOCH = 'aaaaaaaa:1';
const valuesOf = ({ fields, history }: VaultRecord) =>
  [...(fields.issuer ?? []), ...history.map(({ entry }) => entry)].map(({ value }) => value).sort();

const MEANINGS: Readonly<Record<string, (merge: Merge) => boolean>> = {
  'who knew of the other wins, whatever the clocks say': (merge) => {
    const ahead = late({ fields: { issuer: 'ahead' } });
    const after = early({ fields: { issuer: 'after' } }, ahead);
    return fieldOf(merge(ahead, after), 'issuer') === 'after' && fieldOf(merge(after, ahead), 'issuer') === 'after';
  },
  'of two that did not know of each other the later one is in force, and both are kept': (merge) => {
    const merged = merge(early({ fields: { issuer: 'a' } }), late({ fields: { issuer: 'b' } }));
    return fieldOf(merged, 'issuer') === 'b' && valuesOf(merged).join() === 'a,b,start';
  },
  'a deletion wins over an edit that did not know of it': (merge) =>
    stateOf(merge(early({ state: 'trashed' }), late({ fields: { issuer: 'x' } }))) === 'trashed' &&
    stateOf(merge(early({ state: 'trashed' }), late({ state: 'live' }))) === 'trashed',
  'a restore that knew of the deletion wins': (merge) => {
    const trashed = late({ state: 'trashed' });
    return stateOf(merge(trashed, early({ state: 'live' }, trashed))) === 'live';
  },
  'a purge wins over everything and tells nothing': (merge) => {
    const merged = merge(late({ fields: { issuer: 'x' }, state: 'live' }), early({ state: 'purged' }));
    return stateOf(merged) === 'purged' && !encodeRecord(merged).includes('start');
  },
  'the higher count stays': (merge) => {
    const counted = (reached: number) => ({ counters: { hotp: { [EPOCH]: reached } } });
    const [low, high] = [early(counted(3)), late(counted(7))];
    return [merge(low, high), merge(high, low), merge(high, high)].every((one) => counterOf(one, 'hotp', EPOCH) === 7);
  },
  'a removed tag is gone, and one that the remover did not know stays': (merge) => {
    const merged = merge(early({ sets: { tags: [] } }), late({ sets: { tags: ['old', 'new'] } }));
    return membersOf(merged, 'tags').join() === 'new';
  },
  'what both have seen is seen': (merge) => {
    const { seen } = merge(early({ state: 'trashed' }), late({ state: 'live' }));
    return seen.aaaaaaaa === 1 && seen.bbbbbbbb === 1 && seen.cccccccc === 1;
  },
};

/** Names of the laws that `merge` breaks. */
export function findBrokenLaws(merge: Merge): readonly string[] {
  const broken = Object.entries(MEANINGS).flatMap(([name, holds]) => (isTrue(() => holds(merge)) ? [] : [name]));
  const spell = (record: VaultRecord) => encodeRecord(record);
  const same = (left: VaultRecord, right: VaultRecord) => spell(left) === spell(right);
  const algebra: Readonly<Record<string, (a: VaultRecord, b: VaultRecord, c: VaultRecord) => boolean>> = {
    commutative: (a, b) => same(merge(a, b), merge(b, a)),
    associative: (a, b, c) => same(merge(merge(a, b), c), merge(a, merge(b, c))),
    idempotent: (a, b) => same(merge(a, a), a) && same(merge(merge(a, b), b), merge(a, b)),
  };
  const unlawful = Object.entries(algebra).filter(([, holds]) =>
    [false, true].some((isCloned) => !isTrue(() => holdsForAll(holds, isCloned))),
  );
  const emptied = isTrue(() => holdsForAll((a, b) => hasAllFields(a, merge(a, b)), true))
    ? []
    : ['no field is emptied'];
  return [...broken, ...unlawful.map(([name]) => name), ...emptied];
}

function hasAllFields(before: VaultRecord, after: VaultRecord): boolean {
  if (stateOf(after) === 'purged' || stateOf(before) === 'purged') return true;
  return fieldOf(before, 'otp') === undefined || fieldOf(after, 'otp') !== undefined;
}

function holdsForAll(holds: (a: VaultRecord, b: VaultRecord, c: VaultRecord) => boolean, isCloned: boolean): boolean {
  const triples = fc.tuple(steps, fc.nat(), fc.nat(), fc.nat());
  const checked = fc.check(
    fc.property(triples, ([all, ...picks]) => {
      const states = runSteps(all, isCloned);
      const [a = start, b = start, c = start] = picks.map((pick) => states[pick % states.length]);
      return holds(a, b, c);
    }),
    { numRuns: 400, seed: 7, endOnFailure: true },
  );
  return !checked.failed;
}

function isTrue(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}
