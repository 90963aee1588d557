/** The XML of KeePass, in KDBX or in the clear: groups, entries, and the recycle bin. */
import { type Entries, gatherEntries } from './entries.ts';
import { type ImportOutcome, stop } from './format.ts';
import { readAttributes } from './keepass-attributes.ts';
import { childrenNamed, childText, type XmlElement } from './xml.ts';

interface Walk {
  readonly entries: Entries;
  readonly contentOf: (element: XmlElement) => string;
  /** UUID of the recycle bin; '' where there is none. */
  readonly binId: string;
}

/** `contentOf` gives the text of a value, opened where it is protected. */
export function readDocument(root: XmlElement, contentOf: (element: XmlElement) => string): ImportOutcome {
  const meta = childrenNamed(root, 'Meta')[0];
  const top = childrenNamed(root, 'Root')[0] ?? stop('damaged');
  const hasBin = meta !== undefined && childText(meta, 'RecycleBinEnabled').toLowerCase() !== 'false';
  const walk = { entries: gatherEntries(), contentOf, binId: hasBin ? childText(meta, 'RecycleBinUUID') : '' };
  for (const group of childrenNamed(top, 'Group')) readGroup(walk, group, [], false);
  return walk.entries.finish();
}

function readGroup(walk: Walk, group: XmlElement, path: readonly string[], isInBin: boolean): void {
  const isTrashed = isInBin || (walk.binId !== '' && childText(group, 'UUID') === walk.binId);
  for (const entry of childrenNamed(group, 'Entry')) readEntry(walk, entry, path, isTrashed);
  for (const child of childrenNamed(group, 'Group')) {
    readGroup(walk, child, [...path, childText(child, 'Name')], isTrashed);
  }
}

/** An entry's History holds old versions of it; only the present one counts. */
function readEntry(walk: Walk, entry: XmlElement, path: readonly string[], trashed: boolean): void {
  const values = new Map<string, string>();
  for (const pair of childrenNamed(entry, 'String')) {
    const value = childrenNamed(pair, 'Value')[0];
    if (value !== undefined) values.set(childText(pair, 'Key'), walk.contentOf(value));
  }
  const url = values.get('URL') ?? '';
  const tags = childText(entry, 'Tags').split(/[;,]/);
  readAttributes(walk.entries, values, {
    tags: [...groupTags(path), ...tags.map((tag) => tag.trim()).filter((tag) => tag !== '')],
    hosts: url === '' ? [] : [url],
    trashed,
  });
}

/** Shared with the CSV. The innermost group is what people sort by; the root's name says nothing. */
export function groupTags(path: readonly string[]): string[] {
  return [path.at(-1) ?? ''].filter((name) => name !== '' && name !== 'Root');
}
