import type { UndoOffer } from '../lib/messaging/shapes.ts';
import { plural, text } from '../lib/view/text.ts';

const WORDS = {
  trashed: 'undo_trashed',
  'trashed-of-team': 'undo_trashed_team',
  edited: 'undo_edited',
  restored: 'undo_restored',
} as const;

/** Keeps the direction of a name to the name (FSI and PDI, Unicode UAX 9), also where it begins with a number or a quote. */
function apart(name: string): string {
  return `\u2068${name}\u2069`;
}

/** What can be taken back, in words. */
export function undoText({ what, name }: UndoOffer): string {
  return what === 'imported' ? plural('undo_imported', Number(name)) : text(WORDS[what], apart(name));
}
