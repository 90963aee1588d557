/** Looks that the user chose, as attributes of the page that the style sheets read. */
import { effect } from '@preact/signals';
import type { Settings } from '../lib/messaging/shapes.ts';
import type { VaultView } from '../lib/view/model.ts';

/** Follows the settings until the answer is called. `language` is a BCP 47 tag. */
export function dressPage(view: VaultView, language: string, direction: 'ltr' | 'rtl'): () => void {
  return effect(() => dressOnce(view.settings.value, language, direction));
}

export function dressOnce(settings: Settings, language: string, direction: 'ltr' | 'rtl'): void {
  const page = document.documentElement;
  page.lang = language;
  page.dir = direction;
  page.dataset.theme = settings.theme;
  page.toggleAttribute('data-large', settings.largeCodes);
  page.toggleAttribute('data-hide', settings.hideCodes);
}
