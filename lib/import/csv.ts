/** Comma-separated values (RFC 4180), with the separators that spreadsheets use. */
import { IMPORT_LIMITS } from './limits.ts';

/** Rows of cells; `undefined` if a quote is left open or there are more rows than we follow. */
export function parseCsv(text: string, separator = ','): string[][] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = 0;
  while (position < text.length) {
    const cell = readCell(text, position, separator);
    if (cell === undefined) return undefined;
    row.push(cell.text);
    position = cell.end;
    if (text[position] === separator) {
      position += 1;
      if (position < text.length) continue;
      row.push('');
    }
    if (text[position] === '\r' && text[position + 1] === '\n') position += 1;
    position += 1;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (rows.length > IMPORT_LIMITS.entries) return undefined;
  }
  return rows;
}

function readCell(text: string, start: number, separator: string): { text: string; end: number } | undefined {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { text: text.slice(start, end), end };
  }
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') return afterQuote(text, quote + 1, separator, parts.join(''));
    parts.push('"');
    from = quote + 2;
  }
}

function afterQuote(
  text: string,
  end: number,
  separator: string,
  cell: string,
): { text: string; end: number } | undefined {
  const next = text[end];
  return next === undefined || next === separator || next === '\n' || next === '\r' ? { text: cell, end } : undefined;
}

/** The separator that the first line uses most; a comma where none is used. */
export function separatorOf(text: string): string {
  const line = text.slice(0, 4096).split(/\r?\n/, 1)[0] ?? '';
  const counts = [',', ';', '\t', '|'].map((separator) => ({ separator, count: line.split(separator).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly string[][];
  /** The cell under a column, by its name in lower case; '' where there is none. */
  cell(row: readonly string[], column: string): string;
}

/** The first line by which Excel tells its separator. */
const EXCEL_MARK = /^sep=([,;\t|])\r?\n/i;

export function readTable(given: string): CsvTable | undefined {
  const mark = EXCEL_MARK.exec(given);
  const text = given.slice(mark?.[0].length ?? 0);
  const [head, ...rows] = parseCsv(text, mark?.[1] ?? separatorOf(text)) ?? [];
  if (head === undefined || head.length < 2) return undefined;
  const header = head.map((name) => name.trim().toLowerCase());
  return { header, rows, cell: (row, column) => row[header.indexOf(column)] ?? '' };
}
