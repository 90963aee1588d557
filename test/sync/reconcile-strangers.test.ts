import { describe, expect, it } from 'vitest';
import { addLink, EMPTY_LEDGER, noteComparison, noteEvidence } from '../../lib/sync/reconcile-ledger.ts';
import { kinds, linked, local, NOW, plan, remote, words } from './plan-fixtures.ts';

describe('an account there without a link', () => {
  it('holds creation back while an account there might be ours', () => {
    const { actions } = plan({ locals: [local('a')], accounts: [remote('rx')] });
    expect(kinds(actions)).toEqual(['identify']);
  });

  it('adopts what has our key, whatever it is called', () => {
    const ledger = noteEvidence(EMPTY_LEDGER, 'rx', { kind: 'print', keyPrint: 'print-a' });
    const { actions } = plan({ locals: [local('a')], ledger, accounts: [remote('rx')] });
    expect(actions).toEqual([expect.objectContaining({ kind: 'adopt', localId: 'a', basePrint: 'print-a' })]);
  });

  it('imports and posts when the keys differ', () => {
    const ledger = noteEvidence(EMPTY_LEDGER, 'rx', { kind: 'print', keyPrint: 'print-of-others' });
    expect(kinds(plan({ locals: [local('a')], ledger, accounts: [remote('rx')] }).actions)).toEqual(['import', 'post']);
  });

  it('compares codes where export is refused, and needs two periods', () => {
    const refused = noteEvidence(EMPTY_LEDGER, 'rx', { kind: 'refused', atMs: NOW });
    const once = { remoteId: 'rx', localId: 'a', equalIn: [1], differentIn: [] };
    const twice = { ...once, equalIn: [1, 2] };
    const input = { locals: [local('a')], accounts: [remote('rx')] };
    expect(kinds(plan({ ...input, ledger: refused }).actions)).toEqual(['compare-codes']);
    expect(kinds(plan({ ...input, ledger: { ...refused, comparisons: [once] } }).actions)).toEqual(['compare-codes']);
    expect(kinds(plan({ ...input, ledger: { ...refused, comparisons: [twice] } }).actions)).toEqual(['adopt']);
  });

  it('takes up the copy that a colleague has renamed when the other has got nothing but a newer key of ours', () => {
    const posting = { localId: 'a', forms: [words('a')], lastAtMs: NOW, strangers: [], state: 'linked' as const };
    const ledger = {
      ...addLink(EMPTY_LEDGER, { localId: 'a', remoteId: 'ra', base: words('a'), basePrint: 'print-a' }),
      postings: [{ ...posting, keyPrint: 'print-of-before' }],
    };
    const accounts = [remote('ra', words('a')), remote('x', words('renamed'))];
    const seen = noteEvidence(ledger, 'x', { kind: 'print', keyPrint: 'print-a' });
    expect(plan({ locals: [local('a')], ledger: seen, accounts }).actions).toEqual([
      expect.objectContaining({ kind: 'adopt', localId: 'a', remote: remote('x', words('renamed')) }),
    ]);
  });

  it('removes a double of its own posting beside its twin, and nobody else’s', () => {
    const posted = {
      ...linked('a'),
      postings: [
        {
          localId: 'a',
          keyPrint: 'print-a',
          forms: [words('a')],
          lastAtMs: NOW,
          strangers: ['old'],
          state: 'linked' as const,
        },
      ],
    };
    const double = (remoteId: string, fields = words('a'), accounts = [remote('ra')]) => {
      const ledger = noteEvidence(posted, remoteId, { kind: 'print', keyPrint: 'print-a' });
      return kinds(plan({ locals: [local('a')], ledger, accounts: [...accounts, remote(remoteId, fields)] }).actions);
    };
    expect(double('x-new')).toEqual(['delete-double']);
    // The lower id stays, on every device alike: the link moves to it, and the other is removed later.
    expect(double('new')).toEqual(['adopt']);
    expect(double('old')).toEqual(['import']);
    expect(double('x-new', words('a'), [])).toEqual(['adopt']);
  });

  it('removes no copy whose twin is only not shown by a cut listing', () => {
    const posting = {
      localId: 'a',
      keyPrint: 'print-a',
      forms: [words('a')],
      lastAtMs: NOW,
      strangers: [],
      state: 'linked' as const,
    };
    const ledger = noteEvidence({ ...linked('a'), postings: [posting] }, 'x-new', {
      kind: 'print',
      keyPrint: 'print-a',
    });
    const cut = plan({ locals: [local('a')], ledger, accounts: [remote('x-new', words('a'))], isComplete: false });
    expect(cut.actions).toEqual([]);
  });

  it('takes keys for different only after three periods', () => {
    const seen = (period: number) => ({ period, equal: [], different: ['a'] });
    const refused = noteEvidence(EMPTY_LEDGER, 'rx', { kind: 'refused', atMs: NOW });
    const twice = noteComparison(noteComparison(refused, 'rx', seen(1)), 'rx', seen(2));
    const again = noteComparison(twice, 'rx', seen(2));
    const thrice = noteComparison(again, 'rx', seen(3));
    const found = [twice, again, thrice].map((ledger) => {
      return kinds(plan({ locals: [local('a')], ledger, accounts: [remote('rx')] }).actions);
    });
    expect(found).toEqual([['compare-codes'], ['compare-codes'], ['import', 'post']]);
  });

  it('never has two devices remove the same two copies', () => {
    const posting = {
      localId: 'a',
      keyPrint: 'print-a',
      forms: [words('a')],
      lastAtMs: NOW,
      strangers: [],
      state: 'linked' as const,
    };
    const removedBy = (mine: string, other: string) => {
      const link = { localId: 'a', remoteId: mine, base: words('a'), basePrint: 'print-a' };
      const ledger = noteEvidence({ ...addLink(EMPTY_LEDGER, link), postings: [posting] }, other, {
        kind: 'print',
        keyPrint: 'print-a',
      });
      const accounts = [remote('r1', words('a')), remote('r2', words('a'))];
      const { actions } = plan({ locals: [local('a')], ledger, accounts });
      return actions.flatMap((action) => (action.kind === 'delete-double' ? [action.remoteId] : []));
    };
    expect([removedBy('r1', 'r2'), removedBy('r2', 'r1')]).toEqual([['r2'], []]);
  });

  it('takes up another copy of what is missing instead of trashing it', () => {
    const ledger = linked('a');
    const missing = { ...ledger, links: ledger.links.map((link) => ({ ...link, missingSinceMs: NOW - 61_000 })) };
    const accounts = [remote('other', words('a'))];
    expect(kinds(plan({ locals: [local('a')], ledger: missing, accounts }).actions)).toEqual(['identify']);
    const seen = noteEvidence(missing, 'other', { kind: 'print', keyPrint: 'print-a' });
    expect(kinds(plan({ locals: [local('a')], ledger: seen, accounts }).actions)).toEqual(['adopt']);
  });

  it('follows a copy that a colleague has renamed, so that the untouched one can go', () => {
    const posting = {
      localId: 'a',
      keyPrint: 'print-a',
      forms: [words('a')],
      lastAtMs: NOW,
      strangers: [],
      state: 'linked' as const,
    };
    const ledger = noteEvidence({ ...linked('a'), postings: [posting] }, 'new', { kind: 'print', keyPrint: 'print-a' });
    const renamed = remote('new', words('renamed'));
    const { actions } = plan({ locals: [local('a')], ledger, accounts: [remote('ra'), renamed] });
    expect(actions).toEqual([expect.objectContaining({ kind: 'adopt', localId: 'a', remote: renamed })]);
    const touched = plan({ locals: [local('a')], ledger, accounts: [remote('ra', words('renamed too')), renamed] });
    expect(kinds(touched.actions)).toEqual(['pull', 'import']);
  });
});
