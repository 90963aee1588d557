/** Looks that the user chose, as attributes of the page that the style sheets read. */
import { effect } from '@preact/signals';
import type { VaultView } from '../lib/view/model.ts';

/** Follows the settings until the answer is called. `language` is a BCP 47 tag. */
export function dressPage(view: VaultView, language: string, direction: 'ltr' | 'rtl'): () => void {
  const page = document.documentElement;
  page.lang = language;
  page.dir = direction;
  return effect(() => {
    const { theme, largeCodes, hideCodes } = view.settings.value;
    page.dataset.theme = theme;
    page.toggleAttribute('data-large', largeCodes);
    page.toggleAttribute('data-hide', hideCodes);
  });
}
