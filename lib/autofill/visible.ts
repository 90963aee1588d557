/**
 * Whether a person can see and use a field. A hidden field is a trap for machines (honeypot) or a step that has not
 * come yet; neither gets a code. Where there is no layout (tests), only what the styles say is judged.
 */

/** `faint`: has a place on the screen but no opacity or height of its own, as the one real input under drawn boxes. */
export type Visibility = 'shown' | 'faint' | 'hidden';

const LEAST_SIDE_PX = 6;

export function visibilityOf(element: HTMLElement): Visibility {
  if (!hasVisibleStyle(element)) return 'hidden';
  const view = element.ownerDocument.defaultView;
  if (!view || !hasLayout(element.ownerDocument)) return 'shown';
  const box = element.getBoundingClientRect();
  const isNarrow = box.width < LEAST_SIDE_PX;
  if (isNarrow && !(box.width > 0 && isTypedInto(element))) return 'hidden';
  if (box.right + view.scrollX <= 0 || box.bottom + view.scrollY <= 0) return 'hidden';
  if (isClipped(element, view)) return 'hidden';
  if (!isNarrow && box.height >= LEAST_SIDE_PX && !isTransparent(element)) return 'shown';
  return isSpacer(element) ? 'hidden' : 'faint';
}

/** The one real input behind drawn boxes may be a dot: marked for codes and in the way of the Tab key, as no trap is. */
function isTypedInto(element: HTMLElement): boolean {
  return isMarkedForCode(element) && element.tabIndex >= 0 && element.getAttribute('aria-hidden') !== 'true';
}

/** Neither seen nor read out, and not marked: it only keeps the place of a box. */
function isSpacer(element: HTMLElement): boolean {
  return element.getAttribute('aria-hidden') === 'true' && !isMarkedForCode(element);
}

function isMarkedForCode(element: HTMLElement): boolean {
  return element.getAttribute('autocomplete') === 'one-time-code';
}

/** Neither `display: none` nor `visibility: hidden`, here or above; cheap enough for every element of a form. */
export function hasVisibleStyle(element: Element): boolean {
  const view = element.ownerDocument.defaultView;
  if (!view) return true;
  if (hasLayout(element.ownerDocument) && typeof element.checkVisibility === 'function') {
    return (
      element.checkVisibility({ visibilityProperty: true }) || view.getComputedStyle(element).display === 'contents'
    );
  }
  for (let current: Element | null = element; current; current = parentOf(current)) {
    const style = view.getComputedStyle(current);
    if (style.display === 'none' || style.visibility === 'hidden' || current.hasAttribute('hidden')) return false;
  }
  return true;
}

/** Asked for every element that is read, so a yes is remembered; without a layout later on, nothing is seen anyway. */
const laidOut = new WeakSet<Document>();

function hasLayout(page: Document): boolean {
  if (laidOut.has(page)) return true;
  if (page.documentElement.getBoundingClientRect().width <= 0) return false;
  laidOut.add(page);
  return true;
}

/** The parent across a shadow boundary. */
export function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return 'host' in root ? (root as ShadowRoot).host : null;
}

function isClipped(element: HTMLElement, view: Window): boolean {
  for (let current: Element | null = element, depth = 0; current && depth < 8; current = parentOf(current), depth++) {
    const style = view.getComputedStyle(current);
    if (/^rect\(0(px)?,? 0(px)?,? 0(px)?,? 0(px)?\)$/.test(style.clip) || /inset\((50|100)%/.test(style.clipPath))
      return true;
    if (current === element || style.overflow === 'visible' || style.display === 'contents') continue;
    const box = current.getBoundingClientRect();
    if ((box.width < 2 || box.height < 2) && /hidden|clip/.test(style.overflowX + style.overflowY)) return true;
  }
  return false;
}

function isTransparent(element: HTMLElement): boolean {
  return typeof element.checkVisibility === 'function' && !element.checkVisibility({ opacityProperty: true });
}
