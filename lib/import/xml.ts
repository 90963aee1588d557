/**
 * The XML that apps export: elements, attributes, text, CDATA, the five named entities and character references. No DTD is
 * read, so there is no entity that could unfold.
 */
import { stop } from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, children left out. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The root element. Stops with `damaged` for anything that is not well formed. */
export function parseXml(source: string): XmlElement {
  const root = openElement('', new Map());
  const path: OpenElement[] = [root];
  const text = source.replace(/^\uFEFF/, '');
  let position = 0;
  while (position < text.length) {
    const current = path.at(-1) ?? stop('damaged');
    const open = text.indexOf('<', position);
    current.text += unescapeXml(text.slice(position, open < 0 ? undefined : open));
    if (open < 0) break;
    position = readMarkup(text, open, path);
  }
  const only = root.children[0];
  return path.length === 1 && root.children.length === 1 && only !== undefined ? only : stop('damaged');
}

/** Reads one tag, comment or section at `open`, and answers where the text goes on. */
function readMarkup(text: string, open: number, path: OpenElement[]): number {
  if (text.startsWith('<!--', open)) return after(text, '-->', open + 4);
  if (text.startsWith('<?', open)) return after(text, '?>', open + 2);
  if (text.startsWith('<![CDATA[', open)) {
    const end = after(text, ']]>', open + 9);
    (path.at(-1) ?? stop('damaged')).text += text.slice(open + 9, end - 3);
    return end;
  }
  if (text.startsWith('<!', open)) {
    const end = after(text, '>', open + 2);
    return text.slice(open, end).includes('[') ? stop('damaged') : end;
  }
  return readTag(text, open, path);
}

function readTag(text: string, open: number, path: OpenElement[]): number {
  const end = endOfTag(text, open + 1);
  const inside = text.slice(open + 1, end);
  if (inside.startsWith('/')) {
    if (path.length < 2 || path.pop()?.name !== inside.slice(1).trim()) stop('damaged');
    return end + 1;
  }
  const isClosed = inside.endsWith('/');
  const element = elementOf(isClosed ? inside.slice(0, -1) : inside);
  (path.at(-1) ?? stop('damaged')).children.push(element);
  if (!isClosed) path.push(element);
  if (path.length > IMPORT_LIMITS.nesting + 1) stop('limit-exceeded');
  return end + 1;
}

/** A `>` inside a quoted attribute does not end the tag. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let index = from; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return index;
    else if (character === '<') stop('damaged');
  }
  return stop('damaged');
}

function elementOf(inside: string): OpenElement {
  const name = /^[\p{L}_:][\p{L}\p{N}_:.-]*/u.exec(inside)?.[0] ?? stop('damaged');
  return openElement(name, attributesOf(inside.slice(name.length)));
}

/** Sticky, and with a bounded name: searched for freely, a tag of a mebibyte without `=` would take minutes. */
const ATTRIBUTE = /\s*([^\s=]{1,256})\s{0,256}=\s{0,256}(?:"([^"]*)"|'([^']*)')/y;

function attributesOf(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = 0;
  let end = 0;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    attributes.set(match[1] ?? '', unescapeXml(match[2] ?? match[3] ?? ''));
    end = ATTRIBUTE.lastIndex;
  }
  return text.slice(end).trim() === '' ? attributes : stop('damaged');
}

function openElement(name: string, attributes: ReadonlyMap<string, string>): OpenElement {
  return { name, attributes, children: [], text: '' };
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? stop('damaged') : at + mark.length;
}

/** Named and numeric references; an unknown name is left as it is written, as browsers do. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES.get(name) ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

export function childText(element: XmlElement, name: string): string {
  return childrenNamed(element, name)[0]?.text ?? '';
}

/** Android's shared preferences: `<map><string name="...">...</string></map>`; `undefined` for any other XML. */
export function readPreferences(root: XmlElement): ReadonlyMap<string, string> | undefined {
  if (root.name !== 'map') return undefined;
  const values = new Map<string, string>();
  for (const child of root.children) {
    const name = child.attributes.get('name');
    if (name !== undefined)
      values.set(name, child.name === 'string' ? child.text : (child.attributes.get('value') ?? ''));
  }
  return values;
}
