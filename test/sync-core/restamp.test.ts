import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../lib/record/merge.ts';
import { fieldOf, membersOf, stateOf, type VaultRecord } from '../../lib/record/record.ts';
import { restampRecord } from '../../lib/sync/restamp.ts';
import { runSteps, steps } from '../record/universe.ts';

const renaming = { from: 'aaaaaaaa', to: 'dddddddd', sentCounter: 2 };

const looks = (record: VaultRecord) => ({
  fields: Object.keys(record.fields).map((name) => [name, fieldOf(record, name)]),
  tags: membersOf(record, 'tags'),
  state: stateOf(record),
  entries: Object.values(record.fields).map((entries) => entries.length),
});

describe('renaming what was not sent', () => {
  it('leaves nothing of it under the old name and all that was sent', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const record of runSteps(history)) {
          const renamed = restampRecord(record, renaming);
          expect(renamed.seen.aaaaaaaa ?? 0).toBeLessThanOrEqual(2);
          expect(renamed.seen.dddddddd).toBe((record.seen.aaaaaaaa ?? 0) > 2 ? record.seen.aaaaaaaa : undefined);
          expect(JSON.stringify(renamed.fields)).not.toMatch(/"aaaaaaaa","counter":([3-9]|\d\d)/);
        }
      }),
    );
  });

  it('changes nothing that the user sees, unless two wrote at one moment', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const record of runSteps(history)) {
          const [before, after] = [looks(record), looks(restampRecord(record, renaming))];
          expect({ ...after, fields: [] }).toEqual({ ...before, fields: [] });
          if (before.entries.every((count) => count < 2)) expect(after.fields).toEqual(before.fields);
        }
      }),
    );
  });

  it('is idempotent, and what was renamed merges with itself', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const record of runSteps(history)) {
          const renamed = restampRecord(record, renaming);
          expect(restampRecord(renamed, renaming)).toEqual(renamed);
          expect(mergeRecords(renamed, renamed)).toEqual(renamed);
        }
      }),
    );
  });
});
