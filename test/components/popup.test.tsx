// @vitest-environment happy-dom

import { signal } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import { MoreScreen } from '../../components/MoreScreen.tsx';
import { Popup } from '../../components/Popup.tsx';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import { SYNC_OFF } from '../../lib/messaging/sync-shapes.ts';
import type { VaultView } from '../../lib/view/model.ts';
import { inventRow, inventState } from '../messaging/invented.ts';
import { type Answers, fakeDoors, find, has, key, openView, press, settle, show, submit, type } from './render.tsx';

let open: VaultView | undefined;
afterEach(() => open?.close());

const ROWS = [
  inventRow('a', { hosts: ['example.com'] }),
  inventRow('b', { issuer: 'Bank' }),
  inventRow('c', { issuer: 'Cloud' }),
  inventRow('h', { issuer: 'Counter', type: 'hotp', counter: 14 }),
];

async function openPopup(
  options: { readonly answers?: Answers; readonly rows?: typeof ROWS; readonly host?: string } = {},
) {
  const { doors, asked } = fakeDoors(options.answers);
  const { view, actions } = openView(doors, options.rows ?? ROWS);
  open = view;
  view.host.value = options.host ?? 'example.com';
  show(<Popup view={view} actions={actions} doors={doors} more={signal(MoreScreen)} />);
  await settle();
  return { doors, asked, view, actions };
}

const shownIds = () => [...document.querySelectorAll<HTMLElement>('[data-testid=row]')].map((row) => row.dataset.id);
const filledWith = (outcome: FillOutcome): Answers => ({ 'fill:run': () => ({ ok: true, value: outcome }) });

describe('states', () => {
  it('shows nothing before anything is known, and the set-up while there is no vault', async () => {
    const { doors, view } = await openPopup();
    view.apply({ kind: 'snapshot', rev: 1, state: inventState([], { vault: 'absent' }) });
    await settle();
    await press('set-up');
    expect(doors.openPage).toHaveBeenCalledWith('welcome.html');
  });

  it('empties the screen with a lock', async () => {
    const { view } = await openPopup();
    expect(document.body.textContent).toContain('Bank');
    view.apply({ kind: 'snapshot', rev: 2, state: inventState([], { vault: 'locked' }) });
    await settle();
    expect(document.body.textContent).not.toContain('Bank');
    expect(document.body.textContent).not.toContain('100');
    expect(document.activeElement).toBe(find('unlock-password'));
  });

  it('says the same for every wrong opening, and empties the field', async () => {
    const { view } = await openPopup({ answers: { 'vault:unlock': () => ({ ok: false, code: 'wrong-key' }) } });
    view.apply({ kind: 'snapshot', rev: 2, state: inventState([], { vault: 'locked' }) });
    await settle();
    await type('unlock-password', 'not the password');
    await submit('unlock');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('did not open the vault');
    expect(find<HTMLInputElement>('unlock-password').value).toBe('');
  });

  it('tells how to add while the vault is empty', async () => {
    const { actions } = await openPopup({ rows: [] });
    await press('add-first');
    expect(actions.screen.value.kind).toBe('add');
  });
});

