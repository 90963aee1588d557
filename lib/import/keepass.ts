/** KeePass and its kin: KDBX, the same XML in the clear, and KeePassXC's CSV. */
import { readTable } from './csv.ts';
import { type Entries, gatherEntries } from './entries.ts';
import { type ImportFormat, type ImportOutcome, mine, NOT_MINE, sealed, stop } from './format.ts';
import { openKdbx } from './kdbx.ts';
import { isKdbx } from './kdbx-header.ts';
import { readAttributes } from './keepass-attributes.ts';
import { childrenNamed, childText, type XmlElement } from './xml.ts';

export const kdbx: ImportFormat = {
  id: 'kdbx',
  name: 'KeePass (KDBX)',
  recognise: (file) => (isKdbx(file.bytes) ? sealed('sure') : NOT_MINE),
  async read(file, options) {
    const { root, protectedText } = await openKdbx(file.bytes, options);
    return readDocument(root, (element) => protectedText.get(element) ?? element.text);
  },
};

export const keepassXml: ImportFormat = {
  id: 'keepass-xml',
  name: 'KeePass (XML)',
  recognise: (file) => (file.xml()?.name === 'KeePassFile' ? mine('sure') : NOT_MINE),
  read: async (file) => readDocument(file.xml() ?? stop('damaged'), (element) => element.text),
};

export const keepassCsv: ImportFormat = {
  id: 'keepass-csv',
  name: 'KeePass, KeePassXC (CSV)',
  recognise(file) {
    const header = readTable(file.text() ?? '')?.header ?? [];
    const isXc = ['group', 'title', 'username', 'totp'].every((name) => header.includes(name));
    return isXc || header.some((name) => /^(time|hmac)otp-secret/.test(name)) ? mine('sure') : NOT_MINE;
  },
  async read(file) {
    const table = readTable(file.text() ?? '') ?? stop('damaged');
    const entries = gatherEntries();
    for (const row of table.rows) {
      const values = new Map(CSV_FIELDS.map((name) => [name, table.cell(row, name.toLowerCase())]));
      values.set('UserName', table.cell(row, 'username') || table.cell(row, 'user name'));
      values.set('otp', table.cell(row, 'totp') || table.cell(row, 'otp'));
      const url = values.get('URL') ?? '';
      const tags = groupTags(table.cell(row, 'group').split('/'));
      readAttributes(entries, values, { tags, hosts: url === '' ? [] : [url] });
    }
    return entries.finish();
  },
};

const CSV_FIELDS = [
  'Title',
  'URL',
  'TOTP Seed',
  'TOTP Settings',
  ...['TimeOtp-', 'HmacOtp-'].flatMap((prefix) =>
    ['Secret', 'Secret-Hex', 'Secret-Base32', 'Secret-Base64', 'Length', 'Period', 'Algorithm', 'Counter'].map(
      (suffix) => prefix + suffix,
    ),
  ),
];

interface Walk {
  readonly entries: Entries;
  readonly contentOf: (element: XmlElement) => string;
  /** UUID of the recycle bin; '' where there is none. */
  readonly binId: string;
}

function readDocument(root: XmlElement, contentOf: (element: XmlElement) => string): ImportOutcome {
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

/** The innermost group is what people sort by; the root's name says nothing. */
function groupTags(path: readonly string[]): string[] {
  return [path.at(-1) ?? ''].filter((name) => name !== '' && name !== 'Root');
}
