/**
 * The list of accounts as one string, one account a line.
 *
 * [Note: index is one string] 10,000 rows as objects count 9 of the 10 MB that `storage.session` holds and take four
 * times as long to read as one string (measured). A line is cheap to write and is parsed only when its row is shown.
 */
import { OTP_TYPES } from '../otp/account.ts';
import type { AccountRow } from './shapes.ts';

const PINNED = 1;
const REMOTE = 2;

/** Tabs and line ends would break the form, and no name needs them. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
}

function joinList(items: readonly string[]): string {
  return items.map((item) => clean(item)).join('\u001f');
}

export function formatIndexLine(row: AccountRow): string {
  const flags = (row.pinned ? PINNED : 0) + (row.isRemote ? REMOTE : 0);
  const numbers = [row.digits, row.periodSeconds, row.counter, flags];
  const texts = [clean(row.issuer), clean(row.label), joinList(row.tags), clean(row.team ?? ''), joinList(row.hosts)];
  return [row.id, String(OTP_TYPES.indexOf(row.type)), ...numbers.map(String), ...texts].join('\t');
}

export function formatIndex(rows: readonly AccountRow[]): string {
  return rows.map(formatIndexLine).join('\n');
}

/** Throws nothing: a line that is not ours gives `undefined`. */
export function parseIndexLine(line: string): AccountRow | undefined {
  const [id, type, digits, periodSeconds, counter, flags, issuer, label, tags, team, hosts] = line.split('\t');
  const otpType = OTP_TYPES[Number(type)];
  if (!id || otpType === undefined || issuer === undefined || label === undefined) return undefined;
  const list = (text: string | undefined) => (text ? text.split('\u001f') : []);
  return {
    id,
    type: otpType,
    issuer,
    label,
    digits: Number(digits),
    periodSeconds: Number(periodSeconds),
    counter: Number(counter),
    pinned: (Number(flags) & PINNED) !== 0,
    tags: list(tags),
    hosts: list(hosts),
    ...(team ? { team } : {}),
    ...((Number(flags) & REMOTE) === 0 ? {} : { isRemote: true }),
  };
}

/** The lines themselves, so that searching and scrolling parse only what they show. */
export function indexLines(index: string): readonly string[] {
  return index === '' ? [] : index.split('\n');
}

/** Without parsing it: hosts stand last in a line. */
export function isBoundLine(line: string): boolean {
  return !line.endsWith('\t');
}

/** Ids of the accounts bound to exactly this host, in list order. */
export function idsForHost(index: string, host: string): readonly string[] {
  if (host === '') return [];
  const ids: string[] = [];
  for (let at = index.indexOf(host); at >= 0; at = index.indexOf(host, at + 1)) {
    const before = index[at - 1];
    const after = index[at + host.length];
    const whole =
      (before === '\t' || before === '\u001f') && (after === undefined || after === '\n' || after === '\u001f');
    if (!whole) continue;
    const lineStart = index.lastIndexOf('\n', at) + 1;
    const lineEnd = index.indexOf('\n', at);
    const row = parseIndexLine(index.slice(lineStart, lineEnd < 0 ? undefined : lineEnd));
    if (row?.hosts.includes(host) && ids.at(-1) !== row.id) ids.push(row.id);
  }
  return ids;
}
