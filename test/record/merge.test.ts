import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findForkedDots, mergeRecords } from '../../lib/record/merge.ts';
import {
  counterOf,
  createRecord,
  fieldOf,
  membersOf,
  type RecordWrite,
  stateOf,
  type VaultRecord,
  wasEditedUnawares,
  writeRecord,
} from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { runSteps, type Step, stamp, steps } from './universe.ts';

const start = createRecord('r', { fields: { issuer: 'start' }, sets: { tags: ['old'] } }, stamp(0, 1, 1000));

function same(left: VaultRecord, right: VaultRecord): void {
  expect(encodeRecord(left)).toBe(encodeRecord(right));
}

describe('the laws of mergeRecords', () => {
  const triple = fc.tuple(steps, fc.nat(), fc.nat(), fc.nat()).map(([all, ...picks]) => {
    const states = runSteps(all);
    const [a, b, c] = picks.map((pick) => states[pick % states.length] ?? start);
    return [a ?? start, b ?? start, c ?? start] as const;
  });

  it('holds for any three states that three devices can reach', () => {
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        same(mergeRecords(a, b), mergeRecords(b, a));
        same(mergeRecords(mergeRecords(a, b), c), mergeRecords(a, mergeRecords(b, c)));
        same(mergeRecords(a, a), a);
        same(mergeRecords(mergeRecords(a, b), b), mergeRecords(a, b));
      }),
      { numRuns: 3000 },
    );
  });

  it('holds for states of copied profiles, whose acts of writing bear the same names, and leaves no field empty', () => {
    const picks = fc.tuple(steps, fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(picks, ([all, ...three]) => {
        const states = runSteps(all, true);
        const [a = start, b = start, c = start] = three.map((pick) => states[pick % states.length]);
        same(mergeRecords(a, b), mergeRecords(b, a));
        same(mergeRecords(mergeRecords(a, b), c), mergeRecords(a, mergeRecords(b, c)));
        same(mergeRecords(mergeRecords(a, b), b), mergeRecords(a, b));
        const merged = mergeRecords(mergeRecords(a, b), c);
        if (stateOf(merged) === 'purged') return;
        for (const name of ['issuer', 'otp'].filter((field) => fieldOf(a, field) !== undefined))
          expect(fieldOf(merged, name)).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });

  it('holds for all triples of states in every history of two devices and three steps', () => {
    const writes: RecordWrite[] = [
      { fields: { issuer: 'x' } },
      { sets: { tags: [] } },
      { sets: { tags: ['old', 'new'] } },
      { state: 'trashed' },
      { state: 'live' },
      { state: 'purged' },
    ];
    const acts: Step[] = [0, 1].flatMap((device) => [
      ...writes.map((write) => ({ device, clockMs: device === 0 ? 5000 : 500, act: { write } })),
      { device, clockMs: 0, act: { hearFrom: 1 - device } },
    ]);
    let histories = 0;
    for (const first of acts)
      for (const second of acts)
        for (const third of acts) {
          const [, a = start, b = start, c = start] = runSteps([first, second, third]);
          const merged = encodeRecord(mergeRecords(mergeRecords(a, b), c));
          expect(encodeRecord(mergeRecords(b, mergeRecords(c, a)))).toBe(merged);
          expect(encodeRecord(mergeRecords(mergeRecords(c, b), mergeRecords(a, a)))).toBe(merged);
          histories += 1;
        }
    expect(histories).toBe(14 ** 3);
  });

  it('lets all devices end with the same bytes once everyone has heard everyone', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const round: Step[] = [0, 1, 2, 0, 1, 2].flatMap((device) =>
          [0, 1, 2].map((hearFrom) => ({ device, clockMs: 0, act: { hearFrom } })),
        );
        const states = runSteps([...all, ...round]).slice(-9);
        const ends = [states[2], states[5], states[8]].map((state) => encodeRecord(state ?? start));
        expect(new Set(ends).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('never loses a counter', () => {
    fc.assert(
      fc.property(triple, ([a, b]) => {
        const merged = mergeRecords(a, b);
        if (stateOf(merged) === 'purged') return;
        const reached = Math.max(counterOf(a, 'hotp', 'aaaaaaaa:1'), counterOf(b, 'hotp', 'aaaaaaaa:1'));
        expect(counterOf(merged, 'hotp', 'aaaaaaaa:1')).toBe(reached);
      }),
    );
  });
});

describe('mergeRecords', () => {
  it('takes the edit that knew of the other, though its clock is years behind', () => {
    const ahead = writeRecord(start, { fields: { issuer: 'clock ahead' } }, stamp(1, 1, 9e12));
    const after = writeRecord(ahead, { fields: { issuer: 'later' } }, stamp(2, 1, 1001));
    expect(fieldOf(mergeRecords(ahead, after), 'issuer')).toBe('later');
  });

  it('takes the later clock of two edits that did not know of each other, and keeps the loser in reach', () => {
    const left = writeRecord(start, { fields: { issuer: 'early' } }, stamp(1, 1, 2000));
    const right = writeRecord(start, { fields: { issuer: 'late' } }, stamp(2, 1, 3000));
    const merged = mergeRecords(left, right);
    expect(fieldOf(merged, 'issuer')).toBe('late');
    const next = writeRecord(merged, { fields: { issuer: 'next' } }, stamp(0, 2, 4000));
    expect(next.history.map(({ entry }) => entry.value).sort()).toEqual(['early', 'late', 'start']);
  });

  it('keeps edits to different fields', () => {
    const left = writeRecord(start, { fields: { label: 'l' } }, stamp(1, 1, 2000));
    const right = writeRecord(start, { fields: { note: 'n' } }, stamp(2, 1, 2000));
    const merged = mergeRecords(left, right);
    expect([fieldOf(merged, 'label'), fieldOf(merged, 'note')]).toEqual(['l', 'n']);
  });

  it('keeps a tag that one device added while the other removed another', () => {
    const left = writeRecord(start, { sets: { tags: ['old', 'new'] } }, stamp(1, 1, 2000));
    const right = writeRecord(start, { sets: { tags: [] } }, stamp(2, 1, 2000));
    expect(membersOf(mergeRecords(left, right), 'tags')).toEqual(['new']);
  });

  it('lets trash win over an edit it did not know of, keeps the edit, and says so', () => {
    const trashed = writeRecord(start, { state: 'trashed' }, stamp(1, 1, 2000));
    const edited = writeRecord(start, { fields: { label: 'edited' } }, stamp(2, 1, 3000));
    const merged = mergeRecords(trashed, edited);
    expect(stateOf(merged)).toBe('trashed');
    expect(fieldOf(merged, 'label')).toBe('edited');
    expect(wasEditedUnawares(merged)).toBe(true);
    expect(wasEditedUnawares(trashed)).toBe(false);
  });

  it('lets a restore that knew of the deletion win, and a purge over everything', () => {
    const trashed = writeRecord(start, { state: 'trashed' }, stamp(1, 1, 2000));
    const restored = writeRecord(trashed, { state: 'live' }, stamp(2, 1, 1500));
    expect(stateOf(mergeRecords(trashed, restored))).toBe('live');
    const purged = writeRecord(trashed, { state: 'purged' }, stamp(1, 2, 2500));
    const merged = mergeRecords(purged, restored);
    expect(stateOf(merged)).toBe('purged');
    expect(encodeRecord(merged)).not.toContain('start');
  });

  it('takes the same of two values that claim one dot, whichever comes first, and names the dot', () => {
    const left = writeRecord(start, { fields: { issuer: 'one' } }, stamp(1, 1, 2000));
    const right = writeRecord(start, { fields: { issuer: 'two' } }, stamp(1, 1, 2000));
    same(mergeRecords(left, right), mergeRecords(right, left));
    expect(findForkedDots(left, right)).toEqual([{ device: 'bbbbbbbb', counter: 1 }]);
    expect(findForkedDots(left, left)).toEqual([]);
  });

  it('prunes the history alike when two devices overwrote one value at different times', () => {
    const DAY_MS = 24 * 60 * 60 * 1000;
    const early = writeRecord(start, { fields: { issuer: 'v0' } }, stamp(1, 1, 2000));
    let many = early;
    for (let index = 1; index <= 12; index++) {
      many = writeRecord(many, { fields: { issuer: `v${index}` } }, stamp(1, index + 1, index * 100 * DAY_MS));
    }
    const late = writeRecord(start, { fields: { issuer: 'late' } }, stamp(2, 1, 2000 * DAY_MS));
    const merged = mergeRecords(many, late);
    same(mergeRecords(early, merged), merged);
    same(mergeRecords(mergeRecords(early, late), many), merged);
    expect(many.history.map(({ entry }) => entry.value)).not.toContain('start');
    expect(merged.history[0]?.entry.value).toBe('start');
    expect(merged.history).toHaveLength(10);
  });

  it('refuses to merge two different records', () => {
    const other = createRecord('other', {}, stamp(0, 1, 1000));
    expect(() => mergeRecords(start, other)).toThrow('two different records');
  });
});
