/**
 * All other accounts. Only the rows in sight exist, so 10,000 cost what 10 cost; each knows its place by arithmetic,
 * since all rows are equally high.
 */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { parseIndexLine } from '../lib/messaging/account-index.ts';
import type { CodeActions } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { idOfLine } from '../lib/view/search.ts';
import { AccountRow } from './AccountRow.tsx';
import { offsetPx, useRowDrag } from './row-drag.ts';
import { LARGE_ROW_PX, ROW_PX } from './row-height.ts';

/** Rows beside the visible ones, so that a small scroll paints at once. */
const SPARE = 3;
/** What fits on the first screen, before anything was measured. */
const FIRST_ROWS = 10;

export interface AccountListProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly selectedId: string;
}

export function AccountList({ view, actions, scroller, selectedId }: AccountListProps) {
  const list = useRef<HTMLUListElement>(null);
  const measureNow = useRef<() => void>(() => undefined);
  const range = useSignal({ from: 0, to: FIRST_ROWS });
  const rowPx = view.settings.value.largeCodes ? LARGE_ROW_PX : ROW_PX;
  const lines = view.lines.value;
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const measure = () => {
      const top = box.getBoundingClientRect().top - (list.current?.getBoundingClientRect().top ?? 0);
      const from = Math.max(0, Math.floor(top / rowPx) - SPARE);
      const to = Math.ceil((top + box.clientHeight) / rowPx) + SPARE;
      if (from !== range.peek().from || to !== range.peek().to) range.value = { from, to };
    };
    measureNow.current = measure;
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    box.addEventListener('scroll', measure, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener('scroll', measure);
    };
  }, [rowPx]);
  // What lies above the list comes and goes with the search, and nothing scrolls then.
  useLayoutEffect(() => measureNow.current(), [lines]);
  useSignalEffect(() => {
    const { from, to } = range.value;
    view.shownIds.value = view.lines.value.slice(from, to).map(idOfLine);
  });
  const isOff = view.query.value.trim() !== '' || view.tag.value !== '';
  const drag = useRowDrag({ list, scroller, rowPx, lines, isOff, onDrop: actions.moveAfter }).value;
  return (
    <ul
      ref={list}
      class={drag === undefined ? 'rows' : 'rows dragging'}
      style={{ blockSize: `${lines.length * rowPx}px` }}
    >
      {shownPlaces(lines, range.value, drag?.id ?? selectedId).map((at) => {
        const row = parseIndexLine(lines[at] ?? '');
        return (
          row !== undefined && (
            <li
              key={row.id}
              class={row.id === drag?.id ? 'dragged' : undefined}
              style={placeStyle(at, rowPx, offsetPx(drag, at, rowPx))}
              aria-setsize={lines.length}
              aria-posinset={at + 1}
            >
              <AccountRow view={view} actions={actions} row={row} isSelected={row.id === selectedId} />
            </li>
          )
        );
      })}
    </ul>
  );
}

function placeStyle(at: number, rowPx: number, offset: number) {
  const place = { insetBlockStart: `${at * rowPx}px`, blockSize: `${rowPx}px` };
  return offset === 0 ? place : { ...place, translate: `0 ${offset}px` };
}

/** The selected row stays, wherever one scrolls: it may hold the focus, or the pointer. */
function shownPlaces(
  lines: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
  selectedId: string,
): readonly number[] {
  const places: number[] = [];
  for (let at = from; at < Math.min(to, lines.length); at++) places.push(at);
  const selected = selectedId === '' ? -1 : lines.findIndex((line) => line.startsWith(`${selectedId}\t`));
  return selected < 0 || places.includes(selected) ? places : [...places, selected];
}
