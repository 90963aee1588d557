/** Codes split over one-character boxes: which fields belong together. */
import { lengthLimitOf } from './describe.ts';
import { normaliseIdentifier, normaliseText } from './normalise.ts';
import { parentOf } from './visible.ts';

const FEWEST_BOXES = 4;
const MOST_BOXES = 10;

/** A box is about as wide as high; wider is a field. */
const WIDEST_BOX_PX = 110;

/**
 * Splits fields in page order into groups: each run of 4 to 10 like boxes is one group, every other field is alone.
 * Boxes are alike when kind, limit and numbered name agree and each holds one character by its limit or its label.
 */
export function groupBoxes(fields: readonly HTMLInputElement[]): HTMLInputElement[][] {
  const groups: HTMLInputElement[][] = [];
  let run: HTMLInputElement[] = [];
  const close = () => {
    if (run.length >= FEWEST_BOXES && run.length <= MOST_BOXES && isBoxRun(run)) groups.push(run);
    else for (const field of run) groups.push([field]);
    run = [];
  };
  for (const field of fields) {
    const last = run[run.length - 1];
    if (last && !(areAlike(last, field) && isNear(last, field))) close();
    run.push(field);
  }
  close();
  return groups;
}

/** Whether the first box wants the whole code: its limit is the number of boxes, the limit of the others is one. */
export function takesWholeCode(boxes: readonly HTMLInputElement[]): boolean {
  const first = boxes[0];
  return (
    first !== undefined &&
    boxes.length > 1 &&
    lengthLimitOf(first) >= boxes.length &&
    boxes.slice(1).every((box) => lengthLimitOf(box) === 1)
  );
}

function areAlike(left: HTMLInputElement, right: HTMLInputElement): boolean {
  if (left.type !== right.type || left.form !== right.form) return false;
  const sameLimit = lengthLimitOf(left) === lengthLimitOf(right) || lengthLimitOf(right) === 1;
  const [leftStem, rightStem] = [nameStem(left), nameStem(right)];
  // A component may hand its id to the first box only; the class they share makes up for it.
  const isFirstNamed = rightStem === '' && left.className !== '' && left.className === right.className;
  return sameLimit && (leftStem === rightStem || isFirstNamed);
}

/** The name without its number: `digit-1` and `digit-2` have one stem. */
function nameStem(field: HTMLInputElement): string {
  const words = normaliseIdentifier(field.name !== '' ? field.name : isGenerated(field.id) ? '' : field.id);
  return words
    .replace(/\d+/g, '')
    .replace(/(?:^| )(?:one|two|three|four|five|six|seven|eight|first|second|third|fourth|fifth|sixth)(?= |$)/g, '')
    .trim();
}

/** Ids that a framework counted up by itself (`:r1a:`, a UUID) say nothing, and their letters differ from box to box. */
function isGenerated(id: string): boolean {
  return /^r[\da-z]{1,4}$|[:\u00ab]r[\da-z]{1,4}[:\u00bb]|_r_[\da-z]{1,4}_|[\da-f]{8}-[\da-f]{4}/i.test(id);
}

/** Within four levels of a common parent: boxes stand in one row, perhaps each in its own cell. */
function isNear(left: Element, right: Element): boolean {
  for (let above = parentOf(left), depth = 0; above && depth < 4; above = parentOf(above), depth++) {
    if (above.contains(right)) return true;
  }
  return false;
}

/**
 * Limits say it outright. Without limits, boxes show themselves by numbers or shape, or by a name for a code that they
 * all share; fields of a form differ from each other in name, label or class.
 */
function isBoxRun(run: readonly HTMLInputElement[]): boolean {
  if (run.slice(1).every((box) => lengthLimitOf(box) === 1)) return true;
  if (run.some((box) => lengthLimitOf(box) > 1 && lengthLimitOf(box) !== run.length)) return false;
  if (run.every((box) => box.size === 1) || run.every(isNumberedBox) || run.every(hasBoxShape)) return true;
  return haveOneLook(run) && (run.every(isNamedForCode) || run.slice(1).every((box) => box.labels?.length === 0));
}

/** "Digit 2", "pin code 1 of 6", "character 3". */
function isNumberedBox(box: HTMLInputElement): boolean {
  const label = normaliseText(box.getAttribute('aria-label') ?? box.getAttribute('placeholder') ?? '');
  return /(?:digit|character|char|box|code|otp|pin|number|input|field|ziffer|zeichen|chiffre|cifra|digito|caracter|cijfer|桁|位|자리) ?\d{1,2}(?: of \d{1,2}| \d{1,2})?$|^\d{1,2} (?:of|\/) \d{1,2}/u.test(
    label,
  );
}

function hasBoxShape(box: HTMLInputElement): boolean {
  const { width, height } = box.getBoundingClientRect();
  return width > 0 && width <= WIDEST_BOX_PX && height > 0 && width <= height * 2.2;
}

function haveOneLook(run: readonly HTMLInputElement[]): boolean {
  const looks = run.map((box) => {
    const classes = (box.getAttribute('class') ?? '').replace(
      /\b[\w-]*(?:active|focus|first|last|error|filled)[\w-]*\b|\d+/gi,
      '',
    );
    return [classes.replace(/\s+/g, ' ').trim(), box.getAttribute('inputmode'), box.getAttribute('placeholder')].join(
      '|',
    );
  });
  return new Set(looks).size === 1;
}

function isNamedForCode(box: HTMLInputElement): boolean {
  const words = [
    box.name,
    box.id,
    box.getAttribute('aria-label') ?? '',
    box.getAttribute('class') ?? '',
    box.getAttribute('autocomplete') ?? '',
  ];
  return /(?:^| )(?:otp|totp|pin|code|digit|twofa|mfa|token|one time code|verification)/u.test(
    normaliseIdentifier(words.join(' ')),
  );
}
