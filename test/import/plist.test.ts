import { describe, expect, it } from 'vitest';
import { readBinaryPlist, unarchive } from '../../lib/import/plist.ts';
import { archive, bplist, Uid, type Value } from './plist-writing.ts';

const read = (value: Value) => readBinaryPlist(Uint8Array.from(bplist(value)));

describe('readBinaryPlist', () => {
  it('reads every kind of value', () => {
    const long = 'ä'.repeat(20);
    expect(read(['text', long, 300, 1.5, Buffer.from('bytes'), null, { a: 1 }])).toEqual([
      'text',
      long,
      300,
      1.5,
      Uint8Array.from(Buffer.from('bytes')),
      null,
      new Map([['a', 1]]),
    ]);
  });

  it('refuses a collection that holds itself', () => {
    const file = Uint8Array.from(bplist([['x']]));
    // The inner list's only reference is turned to the outer list.
    file.set([0, 0], file.indexOf(0xa1, 9) + 1);
    expect(() => readBinaryPlist(file)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
  });
});

describe('a list that names one long text over and over', () => {
  it('is refused before it fills the memory', () => {
    const file = Uint8Array.from(bplist(['x'.repeat(60_000), ...Array.from({ length: 500 }, () => null)]));
    // Every reference of the list is turned to the text.
    const first = file.indexOf(0xaf, 8) + 4;
    for (let index = 1; index < 501; index++) file.set(file.subarray(first, first + 2), first + 2 * index);
    expect(() => readBinaryPlist(file)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
  });
});

describe('unarchive', () => {
  it('turns collections of classes into plain ones', () => {
    const archived = readBinaryPlist(Uint8Array.from(archive({ list: ['a', { b: Buffer.from('c') }] })));
    expect(unarchive(archived)).toEqual(
      new Map([['list', ['a', new Map([['b', Uint8Array.from(Buffer.from('c'))]])]]]),
    );
  });

  it('refuses objects that hold themselves', () => {
    const loop = read({ $top: { root: new Uid(1) }, $objects: ['$null', { 'NS.objects': [new Uid(1), new Uid(1)] }] });
    expect(() => unarchive(loop)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
  });
});
