import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonBase, isNothing, isSameFields, mergeFields, type TeamFields } from '../../lib/sync/reconcile-fields.ts';

const word = fc.constantFrom('x', 'y', 'z');
const fields: fc.Arbitrary<TeamFields> = fc.record({
  name: word,
  issuer: word,
  tags: fc.subarray(['p', 'q', 'r', 's']),
});

/** Plays the merge as rounds do: pull first, then push from the next look, until nothing is left. */
function play(base: TeamFields, here: TeamFields, there: TeamFields) {
  let [agreed, local, remote] = [base, here, there];
  for (let round = 1; ; round++) {
    const merge = mergeFields(agreed, local, remote);
    if (isNothing(merge.pull) && isNothing(merge.push)) return { agreed: merge.base, local, remote, rounds: round };
    if (isNothing(merge.pull)) {
      remote = { ...remote, ...merge.push };
      agreed = { ...merge.base, ...merge.push };
    } else {
      local = { ...local, ...merge.pull };
      agreed = merge.base;
    }
    if (round > 5) throw new Error('the two never agree');
  }
}

describe('mergeFields', () => {
  it('brings both sides and the base to the same words in at most three rounds', () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, here, there) => {
        const { agreed, local, remote, rounds } = play(base, here, there);
        expect(isSameFields(local, remote)).toBe(true);
        expect(isSameFields(agreed, local)).toBe(true);
        expect(rounds).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('keeps every overwritten word, and calls it a conflict exactly when both sides changed it', () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, here, there) => {
        const merge = mergeFields(base, here, there);
        for (const field of ['name', 'issuer'] as const) {
          if (merge.pull[field] !== undefined) expect(merge.overwritten[field]).toBe(here[field]);
          const isConflict =
            here[field] !== there[field] && here[field] !== base[field] && there[field] !== base[field];
          expect(merge.conflicts.includes(field)).toBe(isConflict);
        }
      }),
    );
  });

  it('takes the pulled words as agreed, so that an edit made right after them is pushed', () => {
    const was = { name: 'was', issuer: 'i', tags: [] };
    const { base } = mergeFields(was, was, { ...was, name: 'theirs' });
    const next = mergeFields(base, { ...was, name: 'mine' }, { ...was, name: 'theirs' });
    expect([next.push, next.pull]).toEqual([{ name: 'mine' }, {}]);
  });

  it('merges tags as a set: what either added stays, what either removed goes', () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, here, there) => {
        const { local } = play(base, here, there);
        for (const tag of ['p', 'q', 'r', 's']) {
          const [was, mine, theirs] = [base, here, there].map(({ tags }) => tags.includes(tag));
          expect(local.tags.includes(tag)).toBe(
            was ? mine === true && theirs === true : mine === true || theirs === true,
          );
        }
      }),
    );
  });

  it('settles on the form that a service gives to tags', () => {
    const { local } = play(
      { name: 'n', issuer: 'i', tags: ['Prod'] },
      { name: 'n', issuer: 'i', tags: ['Prod'] },
      { name: 'n', issuer: 'i', tags: ['prod'] },
    );
    expect(local.tags).toEqual(['prod']);
  });
});

describe('commonBase', () => {
  it('loses no tag of either side where there is no common past', () => {
    fc.assert(
      fc.property(fields, fields, (here, there) => {
        const { local } = play(commonBase(here, there), here, there);
        expect([...new Set(local.tags)].sort()).toEqual([...new Set([...here.tags, ...there.tags])].sort());
      }),
    );
  });
});
