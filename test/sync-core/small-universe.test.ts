import { describe, expect, it } from 'vitest';
import { walkAll } from './small-universe.ts';

describe('two devices and one record', () => {
  it('keep every guarantee in all histories of up to four operations', async () => {
    const { violations, histories } = await walkAll(4);
    expect(violations).toEqual([]);
    expect(histories).toBeGreaterThan(2000);
  });
});
