import { describe, expect, it } from 'vitest';
import { runRound } from '../../lib/sync/round.ts';
import { createHistory, type History, tellStep } from '../sim/steps.ts';
import { guaranteeOf, shrinkHistory, tryHistory } from '../sim/trial.ts';
import type { Product } from '../sim/world.ts';

/** Planted: what was overwritten is forgotten. */
const FORGETFUL: Product = {
  runRound: (ports, options) =>
    runRound(
      {
        ...ports,
        store: {
          ...ports.store,
          commit: (commit) =>
            ports.store.commit({ ...commit, records: commit.records.map((record) => ({ ...record, history: [] })) }),
        },
      },
      options,
    ),
};

async function firstFailing(): Promise<History> {
  for (let seed = 1; seed < 100; seed++) {
    const history = createHistory(seed, 50);
    const { violations } = await tryHistory(history, FORGETFUL);
    if (violations.length > 0) return history;
  }
  throw new Error('the planted bug was not found');
}

describe('a history that fails', () => {
  it('fails in the same words each time', async () => {
    const history = await firstFailing();
    const [first, second] = [await tryHistory(history, FORGETFUL), await tryHistory(history, FORGETFUL)];
    expect(first.violations).toEqual(second.violations);
    expect(first.world.storage.counts).toEqual(second.world.storage.counts);
    expect((await tryHistory(history)).violations).toEqual([]);
  });

  it('shrinks to a story of a few steps, none of which can be left out', async () => {
    const history = await firstFailing();
    const guarantee = guaranteeOf((await tryHistory(history, FORGETFUL)).violations);
    const short = await shrinkHistory(history, FORGETFUL);
    expect(short.steps.length).toBeLessThan(12);
    expect(guaranteeOf((await tryHistory(short, FORGETFUL)).violations)).toBe(guarantee);
    for (const at of short.steps.keys()) {
      const { violations } = await tryHistory({ ...short, steps: short.steps.toSpliced(at, 1) }, FORGETFUL);
      expect(guaranteeOf(violations)).not.toBe(guarantee);
    }
    for (const step of short.steps) expect(tellStep(step)).toMatch(/^(device|storage|\d+ days) /);
  });
});
