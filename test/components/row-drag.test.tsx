// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MoreScreen } from '../../components/MoreScreen.tsx';
import { Popup } from '../../components/Popup.tsx';
import { ROW_PX } from '../../components/row-height.ts';
import type { VaultView } from '../../lib/view/model.ts';
import { inventRow } from '../messaging/invented.ts';
import { type Answers, fakeDoors, openView, settle, show, type } from './render.tsx';

let open: VaultView | undefined;
// Everything stands at the top of a window that is high enough: nothing scrolls on.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 372, 580));
});
afterEach(() => {
  vi.restoreAllMocks();
  open?.close();
});

const ROWS = [
  inventRow('p', { pinned: true }),
  inventRow('q'),
  inventRow('r'),
  inventRow('s'),
  inventRow('t', { isRemote: true }),
];

async function openList(answers: Answers = {}) {
  const { doors, asked } = fakeDoors(answers);
  const { view, actions } = openView(doors, ROWS);
  open = view;
  show(<Popup view={view} actions={actions} doors={doors} more={signal(MoreScreen)} />);
  await settle();
  const moves = () => asked.filter(({ type }) => type === 'account:move').map(({ data }) => data);
  return { doors, moves };
}

const row = (id: string) => document.querySelector<HTMLElement>(`[data-id=${id}]`);
const item = (id: string) => row(id)?.closest('li');
const pointer = (kind: string, clientY: number, more: PointerEventInit = {}) =>
  new PointerEvent(kind, { bubbles: true, cancelable: true, button: 0, pointerType: 'mouse', clientY, ...more });

/** From the middle of one place to the middle of another. */
async function drag(from: number, to: number, more: PointerEventInit = {}, at = 'row-copy') {
  const middle = (place: number) => (place + 0.5) * ROW_PX;
  const pressed = item(ROWS[from]?.id ?? '')?.querySelector(`[data-testid=${at}]`);
  pressed?.dispatchEvent(pointer('pointerdown', middle(from), more));
  document.dispatchEvent(pointer('pointermove', middle(to), more));
  await settle();
  return {
    drop: async () => {
      document.dispatchEvent(pointer('pointerup', middle(to), more));
      pressed?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
      await settle();
    },
  };
}

describe('dragging a row', () => {
  it('places the account after the one above it', async () => {
    const { moves } = await openList();
    const { drop } = await drag(3, 2);
    await drop();
    expect(moves()).toEqual([{ id: 's', afterId: 'q' }]);
  });

  it('places it after the one it was dragged past on the way down', async () => {
    const { moves } = await openList();
    await (await drag(1, 3)).drop();
    expect(moves()).toEqual([{ id: 'q', afterId: 's' }]);
  });

  it('makes room on its way', async () => {
    await openList();
    await drag(1, 3);
    expect(item('q')?.className).toBe('dragged');
    expect(item('r')?.style.translate).toBe(`0 ${-ROW_PX}px`);
    expect(item('s')?.style.translate).toBe(`0 ${-ROW_PX}px`);
    expect(item('p')?.style.translate).toBeFalsy();
  });

  it('leaves pinned and other accounts to themselves', async () => {
    const { moves } = await openList();
    const { drop } = await drag(3, 0);
    expect(item('p')?.style.translate).toBeFalsy();
    await drop();
    await (await drag(0, 2)).drop();
    expect(moves()).toEqual([{ id: 's', afterId: null }]);
  });

  it('keeps to the accounts that have their place here', async () => {
    const { moves } = await openList();
    const { drop } = await drag(2, 4);
    expect(item('t')?.style.translate).toBeFalsy();
    await drop();
    await (await drag(4, 1)).drop();
    expect(moves()).toEqual([{ id: 'r', afterId: 's' }]);
  });

  it('copies nothing when it ends', async () => {
    const { doors } = await openList();
    await (await drag(1, 2)).drop();
    expect(doors.copy).not.toHaveBeenCalled();
  });

  it('is a press while the pointer hardly moves', async () => {
    const { doors, moves } = await openList();
    const { drop } = await drag(1, 1.05);
    await drop();
    expect(moves()).toEqual([]);
    expect(doors.copy).toHaveBeenCalledWith('100001');
  });

  it('is given up with Escape, which then does not close the popup', async () => {
    const { moves } = await openList();
    const { drop } = await drag(1, 3);
    const escapeKey = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
    document.body.dispatchEvent(escapeKey);
    await drop();
    expect(escapeKey.defaultPrevented).toBe(true);
    expect(moves()).toEqual([]);
    expect(document.querySelector('.dragged')).toBeNull();
  });

  it('puts the row back when it could not be moved', async () => {
    await openList({ 'account:move': () => ({ ok: false, code: 'gone' }) });
    await (await drag(1, 3)).drop();
    expect(document.querySelector('.dragged')).toBeNull();
  });

  it('is left to the finger, to other buttons, to searches and to menus', async () => {
    const { moves } = await openList();
    await (await drag(1, 3, { pointerType: 'touch' })).drop();
    await (await drag(1, 3, { button: 2 })).drop();
    await (await drag(1, 3, {}, 'row-menu')).drop();
    await type('search', 'issuer');
    await (await drag(1, 3)).drop();
    expect(moves()).toEqual([]);
  });
});
