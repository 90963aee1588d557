/** What ends the matter whatever else speaks for a field: it is hidden, for something else, or its code comes another way. */

import {
  type Around,
  ASKED_LAST,
  hasCodeLength,
  isCertain,
  isNumeric,
  type OwnWords,
  saysMoreThanFiller,
  wordsWeight,
} from './evidence.ts';
import type { FieldFacts } from './facts.ts';
import {
  AUTHENTICATOR,
  CAPTCHA,
  CODE,
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
  QUESTION,
  RECOVERY,
  SECOND_FACTOR,
  SETTING,
  VERIFICATION_CODE,
  without,
} from './words.ts';

/** Why a field gets no code; `sent` is a code by SMS or mail, which no authenticator has. */
export type Refusal = 'not-a-code-field' | 'hidden' | 'other-field' | 'recovery' | 'captcha' | 'sent' | 'password';

/** Services call their code a PIN at times; banks never mean an authenticator by it. */
const PIN = () => /(?<!\p{L})pin(?:code|kod|koodi)?(?!\p{L})/gu;

/** What opens a page for guests is called so, too. */
const PASSCODE = () => /(?<!\p{L})pass ?code(?!\p{L})/gu;

/** Some forms call the code so; others ask for the key itself by it. */
const SECRET = () => /(?<!\p{L})secret(?: ?key)?(?!\p{L})/gu;

/** "Enter your backup code above": text behind a field that is about the field. */
const ABOVE = () => /(?<!\p{L})(?:above|oben|ci dessus|arriba|sopra|acima|hierboven|powyzej|выше)(?!\p{L})/gu;
const ABOVE_REACH = 40;