describe('the list', () => {
  it('begins with the account of the open site', async () => {
    await openPopup();
    expect(shownIds()).toEqual(['a', 'b', 'c', 'h']);
    expect(find('site').textContent).toBe('example.com');
    expect(find('code').textContent).toBe('100000');
    expect(find('next-code').textContent).toBe('200000');
  });

  it('draws a dozen rows of ten thousand', async () => {
    await openPopup({ rows: Array.from({ length: 10_000 }, (_, at) => inventRow(`r${at}`)) });
    expect(shownIds().length).toBeLessThan(20);
    expect(document.querySelector('li')?.getAttribute('aria-setsize')).toBe('10000');
  });

  it('searches while one types', async () => {
    await openPopup();
    await type('search', 'CLOUD');
    expect(shownIds()).toEqual(['c']);
    await type('search', 'nobody');
    expect(has('nothing-found')).toBe(true);
  });

  it('marks the account of a team, and lets one whose key is not here be filled and copied and nothing else', async () => {
    const items = () =>
      [...document.querySelectorAll('[data-testid^=menu-]')].map((item) => item.getAttribute('data-testid'));
    await openPopup({ rows: [inventRow('a', { team: 'Harbour team', isRemote: true, hosts: [] })] });
    expect(find('row').textContent).toContain('Team: Harbour team');
    await press('row-menu');
    expect(items()).toEqual(['menu-fill', 'menu-copy']);
  });

  it('lets the sites be forgotten that an account of a team is bound to', async () => {
    const bound = inventRow('a', { team: 'Harbour team', isRemote: true, hosts: ['example.com'] });
    const { asked } = await openPopup({ rows: [bound] });
    await press('row-menu');
    await press('menu-forget-sites');
    expect(asked.at(-1)).toEqual({ type: 'fill:forget-sites', data: { id: 'a' } });
  });

  it('tells screen readers the digits one by one', async () => {
    await openPopup();
    const heard = find('row').querySelector('.heard')?.textContent;
    expect(document.body.innerHTML).toContain('1 0 0, 0 0 0');
    expect(heard).toBeDefined();
  });
});

describe('keys', () => {
  it('move through the rows and back to the search', async () => {
    await openPopup();
    await key('ArrowDown');
    await key('ArrowDown');
    await settle();
    expect(document.querySelector('.row.selected')?.getAttribute('data-id')).toBe('b');
    await key('ArrowUp');
    await key('ArrowUp');
    expect(document.activeElement).toBe(find('search'));
  });

  it('copy the first account with Enter and say so', async () => {
    const { doors, asked } = await openPopup();
    await key('Enter');
    expect(doors.copy).toHaveBeenCalledWith('100000');
    expect(asked).toContainEqual({ type: 'account:copied', data: { id: 'a' } });
    expect(find('toast').textContent).toContain('Copied');
  });

  it('copy what is found with Enter in the search', async () => {
    const { doors } = await openPopup();
    await type('search', 'bank');
    await key('Enter', {}, find('search'));
    expect(doors.copy).toHaveBeenCalledWith('100001');
  });

  it.each([{ ctrlKey: true }, { metaKey: true }])('fill with Enter and %o', async (modifier) => {
    const { asked } = await openPopup({ answers: filledWith({ kind: 'restricted-page' }) });
    await key('Enter', modifier);
    expect(asked).toContainEqual({ type: 'fill:run', data: { id: 'a', tabId: 7, bindHost: null } });
  });

  it('start the search by typing anywhere, from the turn on in which the codes appear', async () => {
    const { view } = await openPopup();
    view.apply({ kind: 'snapshot', rev: 2, state: inventState([], { vault: 'locked' }) });
    await settle();
    view.apply({ kind: 'snapshot', rev: 3, state: inventState(ROWS, {}) });
    await Promise.resolve();
    await key('x');
    expect(document.activeElement).toBe(find('search'));
  });

  it('take the search back with Escape before the popup closes', async () => {
    const { view } = await openPopup();
    await type('search', 'bank');
    expect((await key('Escape')).defaultPrevented).toBe(true);
    expect(view.query.value).toBe('');
    expect((await key('Escape')).defaultPrevented).toBe(false);
  });
});

describe('HOTP', () => {
  it('makes, shows and copies the next code by a press', async () => {
    const { doors } = await openPopup({
      answers: { 'account:next-hotp': () => ({ ok: true, value: { code: '755224', counter: 15 } }) },
    });
    const row = document.querySelector<HTMLElement>('[data-id=h]');
    expect(row?.textContent).toContain('••••••');
    row?.querySelector<HTMLElement>('[data-testid=row-copy]')?.click();
    await settle();
    expect(document.querySelector('[data-id=h] [data-testid=code]')?.textContent).toBe('755224');
    expect(doors.copy).toHaveBeenCalledWith('755224');
  });
});

