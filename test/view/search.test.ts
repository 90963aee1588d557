import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIndex, formatIndexLine, indexLines } from '../../lib/messaging/account-index.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import { findLine, fold, foldIndex, idOfLine, linesWithTag, listTags, searchLines } from '../../lib/view/search.ts';
import { inventRow } from '../messaging/invented.ts';

const row = (id: string, changes: Partial<AccountRow> = {}) => inventRow(id, { issuer: '', label: '', ...changes });

function search(rows: readonly AccountRow[], query: string): readonly string[] {
  const index = formatIndex(rows);
  return searchLines(indexLines(index), foldIndex(index), query).map(idOfLine);
}

const rows = [
  row('1', { issuer: 'Müller Bank', label: 'anna@example.com' }),
  row('2', { issuer: 'GitHub', label: 'anna', tags: ['work'], hosts: ['github.com'] }),
  row('3', { issuer: 'My GitLab', label: 'bob', hosts: ['gitlab.example.org'] }),
  row('4', { issuer: 'Gitea', label: 'bob' }),
];

describe('searchLines', () => {
  it.each([
    ['MULLER', ['1']],
    ['müller', ['1']],
    ['anna git', ['2']],
    ['work', ['2']],
    ['example.org', ['3']],
    ['nobody', []],
    ['', ['1', '2', '3', '4']],
    ['   ', ['1', '2', '3', '4']],
  ])('finds %j in names, tags and sites', (query, ids) => {
    expect(search(rows, query)).toEqual(ids);
  });

  it('puts issuers that begin with the query first, and keeps the order otherwise', () => {
    expect(search(rows, 'git')).toEqual(['2', '4', '3']);
  });

  it('does not search what is no text: ids, types, digits, periods', () => {
    expect(search([row('abc', { issuer: 'x' })], 'abc')).toEqual([]);
    expect(search([row('a', { issuer: 'x', periodSeconds: 30 })], '30')).toEqual([]);
  });

  it('finds every account by its own issuer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), { minLength: 1 }),
        (issuers) => {
          const all = issuers.map((issuer, at) => row(`id${at}`, { issuer: issuer.trim() || 'x' }));
          const [first] = all;
          if (first === undefined) throw new Error('at least one');
          const line = formatIndexLine(first);
          const shown = indexLines(formatIndex(all));
          expect(shown[0]).toBe(line);
          expect(search(all, line.split('\t')[6] ?? '')).toContain('id0');
        },
      ),
    );
  });

  it('searches 10,000 accounts within 50 ms', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      row(`id${at}`, { issuer: `Service ${at}`, label: `user${at}@example.com` }),
    );
    const index = formatIndex(many);
    const lines = indexLines(index);
    const folded = foldIndex(index);
    const startMs = performance.now();
    expect(searchLines(lines, folded, 'user99').length).toBe(111);
    expect(performance.now() - startMs).toBeLessThan(50);
  });
});

describe('fold', () => {
  it('drops case and accents', () => {
    expect(fold('ÅÉÎ ﬁ Straße')).toBe('aei fi straße');
  });
});

describe('findLine', () => {
  it('finds whole ids only', () => {
    const index = formatIndex([row('aa', { issuer: 'x' }), row('a', { issuer: 'y' })]);
    expect(findLine(index, 'a')?.split('\t')[6]).toBe('y');
    expect(findLine(index, 'aa')?.split('\t')[6]).toBe('x');
    expect(findLine(index, 'b')).toBeUndefined();
    expect(findLine('', 'a')).toBeUndefined();
  });
});

describe('tags', () => {
  it('are listed once each and cut the list', () => {
    const lines = indexLines(
      formatIndex([row('1', { tags: ['work', 'bank'] }), row('2', { tags: ['work'] }), row('3')]),
    );
    expect(listTags(lines)).toEqual(['bank', 'work']);
    expect(linesWithTag(lines, 'work').map(idOfLine)).toEqual(['1', '2']);
  });
});
