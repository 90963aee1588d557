/** Finds the fields of a document that could wait for a code, and what is said of them; `judge-page.ts` decides. */
import { groupBoxes, takesWholeCode } from './boxes.ts';
import { describePage } from './describe.ts';
import type { PageFacts } from './facts.ts';
import { canHoldCode, walkPage } from './page.ts';
import { type Visibility, visibilityOf } from './visible.ts';

/** `first-takes-all`: boxes of which the first has room for the whole code and hands it on. */
export type CodeFieldShape = 'single' | 'boxes' | 'first-takes-all';

export interface CodeField {
  readonly shape: CodeFieldShape;
  /** In the order of the characters; exactly one for `single`. */
  readonly inputs: readonly HTMLInputElement[];
}

/** What is said of the page, and the fields that each candidate in it stands for. */
export interface Look {
  readonly facts: PageFacts;
  readonly groups: readonly (readonly HTMLInputElement[])[];
}

/** A form is short; a table of more fields than this holds no code field behind them. */
const MOST_FIELDS = 2000;

/** Looks through the document and its open shadow roots. Frames are documents of their own; each is asked by itself. */
export function lookAtPage(page: Document): Look {
  const { fields, labels } = walkPage(page);
  const shown = new Map<HTMLInputElement, Visibility>();
  for (const field of fields.slice(0, MOST_FIELDS)) {
    const visibility = visibilityOf(field);
    if (visibility !== 'hidden') shown.set(field, visibility);
  }
  const groups = groupBoxes([...shown.keys()].filter(canHoldCode));
  return { facts: describePage(page, groups, shown, labels), groups };
}

export function shapeOf(inputs: readonly HTMLInputElement[]): CodeFieldShape {
  if (inputs.length === 1) return 'single';
  return takesWholeCode(inputs) ? 'first-takes-all' : 'boxes';
}
