import { describe, expect, it } from 'vitest';
import { poolRandom } from '../../lib/base/random-pool.ts';

/** Counts up, so that every byte says when it was drawn. */
function counting() {
  let [next, draws] = [0, 0];
  const random = (length: number) => {
    draws += 1;
    return Uint8Array.from({ length }, () => next++ % 251);
  };
  return { random, draws: () => draws };
}

describe('poolRandom', () => {
  it('hands out every byte once and draws seldom', () => {
    const { random, draws } = counting();
    const draw = poolRandom(random);
    const bytes = Array.from({ length: 100 }, () => [...draw(12)]).flat();
    expect(bytes).toEqual(Array.from({ length: 1200 }, (_, at) => at % 251));
    expect(draws()).toBe(1);
  });

  it('gives bytes of its own, and long ones straight from the source', () => {
    const { random, draws } = counting();
    const draw = poolRandom(random);
    const first = draw(4);
    first.fill(9);
    expect([...draw(4)]).toEqual([4, 5, 6, 7]);
    expect(draw(5000)).toHaveLength(5000);
    expect(draws()).toBe(2);
  });

  it('never hands out the rest of a pool twice', () => {
    const { random } = counting();
    const draw = poolRandom(random);
    const seen = Array.from({ length: 300 }, () => Buffer.from(draw(32)).toString('hex'));
    expect(new Set(seen).size).toBeGreaterThan(240);
    expect([...draw(4096)]).toHaveLength(4096);
  });
});
