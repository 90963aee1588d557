/** The keyboard on the list of codes. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { CodeActions } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { idOfLine } from '../lib/view/search.ts';

export interface CodesKeyContext {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly selected: Signal<string>;
  /** What the keys mean while nothing is selected. */
  readonly firstId: ReadonlySignal<string>;
  readonly search: { readonly current: HTMLElement | null };
  readonly scroller: { readonly current: HTMLElement | null };
}

/**
 * Typing searches, arrows move, Enter copies, Ctrl or Cmd with Enter fills, Escape takes back the search before it
 * closes the popup. Enter on a button stays the button's own.
 */
export function codesKey(event: KeyboardEvent, context: CodesKeyContext): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  const { view, actions, selected, firstId, search } = context;
  const target = event.target as HTMLElement;
  const isOnList =
    target === document.body || target === search.current || target.closest('[data-testid=row]') !== null;
  const id = selected.peek() || firstId.peek();
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (!isOnList) return;
    event.preventDefault();
    moveSelection(context, event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (id !== '') actions.fill(target.closest<HTMLElement>('[data-id]')?.dataset.id ?? id);
  } else if (event.key === 'Enter' && (target === search.current || target === document.body)) {
    event.preventDefault();
    if (id !== '') actions.copyCode(id);
  } else if (event.key === 'Escape' && (view.query.peek() !== '' || view.tag.peek() !== '' || selected.peek() !== '')) {
    event.preventDefault();
    view.query.value = '';
    view.tag.value = '';
    selected.value = '';
    search.current?.focus();
  } else if (isTyping(event) && target !== search.current && target.closest('input, textarea, select') === null) {
    // The key itself lands in the field, since the focus moves before its default action.
    search.current?.focus();
  }
}

function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  // Input methods say 'Process'; a space on a button presses it.
  return event.key === 'Process' || ([...event.key].length === 1 && event.key !== ' ');
}

function moveSelection({ view, selected, firstId, search, scroller }: CodesKeyContext, step: 1 | -1): void {
  const ids = [...view.siteIds.peek(), ...view.lines.peek().map(idOfLine)];
  // Nothing selected means the first, while its card or row is what the keys mean; the first arrow goes on from there.
  const from = ids.indexOf(selected.peek() || (view.query.peek() === '' ? '' : firstId.peek()));
  const to = from + step;
  if (to < 0) {
    selected.value = '';
    search.current?.focus();
    return;
  }
  const id = ids[Math.min(to, ids.length - 1)];
  if (id === undefined) return;
  selected.value = id;
  // The row may be drawn only by this change: wait for it.
  requestAnimationFrame(() => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    row?.querySelector<HTMLElement>('[data-testid=row-copy], [data-testid=copy]')?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  });
}
