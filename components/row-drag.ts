/** Moving a row of the list by dragging it. With a mouse or a pen: a finger scrolls, and has the row's menu. */
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { parseIndexLine } from '../lib/messaging/account-index.ts';
import { followPointer } from './follow-pointer.ts';

/** Places count within the lines. */
export interface RowDrag {
  readonly id: string;
  readonly from: number;
  /** Where it would be dropped. */
  readonly to: number;
  readonly shiftPx: number;
}

export interface RowDragOptions {
  readonly list: RefObject<HTMLElement | null>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rowPx: number;
  readonly lines: readonly string[];
  /** In a list that is searched or cut, a place means nothing. */
  readonly isOff: boolean;
  /** `afterId` as `account:move` takes it. Answers whether it was moved. */
  readonly onDrop: (id: string, afterId: string | null) => Promise<boolean>;
}

export function useRowDrag(options: RowDragOptions): Signal<RowDrag | undefined> {
  const { list, scroller, rowPx, lines, isOff, onDrop } = options;
  const drag = useSignal<RowDrag | undefined>(undefined);
  // A dropped row waits at its new place for the list that has it there.
  useLayoutEffect(() => {
    drag.value = undefined;
  }, [lines]);
  useLayoutEffect(() => {
    const rows = list.current;
    const box = scroller.current;
    if (rows === null || box === null || isOff) return;
    const drop = async (dropped: RowDrag) => {
      drag.value = { ...dropped, shiftPx: (dropped.to - dropped.from) * rowPx };
      const isMoved = dropped.to !== dropped.from && (await onDrop(dropped.id, idBefore(lines, dropped)));
      if (!isMoved) drag.value = undefined;
    };
    const onDown = (event: PointerEvent) => {
      const isHeld = event.button === 0 && event.pointerType !== 'touch';
      if (!isHeld || (event.target as HTMLElement).closest('.menu-anchor') !== null) return;
      const from = Math.floor((event.clientY - rows.getBoundingClientRect().top) / rowPx);
      const group = groupOf(lines, from);
      if (group === undefined) return;
      followPointer(event, box, {
        onShift(shiftPx) {
          const to = Math.min(group.last, Math.max(group.first, from + Math.round(shiftPx / rowPx)));
          drag.value = { id: group.id, from, to, shiftPx };
        },
        onEnd(isDropped) {
          const last = drag.peek();
          if (isDropped && last !== undefined) void drop(last);
          else drag.value = undefined;
        },
      });
    };
    rows.addEventListener('pointerdown', onDown);
    return () => rows.removeEventListener('pointerdown', onDown);
  }, [lines, rowPx, isOff]);
  return drag;
}

/** How far the row at a place is drawn from it while another is dragged past. */
export function offsetPx(drag: RowDrag | undefined, at: number, rowPx: number): number {
  if (drag === undefined) return 0;
  if (at === drag.from) return drag.shiftPx;
  if (at > drag.from && at <= drag.to) return -rowPx;
  return at < drag.from && at >= drag.to ? rowPx : 0;
}

interface Group {
  readonly id: string;
  readonly first: number;
  readonly last: number;
}

/** Pinned and other accounts keep to themselves; those that live elsewhere have no place of ours. */
function groupOf(lines: readonly string[], at: number): Group | undefined {
  const row = parseIndexLine(lines[at] ?? '');
  if (row === undefined || row.isRemote) return undefined;
  const isAlike = (line: string | undefined) => {
    const other = parseIndexLine(line ?? '');
    return other !== undefined && other.pinned === row.pinned && other.isRemote === row.isRemote;
  };
  let [first, last] = [at, at];
  while (isAlike(lines[first - 1])) first -= 1;
  while (isAlike(lines[last + 1])) last += 1;
  return { id: row.id, first, last };
}

/** The account after which it is placed; `null` for the first of its group. */
function idBefore(lines: readonly string[], { from, to }: RowDrag): string | null {
  const moved = parseIndexLine(lines[from] ?? '');
  const before = parseIndexLine(lines[to > from ? to : to - 1] ?? '');
  return before !== undefined && before.pinned === moved?.pinned ? before.id : null;
}
