/**
 * Every word on a screen, by key. The source is handed in by the page that starts, since only the edge touches the
 * browser; until then keys show as themselves, which is what tests and a broken build should look like.
 */
import type messages from '../../public/_locales/en/messages.json';

export type TextKey = keyof typeof messages;
export type GetMessage = (key: string, substitutions?: string[]) => string;

let source: GetMessage = (key) => key;
let plurals = new Intl.PluralRules('en');
let language = 'en';

/** Called once by each page before it renders. */
export function provideText(getMessage: GetMessage, uiLanguage: string): void {
  source = getMessage;
  language = uiLanguage;
  plurals = new Intl.PluralRules(uiLanguage);
}

/** `$1`, `$2` ... of the message are replaced in order. */
export function text(key: TextKey, ...substitutions: readonly (string | number)[]): string {
  return source(key, substitutions.map(String)) || key;
}

type PluralStem = { [K in TextKey]: K extends `${infer Stem}_other` ? Stem : never }[TextKey];

/** `$1` is the count in the user's digits. A language may leave out every form but `_other`. */
export function plural(stem: PluralStem, count: number, ...more: readonly (string | number)[]): string {
  const values = [formatCount(count), ...more.map(String)];
  return source(`${stem}_${plurals.select(count)}`, values) || source(`${stem}_other`, values);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(language).format(count);
}

export function formatDate(ms: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(ms);
}

export function formatDateTime(ms: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}

/** The time of day, or the date when it was another day. */
export function formatMoment(ms: number): string {
  const isToday = new Date(ms).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium' }).format(ms);
}
