/**
 * Reads the XML of storages. A service worker has no DOMParser, and a storage is hostile: no document type, no entities
 * but the five and numbers, no more than `DEEPEST` levels.
 */

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** The namespace that the prefix stands for; empty for none. */
  readonly space: string;
  readonly children: readonly XmlElement[];
  /** The characters directly inside, without those of children. */
  readonly text: string;
}

interface Open {
  readonly tag: string;
  readonly name: string;
  readonly space: string;
  readonly spaces: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const DEEPEST = 32;
const START = /<([^\s/>=<]{1,200})((?:\s+[^\s=>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The outermost element; `undefined` for anything that is not well-formed, or cut off. */
export function readXml(text: string): XmlElement | undefined {
  const top: Open = { tag: '', name: '', space: '', spaces: new Map(), children: [], text: '' };
  const open: Open[] = [top];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const inner = open.at(-1);
    if (inner === undefined) return undefined;
    inner.text += decodeEntities(text.slice(at, next === -1 ? text.length : next));
    if (next === -1) break;
    const behind = readMarkup(text, next, open);
    if (behind === undefined) return undefined;
    at = behind;
  }
  const [root, ...more] = top.children;
  const isWhole = open.length === 1 && more.length === 0 && /^\s*$/.test(top.text.replace('\ufeff', ''));
  return isWhole ? root : undefined;
}

/** The children under that name, in any namespace or in `space`. */
export function childrenOf(element: XmlElement, name: string, space?: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && (space === undefined || child.space === space));
}

/** The text of the first child under that name, trimmed; empty when there is none. */
export function textOf(element: XmlElement, name: string, space?: string): string {
  return childrenOf(element, name, space)[0]?.text.trim() ?? '';
}

/** The place behind the markup that begins at `at`; `undefined` refuses it. */
function readMarkup(text: string, at: number, open: Open[]): number | undefined {
  if (text.startsWith('<!--', at)) return behind(text, '-->', at + 4);
  if (text.startsWith('<?', at)) return behind(text, '?>', at + 2);
  if (text.startsWith('<![CDATA[', at)) {
    const end = behind(text, ']]>', at + 9);
    const inner = open.at(-1);
    if (end !== undefined && inner !== undefined) inner.text += text.slice(at + 9, end - 3);
    return end;
  }
  if (text.startsWith('</', at)) return closeElement(text, at, open);
  START.lastIndex = at;
  const [whole, tag, attributes = '', slash] = START.exec(text) ?? [];
  if (whole === undefined || tag === undefined || open.length > DEEPEST) return undefined;
  open.push(openElement(tag, attributes, open.at(-1)?.spaces ?? new Map()));
  if (slash === '/') close(open);
  return at + whole.length;
}

function behind(text: string, end: string, at: number): number | undefined {
  const found = text.indexOf(end, at);
  return found === -1 ? undefined : found + end.length;
}

function openElement(tag: string, attributes: string, outer: ReadonlyMap<string, string>): Open {
  let spaces = outer;
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    const [, prefix] = /^xmlns(?::(.+))?$/.exec(name) ?? [];
    if (name === 'xmlns' || prefix !== undefined) {
      spaces = new Map(spaces).set(prefix ?? '', decodeEntities(double ?? single ?? ''));
    }
  }
  const colon = tag.indexOf(':');
  const space = spaces.get(tag.slice(0, Math.max(0, colon))) ?? '';
  return { tag, name: tag.slice(colon + 1), space, spaces, children: [], text: '' };
}

function closeElement(text: string, at: number, open: Open[]): number | undefined {
  const end = text.indexOf('>', at);
  if (end === -1 || open.length < 2 || text.slice(at + 2, end).trim() !== open.at(-1)?.tag) return undefined;
  close(open);
  return end + 1;
}

function close(open: Open[]): void {
  const inner = open.pop();
  if (inner === undefined) return;
  const { name, space, children, text } = inner;
  open.at(-1)?.children.push({ name, space, children, text });
}

/** What is not known stays as it stands. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
