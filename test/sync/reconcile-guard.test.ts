import { describe, expect, it } from 'vitest';
import { linked, local, NOW, plan, remote } from './plan-fixtures.ts';

describe('the guard against mass loss', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
  const missing = (all: readonly string[]) => {
    const ledger = linked(...all);
    return { ...ledger, links: ledger.links.map((link) => ({ ...link, missingSinceMs: NOW - 61_000 })) };
  };

  it.each([
    [5, 5, 5],
    [6, 6, 0],
    [100, 20, 20],
    [100, 21, 0],
  ])('of %i accounts lets %i vanish as %i', (all, vanished, trashed) => {
    const names = ids(all);
    const accounts = names.slice(vanished).map((id) => remote(`r${id}`));
    const { actions, held } = plan({ locals: names.map((id) => local(id)), ledger: missing(names), accounts });
    expect(actions.filter(({ kind }) => kind === 'trash')).toHaveLength(trashed);
    expect(held.flatMap(({ localIds }) => localIds)).toHaveLength(trashed === 0 ? vanished : 0);
  });

  it('counts the day, not the round', () => {
    const removals = Array.from({ length: 4 }, () => ({ side: 'here' as const, atMs: NOW - 3600_000 }));
    const names = ids(2);
    const input = { locals: names.map((id) => local(id)), ledger: { ...missing(names), removals } };
    expect(plan(input).held).toEqual([{ side: 'here', localIds: names }]);
    expect(plan({ ...input, atMs: NOW + 24 * 3600_000 }).held).toEqual([]);
  });

  it('holds deletes there as well, and lets pass what the user approves', () => {
    const names = ids(6);
    const input = {
      locals: names.map((id) => local(id, { isTrashed: true })),
      ledger: linked(...names),
      accounts: names.map((id) => remote(`r${id}`)),
    };
    expect(plan(input).held).toEqual([{ side: 'there', localIds: names }]);
    expect(plan({ ...input, approved: new Set(names) }).actions).toHaveLength(6);
    expect(plan({ ...input, approved: new Set(['a0']) }).actions).toHaveLength(6);
  });
});
