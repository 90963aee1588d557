/** Writes down what a page says of its fields (`facts.ts`), each part of the page read once. */
import type { CandidateFacts, FormFacts, PageFacts, ShownField } from './facts.ts';
import { normaliseIdentifier, normaliseText } from './normalise.ts';
import { canHoldCode, textBefore, textBehind, type WalkedPage } from './page.ts';
import { readScope, visibleText } from './read-text.ts';
import { hasVisibleStyle, parentOf, type Visibility } from './visible.ts';

const LABEL_CHARACTERS = 160;
const CONTEXT_CHARACTERS = 1500;
const MOST_ACTIONS = 150;

/** What the fields of a page share; what costs a reading of the page is kept here for the next field. */
interface Scene {
  readonly labels: WalkedPage['labels'];
  readonly shown: ReadonlyMap<HTMLInputElement, Visibility>;
  readonly places: ReadonlyMap<HTMLInputElement, number>;
  /** How many shown fields an element has inside, as a reader meets them, and in the document alone. */
  readonly inside: ReadonlyMap<Element, number>;
  readonly contained: ReadonlyMap<Element, number>;
  readonly forms: Map<Element, number>;
  readonly formFacts: FormFacts[];
  readonly surroundings: Map<Element, string>;
}

/**
 * Facts of each group of fields, which is one field or the boxes of one code. `shown` are all fields of the page that a
 * person can see, in order.
 */
export function describePage(
  page: Document,
  groups: readonly (readonly HTMLInputElement[])[],
  shown: ReadonlyMap<HTMLInputElement, Visibility>,
  labels: WalkedPage['labels'],
): PageFacts {
  const fields = [...shown.keys()];
  const scene: Scene = {
    labels,
    shown,
    places: new Map(fields.map((field, at) => [field, at])),
    inside: countInside(fields, parentOf),
    contained: countInside(fields, (element) => element.parentElement),
    forms: new Map(),
    formFacts: [],
    surroundings: new Map(),
  };
  const candidates = groups.map((group) => describeField(group, scene));
  return { headings: headingsOf(page), forms: scene.formFacts, shown: describeShown(fields), candidates };
}

function describeShown(fields: readonly HTMLInputElement[]): ShownField[] {
  const owners = [...new Set(fields.map((field) => field.form))];
  return fields.map((field) => ({
    type: field.type,
    words: [field.name, field.id, field.placeholder, field.getAttribute('autocomplete') ?? '']
      .map(normaliseIdentifier)
      .join(' '),
    isIdle: field.readOnly || field.disabled,
    canHoldCode: canHoldCode(field),
    owner: field.form ? owners.indexOf(field.form) : -1,
  }));
}

function countInside(
  fields: readonly HTMLInputElement[],
  above: (element: Element) => Element | null,
): Map<Element, number> {
  const counts = new Map<Element, number>();
  for (const field of fields) {
    for (let element = above(field); element; element = above(element)) {
      counts.set(element, (counts.get(element) ?? 0) + 1);
    }
  }
  return counts;
}

function describeField(fields: readonly HTMLInputElement[], scene: Scene): CandidateFacts {
  const field = fields[0];
  if (!field) throw new RangeError('No field to describe');
  const scope = scopeOf(fields, scene);
  // Without a form, what stands one level further out is what the fields around this one share with it.
  const form = field.form ?? (scope ? (parentOf(scope) ?? scope) : parentOf(field));
  const text = scope && readScope(scope, field, CONTEXT_CHARACTERS);
  return {
    fields: fields.map((each) => scene.places.get(each) ?? -1),
    form: form ? formNumber(form, scene) : -1,
    type: field.type,
    autocomplete: (field.getAttribute('autocomplete') ?? '').toLowerCase().split(/\s+/),
    inputMode: (field.getAttribute('inputmode') ?? '').toLowerCase(),
    maxLength: lengthLimitOf(field),
    isNumericPattern: isNumericPattern(field.getAttribute('pattern') ?? ''),
    visibility: scene.shown.get(field) ?? 'hidden',
    isHiddenFromReaders: field.getAttribute('aria-hidden') === 'true',
    isPreset: /^\d{1,4}$/.test(field.defaultValue) && field.ownerDocument.activeElement !== field,
    boxes: fields.length,
    identifiers: identifiersOf(field),
    labels: labelsOf(field, fields.length > 1, scene),
    before: field.type === 'password' ? normaliseText(textBefore(field, LABEL_CHARACTERS)) : '',
    classes: normaliseIdentifier(field.getAttribute('class') ?? ''),
    context: normaliseText(text?.context ?? ''),
    prose: normaliseText(text?.prose ?? ''),
    asked: (text?.asked ?? []).map(normaliseText),
    surroundings: surroundingsOf(field, scene),
    hasPictureBeside: hasPictureBeside(field, fields, scene),
  };
}

