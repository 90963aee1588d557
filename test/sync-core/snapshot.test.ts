import { expect, it } from 'vitest';
import { EMPTY_OWN_CHAIN, type OwnSegment } from '../../lib/sync/high-water.ts';
import { planSegment } from '../../lib/sync/snapshot.ts';

/** What a device has sent that came in by pairing: a small base, and deltas of so many bytes altogether. */
function chainOf(deltaBytes: number) {
  const segmentOf = (seq: number, bytes: number): OwnSegment => ({
    ...{ kind: 'delta', seq, from: seq, hash: String(seq), level: seq === 1 ? 'base' : 0, ids: [`id${seq}`] },
    ...{ upTo: seq, bytes, isStored: true, isVerified: false, missed: 0, marks: [] },
  });
  const live = [segmentOf(1, 1024), segmentOf(2, deltaBytes)];
  return { ...EMPTY_OWN_CHAIN, live, trail: live.map(({ seq, hash }) => ({ seq, hash })) };
}

it.each([
  [100 * 1024, 10, 'delta'],
  [300 * 1024, 10, 'snapshot'],
  [300 * 1024, 10_000, 'delta'],
  [3_600_000, 10_000, 'snapshot'],
])('after %i bytes of deltas a vault of %i records is worth a %s', (deltaBytes, recordCount, kind) => {
  expect(planSegment(chainOf(deltaBytes), ['id9'], recordCount).kind).toBe(kind);
});
