/**
 * Keys that are pressed between the first paint and the living popup: who sees a code presses Enter. They are kept and
 * given to the popup in their order once it listens.
 */

/** Answers the function that hands the keys over and ends the keeping. */
export function keepKeys(page: Document): () => void {
  const kept: KeyboardEvent[] = [];
  const keep = (event: KeyboardEvent) => {
    if (!isForUs(event)) return;
    event.preventDefault();
    kept.push(event);
  };
  page.addEventListener('keydown', keep);
  return () => {
    page.removeEventListener('keydown', keep);
    for (const event of kept) repeat(event, page);
  };
}

/** Escape and Tab stay the browser's. */
function isForUs({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (key === 'Enter') return true;
  if (ctrlKey || metaKey || altKey) return false;
  return key === 'ArrowUp' || key === 'ArrowDown' || [...key].length === 1;
}

function repeat(event: KeyboardEvent, page: Document): void {
  const { key, ctrlKey, metaKey } = event;
  const target = page.activeElement ?? page.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, metaKey, bubbles: true, cancelable: true }));
  const field = page.activeElement;
  if ([...key].length !== 1 || !(field instanceof HTMLInputElement)) return;
  field.setRangeText(key, field.value.length, field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
