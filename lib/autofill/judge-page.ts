/** Judges all that a page said of its fields. For the background: the words take more room than all other code of a fill. */
import type { CandidateFacts, FieldFacts, PageFacts, ShownField } from './facts.ts';
import { judgeField } from './judge.ts';
import type { Refusal } from './refuse.ts';
import { AUTHENTICATOR, CODE, mentions, OTHER_CHANNEL } from './words.ts';

export interface Verdict {
  /** Sureness of the best field; null without one. Comparable between the frames of a tab. */
  readonly score: number | null;
  /** Numbers of the candidates that wait for a code of an authenticator app, the surest first. */
  readonly choices: readonly number[];
  /** Why the others were refused, for words to the user: the page asks for a code that we do not have. */
  readonly refusals: readonly Refusal[];
}

export function judgePage(page: PageFacts): Verdict {
  const found: { choice: number; score: number }[] = [];
  const refusals = new Set<Refusal>();
  for (const [choice, facts] of fieldFactsOf(page).entries()) {
    const judgement = judgeField(facts);
    if (judgement.isCode) found.push({ choice, score: judgement.score });
    else refusals.add(judgement.why);
  }
  found.sort((left, right) => right.score - left.score);
  return { score: found[0]?.score ?? null, choices: found.map(({ choice }) => choice), refusals: [...refusals] };
}

/** The facts of each candidate, with those that it shares with others. */
function fieldFactsOf({ headings, forms, shown, candidates }: PageFacts): FieldFacts[] {
  const kinds = shown.map(kindOf);
  const total = new Map<number, Company>();
  for (const [at, { owner }] of shown.entries()) {
    for (const whole of [owner, EVERYWHERE]) total.set(whole, plus(total.get(whole) ?? NOBODY, kinds[at], 1));
  }
  return candidates.map((candidate) => ({
    ...candidate,
    ...(forms[candidate.form] ?? { buttons: [], actions: [] }),
    labels: labelsOf(candidate),
    headings,
    neighbours: neighboursOf(candidate, shown, kinds, total),
  }));
}

function labelsOf({ labels, before, boxes }: CandidateFacts): readonly string[] {
  const isLabel = boxes === 1 && mentions(AUTHENTICATOR, before) && mentions(CODE, before);
  return isLabel && !labels.includes(before) ? [...labels, before] : labels;
}

type Company = FieldFacts['neighbours'];
type Kind = keyof Company | undefined;

const NOBODY: Company = { passwords: 0, personal: 0, others: 0 };

/** Stands for the page where an owner stands for a form; a field without a form has every field for company. */
const EVERYWHERE = -2;

function neighboursOf(
  { fields }: CandidateFacts,
  shown: readonly ShownField[],
  kinds: readonly Kind[],
  total: ReadonlyMap<number, Company>,
): Company {
  const owner = shown[fields[0] ?? -1]?.owner ?? -1;
  const whole = owner < 0 ? EVERYWHERE : owner;
  const own = fields.filter((at) => whole === EVERYWHERE || shown[at]?.owner === whole);
  return own.reduce((rest, at) => plus(rest, kinds[at], -1), total.get(whole) ?? NOBODY);
}

function plus(company: Company, kind: Kind, count: number): Company {
  return kind === undefined ? company : { ...company, [kind]: company[kind] + count };
}

function kindOf(field: ShownField): Kind {
  if (field.type === 'password') return 'passwords';
  if (isPersonal(field)) return field.isIdle ? undefined : 'personal';
  return field.canHoldCode ? 'others' : undefined;
}

function isPersonal({ type, words }: ShownField): boolean {
  if (type === 'email' || /e ?mail|user|login|phone|mobile|tel\b|name|account/.test(words)) return true;
  return mentions(OTHER_CHANNEL, words) && !mentions(CODE, words);
}
