// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import { FirstCodes } from '../../components/FirstCodes.tsx';
import { MoreScreen } from '../../components/MoreScreen.tsx';
import { Popup } from '../../components/Popup.tsx';
import { formatIndex } from '../../lib/messaging/account-index.ts';
import type { FirstPaint } from '../../lib/messaging/protocol.ts';
import type { VaultView } from '../../lib/view/model.ts';
import { inventRow } from '../messaging/invented.ts';
import { fakeDoors, openView, settle, show } from './render.tsx';

let open: VaultView | undefined;
afterEach(() => open?.close());

const ROWS = [
  inventRow('a', { hosts: ['example.com'] }),
  inventRow('b', { issuer: 'Bank', hosts: ['example.com'] }),
  inventRow('c', { issuer: 'Cloud', pinned: true }),
  inventRow('h', { issuer: 'Counter', type: 'hotp', counter: 14 }),
];

/** What one sees of each account: its letter, its words, its code, and where its row stands. */
function seen() {
  return [...document.querySelectorAll('.row, .site-card')].map((row) => ({
    place: row.closest('li')?.getAttribute('style') ?? row.className.replace(/ ?selected/, ''),
    letter: row.querySelector('.monogram')?.outerHTML,
    who: row.querySelector('.who')?.outerHTML,
    code: row.querySelector('.code')?.outerHTML,
  }));
}

async function paintBoth(host: string) {
  const { doors } = fakeDoors();
  const { view, actions } = openView(doors, ROWS);
  open = view;
  view.host.value = host;
  const codes = Object.fromEntries(ROWS.flatMap(({ id }) => [[id, view.run(id)] as const])) as FirstPaint['codes'];
  const first: FirstPaint = {
    vault: 'unlocked',
    settings: view.settings.value,
    total: ROWS.length,
    indexRev: 1,
    lines: formatIndex(ROWS),
    boundLines: formatIndex(ROWS.slice(0, 2)),
    codes,
  };
  show(<FirstCodes first={first} host={host} nowMs={view.now.value} />);
  const painted = { rows: seen(), list: document.querySelector('.rows')?.getAttribute('style') };
  show(<Popup view={view} actions={actions} doors={doors} more={signal(MoreScreen)} />);
  await settle();
  return { painted, living: { rows: seen(), list: document.querySelector('.rows')?.getAttribute('style') } };
}

describe('the first paint', () => {
  it('draws every row as the living popup draws it, at the same place', async () => {
    const { painted, living } = await paintBoth('');
    expect(living.rows).toHaveLength(4);
    expect(painted).toEqual(living);
  });

  it('puts the accounts of the open site first', async () => {
    const { painted, living } = await paintBoth('example.com');
    expect(painted.rows[0]?.place).toContain('site-card');
    expect(painted).toEqual(living);
  });
});
