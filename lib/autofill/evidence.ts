/** Weighs the words of a field and around it: how much they speak for a code, and whether the page sent that code. */
import type { FieldFacts } from './facts.ts';
import {
  AUTHENTICATOR,
  BY_WAY,
  CODE,
  FILLER,
  mentions,
  ONE_TIME,
  OTHER_CHANNEL,
  SECOND_FACTOR,
  SEND_BUTTON,
  SENT,
  VERIFICATION_CODE,
  type WordList,
  without,
} from './words.ts';

/** So many sentences lead up to a field: its heading, a line about it, its label. What is further off is of the page. */
export const ASKED_LAST = 4;

/** Nothing on the page could be meant but a second factor. */
export function isCertain(own: OwnWords, around: Around): boolean {
  return own.isExplicit || around.namesAuthenticator || around.namesSecondFactor;
}

export interface OwnWords {
  /** Identifiers and labels that speak for a code. */
  readonly weight: number;
  /** one-time-code, or words that mean a second factor and nothing else. */
  readonly isExplicit: boolean;
  readonly namesAuthenticator: boolean;
  /** The explicit words are ones that a person reads, not only identifiers. */
  readonly isReadable: boolean;
  readonly text: string;
}

export interface Around {
  readonly namesAuthenticator: boolean;
  readonly namesSecondFactor: boolean;
  readonly namesCode: boolean;
  /** The page sent the code, and no word of an authenticator stands against it. */
  readonly saysSent: boolean;
  readonly text: string;
}

export function ownWords(facts: FieldFacts): OwnWords {
  const labels = facts.labels.map(wordsWeight);
  const identifiers = facts.identifiers.map(identifierWeight);
  const marked = facts.autocomplete.includes('one-time-code') ? 8 : 0;
  // "Location code" is a code of its own kind, and so is one in words that the lists do not know ("Sitzungscode"); an
  // identifier "code" only repeats it.
  const isOtherKind = !labels.some((weight) => weight > 1) && facts.labels.some(saysMoreThanFiller);
  const [label, identifier] = [Math.max(0, ...labels), Math.max(0, ...identifiers, classWeight(facts.classes))];
  const named = Math.max(label, isOtherKind && identifier <= 3 ? Math.min(identifier, 1) : identifier);
  const text = [...facts.identifiers, ...facts.labels].join(' . ');
  return {
    weight: marked + named,
    isExplicit: marked > 0 || named >= 6,
    namesAuthenticator: mentions(AUTHENTICATOR, text),
    isReadable: labels.some((weight) => weight >= 5),
    text,
  };
}

export function wordsWeight(text: string): number {
  if (mentions(AUTHENTICATOR, text)) return 8;
  if (mentions(SECOND_FACTOR, text)) return 7;
  if (mentions(ONE_TIME, text)) return 6;
  if (mentions(VERIFICATION_CODE, text)) return 5;
  if (!mentions(CODE, text)) return 0;
  return isBareCode(text) ? 3 : 1;
}

/** Nothing but a word for "code" and fillers: "Enter your code", `code_input`; not "company code". */
function isBareCode(text: string): boolean {
  return without(text, CODE, FILLER).replace(/[\d ]/g, '') === '';
}

export function saysMoreThanFiller(label: string): boolean {
  return /\p{L}/u.test(without(label, FILLER));
}

/**
 * Identifiers glue words together (`totpmfa`, `loginotp`), so short marks count at either end of a word. Slavic words
 * for a sender, an upload or a loan begin with the same letters.
 */
function identifierWeight(words: string): number {
  const glued =
    /(?:^| )(?:totp|otp(?!rav|rem|usk|ust|lat)|twofa|mfa|tfa)\p{L}*|\p{L}*(?:totp|otp|twofa|mfa)(?= |$)/u.test(words);
  return Math.max(
    glued ? 7 : 0,
    wordsWeight(words),
    wordsWeight(words.replace(/ /g, '').replace(/\d+$/, '')) >= 6 ? 6 : 0,
  );
}

function classWeight(classes: string): number {
  return /(?:^| )(?:totp|otp|mfa|twofa)(?: |$)/.test(classes) ? 3 : 0;
}

export function wordsAround(facts: FieldFacts): Around {
  const text = `${facts.context} . ${facts.labels.join(' . ')} . ${facts.buttons.join(' . ')}`;
  const near = `${text} . ${facts.headings}`;
  return {
    namesAuthenticator: mentions(AUTHENTICATOR, near),
    namesSecondFactor: mentions(SECOND_FACTOR, near),
    namesCode: mentions(VERIFICATION_CODE, near) || mentions(ONE_TIME, near),
    saysSent: isSent(facts, text),
    text: near,
  };
}

/**
 * Whether the code comes to the user. What stands right by the field counts first: there only the prose may name an
 * authenticator against it, not a link to another way and not the heading of the next section. The buttons of a form
 * with several codes are left out for a field that names the second factor itself.
 */
function isSent(facts: FieldFacts, text: string): boolean {
  const own = `${facts.prose} . ${facts.labels.join(' . ')}`;
  const isSentHere = speaksOf(SENT, `${facts.context} . ${own}`) || speaksOf(BY_WAY, own);
  if (isSentHere) return !mentions(AUTHENTICATOR, own);
  if (facts.neighbours.others > 0 && facts.labels.some((label) => wordsWeight(label) >= 7)) return false;
  const isSentAround =
    speaksOf(SENT, `${text} . ${facts.headings}`) ||
    speaksOf(BY_WAY, facts.headings) ||
    facts.buttons.some((button) => SEND_BUTTON().test(button)) ||
    (mayBeCode(facts) && facts.actions.some((action) => SEND_BUTTON().test(action)));
  return isSentAround && !mentions(AUTHENTICATOR, `${own} . ${facts.headings}`);
}

/** Cheap to say. A field among others without any of these never gets as far as a code, so its form is not read. */
function mayBeCode({ boxes, maxLength, neighbours, labels, identifiers }: FieldFacts): boolean {
  if (boxes > 1 || maxLength > 0 || neighbours.others === 0) return true;
  return labels.some((label) => wordsWeight(label) > 0) || identifiers.some((name) => identifierWeight(name) > 0);
}

/** How far around "sent" a word for the code or its way must stand; a footer may speak of other letters. */
const SENT_REACH = 60;

function speaksOf(list: WordList, text: string): boolean {
  for (const { index, 0: phrase } of text.matchAll(list())) {
    const near = text.slice(Math.max(0, index - SENT_REACH), index + phrase.length + SENT_REACH);
    if ([CODE, ONE_TIME, VERIFICATION_CODE, OTHER_CHANNEL].some((words) => mentions(words, near))) return true;
  }
  return false;
}

export function isNumeric(facts: FieldFacts): boolean {
  return (
    facts.isNumericPattern ||
    facts.type === 'tel' ||
    facts.type === 'number' ||
    /^(numeric|decimal|tel)$/.test(facts.inputMode)
  );
}

export function hasCodeLength(facts: FieldFacts): boolean {
  return facts.maxLength >= 6 && facts.maxLength <= 8;
}
