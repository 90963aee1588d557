import { describe, expect, it } from 'vitest';
import { isFault } from '../../lib/base/errors.ts';
import { createBench, createOpenVault } from './bench.ts';

describe('sealed values', () => {
  it('are kept by kind and id, and go with deleteSealed', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    await vault.putSealed('connection', 'dav.example', { token: 't', n: [1] });
    await vault.putSealed('connection', 'other', 2);
    await vault.putSealed('log', 'dav.example', 'entry');
    const woken = bench.wake();
    expect(await woken.getSealed('connection', 'dav.example')).toEqual({ token: 't', n: [1] });
    expect((await woken.listSealed('connection')).map(({ id }) => id).sort()).toEqual(['dav.example', 'other']);
    await woken.deleteSealed('connection', 'dav.example');
    expect(await vault.getSealed('connection', 'dav.example')).toBeUndefined();
    expect(await vault.getSealed('log', 'dav.example')).toBe('entry');
  });

  it('do not open in the place of another', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    await vault.putSealed('connection', 'a', 1);
    await vault.putSealed('connection', 'b', 2);
    const [first, second] = await bench.store.readSealedKind('connection');
    if (first === undefined || second === undefined) throw new Error('two rows are missing');
    await bench.store.writeSealed([{ ...first, envelope: second.envelope }], []);
    await expect(vault.listSealed('connection')).rejects.toSatisfy((error) => isFault(error, 'damaged'));
  });
});
