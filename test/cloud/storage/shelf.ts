/** Where all storages of the local cloud keep their objects: one table, a face and a folder to each, restart or not. */
import { createHash, randomBytes } from 'node:crypto';
import type { Cloud, CloudAnswer, CloudRequest } from '../part.ts';
import type { StorageFace } from '../switches.ts';

export interface ShelfObject {
  readonly id: string;
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly changedMs: number;
}

/** Folders are paths without a slash at either end; the outermost is empty. */
export interface Shelf {
  /** As a listing shows it: what is younger than the lag is not in it, what was deleted within the lag still is. */
  list(folder: string): readonly ShelfObject[];
  /** All of that name, oldest first; of this moment. */
  find(folder: string, name: string): readonly ShelfObject[];
  findById(id: string): (ShelfObject & { readonly folder: string }) | undefined;
  /** `isTwin` adds another of the same name; otherwise the one that is there is overwritten. */
  put(folder: string, name: string, bytes: Uint8Array, isTwin?: boolean): ShelfObject;
  remove(id: string): void;
  hasFolder(folder: string): boolean;
  foldersIn(folder: string): readonly string[];
  makeFolder(folder: string): void;
  /** Whether so many bytes more are over the quota. */
  isOver(bytes: number): boolean;
}

export function createShelf({ db, now, switches }: Cloud, face: StorageFace): Shelf {
  db.exec(`
    CREATE TABLE IF NOT EXISTS storage_objects (id TEXT PRIMARY KEY, face TEXT NOT NULL, folder TEXT NOT NULL,
      name TEXT NOT NULL, bytes BLOB NOT NULL, made_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
      gone_ms INTEGER) STRICT;
    CREATE INDEX IF NOT EXISTS storage_names ON storage_objects (face, folder, name);
    CREATE TABLE IF NOT EXISTS storage_folders (face TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (face, path)) STRICT`);
  const here = (folder: string, name: string) =>
    db
      .prepare(
        'SELECT * FROM storage_objects WHERE face = ? AND folder = ? AND name = ? AND gone_ms IS NULL ORDER BY rowid',
      )
      .all(face, folder, name)
      .map(objectFrom);
  const insert = (folder: string, name: string, bytes: Uint8Array) => {
    const id = randomBytes(16).toString('base64url');
    db.prepare('INSERT INTO storage_objects VALUES (?, ?, ?, ?, ?, ?, ?, NULL)').run(
      id,
      face,
      folder,
      name,
      bytes,
      now(),
      now(),
    );
    return id;
  };
  return {
    list(folder) {
      const seenAtMs = now() - switches[face].listLagMs;
      const rows = db
        .prepare(
          `SELECT * FROM storage_objects WHERE face = ? AND folder = ? AND made_ms <= ?
           AND (gone_ms IS NULL OR gone_ms > ?) ORDER BY name, rowid`,
        )
        .all(face, folder, seenAtMs, seenAtMs);
      return rows.map(objectFrom);
    },
    find: here,
    findById(id) {
      const row = db
        .prepare('SELECT * FROM storage_objects WHERE face = ? AND id = ? AND gone_ms IS NULL')
        .get(face, id);
      return row === undefined ? undefined : { ...objectFrom(row), folder: String(row.folder) };
    },
    put(folder, name, bytes, isTwin = false) {
      const [there] = isTwin ? [] : here(folder, name);
      const id = there?.id ?? insert(folder, name, bytes);
      db.prepare('UPDATE storage_objects SET bytes = ?, changed_ms = ? WHERE id = ?').run(bytes, now(), id);
      return { id, name, bytes: Buffer.from(bytes), changedMs: now() };
    },
    remove: (id) => void db.prepare('UPDATE storage_objects SET gone_ms = ? WHERE id = ?').run(now(), id),
    hasFolder: (folder) =>
      folder === '' ||
      db.prepare('SELECT 1 FROM storage_folders WHERE face = ? AND path = ?').get(face, folder) !== undefined,
    foldersIn: (folder) =>
      db
        .prepare('SELECT path FROM storage_folders WHERE face = ?')
        .all(face)
        .map((row) => String(row.path))
        .filter((path) => parentOf(path) === folder),
    makeFolder: (folder) => void db.prepare('INSERT OR IGNORE INTO storage_folders VALUES (?, ?)').run(face, folder),
    isOver(bytes) {
      const { quotaBytes } = switches[face];
      if (quotaBytes === 0) return false;
      const used = db
        .prepare(
          'SELECT coalesce(sum(length(bytes)), 0) AS used FROM storage_objects WHERE face = ? AND gone_ms IS NULL',
        )
        .get(face);
      return Number(used?.used) + bytes > quotaBytes;
    },
  };
}

function objectFrom(row: Record<string, unknown>): ShelfObject {
  const bytes = row.bytes as Uint8Array<ArrayBuffer>;
  return {
    id: String(row.id),
    name: String(row.name),
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    changedMs: Number(row.changed_ms),
  };
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The MD5 of the content, which S3 promises and clients compare; `undefined` where the switch leaves ETags away. */
export function etagOf(kind: 'strong' | 'weak' | 'none', bytes: Uint8Array): string | undefined {
  const digest = `"${createHash('md5').update(bytes).digest('hex')}"`;
  return kind === 'none' ? undefined : kind === 'weak' ? `W/${digest}` : digest;
}

/**
 * RFC 9110 section 13: whether what is there forbids a write. A weak ETag never fits `If-Match`. `refused` stands for
 * storages that do not know conditions and say so.
 */
export function conditionOf(
  request: CloudRequest,
  {
    conditions,
    etags,
  }: { readonly conditions: 'kept' | 'ignored' | 'refused'; readonly etags: 'strong' | 'weak' | 'none' },
  there: ShelfObject | undefined,
): 'go' | 'failed' | 'refused' {
  const { 'if-none-match': noneMatch, 'if-match': match } = request.headers;
  if (conditions === 'ignored' || (noneMatch === undefined && match === undefined)) return 'go';
  if (conditions === 'refused') return 'refused';
  if (noneMatch === '*' && there !== undefined) return 'failed';
  if (match === undefined) return 'go';
  const etag = there === undefined ? undefined : etagOf(etags, there.bytes);
  const fits = match === '*' ? there !== undefined : etag !== undefined && !etag.startsWith('W/') && etag === match;
  return fits ? 'go' : 'failed';
}

/** Headers that let pages of any site read the answer, as the providers that are made for pages send them. */
export function withCors(answer: CloudAnswer, headers: Readonly<Record<string, string>>): CloudAnswer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}
