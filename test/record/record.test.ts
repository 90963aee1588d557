import { describe, expect, it } from 'vitest';
import { historyKey } from '../../lib/record/history.ts';
import { counterOf, createRecord, fieldOf, membersOf, stateOf, writeRecord } from '../../lib/record/record.ts';
import { stamp } from './universe.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const start = createRecord('r', { fields: { issuer: 'a', otp: 'key 0' }, sets: { tags: ['x'] } }, stamp(0, 1, 0));

describe('writeRecord', () => {
  it('changes only what is named, dots included', () => {
    const next = writeRecord(start, { fields: { issuer: 'b' } }, stamp(0, 2, 1));
    expect(fieldOf(next, 'issuer')).toBe('b');
    expect(next.fields.otp).toEqual(start.fields.otp);
    expect(next.states).toEqual(start.states);
    expect(next.sets).toEqual(start.sets);
  });

  it('keeps the dot of a member that stays in its set', () => {
    const next = writeRecord(start, { sets: { tags: ['y', 'x', 'y'] } }, stamp(0, 2, 1));
    expect(membersOf(next, 'tags')).toEqual(['x', 'y']);
    expect(next.sets.tags?.map(({ counter }) => counter)).toEqual([1, 2]);
  });

  it('raises a counter and never lowers it', () => {
    const up = writeRecord(start, { counters: { hotp: { 'aaaaaaaa:1': 5 } } }, stamp(0, 2, 1));
    const down = writeRecord(up, { counters: { hotp: { 'aaaaaaaa:1': 3 } } }, stamp(0, 3, 2));
    expect(counterOf(down, 'hotp', 'aaaaaaaa:1')).toBe(5);
    expect(counterOf(down, 'hotp', 'toString')).toBe(0);
  });

  it('empties a purged record and takes no more writes to it', () => {
    const purged = writeRecord(start, { state: 'purged' }, stamp(0, 2, 1));
    expect(stateOf(purged)).toBe('purged');
    expect([purged.fields, purged.sets, purged.history]).toEqual([{}, {}, []]);
    expect(() => writeRecord(purged, { state: 'live' }, stamp(0, 3, 2))).toThrow('takes no writes');
  });

  it('knows no field that was not written, whatever objects inherit', () => {
    expect(fieldOf(start, 'constructor')).toBeUndefined();
    expect(membersOf(start, 'valueOf')).toEqual([]);
  });
});

describe('the history of overwritten values', () => {
  function edited(times: number, apartMs: number) {
    let record = start;
    for (let index = 1; index <= times; index++) {
      record = writeRecord(record, { fields: { issuer: `v${index}` } }, stamp(0, index + 1, index * apartMs));
    }
    return record;
  }

  it('holds each value with its time and who overwrote it, newest first', () => {
    const [newest, oldest] = edited(2, 1000).history;
    expect(newest?.entry.value).toBe('v1');
    expect(oldest).toEqual({
      field: 'issuer',
      entry: { ...stamp(0, 1, 0), value: 'a' },
      by: stamp(0, 2, 1000),
    });
    expect(oldest && historyKey(oldest)).toBe('issuer/aaaaaaaa:1');
  });

  it('keeps ten values however old, and more within 90 days', () => {
    expect(edited(25, 200 * DAY_MS).history).toHaveLength(10);
    expect(edited(25, DAY_MS).history).toHaveLength(25);
    expect(edited(200, DAY_MS).history).toHaveLength(91);
  });

  it('keeps an overwritten key for ever', () => {
    let record = writeRecord(start, { fields: { otp: 'key 1' } }, stamp(0, 2, 1));
    for (let index = 3; index < 60; index++) {
      record = writeRecord(record, { fields: { issuer: `v${index}` } }, stamp(0, index, index * 100 * DAY_MS));
    }
    expect(record.history.filter(({ field }) => field === 'otp').map(({ entry }) => entry.value)).toEqual(['key 0']);
  });

  it('does not fill up with places in the list', () => {
    const moved = writeRecord(
      writeRecord(start, { fields: { order: 'a0' } }, stamp(0, 2, 1)),
      { fields: { order: 'a1' } },
      stamp(0, 3, 2),
    );
    expect(moved.history).toEqual([]);
  });
});
