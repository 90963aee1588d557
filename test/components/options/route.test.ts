import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route, SECTIONS, sectionOf } from '../../../components/options/route.ts';

const ROUTES: readonly Route[] = [
  ...SECTIONS.map((kind) => ({ kind })),
  { kind: 'add' },
  { kind: 'recover' },
  { kind: 'kit' },
  { kind: 'edit', id: 'Zb3-_x' },
  { kind: 'service', id: 'Zb3-_x' },
  { kind: 'service', id: 'Zb3-_x', accountId: 'a0' },
];

describe('parseRoute', () => {
  it.each(ROUTES)('reads back %j', (route) => expect(parseRoute(formatRoute(route))).toEqual(route));

  it.each(['', '#', '#/', '#/nowhere', '#/edit/', '#/edit/<b>', '#/edit/a b'])('leads %j to the accounts', (hash) => {
    expect(parseRoute(hash)).toEqual({ kind: 'accounts' });
  });
});

describe('sectionOf', () => {
  it('shows adding and editing under the accounts', () => {
    expect(sectionOf({ kind: 'edit', id: 'a' })).toBe('accounts');
    expect(sectionOf({ kind: 'add' })).toBe('accounts');
    expect(sectionOf({ kind: 'kit' })).toBe('sync');
    expect(sectionOf({ kind: 'sites' })).toBe('sites');
    expect(sectionOf({ kind: 'service', id: 'a' })).toBe('services');
  });
});
