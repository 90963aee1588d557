/** A drag from the press to its end: how far it has gone, counting what was scrolled meanwhile. */

export interface Following {
  /** Called from the moment on that the press has become a drag. */
  readonly onShift: (shiftPx: number) => void;
  /** `false`: given up by Escape or by the browser. Not called for a press that never became a drag. */
  readonly onEnd: (isDropped: boolean) => void;
}

/** A press that wanders less than this stays a press. */
const SLACK_PX = 6;
/** So near the edge of what is seen it scrolls on, so many pixels a frame. */
const EDGE_PX = 28;
const SCROLL_PX = 7;

export function followPointer(down: PointerEvent, scroller: HTMLElement, { onShift, onEnd }: Following): void {
  const startScroll = scroller.scrollTop;
  const listening = new AbortController();
  let pointerY = down.clientY;
  let isDrag = false;

  function step(): void {
    if (listening.signal.aborted) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    if (pointerY < top + EDGE_PX) scroller.scrollBy(0, -SCROLL_PX);
    else if (pointerY > bottom - EDGE_PX) scroller.scrollBy(0, SCROLL_PX);
    onShift(pointerY - down.clientY + scroller.scrollTop - startScroll);
    requestAnimationFrame(step);
  }
  function end(isDropped: boolean): void {
    listening.abort();
    if (!isDrag) return;
    if (isDropped) swallowClick(scroller);
    onEnd(isDropped);
  }
  const listen = <K extends keyof DocumentEventMap>(type: K, hear: (event: DocumentEventMap[K]) => void) =>
    document.addEventListener(type, hear, { capture: true, signal: listening.signal });

  listen('pointermove', ({ clientY }) => {
    pointerY = clientY;
    if (isDrag || Math.abs(pointerY - down.clientY) < SLACK_PX) return;
    isDrag = true;
    step();
  });
  listen('pointerup', () => end(true));
  listen('pointercancel', () => end(false));
  listen('keydown', (event) => {
    if (event.key !== 'Escape' || !isDrag) return;
    // Without this the browser closes the popup.
    event.preventDefault();
    event.stopPropagation();
    end(false);
  });
}

/** The press that ends a drag is no press on what lies beneath it. */
function swallowClick(scroller: HTMLElement): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  scroller.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => scroller.removeEventListener('click', swallow, { capture: true }));
}
