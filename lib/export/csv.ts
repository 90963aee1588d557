/**
 * A table for spreadsheets and scripts (RFC 4180). Cells that a spreadsheet would take for a formula are kept as they are:
 * a changed name would not come back as it was.
 */
import { bytesToBase32 } from '../base/base32.ts';
import { bytesToHex, utf8ToBytes } from '../base/bytes.ts';
import type { ExportedAccount, ExportFormat } from './format.ts';
import { findLosses, hasUsualSettings, type Keeps, pinOf } from './losses.ts';

const COLUMNS = [
  'type',
  'issuer',
  'label',
  'secret',
  'algorithm',
  'digits',
  'period',
  'counter',
  'pin',
  'url',
  'tags',
  'note',
];

/** Tags share a cell, so one with a comma in it would come back as two. */
const keeps: Keeps = (field, { tags }) => {
  if (field === 'tags') return !tags.some((tag) => tag.includes(','));
  return field === 'hosts' || field === 'note';
};

export const csvTable: ExportFormat = {
  id: 'csv',
  name: 'CSV',
  extension: 'csv',
  mediaType: 'text/csv',
  isSealed: false,
  losses: (accounts) => findLosses(accounts, hasUsualSettings, keeps),
  async write(accounts) {
    return utf8ToBytes(
      [COLUMNS, ...accounts.filter(hasUsualSettings).map(rowOf)]
        .map((row) => `${row.map(quote).join(',')}\r\n`)
        .join(''),
    );
  },
};

function rowOf(account: ExportedAccount): readonly string[] {
  const { type, issuer, label, algorithm, digits, periodSeconds, counter, hosts, tags, note } = account;
  const key = account.secret.reveal();
  const secret = type === 'motp' ? bytesToHex(key) : bytesToBase32(key);
  const settings = [algorithm, `${digits}`, `${periodSeconds}`, type === 'hotp' ? `${counter}` : ''];
  return [type, issuer, label, secret, ...settings, pinOf(account), hosts.join(' '), tags.join(','), note];
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
