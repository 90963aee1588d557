import { describe, expect, it } from 'vitest';
import { fuzz, fuzzTargets } from '../fuzz/run.ts';

/** A slice of `node test/fuzz.ts`. No clock here: a busy machine is not a slow parser. */
const TIMES = 150;

describe('damaged files', () => {
  it.each(fuzzTargets().map((target) => [target.name, target] as const))(
    'end in an answer or a typed refusal: %s',
    async (_name, target) => {
      const tally = await fuzz(target, TIMES, 20, Number.POSITIVE_INFINITY);
      expect(tally.failure).toBeUndefined();
      expect(Object.keys(tally.answers).length).toBeGreaterThan(1);
    },
  );
});
