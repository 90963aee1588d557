/** SQLite files for tests, written by SQLite itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

export type Row = Readonly<Record<string, SQLInputValue>>;

export function sqliteOf(schema: string, table: string, rows: readonly Row[], pageBytes = 4096): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tables-'));
  try {
    const database = new DatabaseSync(join(folder, 'db'));
    database.exec(`PRAGMA page_size = ${pageBytes}`);
    database.exec(schema);
    for (const row of rows) {
      const names = Object.keys(row);
      const marks = names.map(() => '?').join(', ');
      database
        .prepare(`INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${marks})`)
        .run(...Object.values(row));
    }
    database.close();
    return readFileSync(join(folder, 'db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
