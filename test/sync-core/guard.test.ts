import { describe, expect, it } from 'vitest';
import { createRecord, type VaultRecord, writeRecord } from '../../lib/record/record.ts';
import { type GuardInput, guardRemovals } from '../../lib/sync/guard.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function trashed(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const before: VaultRecord = createRecord(`r${index}`, {}, { device: 'aaaaaaaa', counter: 1, ms: 1, count: 0 });
    return {
      before,
      after: writeRecord(before, { state: 'trashed' }, { device: 'bbbbbbbb', counter: 1, ms: 2, count: 0 }),
    };
  });
}

function guard(input: Partial<GuardInput>) {
  const nothing = { changes: [], removals: [], approved: new Set<string>(), waiting: new Set<string>() };
  return guardRemovals({ ...nothing, liveCount: 10, nowMs: DAY_MS, ...input });
}

describe('the guard against mass loss', () => {
  it.each([
    [5, 10, 0],
    [6, 10, 6],
    [20, 100, 0],
    [21, 100, 21],
  ])('of %i removed of %i holds %i', (count, liveCount, held) => {
    expect(guard({ changes: trashed(count), liveCount }).held).toHaveLength(held);
  });

  it('lets pass what the user has agreed to, and only that', () => {
    const approved = new Set(['r0', 'r1']);
    const { allowed, held } = guard({ changes: trashed(8), approved });
    expect(allowed.map(({ after }) => after.id)).toEqual(['r0', 'r1']);
    expect(held).toHaveLength(6);
  });

  it('lets what waits already wait for a word of its own, however few are left', () => {
    const waiting = new Set(['r0', 'r1']);
    const { allowed, held, removals } = guard({ changes: trashed(3), waiting, approved: new Set(['r1']) });
    expect(held.map(({ after }) => after.id)).toEqual(['r0']);
    expect(allowed.map(({ after }) => after.id)).toEqual(['r1', 'r2']);
    expect(removals).toEqual([{ atMs: DAY_MS, count: 1 }]);
  });

  it('counts what went before on the same day', () => {
    const removals = [{ atMs: DAY_MS - 1000, count: 4 }];
    expect(guard({ changes: trashed(2), removals }).held).toHaveLength(2);
    expect(guard({ changes: trashed(2), removals, nowMs: 3 * DAY_MS }).held).toHaveLength(0);
  });

  it('goes on counting when the clock is set back', () => {
    const removals = [{ atMs: 9 * DAY_MS, count: 5 }];
    expect(guard({ changes: trashed(1), removals }).held).toHaveLength(1);
  });

  it('does not ask about what is new here, though it lies in the Trash', () => {
    const changes = trashed(50).map(({ after }) => ({ before: undefined, after }));
    expect(guard({ changes }).held).toHaveLength(0);
  });
});