function formNumber(form: Element, { forms, formFacts }: Scene): number {
  const known = forms.get(form);
  if (known !== undefined) return known;
  forms.set(form, formFacts.length);
  return formFacts.push({ buttons: buttonsOf(form), actions: actionsOf(form) }) - 1;
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

function labelsOf(field: HTMLInputElement, isBox: boolean, { labels }: Scene): string[] {
  const texts = [field.getAttribute('aria-label'), field.getAttribute('placeholder'), field.getAttribute('title')];
  for (const label of labels.get(field) ?? []) texts.push(visibleText(label, LABEL_CHARACTERS));
  for (const id of (field.getAttribute('aria-labelledby') ?? '').split(/\s+/)) {
    const named = id === '' ? null : (field.getRootNode() as Document | ShadowRoot).getElementById(id);
    if (named) texts.push(visibleText(named, LABEL_CHARACTERS));
  }
  for (let above = parentOf(field), depth = 0; above && depth < 3; above = parentOf(above), depth++) {
    if (above.localName.includes('-')) texts.push(above.getAttribute('label'));
  }
  const said = texts.filter((text): text is string => text !== null && normaliseText(text) !== '');
  // A password field is known by its own label: too many pages put other words right before it (`before`).
  if (field.type === 'password' && !isBox) return normalisedLabels(said);
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
function scopeOf(fields: readonly HTMLInputElement[], { inside }: Scene): Element | null {
  const [field] = fields;
  const own = countInside(fields, parentOf);
  let scope: Element | null = null;
  for (let above = field ? parentOf(field) : null; above; above = parentOf(above)) {
    if (inside.get(above) !== own.get(above)) break;
    scope = above;
  }
  return scope;
}

function headingsOf(page: Document): string {
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

function surroundingsOf(field: HTMLInputElement, { surroundings }: Scene): string {
  const words: string[] = [];
  for (
    let above = parentOf(field), depth = 0;
    above && depth < 3 && above.localName !== 'form' && above.localName !== 'body';
    above = parentOf(above), depth++
  ) {
    const known = surroundings.get(above) ?? wordsIn(above);
    surroundings.set(above, known);
    words.push(known);
  }
  return normaliseIdentifier(words.join(' . ').slice(0, 3000));
}

function wordsIn(element: Element): string {
  const words = [element.id, element.getAttribute('class') ?? ''];
  for (const child of [...element.querySelectorAll('img, canvas, a, span, div, object')].slice(0, 12)) {
    words.push(child.id, child.getAttribute('class') ?? '', child.getAttribute('alt') ?? '');
    words.push((child.getAttribute('src') ?? '').slice(0, 100), (child.getAttribute('onclick') ?? '').slice(0, 60));
  }
  return words.join(' . ');
}

/** A picture in the row of the field, as captchas have; icons do not count. */
function hasPictureBeside(field: HTMLInputElement, fields: readonly HTMLInputElement[], { contained }: Scene): boolean {
  for (let above = parentOf(field), depth = 0; above && depth < 2; above = parentOf(above), depth++) {
    const row = above;
    const own = fields.filter((each) => row.contains(each)).length;
    if (row.localName === 'form' || row.localName === 'body' || (contained.get(row) ?? 0) > own) return false;
    for (const picture of row.querySelectorAll('img, canvas')) {
      const box = picture.getBoundingClientRect();
      if (box.width === 0 || (box.width >= 50 && box.height >= 18 && box.width > box.height * 1.4)) return true;
    }
  }
  return false;
}
