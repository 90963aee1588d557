import { describe, expect, it } from 'vitest';
import { tryVaults } from '../sim/vault-world.ts';

describe('real vaults around a bad storage', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keep every guarantee: seed %i', async (seed) => {
    expect((await tryVaults(seed, 40)).violations).toEqual([]);
  });
});