describe('filling', () => {
  it('asks once before a new host, and binds with the answer', async () => {
    const { asked } = await openPopup({
      answers: filledWith({ kind: 'needs-binding', host: 'login.example.com', relatedTo: null }),
    });
    await press('fill');
    expect(find('outcome').textContent).toContain('login.example.com');
    await press('bind-yes');
    expect(asked.at(-1)).toEqual({ type: 'fill:run', data: { id: 'a', tabId: 7, bindHost: 'login.example.com' } });
  });

  it('asks the browser for a permission within the click itself', async () => {
    const { doors } = await openPopup({
      answers: filledWith({ kind: 'needs-permission', host: 'frame.example', pattern: 'https://frame.example/*' }),
    });
    await press('fill');
    find('permit').click();
    expect(doors.requestOrigin).toHaveBeenCalledWith('https://frame.example/*');
  });

  it('gives no way on from a look-alike', async () => {
    await openPopup({ answers: filledWith({ kind: 'look-alike', host: 'examp1e.com', resembles: 'example.com' }) });
    await press('fill');
    expect(find('outcome').textContent).toContain('another site');
    expect(find('outcome').querySelectorAll('button').length).toBe(1);
  });

  it.each<readonly [FillOutcome, string]>([
    [{ kind: 'filled', host: 'x.com', waited: false }, 'Filled on x.com'],
    [{ kind: 'filled', host: 'x.com', waited: true }, 'fresh code'],
    [{ kind: 'insecure', host: 'x.com' }, 'not encrypted'],
    [{ kind: 'no-field', host: 'x.com', copied: true }, 'on the clipboard'],
    [{ kind: 'no-field', host: 'x.com', copied: false }, 'no field'],
    [{ kind: 'not-kept', host: 'x.com', copied: true }, 'paste it'],
    [{ kind: 'restricted-page' }, 'Copy the code instead'],
    [{ kind: 'tab-changed' }, 'page changed'],
  ])('puts %o into words', async (outcome, words) => {
    await openPopup({ answers: filledWith(outcome) });
    await press('fill');
    expect(find('outcome').dataset.kind).toBe(outcome.kind);
    expect(find('outcome').textContent).toContain(words);
  });
});

