/** Finds the field of a document that waits for a code of an authenticator app. */
import { groupBoxes, takesWholeCode } from './boxes.ts';
import { describeField } from './describe.ts';
import { judgeField } from './judge.ts';
import { canHoldCode, typedFields } from './page.ts';
import type { Refusal } from './refuse.ts';
import { visibilityOf } from './visible.ts';

/** `first-takes-all`: boxes of which the first has room for the whole code and hands it on. */
export type CodeFieldShape = 'single' | 'boxes' | 'first-takes-all';

export interface CodeField {
  readonly shape: CodeFieldShape;
  /** In the order of the characters; exactly one for `single`. */
  readonly inputs: readonly HTMLInputElement[];
  /** Higher is surer; comparable between the frames of a tab. */
  readonly score: number;
}

export interface Detection {
  /** The surest first. */
  readonly fields: readonly CodeField[];
  /** Why the likeliest others were refused, for words to the user: the page asks for a code that we do not have. */
  readonly refusals: readonly Refusal[];
}

/** Looks through the document and its open shadow roots. Frames are documents of their own; each is asked by itself. */
export function detectCodeFields(page: Document): Detection {
  const shown = typedFields(page).filter((field) => visibilityOf(field) !== 'hidden');
  const fields: CodeField[] = [];
  const refusals = new Set<Refusal>();
  for (const inputs of groupBoxes(shown.filter(canHoldCode))) {
    const judgement = judgeField(describeField(inputs, shown));
    if (judgement.isCode) fields.push({ shape: shapeOf(inputs), inputs, score: judgement.score });
    else refusals.add(judgement.why);
  }
  fields.sort((left, right) => right.score - left.score);
  return { fields, refusals: [...refusals] };
}

export function shapeOf(inputs: readonly HTMLInputElement[]): CodeFieldShape {
  if (inputs.length === 1) return 'single';
  return takesWholeCode(inputs) ? 'first-takes-all' : 'boxes';
}
