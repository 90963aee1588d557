/** Finds what a page shows for those who cannot scan: `otpauth:` addresses, and keys in plain sight. */
import { walkElements } from './walk.ts';

const FOUND_TO = 16;

const ADDRESS = /otpauth(?:-migration)?:\/\/[^\s"'<>\\]+/gi;

/** Base32 in one piece or in groups; what else a key may look like is checked afterwards. */
const KEY =
  /(?<![\w/+=-])[a-z2-7]{2,8}(?:[ \u00a0-][a-z2-7]{2,8}){2,31}(?![\w/+=-])|(?<![\w/+=-])[a-z2-7]{16,128}={0,6}(?![\w/+=-])/gi;

const KEY_CHARACTERS_FROM = 16;
const KEY_CHARACTERS_TO = 205;

/** What services call the key when they show it, in the languages of most of them. */
const CALLED_KEY =
  /secret|set-?\s?up (?:key|code)|\bkey\b|manual(?:ly)?\b|can['’]?t scan|unable to scan|schl(?:ü|ue)ssel|geheim|clé|secrète|clave|secreta|chiave|segret|chave|sleutel|klucz|nyckel|nøgle|nøkkel|avain|anahtar|ключ|секрет|密钥|密鑰|金鑰|キー|키|مفتاح|מפתח/i;

/** How far around the key its name may stand. */
const LEVELS_UP = 5;
const CONTEXT_CHARACTERS_TO = 1_500;

/** A group of a key is shorter; the rest of a longer text need not be read to know that it is none. */
const SHORT_CHARACTERS_TO = 8;

export function findLinks(document: Document): string[] {
  const found = new Set<string>();
  for (const element of walkElements(document)) {
    if (found.size >= FOUND_TO) break;
    const href = element.localName === 'a' ? element.getAttribute('href') : null;
    for (const text of [href, ownText(element)]) {
      for (const [address] of text?.matchAll(ADDRESS) ?? []) found.add(address);
    }
  }
  return [...found].slice(0, FOUND_TO);
}

export function findKeys(document: Document): string[] {
  const found = new Set<string>();
  for (const element of walkElements(document)) {
    if (found.size >= FOUND_TO) break;
    const text = ownText(element);
    if (text.length < KEY_CHARACTERS_FROM || text.length > 10_000) continue;
    for (const [match] of text.replace(ADDRESS, ' ').matchAll(KEY)) {
      const key = toKey(match);
      if (key && isCalledKey(element, match)) found.add(key);
    }
  }
  return [...found].slice(0, FOUND_TO);
}

/** The text that stands in the element itself; groups of a key in elements of their own count as one text. */
function ownText(element: Element): string {
  if (element.localName === 'script' || element.localName === 'style') return '';
  if (element.localName === 'input' || element.localName === 'textarea') return shownValue(element as HTMLInputElement);
  const { childElementCount } = element;
  if (childElementCount >= 4 && childElementCount <= 52 && isOfShortWords(element)) {
    return [...element.children].map((child) => child.textContent?.trim()).join(' ');
  }
  let text = '';
  for (let node = element.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 3) text += ` ${node.nodeValue ?? ''}`;
  }
  return text.trim();
}

/** Only what the page filled in for reading: what a person types is none of our business. */
function shownValue(field: HTMLInputElement): string {
  return field.readOnly || field.disabled ? field.value : '';
}

function isOfShortWords(element: Element): boolean {
  for (let child = element.firstElementChild; child; child = child.nextElementSibling) {
    if (!/^[a-z2-7]{2,8}$/i.test(spacedTexts(child, SHORT_CHARACTERS_TO).join('').trim())) return false;
  }
  return true;
}

function toKey(text: string): string | undefined {
  const key = text.replace(/[\s\u00a0=-]/g, '').toUpperCase();
  if (key.length < KEY_CHARACTERS_FROM || key.length > KEY_CHARACTERS_TO) return undefined;
  // A key is chance: without a digit, and without the groups that people are given to type, it is words.
  const groups = text.split(/[ \u00a0-]/);
  const isGrouped = groups.length >= 4 && groups.slice(0, -1).every((group) => group.length === groups[0]?.length);
  const isOneCase = text === text.toUpperCase() || text === text.toLowerCase();
  const hasDigits = /[2-7]/.test(key);
  return isOneCase && (isGrouped || (hasDigits && groups.length === 1)) ? key : undefined;
}

function isCalledKey(element: Element, key: string): boolean {
  let around: Element | null = element;
  for (let level = 0; around && level < LEVELS_UP; level++) {
    const names = ['aria-label', 'id', 'name'].map((name) => around?.getAttribute(name) ?? '');
    const text = [...spacedTexts(around), ...names].join(' ');
    if (text.length > CONTEXT_CHARACTERS_TO) return false;
    if (CALLED_KEY.test(text.replace(key, ' '))) return true;
    around = around.parentElement ?? (around.getRootNode() as Partial<ShadowRoot>).host ?? null;
  }
  return false;
}

/** `textContent` would run a label and the key below it together. */
function spacedTexts(element: Element, charactersTo = CONTEXT_CHARACTERS_TO): string[] {
  const texts: string[] = [];
  const walker = element.ownerDocument.createTreeWalker(element, 4 /* NodeFilter.SHOW_TEXT */);
  for (let length = 0; length <= charactersTo && walker.nextNode(); ) {
    const text = walker.currentNode.nodeValue?.trim() ?? '';
    length += text.length;
    texts.push(text);
  }
  return texts;
}
