import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatIndex } from '../../lib/messaging/account-index.ts';
import { type CodeRun, DEFAULT_SETTINGS } from '../../lib/messaging/shapes.ts';
import { createVaultView, type VaultView } from '../../lib/view/model.ts';
import { idOfLine } from '../../lib/view/search.ts';
import { inventRow, inventState } from '../messaging/invented.ts';

const START_MS = 1_700_000_010_000;

const run = (codes: readonly string[]): CodeRun => ({ startMs: START_MS, periodMs: 30_000, codes });

let view: VaultView;
let again: ReturnType<typeof vi.fn<() => void>>;
let want: ReturnType<typeof vi.fn<(ids: readonly string[]) => void>>;

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
  again = vi.fn();
  want = vi.fn();
  view = createVaultView({ clock: Date.now, want, again });
});
afterEach(() => {
  view.close();
  vi.useRealTimers();
});

const codeOf = (id: string) => view.run(id)?.codes[view.step(id)];
const listed = () => view.lines.value.map(idOfLine);

describe('frames', () => {
  it('knows nothing before the first one', () => {
    expect(view.vault.value).toBeUndefined();
  });

  it('takes a snapshot and the patches that follow it', () => {
    view.apply({ kind: 'snapshot', rev: 4, state: inventState([inventRow('a')]) });
    view.apply({ kind: 'patch', rev: 5, changes: { trashedCount: 2 } });
    expect(listed()).toEqual(['a']);
    expect(view.trashedCount.value).toBe(2);
    expect(again).not.toHaveBeenCalled();
  });

  it('asks again after a gap, and changes nothing until the snapshot', () => {
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([inventRow('a')]) });
    view.apply({ kind: 'patch', rev: 3, changes: { trashedCount: 2 } });
    expect(again).toHaveBeenCalledOnce();
    expect(view.trashedCount.value).toBe(0);
  });

  it('asks for a snapshot when a patch comes first', () => {
    view.apply({ kind: 'patch', rev: 1, changes: { trashedCount: 2 } });
    expect(again).toHaveBeenCalledOnce();
  });

  it('starts anew with the snapshot of a restarted worker', () => {
    view.apply({ kind: 'snapshot', rev: 9, state: inventState([inventRow('a')], { codes: { a: run(['111111']) } }) });
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([inventRow('a')]) });
    expect(codeOf('a')).toBe('111111');
    expect(again).not.toHaveBeenCalled();
  });
});

describe('lock', () => {
  it('leaves neither rows, codes, HOTP codes nor the search', () => {
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([inventRow('a')], { codes: { a: run(['111111']) } }) });
    view.showHotp('a', { code: '755224', counter: 1 });
    view.query.value = 'issuer';
    view.apply({ kind: 'snapshot', rev: 2, state: inventState([], { vault: 'locked' }) });
    expect(listed()).toEqual([]);
    expect(codeOf('a')).toBeUndefined();
    expect(view.hotp.value).toEqual({});
    expect(view.query.value).toBe('');
  });

  it('takes no HOTP code that arrives after it', () => {
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([], { vault: 'locked' }) });
    view.showHotp('a', { code: '755224', counter: 1 });
    expect(view.hotp.value).toEqual({});
  });
});

describe('codes', () => {
  it('turn exactly at the end of their period, also between two full seconds', () => {
    const odd: CodeRun = { startMs: START_MS - 29_750, periodMs: 30_000, codes: ['111111', '222222'] };
    view.shownIds.value = ['a'];
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([inventRow('a')], { codes: { a: odd } }) });
    expect(codeOf('a')).toBe('111111');
    vi.advanceTimersByTime(249);
    expect(codeOf('a')).toBe('111111');
    vi.advanceTimersByTime(1);
    expect(codeOf('a')).toBe('222222');
  });

  it('are never shown past their end', () => {
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([inventRow('a')], { codes: { a: run(['111111']) } }) });
    vi.advanceTimersByTime(30_000);
    expect(codeOf('a')).toBeUndefined();
  });

  it('follow the clock at once after a pause without timers', () => {
    view.apply({
      kind: 'snapshot',
      rev: 1,
      state: inventState([inventRow('a')], { codes: { a: run(['111111', '222222']) } }),
    });
    vi.setSystemTime(START_MS + 31_000);
    view.wake();
    expect(codeOf('a')).toBe('222222');
  });
});

describe('want', () => {
  it('names the accounts of the site and the visible rows, once', () => {
    view.apply({
      kind: 'snapshot',
      rev: 1,
      state: inventState([inventRow('a', { hosts: ['x.com'] }), inventRow('b'), inventRow('c')]),
    });
    view.host.value = 'x.com';
    view.shownIds.value = ['b'];
    expect(want).toHaveBeenLastCalledWith(['a', 'b']);
    const calls = want.mock.calls.length;
    view.shownIds.value = ['b'];
    expect(want.mock.calls.length).toBe(calls);
  });
});

describe('first paint', () => {
  const first = {
    vault: 'unlocked',
    settings: DEFAULT_SETTINGS,
    total: 700,
    indexRev: 1,
    lines: formatIndex([inventRow('a')]),
    boundLines: '',
    codes: { a: run(['111111']) },
  } as const;

  it('shows rows and codes before any frame', () => {
    view.paintFirst(first, '');
    expect(view.vault.value).toBe('unlocked');
    expect(view.total.value).toBe(700);
    expect(codeOf('a')).toBe('111111');
  });

  it('does not overwrite a frame that was faster', () => {
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([], { vault: 'locked' }) });
    view.paintFirst(first, formatIndex([inventRow('a')]));
    expect(view.vault.value).toBe('locked');
    expect(listed()).toEqual([]);
  });
});

describe('lists', () => {
  beforeEach(() => {
    const rows = [
      inventRow('a', { hosts: ['x.com'], tags: ['work'] }),
      inventRow('b', { tags: ['work'] }),
      inventRow('c'),
    ];
    view.apply({ kind: 'snapshot', rev: 1, state: inventState(rows) });
    view.host.value = 'x.com';
  });

  it('show accounts of the open site apart from the others', () => {
    expect(view.siteIds.value).toEqual(['a']);
    expect(listed()).toEqual(['b', 'c']);
  });

  it('show one list while searching', () => {
    view.query.value = 'issuer';
    expect(view.siteIds.value).toEqual([]);
    expect(listed()).toEqual(['a', 'b', 'c']);
  });

  it('are cut by a tag and by words together', () => {
    view.tag.value = 'work';
    expect(listed()).toEqual(['a', 'b']);
    view.query.value = 'issuer b';
    expect(listed()).toEqual(['b']);
    expect(view.tags.value).toEqual(['work']);
  });
});

describe('undo', () => {
  it('is offered until its time is over', () => {
    const undo = { token: 't', what: 'trashed', name: 'A', untilMs: START_MS + 2500 } as const;
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([], { undo }) });
    expect(view.undo.value?.token).toBe('t');
    vi.advanceTimersByTime(4000);
    expect(view.undo.value).toBeNull();
  });
});
