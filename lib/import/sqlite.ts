/**
 * Tables of an SQLite file, read-only (sqlite.org/fileformat2.html). Exports are small and whole, so a b-tree walk does:
 * no journal, no WAL, no indexes, no WITHOUT ROWID. A library for it would weigh more than all other readers together.
 */
import type { Bytes } from '../base/bytes.ts';
import { stop } from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';
import { columnsOf } from './sqlite-columns.ts';
import { readRecord, readVarint, type SqliteValue } from './sqlite-record.ts';

const MAGIC = 'SQLite format 3\0';
const LEAF = 13;
const INTERIOR = 5;

export type SqliteRow = ReadonlyMap<string, SqliteValue>;

export interface SqliteFile {
  readonly tables: readonly string[];
  /** Lower-case column names; empty for a table that is not there. */
  columns(table: string): readonly string[];
  /** In rowid order, which is the order of insertion; empty for a table that is not there. */
  rows(table: string): readonly SqliteRow[];
}

interface Pages {
  readonly bytes: Bytes;
  readonly view: DataView;
  readonly pageBytes: number;
  readonly usableBytes: number;
}

/** `left`: payload that is still plausible. Each page belongs to one row, so rows cannot hold more than the file does. */
interface Walk extends Pages {
  left: number;
}

interface Cell {
  readonly rowid: number;
  readonly values: readonly SqliteValue[];
}

/** `undefined` for bytes that are no SQLite file. */
export function openSqlite(bytes: Bytes): SqliteFile | undefined {
  if (bytes.length < 512 || String.fromCharCode(...bytes.subarray(0, 16)) !== MAGIC) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getUint16(16);
  const pageBytes = stated === 1 ? 65_536 : stated;
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || view.getUint32(56) > 1) return undefined;
  const pages: Pages = { bytes, view, pageBytes, usableBytes: pageBytes - view.getUint8(20) };
  const schema = new Map<string, { root: number; sql: string }>();
  for (const { values } of readTree(pages, 1)) {
    const [type, name, , root, sql] = values;
    if (type === 'table' && typeof name === 'string' && typeof root === 'number' && typeof sql === 'string') {
      schema.set(name.toLowerCase(), { root, sql });
    }
  }
  const columns = (table: string): readonly string[] =>
    columnsOf(schema.get(table.toLowerCase())?.sql ?? '').map(({ name }) => name);
  return {
    tables: [...schema.keys()],
    columns,
    rows(table) {
      const found = schema.get(table.toLowerCase());
      return found === undefined ? [] : readTree(pages, found.root).map((cell) => rowOf(cell, found.sql));
    },
  };
}

function rowOf(cell: Cell, sql: string): SqliteRow {
  return new Map(
    columnsOf(sql).map(({ name, isRowid }, index) => {
      const value = cell.values[index] ?? null;
      return [name, value === null && isRowid ? cell.rowid : value] as const;
    }),
  );
}

/** All cells of a table b-tree. Each page is visited once, so that a tree that bites its tail ends. */
function readTree(pages: Pages, root: number): Cell[] {
  const walk: Walk = { ...pages, left: pages.bytes.length };
  const seen = new Set<number>();
  const cells: Cell[] = [];
  const waiting = [root];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    if (seen.has(page)) stop('damaged');
    seen.add(page);
    waiting.push(...readPage(walk, page, cells).reverse());
    if (cells.length > IMPORT_LIMITS.entries) stop('limit-exceeded');
  }
  return cells;
}

/** Adds a leaf's cells; answers the children of an interior page in order. */
function readPage(pages: Walk, page: number, cells: Cell[]): number[] {
  const start = (page - 1) * pages.pageBytes;
  if (page < 1 || start + pages.pageBytes > pages.bytes.length) stop('damaged');
  const header = start + (page === 1 ? 100 : 0);
  const kind = pages.view.getUint8(header);
  if (kind !== LEAF && kind !== INTERIOR) stop('damaged');
  const count = pages.view.getUint16(header + 3);
  const pointers = header + (kind === LEAF ? 8 : 12);
  if (pointers + 2 * count > start + pages.pageBytes) stop('damaged');
  const children: number[] = [];
  for (let index = 0; index < count; index++) {
    const at = start + pages.view.getUint16(pointers + 2 * index);
    if (at + 4 > start + pages.pageBytes) stop('damaged');
    if (kind === LEAF) cells.push(readCell(pages, at));
    else children.push(pages.view.getUint32(at));
  }
  if (kind === INTERIOR) children.push(pages.view.getUint32(header + 8));
  return children;
}

/** One leaf cell, its overflow pages joined (section 1.6 gives the arithmetic). */
function readCell(pages: Walk, at: number): Cell {
  const size = readVarint(pages.bytes, at);
  const rowid = readVarint(pages.bytes, size.end);
  pages.left -= size.value;
  if (pages.left < 0) stop('damaged');
  const usable = pages.usableBytes;
  const most = usable - 35;
  if (size.value <= most) {
    return { rowid: rowid.value, values: readRecord(part(pages, rowid.end, size.value)) };
  }
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const surplus = least + ((size.value - least) % (usable - 4));
  const here = surplus <= most ? surplus : least;
  const payload = new Uint8Array(size.value);
  payload.set(part(pages, rowid.end, here));
  readOverflow(pages, number32(pages, rowid.end + here), payload, here);
  return { rowid: rowid.value, values: readRecord(payload) };
}

function readOverflow(pages: Pages, first: number, payload: Bytes, filled: number): void {
  let page = first;
  for (let offset = filled; offset < payload.length; ) {
    const start = (page - 1) * pages.pageBytes;
    if (page < 1) stop('damaged');
    const length = Math.min(pages.usableBytes - 4, payload.length - offset);
    payload.set(part(pages, start + 4, length), offset);
    page = number32(pages, start);
    offset += length;
  }
}

function part(pages: Pages, at: number, length: number): Bytes {
  return at + length > pages.bytes.length ? stop('damaged') : pages.bytes.subarray(at, at + length);
}

function number32(pages: Pages, at: number): number {
  return at + 4 > pages.bytes.length ? stop('damaged') : pages.view.getUint32(at);
}
