/** The address bar: `2fa git`, see, Enter. */
import { browser } from 'wxt/browser';

export interface Suggestion {
  /** What Enter hands back. */
  readonly content: string;
  readonly description: string;
}

/** Chrome reads descriptions as XML, Firefox as text. */
function escapeMarkup(text: string): string {
  if (import.meta.env.FIREFOX) return text;
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function onOmnibox(
  suggest: (query: string) => Promise<readonly Suggestion[]>,
  choose: (content: string) => void,
): void {
  browser.omnibox.onInputChanged.addListener((query, show) => {
    suggest(query)
      .then((found) =>
        show(found.map(({ content, description }) => ({ content, description: escapeMarkup(description) }))),
      )
      .catch(() => show([]));
  });
  browser.omnibox.onInputEntered.addListener((content) => choose(content));
}

export function setOmniboxHint(description: string): void {
  browser.omnibox.setDefaultSuggestion({ description: escapeMarkup(description) });
}
