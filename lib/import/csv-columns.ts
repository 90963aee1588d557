/**
 * Any CSV whose columns the user names, or that names them itself: password managers, spreadsheets, home-made lists. A
 * table with a column of otpauth URIs needs no choice.
 */
import { bareName, COLUMN_NAMES, type ColumnRole } from './column-names.ts';
import type { CsvTable } from './csv.ts';
import { gatherEntries } from './entries.ts';
import type { ImportFile } from './file.ts';
import { type ImportFormat, type ImportOutcome, mine, NOT_MINE, stop } from './format.ts';

/** Which column (by its name in lower case) plays which part. */
export type ColumnChoice = Partial<Record<ColumnRole, string>>;

export const csvColumns: ImportFormat = {
  id: 'csv',
  name: 'CSV',
  recognise(file) {
    const table = file.table();
    if (table === undefined || table.rows.length === 0) return NOT_MINE;
    const choice = suggestColumns(table);
    if (choice.uri !== undefined) return mine('likely');
    return mine(choice.secret === 'secret' && choice.issuer !== undefined ? 'likely' : 'choose');
  },
  read: async (file) => readColumns(file, suggestColumns(file.table() ?? stop('damaged'))),
};

/** For the column chooser: names in order, and what they seem to hold. */
export function suggestColumns(table: CsvTable): ColumnChoice {
  const choice: ColumnChoice = {};
  const holdsUris = table.header.find((name) =>
    table.rows.some((row) => /^(otpauth|steam):\/\//i.test(table.cell(row, name))),
  );
  const columns = new Map([...table.header].reverse().map((column) => [bareName(column), column] as const));
  const columnOf = (role: ColumnRole): string | undefined =>
    COLUMN_NAMES[role].flatMap((name) => columns.get(name) ?? [])[0];
  for (const role of Object.keys(COLUMN_NAMES) as ColumnRole[]) {
    const found = columnOf(role);
    if (found !== undefined && role !== 'uri') choice[role] = found;
  }
  if (choice.label === undefined && choice.issuer !== 'name' && table.header.includes('name')) choice.label = 'name';
  // The content decides about URIs: many columns are called "totp" and hold bare keys.
  if (holdsUris !== undefined) choice.uri = holdsUris;
  else if (choice.secret === undefined) {
    const bare = columnOf('uri');
    if (bare !== undefined && table.rows.some((row) => table.cell(row, bare) !== '')) choice.uri = bare;
  }
  return choice;
}

/** Rows without anything in the chosen column are no accounts: a password manager exports all its logins. */
export function readColumns(file: ImportFile, choice: ColumnChoice): ImportOutcome {
  const table = file.table() ?? stop('damaged');
  if (choice.uri === undefined && choice.secret === undefined) stop('choice-needed');
  const entries = gatherEntries();
  for (const row of table.rows) {
    const cell = (role: ColumnRole): string => {
      const column = choice[role];
      return column === undefined ? '' : table.cell(row, column).trim();
    };
    // A column of URIs may be called "url"; its keys must not end up as hosts.
    const host = choice.host === choice.uri ? '' : cell('host');
    const around = { tags: split(cell('tags'), ','), hosts: split(host, ' '), note: cell('note') };
    const uri = cell('uri');
    const secret = cell('secret');
    if (uri !== '') entries.addUri({ uri, title: cell('issuer'), userName: cell('label'), ...around });
    else if (secret !== '') {
      const { type, algorithm, digits, period, counter } = { type: cell('type'), ...settingsOf(cell) };
      const isOtpType = /^(totp|hotp|steam|motp|yandex)$/i.test(type);
      const names = { issuer: cell('issuer'), label: cell('label'), pin: cell('pin') };
      entries.add({ ...names, ...around, secret, algorithm, digits, period, counter, type: isOtpType ? type : '' });
    }
  }
  return entries.finish();
}

function settingsOf(cell: (role: ColumnRole) => string) {
  return { algorithm: cell('algorithm'), digits: cell('digits'), period: cell('period'), counter: cell('counter') };
}

function split(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
