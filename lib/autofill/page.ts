/** Walks a page: its text fields in the order a reader meets them, through open shadow roots. */
import { isElement, LONGEST_TEXT, openShadow, visibleText } from './read-text.ts';
import { hasVisibleStyle, parentOf } from './visible.ts';

/** Kinds of input that can hold a code at all. */
const CODE_TYPES = new Set(['text', 'tel', 'number', 'password']);

/** Kinds that a person types into; they tell what the form around a field is for. */
const TYPED_TYPES = new Set([...CODE_TYPES, 'email', 'search', 'url', 'date', 'month']);

export interface WalkedPage {
  /** Every field a person could type into, seen or not, in tree order through open shadow roots. */
  readonly fields: readonly HTMLInputElement[];
  /** As `labels` of each field, which would search the whole page for each of them. */
  readonly labels: ReadonlyMap<Element, readonly HTMLLabelElement[]>;
}

export function walkPage(page: Document): WalkedPage {
  const fields: HTMLInputElement[] = [];
  const labels = new Map<Element, HTMLLabelElement[]>();
  walkInto(page, fields, labels);
  return { fields, labels };
}

function walkInto(
  root: Document | ShadowRoot,
  fields: HTMLInputElement[],
  labels: Map<Element, HTMLLabelElement[]>,
): void {
  for (const element of root.querySelectorAll('*')) {
    if (element.localName === 'input' && TYPED_TYPES.has((element as HTMLInputElement).type)) {
      fields.push(element as HTMLInputElement);
    } else if (element.localName === 'label') {
      const { control } = element as HTMLLabelElement;
      if (control) labels.set(control, [...(labels.get(control) ?? []), element as HTMLLabelElement]);
    }
    const shadow = openShadow(element);
    if (shadow) walkInto(shadow, fields, labels);
  }
}

export function canHoldCode(field: HTMLInputElement): boolean {
  return CODE_TYPES.has(field.type) && !field.disabled && !field.readOnly;
}

/** What stands before a label or a heading belongs to something else. */
const STARTS_SECTION = /^(?:LABEL|LEGEND|H[1-6])$/;

/**
 * The text between a field and the field or button before it, nearest last: what a page without labels means by
 * "Code: [    ]". Climbs at most a few levels, so that a heading far above is not taken for a label.
 */
export function textBefore(field: Element, limit: number): string {
  const parts: string[] = [];
  let length = 0;
  let current: Element | null = field;
  for (let depth = 0; current && depth < 4 && length < limit; depth++) {
    for (let node: Node | null = current.previousSibling; node; node = node.previousSibling) {
      if (isBoundary(node) || isLabelOfOther(node, field)) return parts.reverse().join(' ');
      const text = textOf(node, limit);
      if (text === '') continue;
      parts.push(text);
      length += text.length;
      if (length >= limit || STARTS_SECTION.test(node.nodeName)) return parts.reverse().join(' ').slice(-limit);
    }
    if (length > 0) break;
    current = parentOf(current);
    if (!current || current.localName === 'form' || current.localName === 'body') break;
  }
  return parts.reverse().join(' ').slice(-limit);
}

/** A short text right behind the field: floating labels stand there. */
export function textBehind(field: Element): string {
  const next = field.nextElementSibling;
  if (!next || isBoundary(next) || isLabelOfOther(next, field) || next.matches('button, a, p')) return '';
  const text = textOf(next, 80);
  return text.length <= 48 ? text : '';
}

function isLabelOfOther(node: Node, field: Element): boolean {
  return (
    isElement(node) && node.localName === 'label' && node.hasAttribute('for') && node.getAttribute('for') !== field.id
  );
}

function isBoundary(node: Node): boolean {
  if (!isElement(node)) return false;
  const selector = 'input:not([type=hidden]), select, textarea, button, table';
  return node.matches(selector) || node.querySelector(selector) !== null;
}

function textOf(node: Node, limit: number): string {
  if (node.nodeType === 3) return (node.nodeValue ?? '').slice(-LONGEST_TEXT).replace(/\s+/g, ' ').trim();
  return isElement(node) && hasVisibleStyle(node) ? visibleText(node, limit) : '';
}
