import { describe, expect, it } from 'vitest';
import { FULL, present, withOne } from './bench.ts';

describe('undo', () => {
  it('takes an edit, a deletion and an addition back', async () => {
    const { bench, vault, id, undoToken: added } = await withOne(FULL);
    const before = await present(vault, id);
    const edited = await vault.edit(id, { issuer: 'x', note: '', hosts: ['z.example'], otp: { ...before, digits: 6 } });
    expect(await bench.wake().undo(edited.undoToken)).toEqual({ ok: true, value: undefined });
    expect(await present(bench.wake(), id)).toEqual(before);
    const trashed = await vault.trash([id]);
    await vault.undo(trashed.undoToken);
    expect((await present(vault, id)).state).toBe('live');
    expect(await vault.undo(added)).toEqual({ ok: false, error: { code: 'changed-since' } });
  });

  it('takes an addition back by way of the Trash', async () => {
    const { vault, id, undoToken } = await withOne();
    await vault.undo(undoToken);
    expect((await present(vault, id)).state).toBe('trashed');
  });

  it('refuses when the same field was changed again, and not when another was', async () => {
    const { vault, id } = await withOne();
    const first = await vault.edit(id, { issuer: 'one' });
    await vault.edit(id, { label: 'other' });
    expect((await vault.undo(first.undoToken)).ok).toBe(true);
    const second = await vault.edit(id, { issuer: 'two' });
    await vault.edit(id, { issuer: 'three' });
    expect(await vault.undo(second.undoToken)).toEqual({ ok: false, error: { code: 'changed-since' } });
  });

  it('works once, and for ten minutes', async () => {
    const { bench, vault, id } = await withOne();
    const { undoToken } = await vault.edit(id, { issuer: 'one' });
    expect((await vault.undo(undoToken)).ok).toBe(true);
    expect(await vault.undo(undoToken)).toEqual({ ok: false, error: { code: 'too-late' } });
    const late = await vault.edit(id, { issuer: 'two' });
    bench.nowMs += 10 * 60 * 1000;
    expect(await vault.undo(late.undoToken)).toEqual({ ok: false, error: { code: 'too-late' } });
    await vault.edit(id, { issuer: 'three' });
    expect(await bench.store.readSealedKind('undo')).toHaveLength(1);
  });
});
