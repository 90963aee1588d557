/** Reads the text of a part of a page as a person does: in order, without what is hidden, through open shadow roots. */
import { hasVisibleStyle } from './visible.ts';

/** More elements than this are not read for text: a code form is short. */
const MOST_TEXT_NODES = 600;

/** What a reader of the form does not read: other documents, choices, and the site's own furniture. */
const NO_TEXT = new Set([
  'SCRIPT',
  'STYLE',
  'NOSCRIPT',
  'TEMPLATE',
  'OPTION',
  'SELECT',
  'TEXTAREA',
  'SVG',
  'IFRAME',
  'FOOTER',
  'NAV',
]);

/** Of one piece of text no more is read: a page may hold a whole book in one. */
export const LONGEST_TEXT = 2000;

/** What stands in the part of a page around a field. */
export interface ScopeText {
  readonly context: string;
  /**
   * The same without the ways that a person could still choose: links, buttons, tabs that are not open, radio buttons
   * that are not set. "Use your authenticator app" on a link says that the page now wants something else.
   */
  readonly prose: string;
  /** The sentences of the prose that come before the field, without questions. */
  readonly asked: readonly string[];
}

interface Reading {
  readonly parts: string[];
  nodes: number;
  characters: number;
  readonly isProse: boolean;
  /** Nothing from here on is read. */
  readonly end?: Element;
}

/** The text that a reader sees inside an element, in order, cut at `limit` characters. */
export function visibleText(root: Element, limit: number): string {
  const reading = readingOf(limit, false);
  collect(root, [reading]);
  return textOf(reading);
}

/** Three readings in one walk: whether an element is seen is what costs. */
export function readScope(scope: Element, field: Element, limit: number): ScopeText {
  const [context, prose] = [readingOf(limit, false), readingOf(limit, true)];
  const before: Reading = { ...readingOf(Number.POSITIVE_INFINITY, true), end: field };
  collect(scope, [context, prose, before]);
  const sentences = before.parts.flatMap((part) => part.match(/[^.!?。！？؟]+[?？؟]?/g) ?? []);
  return {
    context: textOf(context),
    prose: textOf(prose),
    asked: sentences.filter((sentence) => !/[?？؟]$/.test(sentence)),
  };
}

/** Open shadow roots only; closed ones are closed to a reader too (Firefox would open them, and we do not ask). */
export function openShadow(element: Element): ShadowRoot | null {
  return element.shadowRoot;
}

export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

function readingOf(characters: number, isProse: boolean): Reading {
  return { parts: [], nodes: MOST_TEXT_NODES, characters, isProse };
}

function textOf({ parts }: Reading): string {
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

function isOpen({ nodes, characters }: Reading): boolean {
  return nodes > 0 && characters > 0;
}

function isChoice(element: Element): boolean {
  if (element.localName === 'label') {
    const { control } = element as HTMLLabelElement;
    return control?.getAttribute('type') === 'radio' && !(control as HTMLInputElement).checked;
  }
  return (
    element.matches('a, button, summary, [role=button], [role=link], [role=tab]') &&
    element.getAttribute('aria-selected') !== 'true'
  );
}

function collect(root: Node, readings: readonly Reading[]): void {
  for (let node: Node | null = root.firstChild; node; node = node.nextSibling) {
    for (const reading of readings) if (node === reading.end) reading.nodes = 0;
    const open = readings.filter(isOpen);
    if (open.length === 0) return;
    const text = node.nodeType === 3 ? (node.nodeValue ?? '').trim().slice(0, LONGEST_TEXT) : '';
    for (const reading of open) {
      reading.nodes -= 1;
      reading.characters -= text.length;
      if (text !== '') reading.parts.push(text);
    }
    if (!isElement(node) || NO_TEXT.has(node.nodeName.toUpperCase()) || !hasVisibleStyle(node)) continue;
    const inside = isChoice(node) ? open.filter(({ isProse }) => !isProse) : open;
    if (inside.length === 0) continue;
    const shadow = openShadow(node);
    if (shadow) collect(shadow, inside);
    collect(node, inside);
  }
}
