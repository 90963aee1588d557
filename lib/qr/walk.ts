/** Walking a document with its open shadow roots, read only. */

/** A page may hold a million elements; a code hides among the first ones or nowhere. */
const ELEMENTS_TO = 20_000;

/** All elements in document order, those of open shadow roots after their host. */
export function* walkElements(root: Document | ShadowRoot): Generator<Element> {
  let left = ELEMENTS_TO;
  const waiting: (Document | ShadowRoot)[] = [root];
  for (let scope = waiting.shift(); scope; scope = waiting.shift()) {
    for (const element of scope.querySelectorAll('*')) {
      if (left-- <= 0) return;
      yield element;
      if (element.shadowRoot) waiting.push(element.shadowRoot);
    }
  }
}

/** The element under the pointer, through open shadow roots; `undefined` when the pointer is elsewhere. */
export function findPointed(document: Document): Element | undefined {
  let scope: Document | ShadowRoot | null = document;
  let pointed: Element | undefined;
  while (scope) {
    const chain: NodeListOf<Element> = scope.querySelectorAll(':hover');
    const deepest: Element | undefined = chain[chain.length - 1];
    if (!deepest) break;
    pointed = deepest;
    scope = deepest.shadowRoot;
  }
  return pointed;
}

/** Whether `inner` is `outer` or inside it, through shadow roots too. */
export function isWithin(inner: Element | undefined, outer: Element): boolean {
  for (let node: Node | null | undefined = inner; node; node = node.parentNode ?? hostOf(node)) {
    if (node === outer) return true;
  }
  return false;
}

function hostOf(node: Node): Node | null {
  return 'host' in node ? (node as ShadowRoot).host : null;
}