export function refuse(facts: FieldFacts, own: OwnWords, around: Around): Refusal | undefined {
  if (facts.visibility === 'hidden' || (facts.isHiddenFromReaders && !own.isExplicit)) return 'hidden';
  if (/^(email|url|search)$/.test(facts.inputMode)) return 'other-field';
  if (
    facts.autocomplete.some((token) =>
      /^(email|username|tel|cc-|postal|address|country|given|family|bday|organization|street)/.test(token),
    )
  )
    return 'other-field';
  if (facts.boxes === 1 && (facts.isPreset || hasOtherLength(facts, own))) return 'other-field';
  const labels = facts.labels.join(' . ');
  if (isRecovery(facts, labels) || asksForRecovery(facts)) return 'recovery';
  const isLabelled = facts.labels.some((label) => wordsWeight(label) >= 3);
  if (facts.labels.some((label) => isNaming(label) || isSetting(label) || isQuestion(label))) return 'other-field';
  if (!isLabelled && facts.identifiers.some(isSetting)) return 'other-field';
  if (isCaptcha(facts, own, around)) return 'captcha';
  if (namesOtherChannel(facts, own)) return own.weight > 0 ? 'sent' : 'other-field';
  if (around.saysSent || isOfDevice(facts, around)) return 'sent';
  if (asksForPin(facts, own, around)) return 'password';
  if (asksForOtherCode(facts, own, around)) return 'other-field';
  if (facts.boxes > 1 && own.weight === 0 && asksForOther(facts, around)) return 'other-field';
  const isMarked = facts.autocomplete.includes('one-time-code');
  // A mark for one-time codes outweighs a "secret key" that some pages call their code.
  const named = isMarked ? without(own.text, SECRET) : own.text;
  const rest = without(named, AUTHENTICATOR, SECOND_FACTOR, ONE_TIME, VERIFICATION_CODE);
  const isOtherByName =
    mentions(OTHER_THING, rest) &&
    mentions(OTHER_THING, without(isMarked ? without(labels, SECRET) : labels, AUTHENTICATOR, SECOND_FACTOR));
  if (isOtherByName || (mentions(OTHER_THING, rest) && !isNamedByLabel(facts, own, around))) return 'other-field';
  const isNamed = own.isReadable || isNamedByLabel(facts, own, around) || mayBePin(facts, rest, around);
  if (mentions(LOGIN, without(rest, CODE)) && !isNamed) return 'password';
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
function namesOtherChannel(facts: FieldFacts, own: OwnWords): boolean {
  const { labels, prose, boxes } = facts;
  if (own.namesAuthenticator || !mentions(OTHER_CHANNEL, without(own.text, ON_DEVICE))) return false;
  const isByLabel = mentions(OTHER_CHANNEL, without(labels.join(' . '), ON_DEVICE));
  return isByLabel || boxes > 1 || !isAlone(facts) || !mentions(AUTHENTICATOR, prose);
}

/** The page asks for what a key in the hand writes or shows: no app has that. */
function isOfDevice({ prose, labels }: FieldFacts, around: Around): boolean {
  return mentions(HARDWARE, prose) && !around.namesAuthenticator && !labels.some((label) => wordsWeight(label) >= 7);
}

/** Boxes without a word of their own take what is asked right before them: "Enter your ZIP code". */
function asksForOther({ asked }: FieldFacts, around: Around): boolean {
  const last = asked.slice(-2).join(' . ');
  if (around.namesAuthenticator || around.namesSecondFactor || around.namesCode) return false;
  return (
    (mentions(OTHER_THING, last) || mentions(OTHER_CHANNEL, last)) &&
    !asked.some((sentence) => wordsWeight(sentence) > 1)
  );
}

/** A form library may call every field "answer" or "secret"; the label beside it says which one it is. */
function isNamedByLabel(facts: FieldFacts, own: OwnWords, around: Around): boolean {
  if (isLabelledOtherwise(facts)) return false;
  return own.isExplicit || (isCertain(own, around) && facts.labels.some((label) => wordsWeight(label) >= 3));
}

/** The labels say something, and nothing of a code: then an identifier like `mfa_answer` means the answer. */
function isLabelledOtherwise({ autocomplete, labels }: FieldFacts): boolean {
  if (autocomplete.includes('one-time-code') || labels.some((label) => wordsWeight(label) > 0)) return false;
  return labels.some(saysMoreThanFiller);
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
  if (!mentions(RECOVERY, facts.prose) || facts.labels.some((label) => wordsWeight(label) >= 6)) return false;
  for (const { index } of facts.prose.matchAll(ABOVE())) {
    if (mentions(RECOVERY, facts.prose.slice(Math.max(0, index - ABOVE_REACH), index))) return true;
  }
  const { asked } = facts;
  const others = asked.filter((sentence) => !mentions(RECOVERY, sentence) && !facts.labels.includes(sentence));
  if (!asked.some((sentence) => mentions(RECOVERY, sentence)) || OR_RECOVERY().test(asked.join(' '))) return false;
  return !others.some((sentence) =>
    [AUTHENTICATOR, ONE_TIME, VERIFICATION_CODE].some((list) => mentions(list, sentence)),
  );
}

/** Words beside a setting's own: "Allowed drift of TOTP (windows)". A sentence that is longer asks for something. */
const MOST_WORDS_OF_SETTING = 5;

/** "Name of this authenticator": what to call it, not what it shows. */
function isNaming(label: string): boolean {
  const rest = without(label, AUTHENTICATOR, SECOND_FACTOR);
  return rest !== label && mentions(NAMING, rest) && wordsWeight(rest) === 0;
}

/** "What was your first school?", whatever the identifiers call the step that asks it. */
function isQuestion(label: string): boolean {
  return label.search(QUESTION()) === 0 && wordsWeight(label) === 0;
}

/** "TOTP issuer", "OTP length", `mfa_grace_period`: how codes work, not what they are. */
function isSetting(words: string): boolean {
  const rest = without(words, AUTHENTICATOR, SECOND_FACTOR, ONE_TIME);
  if (rest === words || !mentions(SETTING, rest) || wordsWeight(rest) > 0) return false;
  return rest.split(' ').length <= MOST_WORDS_OF_SETTING;
}

/** "Scan the picture with your authenticator app": words of a captcha beside an app are of its QR code. */
function isCaptcha(facts: FieldFacts, own: OwnWords, around: Around): boolean {
  const named = [...facts.identifiers, ...facts.labels.filter((label) => !mentions(AUTHENTICATOR, label))];
  if (named.some((text) => mentions(CAPTCHA, text))) return true;
  if (isCertain(own, around)) return false;
  return [facts.classes, facts.surroundings].some((text) => mentions(CAPTCHA, text)) || facts.hasPictureBeside;
}

/** The label says "Name" or "Password" and nothing of a code, so an identifier like `otp_name` means what it is for. */
function isNamedForLogin(facts: FieldFacts): boolean {
  return isLabelledOtherwise(facts) && facts.labels.some((label) => mentions(LOGIN, without(label, PIN)));
}

/** Component libraries mark and name every box as for one-time codes. Where the text asks for a PIN, it is right. */
function asksForPin({ prose, headings }: FieldFacts, own: OwnWords, around: Around): boolean {
  const text = `${prose} . ${headings}`;
  if (own.namesAuthenticator || around.namesAuthenticator || around.namesSecondFactor) return false;
  if (mentions(PASSCODE, text) && !around.namesCode) return true;
  return mentions(PIN, text) && !mentions(ONE_TIME, text);
}

/** The mark alone says less than a sentence that asks for the code on a television. */
function asksForOtherCode({ asked, autocomplete }: FieldFacts, own: OwnWords, around: Around): boolean {
  if (!autocomplete.includes('one-time-code') || wordsWeight(own.text) >= 6) return false;
  if (around.namesAuthenticator || around.namesSecondFactor || mentions(ONE_TIME, around.text)) return false;
  return mentions(OTHER_CODE, asked.slice(-ASKED_LAST).join(' '));
}

/** Component libraries call their boxes "pin code 1 of 6" wherever they are used. */
function mayBePin(facts: FieldFacts, rest: string, around: Around): boolean {
  return facts.boxes > 1 && mentions(PIN, rest) && (around.namesAuthenticator || around.namesSecondFactor);
}

function isAlone({ neighbours: { passwords, personal, others } }: FieldFacts): boolean {
  return passwords + personal + others === 0;
}

/** The text by the field speaks of an app; a second factor there or an app in a heading will do for a field named "Token". */
function isAskedAlone({ neighbours, prose, labels }: FieldFacts, around: Around): boolean {
  if (neighbours.passwords + neighbours.personal > 0) return false;
  if (mentions(AUTHENTICATOR, prose)) return true;
  return mentions(SECOND_FACTOR, prose) && around.namesAuthenticator && labels.some((label) => wordsWeight(label) >= 3);
}

/** A code shown as dots exists (Amazon QuickSight), but a bare `type=password name=otp` is a password by its type. */
function isPasswordCode(facts: FieldFacts, own: OwnWords, around: Around): boolean {
  if (
    mentions(LOGIN, without(facts.labels.join(' . '), AUTHENTICATOR, SECOND_FACTOR, ONE_TIME, VERIFICATION_CODE, CODE))
  )
    return false;
  if (facts.autocomplete.includes('one-time-code')) return true;
  if (own.isReadable && (own.isExplicit || around.namesAuthenticator || around.namesSecondFactor)) return true;
  if (own.weight >= 3 && isAskedAlone(facts, around)) return true;
  if (own.isReadable && isAlone(facts)) return true;
  return own.isExplicit && (isNumeric(facts) || hasCodeLength(facts));
}
