/**
 * Decides from a field's facts whether a code of an authenticator app belongs into it.
 *
 * [Note: structure, then words, then doubt] `autocomplete=one-time-code`, boxes and numeric limits are what the page
 * tells machines, so they count first. Words come second, the field's own before those around it. A word for
 * something else in the field's own name ends the matter, since a code in a wrong field can leave the user's hands
 * (a search, a gift card); a missed field costs one click on "copy".
 */
import type { FieldFacts } from './describe.ts';
import {
  AUTHENTICATOR,
  BY_WAY,
  CAPTCHA,
  CODE,
  FILLER,
  HARDWARE,
  LOGIN,
  mentions,
  NAMING,
  ON_DEVICE,
  ONE_TIME,
  OR_RECOVERY,
  OTHER_CHANNEL,
  OTHER_CODE,
  OTHER_THING,
  RECOVERY,
  SECOND_FACTOR,
  SEND_BUTTON,
  SENT,
  VERIFICATION_CODE,
  without,
} from './words.ts';

/** Why a field gets no code; `sent` is a code by SMS or mail, which no authenticator has. */
export type Refusal = 'not-a-code-field' | 'hidden' | 'other-field' | 'recovery' | 'captcha' | 'sent' | 'password';

export type Judgement =
  | { readonly isCode: true; readonly score: number }
  | { readonly isCode: false; readonly why: Refusal };

/** Services call their code a PIN at times; banks never mean an authenticator by it. */
const PIN = /(?<!\p{L})pin(?!\p{L})/gu;

/** Some forms call the code so; others ask for the key itself by it. */
const SECRET = /(?<!\p{L})secret(?: ?key)?(?!\p{L})/gu;

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

/** Nothing on the page could be meant but a second factor. */
function isCertain(own: OwnWords, around: Around): boolean {
  return own.isExplicit || around.namesAuthenticator || around.namesSecondFactor;
}

interface OwnWords {
  /** Identifiers and labels that speak for a code. */
  readonly weight: number;
  /** one-time-code, or words that mean a second factor and nothing else. */
  readonly isExplicit: boolean;
  readonly namesAuthenticator: boolean;
  /** The explicit words are ones that a person reads, not only identifiers. */
  readonly isReadable: boolean;
  readonly text: string;
}

interface Around {
  readonly namesAuthenticator: boolean;
  readonly namesSecondFactor: boolean;
  readonly namesCode: boolean;
  /** The page sent the code, and no word of an authenticator stands against it. */
  readonly saysSent: boolean;
  readonly text: string;
}

