import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecord } from '../../lib/record/record.ts';
import { decodeRecord, encodeRecord } from '../../lib/record/record-codec.ts';
import { runSteps, stamp, steps } from './universe.ts';

const good = encodeRecord(createRecord('r', { fields: { issuer: { b: 1, a: [null, true] } } }, stamp(0, 1, 1000)));

describe('encodeRecord and decodeRecord', () => {
  it('are a pair on every state that devices can reach', () => {
    fc.assert(
      fc.property(steps, (all) => {
        for (const state of runSteps(all)) {
          expect(decodeRecord(encodeRecord(state))).toEqual(state);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('write one record in one spelling', () => {
    expect(good).toBe(
      '{"counters":{},"fields":{"issuer":[["aaaaaaaa",1,1000,0,{"a":[null,true],"b":1}]]},"history":[],"id":"r",' +
        '"seen":{"aaaaaaaa":1},"sets":{},"states":[["aaaaaaaa",1,1000,0,"live",{"aaaaaaaa":1}]]}',
    );
  });

  it.each([
    ['no object', '[]'],
    ['a missing part', good.replace('"history":[],', '')],
    ['a negative counter', good.replace('"aaaaaaaa",1', '"aaaaaaaa",-1')],
    ['a fraction for a time', good.replace('1000', '1000.5')],
    ['an unknown state', good.replace('"live"', '"undead"')],
    ['a device named like a member of all objects', good.replaceAll('aaaaaaaa', '__proto__')],
    ['a field named like a member of all objects', good.replace('"issuer"', '"__proto__"')],
    ['a number for a set member', good.replace('"sets":{}', '"sets":{"tags":[["aaaaaaaa",1,1,0,5]]}')],
  ])('refuse %s', (_, text) => {
    expect(text).not.toBe(good);
    expect(() => decodeRecord(text)).toThrow(TypeError);
  });

  it('throw nothing but a TypeError or SyntaxError on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          decodeRecord(text);
        } catch (error) {
          expect(error instanceof TypeError || error instanceof SyntaxError).toBe(true);
        }
      }),
    );
  });
});