describe('the foot', () => {
  it('names damaged records first, then a recovery kit that was not saved', async () => {
    const { view, doors } = await openPopup();
    view.apply({ kind: 'patch', rev: 2, changes: { recoveryConfirmed: false } });
    await settle();
    await press('footer-recovery');
    expect(doors.openPage).toHaveBeenLastCalledWith('options.html#/security');
    view.apply({ kind: 'patch', rev: 3, changes: { damagedCount: 2 } });
    await settle();
    expect(find('footer-damaged').textContent).toContain('2 damaged records');
  });

  it.each([
    [{ lastDoneMs: Date.now() }, /^In step/],
    [{ lastDoneMs: 1, pendingCount: 3 }, /3 changes wait/],
    [{ lastDoneMs: 1, state: 'problem', problem: 'unreachable', pendingCount: 1 }, /1 change waits/],
  ] as const)('says quietly how the sync stands: %j', async (sync, words) => {
    const { view } = await openPopup();
    view.apply({ kind: 'patch', rev: 2, changes: { sync: { ...SYNC_OFF, state: 'idle', ...sync } } });
    await settle();
    expect(find('footer-sync').tagName).toBe('SPAN');
    expect(find('footer-sync').textContent).toMatch(words);
  });

  it.each([{ problem: 'unauthorized' }, { alertCount: 1 }, { heldCount: 6 }] as const)(
    'leads to the sync when it waits for the user: %j',
    async (sync) => {
      const { view, doors } = await openPopup();
      const changes = { sync: { ...SYNC_OFF, state: 'problem', lastDoneMs: 1, ...sync } } as const;
      view.apply({ kind: 'patch', rev: 2, changes });
      await settle();
      await press('footer-sync');
      expect(doors.openPage).toHaveBeenCalledWith('options.html#/sync');
    },
  );

  it.each([
    [90_000, /90 seconds slow/],
    [-6_000, /6 seconds fast/],
  ])('says that this clock is wrong by %i ms, and what to do', async (skewMs, words) => {
    const { view, doors } = await openPopup();
    view.apply({ kind: 'patch', rev: 2, changes: { skewMs } });
    await settle();
    expect(find('footer-clock').textContent).toMatch(words);
    await press('footer-clock');
    expect(doors.openPage).toHaveBeenLastCalledWith('options.html#/health');
  });

  it('says that a team deletes what is deleted here', async () => {
    const { view } = await openPopup();
    const undo = { token: 'token-1', what: 'trashed-of-team', name: 'Bank', untilMs: Date.now() + 60_000 } as const;
    view.apply({ kind: 'patch', rev: 2, changes: { undo } });
    await settle();
    expect(document.body.textContent).toContain('its team deletes it in a minute');
  });

  it('takes the last change back', async () => {
    const { view, asked } = await openPopup();
    const undo = { token: 'token-1', what: 'trashed', name: 'Bank', untilMs: Date.now() + 60_000 } as const;
    view.apply({ kind: 'patch', rev: 2, changes: { undo } });
    await settle();
    expect(document.querySelector('.bar')?.textContent).toContain('Bank');
    await press('undo');
    expect(asked.at(-1)).toEqual({ type: 'account:undo', data: { token: 'token-1' } });
  });
});

describe('the menu of a row', () => {
  async function openMenu(id: string) {
    document.querySelector<HTMLElement>(`[data-id=${id}] [data-testid=row-menu]`)?.click();
    await settle();
  }

  it('opens with the focus on its first entry, and Escape gives the focus back', async () => {
    await openPopup();
    await openMenu('b');
    expect(document.activeElement).toBe(find('menu-fill'));
    await key('ArrowDown', {}, document.activeElement ?? document);
    expect(document.activeElement).toBe(find('menu-copy'));
    await key('Escape', {}, document.activeElement ?? document);
    expect(has('menu')).toBe(false);
    expect(document.activeElement?.getAttribute('data-testid')).toBe('row-menu');
  });

  it('moves an account among its equals', async () => {
    const { asked } = await openPopup({
      rows: [inventRow('p', { pinned: true }), inventRow('q'), inventRow('r'), inventRow('s')],
      host: '',
    });
    await openMenu('q');
    expect(find<HTMLButtonElement>('menu-up').disabled).toBe(true);
    await key('Escape', {}, find('menu-fill'));
    await openMenu('s');
    await press('menu-up');
    expect(asked.at(-1)).toEqual({ type: 'account:move', data: { id: 's', afterId: 'q' } });
    await openMenu('r');
    await press('menu-up');
    expect(asked.at(-1)).toEqual({ type: 'account:move', data: { id: 'r', afterId: null } });
    await openMenu('q');
    await press('menu-down');
    expect(asked.at(-1)).toEqual({ type: 'account:move', data: { id: 'q', afterId: 'r' } });
  });

  it('pins, trashes and opens the form', async () => {
    const { asked, actions } = await openPopup();
    await openMenu('b');
    await press('menu-pin');
    expect(asked.at(-1)).toEqual({ type: 'account:edit', data: { id: 'b', fields: { pinned: true } } });
    await openMenu('b');
    await press('menu-trash');
    expect(asked.at(-1)).toEqual({ type: 'account:trash', data: { ids: ['b'] } });
    await openMenu('b');
    await press('menu-reveal');
    expect(actions.screen.value).toEqual({ kind: 'edit', id: 'b', reveal: true });
  });
});
