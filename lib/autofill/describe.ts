/** What a page says about one field, as plain data: `judge.ts` decides on it without a document. */
import { normaliseIdentifier, normaliseText } from './normalise.ts';
import { canHoldCode, proseText, sentencesBefore, textBefore, textBehind, visibleText } from './page.ts';
import { hasVisibleStyle, parentOf, type Visibility, visibilityOf } from './visible.ts';
import { AUTHENTICATOR, CODE, mentions, OTHER_CHANNEL } from './words.ts';

/** All text is normalised (`normaliseText`, `normaliseIdentifier`). */
export interface FieldFacts {
  readonly type: string;
  readonly autocomplete: readonly string[];
  readonly inputMode: string;
  /** -1 when the page sets none. */
  readonly maxLength: number;
  readonly isNumericPattern: boolean;
  readonly visibility: Visibility;
  readonly isHiddenFromReaders: boolean;
  /** The page put a number of a few digits in: a setting, a quantity. A field that waits for a code is empty. */
  readonly isPreset: boolean;
  /** 1 for a single field, else the number of one-character boxes. */
  readonly boxes: number;
  /** name, id and other identifiers, each as words. */
  readonly identifiers: readonly string[];
  /** What a reader or a screen reader is told: label, aria-label, placeholder, title, else the text before. */
  readonly labels: readonly string[];
  readonly classes: string;
  /** Text of the part of the page that holds this field and no other. */
  readonly context: string;
  /** The same without links, buttons and closed tabs, which name other ways. */
  readonly prose: string;
  /** The sentences of the prose that stand before the field, questions left out. Read when asked for. */
  readonly asked: readonly string[];
  /** Texts of the headings and of the page title, for pages whose form is far from its heading. */
  readonly headings: string;
  readonly buttons: readonly string[];
  /** Short texts that stand by themselves in the form: pages make buttons of anything. Read when asked for. */
  readonly actions: readonly string[];
  /** Identifiers and picture addresses right around the field, where captchas show. */
  readonly surroundings: string;
  readonly hasPictureBeside: boolean;
  /** Other fields that are shown in the same form (or page, without a form). */
  readonly neighbours: { readonly passwords: number; readonly personal: number; readonly others: number };
}

const LABEL_CHARACTERS = 160;
const CONTEXT_CHARACTERS = 1500;
const MOST_ACTIONS = 150;

/**
 * Facts of `fields[0]`, which is the field itself or the first of its boxes. `shown` are all fields of the page that
 * a person can see.
 */
export function describeField(fields: readonly HTMLInputElement[], shown: readonly HTMLInputElement[]): FieldFacts {
  const field = fields[0];
  if (!field) throw new RangeError('No field to describe');
  const others = shown.filter((other) => !fields.includes(other));
  const scope = scopeOf(fields, others);
  // Without a form, what stands one level further out is what the fields around this one share with it.
  const form = field.form ?? (scope ? (parentOf(scope) ?? scope) : parentOf(field));
  const inForm = others.filter((other) => (field.form ? other.form === field.form : true));
  return {
    type: field.type,
    autocomplete: (field.getAttribute('autocomplete') ?? '').toLowerCase().split(/\s+/),
    inputMode: (field.getAttribute('inputmode') ?? '').toLowerCase(),
    maxLength: lengthLimitOf(field),
    isNumericPattern: isNumericPattern(field.getAttribute('pattern') ?? ''),
    visibility: visibilityOf(field),
    isHiddenFromReaders: field.getAttribute('aria-hidden') === 'true',
    isPreset: /^\d{1,4}$/.test(field.defaultValue) && field.ownerDocument.activeElement !== field,
    boxes: fields.length,
    identifiers: identifiersOf(field),
    labels: labelsOf(field, fields.length > 1),
    classes: normaliseIdentifier(field.getAttribute('class') ?? ''),
    context: scope ? normaliseText(visibleText(scope, CONTEXT_CHARACTERS)) : '',
    prose: scope ? normaliseText(proseText(scope, CONTEXT_CHARACTERS)) : '',
    get asked() {
      return scope ? sentencesBefore(scope, field).map(normaliseText) : [];
    },
    headings: headingsOf(field),
    buttons: form ? buttonsOf(form) : [],
    get actions() {
      return form ? actionsOf(form) : [];
    },
    surroundings: surroundingsOf(field),
    hasPictureBeside: hasPictureBeside(field, others),
    neighbours: countNeighbours(inForm),
  };
}

/** The limit on the length, from `maxlength` or, on a number field, from the digits of `max`. -1 without one. */
export function lengthLimitOf(field: HTMLInputElement): number {
  const declared = Number.parseInt(field.getAttribute('maxlength') ?? '', 10);
  if (declared > 0) return declared;
  const max = field.type === 'number' ? (field.getAttribute('max') ?? '') : '';
  return /^\d+$/.test(max) ? max.length : -1;
}

