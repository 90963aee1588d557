import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecord } from '../../lib/record/record.ts';
import {
  bucketOf,
  decodeSegment,
  encodeSegment,
  formatSegmentName,
  parseSegmentName,
  type Segment,
} from '../../lib/sync/segment.ts';

const TAG = 'abcdefgh234567aa';
const HASH = '0123456789abcdef'.repeat(2);

function segmentOf(note: string): Segment {
  const stamp = { device: 'aaaaaaaa', counter: 1, ms: 5, count: 0 };
  return {
    device: 'aaaaaaaa',
    seq: 3,
    from: 2,
    prevHash: HASH,
    trail: [{ seq: 2, hash: HASH }],
    kind: 'delta',
    hlc: { ms: 5, count: 0 },
    seen: { [TAG]: { seq: 9, hash: HASH } },
    missing: [],
    stateHash: '',
    records: [createRecord('r1', { fields: { note } }, stamp), createRecord('r2', {}, stamp)],
  };
}

describe('a segment', () => {
  it('comes back as it was, whatever is written in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (note) => {
        const segment = segmentOf(note.toWellFormed());
        expect(decodeSegment(encodeSegment(segment))).toEqual(segment);
      }),
    );
  });

  it('has the size of a bucket, never more than 12 % above its content and never less than 1 KiB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000_000 }), (length) => {
        const bucket = bucketOf(length);
        expect(bucket).toBeGreaterThanOrEqual(Math.max(1024, length));
        expect(bucket).toBeLessThanOrEqual(Math.max(1024, length * 1.12));
        expect(bucketOf(bucket)).toBe(bucket);
      }),
    );
    expect(encodeSegment(segmentOf('a')).length).toBe(encodeSegment(segmentOf('a longer note')).length);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a length beyond its end', Uint8Array.of(255, 255, 255, 255, 123, 125)],
    ['no head', new Uint8Array(1024)],
    ['a head that is a list', Uint8Array.of(0, 0, 0, 2, 91, 93)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeSegment(bytes)).toThrow();
  });

  it.each(['seq', 'from', 'trail', 'hlc', 'seen', 'missing', 'stateHash', 'kind'])('refuses a wrong %s', (member) => {
    const wrong = { ...segmentOf('x'), [member]: -1 };
    expect(() => decodeSegment(encodeSegment(wrong))).toThrow();
  });
});

describe('the name of a segment', () => {
  it('comes back as it was', () => {
    const name = formatSegmentName(TAG, { seq: 42, hash: HASH });
    expect(parseSegmentName(name)).toEqual({ name, tag: TAG, seq: 42, hash: HASH });
  });

  it.each(['', 'desktop.ini', `${TAG}-00000000-${HASH}`, `${TAG}-1-${HASH}`, `${TAG}-00000001-${HASH} (copy)`])(
    'is not %s',
    (name) => {
      expect(parseSegmentName(name)).toBeUndefined();
    },
  );
});