function ownWords(facts: FieldFacts): OwnWords {
  const labels = facts.labels.map(wordsWeight);
  const identifiers = facts.identifiers.map(identifierWeight);
  const marked = facts.autocomplete.includes('one-time-code') ? 8 : 0;
  // "Location code" is a code of its own kind, and an identifier "code" only repeats it.
  const isOtherKind = labels.includes(1) && !labels.some((weight) => weight > 1);
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

function wordsWeight(text: string): number {
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

/** Identifiers glue words together (`totpmfa`, `loginotp`), so short marks count at either end of a word. */
function identifierWeight(words: string): number {
  const glued = /(?:^| )(?:totp|otp|twofa|mfa|tfa)\p{L}*|\p{L}*(?:totp|otp|twofa|mfa)(?= |$)/u.test(words);
  return Math.max(
    glued ? 7 : 0,
    wordsWeight(words),
    wordsWeight(words.replace(/ /g, '').replace(/\d+$/, '')) >= 6 ? 6 : 0,
  );
}

function classWeight(classes: string): number {
  return /(?:^| )(?:totp|otp|mfa|twofa)(?: |$)/.test(classes) ? 3 : 0;
}

function wordsAround(facts: FieldFacts): Around {
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
    facts.buttons.some((button) => SEND_BUTTON.test(button)) ||
    (mayBeCode(facts) && facts.actions.some((action) => SEND_BUTTON.test(action)));
  return isSentAround && !mentions(AUTHENTICATOR, `${own} . ${facts.headings}`);
}

/** Cheap to say. A field among others without any of these never gets as far as a code, so its form is not read. */
function mayBeCode({ boxes, maxLength, neighbours, labels, identifiers }: FieldFacts): boolean {
  if (boxes > 1 || maxLength > 0 || neighbours.others === 0) return true;
  return labels.some((label) => wordsWeight(label) > 0) || identifiers.some((name) => identifierWeight(name) > 0);
}

/** How far around "sent" a word for the code or its way must stand; a footer may speak of other letters. */
const SENT_REACH = 60;

function speaksOf(list: RegExp, text: string): boolean {
  for (const { index, 0: phrase } of text.matchAll(list)) {
    const near = text.slice(Math.max(0, index - SENT_REACH), index + phrase.length + SENT_REACH);
    if ([CODE, ONE_TIME, VERIFICATION_CODE, OTHER_CHANNEL].some((words) => mentions(words, near))) return true;
  }
  return false;
}

function refuse(facts: FieldFacts, own: OwnWords, around: Around): Refusal | undefined {
  if (facts.visibility === 'hidden' || (facts.isHiddenFromReaders && !own.isExplicit)) return 'hidden';
  if (/^(email|url|search)$/.test(facts.inputMode)) return 'other-field';
  if (
    facts.autocomplete.some((token) =>
      /^(email|username|tel|cc-|postal|address|country|given|family|bday|organization|street)/.test(token),
    )
  )
    return 'other-field';
  if (facts.boxes === 1 && hasOtherLength(facts, own)) return 'other-field';
  const labels = facts.labels.join(' . ');
  if (isRecovery(facts, labels) || asksForRecovery(facts)) return 'recovery';
  if (facts.labels.some(isNaming)) return 'other-field';
  if (isCaptcha(facts, own, around)) return 'captcha';
  if (namesOtherChannel(facts, own)) return own.weight > 0 ? 'sent' : 'other-field';
  if (around.saysSent || isOfDevice(facts, around)) return 'sent';
  const isMarked = facts.autocomplete.includes('one-time-code');
  // A mark for one-time codes outweighs a "secret key" that some pages call their code.
  const named = isMarked ? own.text.replace(SECRET, ' ') : own.text;
  const rest = without(named, AUTHENTICATOR, SECOND_FACTOR, ONE_TIME, VERIFICATION_CODE);
  const isOtherByName =
    mentions(OTHER_THING, rest) &&
    mentions(OTHER_THING, without(isMarked ? labels.replace(SECRET, ' ') : labels, AUTHENTICATOR, SECOND_FACTOR));
  if (isOtherByName || (mentions(OTHER_THING, rest) && !isNamedByLabel(facts, own, around))) return 'other-field';
  if (mentions(LOGIN, without(rest, CODE)) && !own.isExplicit && !(own.isReadable || mayBePin(facts, rest, around)))
    return 'password';
  if (isNamedForLogin(facts)) return 'password';
  if (facts.type === 'password' && !isPasswordCode(facts, own, around)) return 'password';
  return undefined;
}

/**
 * Codes have 5 to 10 characters. A shorter limit has no room for one; one a little longer belongs to something else,
 * unless the page says in words or by its mark that a code goes there. A generous limit (16 and more) says nothing.
 */
function hasOtherLength({ maxLength, labels, autocomplete }: FieldFacts, own: OwnWords): boolean {
  if (maxLength < 0 || maxLength > 15 || autocomplete.includes('one-time-code')) return false;
  return maxLength < 5 || (maxLength > 10 && !(own.isExplicit && labels.length > 0));
}

/** An identifier may be of the step before ("phone_pin"), where the page speaks of the authenticator and of this field only. */
function namesOtherChannel({ labels, prose, neighbours, boxes }: FieldFacts, own: OwnWords): boolean {
  if (own.namesAuthenticator || !mentions(OTHER_CHANNEL, without(own.text, ON_DEVICE))) return false;
  const isByLabel = mentions(OTHER_CHANNEL, without(labels.join(' . '), ON_DEVICE));
  const isAlone = boxes === 1 && neighbours.others + neighbours.passwords + neighbours.personal === 0;
  return isByLabel || !isAlone || !mentions(AUTHENTICATOR, prose);
}

/** The page asks for what a key in the hand writes or shows: no app has that. */
function isOfDevice({ prose, labels }: FieldFacts, around: Around): boolean {
  return mentions(HARDWARE, prose) && !around.namesAuthenticator && !labels.some((label) => wordsWeight(label) >= 7);
}

/** A form library may call every field "answer" or "secret"; the label beside it says which one it is. */
function isNamedByLabel(facts: FieldFacts, own: OwnWords, around: Around): boolean {
  return own.isExplicit || (isCertain(own, around) && facts.labels.some((label) => wordsWeight(label) >= 3));
}

/** "OTP or recovery code" takes both; "Recovery code" does not, whatever its identifiers say. */
function isRecovery(facts: FieldFacts, labels: string): boolean {
  if (facts.identifiers.some((identifier) => mentions(RECOVERY, identifier))) return true;
  if (!mentions(RECOVERY, labels)) return false;
  return !(
    mentions(AUTHENTICATOR, labels) ||
    mentions(SECOND_FACTOR, labels) ||
    mentions(ONE_TIME, labels) ||
    mentions(VERIFICATION_CODE, labels)
  );
}

/**
 * Whether what is asked before a field with no name but "Code" is a recovery code. "From the app or a recovery code"
 * takes both; a question ("No access to your app?") only leads over to it and is not in `asked`.
 */
function asksForRecovery(facts: FieldFacts): boolean {
  if (!mentions(RECOVERY, facts.prose) || facts.labels.some((label) => wordsWeight(label) >= 5)) return false;
  const { asked } = facts;
  const others = asked.filter((sentence) => !mentions(RECOVERY, sentence));
  if (others.length === asked.length || OR_RECOVERY.test(asked.join(' '))) return false;
  return !others.some((sentence) =>
    [AUTHENTICATOR, ONE_TIME, VERIFICATION_CODE].some((list) => mentions(list, sentence)),
  );
}

/** "Name of this authenticator": what to call it, not what it shows. */
function isNaming(label: string): boolean {
  const rest = without(label, AUTHENTICATOR, SECOND_FACTOR);
  return rest !== label && mentions(NAMING, rest) && wordsWeight(rest) === 0;
}

function isCaptcha(facts: FieldFacts, own: OwnWords, around: Around): boolean {
  if (mentions(CAPTCHA, own.text)) return true;
  if (isCertain(own, around)) return false;
  return mentions(CAPTCHA, facts.surroundings) || facts.hasPictureBeside;
}

/** The label says "Name" or "Password" and nothing of a code, so an identifier like `otp_name` means what it is for. */
function isNamedForLogin({ autocomplete, labels }: FieldFacts): boolean {
  if (autocomplete.includes('one-time-code') || labels.some((label) => wordsWeight(label) > 0)) return false;
  return labels.some((label) => mentions(LOGIN, without(label, PIN)));
}

/** Component libraries call their boxes "pin code 1 of 6" wherever they are used. */
function mayBePin(facts: FieldFacts, rest: string, around: Around): boolean {
  return facts.boxes > 1 && mentions(PIN, rest) && (around.namesAuthenticator || around.namesSecondFactor);
}

/** A code shown as dots exists (Amazon QuickSight), but a bare `type=password name=otp` is a password by its type. */
function isPasswordCode(facts: FieldFacts, own: OwnWords, around: Around): boolean {
  if (
    mentions(LOGIN, without(facts.labels.join(' . '), AUTHENTICATOR, SECOND_FACTOR, ONE_TIME, VERIFICATION_CODE, CODE))
  )
    return false;
  if (facts.autocomplete.includes('one-time-code')) return true;
  if (own.isReadable && (own.isExplicit || around.namesAuthenticator || around.namesSecondFactor)) return true;
  const { passwords, personal } = facts.neighbours;
  if (own.weight >= 3 && passwords + personal === 0 && mentions(AUTHENTICATOR, facts.prose)) return true;
  return own.isExplicit && (isNumeric(facts) || hasCodeLength(facts));
}

function structureWeight(facts: FieldFacts): number {
  const boxes = facts.boxes === 1 ? 0 : facts.boxes === 6 ? 3.5 : 2;
  return (
    boxes +
    (isNumeric(facts) ? 1 : 0) +
    (facts.boxes === 1 && hasCodeLength(facts) ? (facts.maxLength === 6 ? 1.5 : 1) : 0)
  );
}

function isNumeric(facts: FieldFacts): boolean {
  return (
    facts.isNumericPattern ||
    facts.type === 'tel' ||
    facts.type === 'number' ||
    /^(numeric|decimal|tel)$/.test(facts.inputMode)
  );
}

function hasCodeLength(facts: FieldFacts): boolean {
  return facts.maxLength >= 6 && facts.maxLength <= 8;
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
    if (structure < (facts.neighbours.others > 0 ? 2 : 1)) return 0;
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
  if (!isCertain(own, around) && mentions(OTHER_CODE, around.text)) return 4;
  if (passwords + personal + others === 0) return own.weight >= 3 ? -1 : 0;
  if (own.isExplicit || around.namesAuthenticator) return 0;
  // A third field of a login form with nothing but "auth" for a name: there is no other thing it could be.
  const isBareAuth = facts.labels.length === 0 && facts.identifiers.some((identifier) => identifier === 'auth');
  if (isBareAuth && passwords === 1 && others === 0) return -1;
  // A phone number or an address and a code without a password: the code goes there.
  if (personal > 0 && passwords === 0) return 6;
  return passwords + personal > 0 ? 4 : Math.min(others, 3);
}
