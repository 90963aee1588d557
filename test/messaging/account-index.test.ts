import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIndex,
  formatIndexLine,
  idsForHost,
  indexLines,
  parseIndexLine,
} from '../../lib/messaging/account-index.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';

const name = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/\p{Cc}|[\u2028\u2029]/u.test(text));
const row: fc.Arbitrary<AccountRow> = fc.record({
  id: fc.uuid(),
  type: fc.constantFrom('totp', 'hotp', 'steam', 'motp', 'yandex'),
  issuer: name,
  label: name,
  digits: fc.integer({ min: 5, max: 10 }),
  periodSeconds: fc.integer({ min: 1, max: 86_400 }),
  counter: fc.nat(),
  pinned: fc.boolean(),
  tags: fc.array(
    name.filter((text) => text !== ''),
    { maxLength: 3 },
  ),
  hosts: fc.array(fc.domain(), { maxLength: 3 }),
});

const plain: AccountRow = {
  id: 'a',
  type: 'totp',
  issuer: 'GitHub',
  label: 'me',
  digits: 6,
  periodSeconds: 30,
  counter: 0,
  pinned: false,
  tags: [],
  hosts: ['github.com'],
};

describe('the index', () => {
  it('gives every row back', () => {
    fc.assert(
      fc.property(row, (each) => {
        expect(parseIndexLine(formatIndexLine(each))).toEqual(each);
      }),
    );
  });

  it('keeps one line an account, whatever a name contains', () => {
    const lines = indexLines(
      formatIndex([
        { ...plain, issuer: 'two\nlines\tand a tab' },
        { ...plain, id: 'b' },
      ]),
    );
    expect(lines).toHaveLength(2);
    expect(parseIndexLine(lines[0] ?? '')?.issuer).toBe('two lines and a tab');
  });

  it('is empty for no accounts', () => {
    expect(indexLines(formatIndex([]))).toEqual([]);
  });

  it.each(['', 'a', 'a\tb', 'a\t9\t6\t30\t0\t0\tx\ty\t\t'])('reads nothing from %j', (line) => {
    expect(parseIndexLine(line)).toBeUndefined();
  });
});

describe('idsForHost', () => {
  const index = formatIndex([
    { ...plain, id: 'exact' },
    { ...plain, id: 'second', hosts: ['example.com', 'github.com'] },
    { ...plain, id: 'sub', hosts: ['gist.github.com'] },
    { ...plain, id: 'longer', hosts: ['github.com.evil.tld'] },
    { ...plain, id: 'name', issuer: 'github.com', hosts: [] },
    { ...plain, id: 'label', label: 'github.com', hosts: [] },
    { ...plain, id: 'tag', tags: ['github.com'], hosts: [] },
  ]);

  it('finds the accounts bound to exactly this host', () => {
    expect(idsForHost(index, 'github.com')).toEqual(['exact', 'second']);
  });

  it('finds nothing for no host', () => {
    expect(idsForHost(index, '')).toEqual([]);
  });

  it('agrees with reading every row', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.domain(), (rows, host) => {
        const withHost = rows.map((each, at) => (at % 2 === 0 ? { ...each, hosts: [...each.hosts, host] } : each));
        const expected = withHost.filter((each) => each.hosts.includes(host)).map((each) => each.id);
        expect(idsForHost(formatIndex(withHost), host)).toEqual(expected);
      }),
    );
  });
});
