/** Bare base32 keys, one a line. Any word list might look like one, so it is read only when the user says so. */
import { gatherEntries } from './entries.ts';
import { type ImportFormat, mine, NOT_MINE } from './format.ts';

/** A line of key: at least 16 letters, spaces and dashes between groups. */
const KEY_LINE = /^(?=(?:[\s-]*[a-z2-7]){16})[a-z2-7\s-]+=*$/i;

export const base32List: ImportFormat = {
  id: 'base32-list',
  name: 'Bare keys',
  recognise(file) {
    const lines = linesOf(file.text() ?? '');
    return lines.length > 0 && lines.every((line) => KEY_LINE.test(line)) ? mine('choose') : NOT_MINE;
  },
  async read(file) {
    const entries = gatherEntries();
    for (const line of linesOf(file.text() ?? '')) entries.add({ secret: line });
    return entries.finish();
  },
};

function linesOf(text: string): string[] {
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
}
