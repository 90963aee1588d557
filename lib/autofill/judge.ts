/**
 * Decides from a field's facts whether a code of an authenticator app belongs into it.
 *
 * [Note: structure, then words, then doubt] `autocomplete=one-time-code`, boxes and numeric limits are what the page
 * tells machines, so they count first. Words come second, the field's own before those around it. A word for
 * something else in the field's own name ends the matter, since a code in a wrong field can leave the user's hands
 * (a search, a gift card); a missed field costs one click on "copy".
 */

import {
  type Around,
  ASKED_LAST,
  hasCodeLength,
  isCertain,
  isNumeric,
  type OwnWords,
  ownWords,
  saysMoreThanFiller,
  wordsAround,
} from './evidence.ts';
import type { FieldFacts } from './facts.ts';
import { type Refusal, refuse } from './refuse.ts';
import { AUTHENTICATION_CODE, CODE, FILLER, mentions, OTHER_CODE, TRADE_BUTTON, without } from './words.ts';

export type Judgement =
  | { readonly isCode: true; readonly score: number }
  | { readonly isCode: false; readonly why: Refusal };

/**
 * Enough to fill. Half a point less and six unnamed fields in a row pass for boxes; half a point more and a bare id of
 * "token" is missed. Every clear case lies at 6 or above, every clear refusal never gets this far.
 */
const ENOUGH = 4;

export function judgeField(facts: FieldFacts): Judgement {
  const own = ownWords(facts);
  const around = wordsAround(facts);
  const refusal = refuse(facts, own, around);
  if (refusal) return { isCode: false, why: refusal };
  const score =
    own.weight + structureWeight(facts) + contextWeight(facts, own, around) - companyWeight(facts, own, around);
  if (facts.visibility === 'faint' && !isCertain(own, around)) return { isCode: false, why: 'hidden' };
  return score >= ENOUGH ? { isCode: true, score } : { isCode: false, why: 'not-a-code-field' };
}

function structureWeight(facts: FieldFacts): number {
  const boxes = facts.boxes === 1 ? 0 : facts.boxes === 6 ? 3.5 : 2;
  return (
    boxes +
    (isNumeric(facts) ? 1 : 0) +
    (facts.boxes === 1 && hasCodeLength(facts) ? (facts.maxLength === 6 ? 1.5 : 1) : 0)
  );
}

/** The one field of a page that asks for a second factor's code, itself without any name or only with filler words. */
function isNamelessAsked(facts: FieldFacts, around: Around): boolean {
  const { passwords, personal, others } = facts.neighbours;
  if (passwords + personal + others > 0 || !(around.namesAuthenticator || around.namesSecondFactor)) return false;
  if (!around.namesCode && !mentions(CODE, facts.context)) return false;
  return [...facts.identifiers, ...facts.labels].every((text) => without(text, FILLER).replace(/[\d ]/g, '') === '');
}

/** What stands around speaks only for a field that says or shows something of a code itself. */
function contextWeight(facts: FieldFacts, own: OwnWords, around: Around): number {
  if (own.weight === 0) {
    const structure = structureWeight(facts);
    if (structure < 1 && isNamelessAsked(facts, around)) return ENOUGH;
    const isUnknown = facts.boxes === 1 && facts.labels.some(saysMoreThanFiller);
    if (structure < (facts.neighbours.others > 0 ? 2 : isUnknown ? 1.5 : 1)) return 0;
  }
  if (around.namesAuthenticator || around.namesSecondFactor) return 5;
  return around.namesCode ? 2 : 0;
}

/**
 * A field alone on its page is what the page is about. In company of e-mail, name and password it is part of a login
 * or a registration, where a vague "code" is more often a captcha, an invitation or a company number.
 */
function companyWeight(facts: FieldFacts, own: OwnWords, around: Around): number {
  const { passwords, personal, others } = facts.neighbours;
  const isDoubtful = !isCertain(own, around);
  if (isDoubtful && mentions(OTHER_CODE, around.text))
    return mentions(OTHER_CODE, [...facts.asked.slice(-ASKED_LAST), ...facts.labels].join(' ')) ? 6 : 4;
  if (isDoubtful && facts.buttons.some((button) => TRADE_BUTTON().test(button))) return 4;
  if (passwords + personal + others === 0) return own.weight >= 3 ? -1 : 0;
  if (own.isExplicit || around.namesAuthenticator) return 0;
  // A third field of a login form with nothing but "auth" for a name: there is no other thing it could be.
  const isBareAuth = facts.labels.length === 0 && facts.identifiers.some((identifier) => identifier === 'auth');
  if (isBareAuth && passwords === 1 && others === 0) return -1;
  if (passwords === 1 && others === 0 && facts.labels.some((label) => mentions(AUTHENTICATION_CODE, label))) return 1;
  // A phone number or an address and a code without a password: the code goes there.
  if (personal > 0 && passwords === 0) return 6;
  return passwords + personal > 0 ? 4 : Math.min(others + 1, 4);
}
