/** The words of `public/_locales`, as the browser picks them. */
import { browser } from 'wxt/browser';

/** An unknown key gives an empty string. */
export function getMessage(key: string, substitutions?: string[]): string {
  // WXT types the keys one by one; `lib/view/text.ts` is where a wrong key fails to compile.
  return browser.i18n.getMessage(key as '@@ui_locale', substitutions);
}

export function textDirection(): 'ltr' | 'rtl' {
  return browser.i18n.getMessage('@@bidi_dir') === 'rtl' ? 'rtl' : 'ltr';
}

/** A BCP 47 tag for `lang` and for `Intl`. */
export function uiLanguage(): string {
  return browser.i18n.getUILanguage();
}
