/** What the options page needs of the browser beside what every page needs. */
import type { StorageTools } from '../page-tools.ts';

export interface OptionsTools extends StorageTools {
  /** Gives a host permission back to the browser. */
  readonly removeOrigin: (pattern: string) => Promise<boolean>;
  readonly mayReadClipboard: () => Promise<boolean>;
  /** Must be called in the click itself, before anything is awaited. */
  readonly requestClipboardRead: () => Promise<boolean>;
  readonly dropClipboardRead: () => Promise<void>;
  readonly version: string;
}