function isNumericPattern(pattern: string): boolean {
  return pattern !== '' && /\\d|\[0-9/.test(pattern) && !/[a-z]/i.test(pattern.replace(/\\[ds]/g, ''));
}

function identifiersOf(field: HTMLInputElement): string[] {
  const raw = [
    'name',
    'id',
    'data-testid',
    'data-test-id',
    'data-test',
    'data-qa',
    'data-cy',
    'formcontrolname',
    'ng-model',
    'v-model',
  ]
    .map((name) => field.getAttribute(name) ?? '')
    .filter((value) => value !== '' && value.length < 120);
  return [...new Set(raw.map(normaliseIdentifier))].filter((words) => words !== '');
}

function labelsOf(field: HTMLInputElement, isBox: boolean): string[] {
  const texts = [field.getAttribute('aria-label'), field.getAttribute('placeholder'), field.getAttribute('title')];
  for (const label of field.labels ?? []) texts.push(visibleText(label, LABEL_CHARACTERS));
  for (const id of (field.getAttribute('aria-labelledby') ?? '').split(/\s+/)) {
    const named = id === '' ? null : (field.getRootNode() as Document | ShadowRoot).getElementById(id);
    if (named) texts.push(visibleText(named, LABEL_CHARACTERS));
  }
  for (let above = parentOf(field), depth = 0; above && depth < 3; above = parentOf(above), depth++) {
    if (above.localName.includes('-')) texts.push(above.getAttribute('label'));
  }
  const said = texts.filter((text): text is string => text !== null && normaliseText(text) !== '');
  // A password field is known by its own label: too many pages put other words right before it. Those of a code tell.
  if (field.type === 'password' && !isBox) {
    const before = textBefore(field, LABEL_CHARACTERS);
    const words = normaliseText(before);
    if (mentions(AUTHENTICATOR, words) && mentions(CODE, words)) said.push(before);
    return normalisedLabels(said);
  }
  if (said.length === 0 || isBox || !saysMoreThanFormat(said)) {
    const before = textBefore(field, LABEL_CHARACTERS);
    said.push(before !== '' ? before : textBehind(field));
  }
  return normalisedLabels(said);
}

function normalisedLabels(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => normaliseText(text.slice(0, LABEL_CHARACTERS))))].filter(
    (text) => text !== '',
  );
}

/** "000000" and "XXX XXX" are a picture of the format and name nothing. */
function saysMoreThanFormat(texts: readonly string[]): boolean {
  return texts.some((text) => /\p{L}/u.test(text.replace(/x/gi, '')));
}

/**
 * The largest part of the page around a field in which a person meets no other field. On a page with nothing but the
 * code field this is the whole body, on a login page with three fields it is the row.
 */
function scopeOf(fields: readonly HTMLInputElement[], others: readonly HTMLInputElement[]): Element | null {
  const field = fields[0];
  const foreign = new Set<Element>();
  for (const other of others) for (let above = parentOf(other); above; above = parentOf(above)) foreign.add(above);
  let scope: Element | null = null;
  for (let above = field ? parentOf(field) : null; above && !foreign.has(above); above = parentOf(above)) scope = above;
  return scope;
}

function headingsOf(field: HTMLInputElement): string {
  const page = field.ownerDocument;
  const headings = [...page.querySelectorAll('h1, h2, h3, legend, [role=heading]')].slice(0, 12);
  return normaliseText([page.title, ...headings.map((heading) => visibleText(heading, 120))].join(' . ').slice(0, 600));
}

function buttonsOf(form: Element): string[] {
  const buttons = [
    ...form.querySelectorAll(
      'button, input[type=submit], input[type=button], [role=button], a[class*=btn], a[class*=button]',
    ),
  ];
  return buttons
    .slice(0, 12)
    .map((button) => normaliseText((button as HTMLInputElement).value || visibleText(button, 60)))
    .filter((text) => text !== '');
}

function actionsOf(form: Element): string[] {
  const actions: string[] = [];
  let read = 0;
  for (const element of form.querySelectorAll('a, span, div, em, b, i, p, small')) {
    if (++read > MOST_ACTIONS) break;
    const text = element.childElementCount === 0 ? (element.textContent ?? '').trim() : '';
    if (text !== '' && text.length <= 32 && hasVisibleStyle(element)) actions.push(normaliseText(text));
  }
  return actions;
}

function surroundingsOf(field: HTMLInputElement): string {
  const words: string[] = [];
  for (
    let above = parentOf(field), depth = 0;
    above && depth < 3 && above.localName !== 'form' && above.localName !== 'body';
    above = parentOf(above), depth++
  ) {
    words.push(above.id, above.getAttribute('class') ?? '');
    for (const child of [...above.querySelectorAll('img, canvas, a, span, div, object')].slice(0, 12)) {
      words.push(child.id, child.getAttribute('class') ?? '', child.getAttribute('alt') ?? '');
      words.push((child.getAttribute('src') ?? '').slice(0, 100), (child.getAttribute('onclick') ?? '').slice(0, 60));
    }
  }
  return normaliseIdentifier(words.join(' . ').slice(0, 3000));
}

/** A picture in the row of the field, as captchas have; icons do not count. */
function hasPictureBeside(field: HTMLInputElement, others: readonly HTMLInputElement[]): boolean {
  for (let above = parentOf(field), depth = 0; above && depth < 2; above = parentOf(above), depth++) {
    const row = above;
    if (row.localName === 'form' || row.localName === 'body' || others.some((other) => row.contains(other)))
      return false;
    for (const picture of row.querySelectorAll('img, canvas')) {
      const box = picture.getBoundingClientRect();
      if (box.width === 0 || (box.width >= 50 && box.height >= 18 && box.width > box.height * 1.4)) return true;
    }
  }
  return false;
}

function countNeighbours(others: readonly HTMLInputElement[]): FieldFacts['neighbours'] {
  const passwords = others.filter((other) => other.type === 'password').length;
  const personal = others.filter((other) => isPersonal(other) && !other.readOnly && !other.disabled).length;
  const rest = others.filter((other) => canHoldCode(other) && other.type !== 'password' && !isPersonal(other));
  return { passwords, personal, others: rest.length };
}

function isPersonal(field: HTMLInputElement): boolean {
  if (field.type === 'password') return false;
  const words = [field.name, field.id, field.placeholder, field.getAttribute('autocomplete') ?? '']
    .map(normaliseIdentifier)
    .join(' ');
  if (field.type === 'email' || /e ?mail|user|login|phone|mobile|tel\b|name|account/.test(words)) return true;
  return mentions(OTHER_CHANNEL, words) && !mentions(CODE, words);
}
