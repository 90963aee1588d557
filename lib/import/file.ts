/** A file on its way in: its bytes, and each reading of them made once, however many formats ask. */
import type { Bytes } from '../base/bytes.ts';
import { type CsvTable, readTable } from './csv.ts';
import { ImportStop, stop } from './format.ts';
import { type Json, parseJson } from './json.ts';
import { IMPORT_LIMITS } from './limits.ts';
import { openSqlite, type SqliteFile } from './sqlite.ts';
import { readText } from './text-encoding.ts';
import { parseXml, readPreferences, type XmlElement } from './xml.ts';
import { listZip, type ZipEntry } from './zip.ts';

/** Every reading answers `undefined` where the bytes are something else, or a broken form of it. */
export interface ImportFile {
  readonly bytes: Bytes;
  readonly name: string;
  /** In whatever encoding it is (text-encoding.ts); the mark of the encoding, zeros and blanks around are taken off. */
  text(): string | undefined;
  json(): Json | undefined;
  xml(): XmlElement | undefined;
  /** Android's shared preferences. */
  preferences(): ReadonlyMap<string, string> | undefined;
  /** Comma-separated values with a header. */
  table(): CsvTable | undefined;
  zip(): readonly ZipEntry[] | undefined;
  sqlite(): SqliteFile | undefined;
}

/** The name is a hint for messages only: files are known by content. */
export function openImportFile(given: Uint8Array, name = ''): ImportFile {
  if (given.length > IMPORT_LIMITS.bytes) stop('limit-exceeded');
  const bytes = Uint8Array.from(given);
  const text = once(() => readText(bytes));
  const startsWith = (marks: string): boolean => marks.includes(text()?.charAt(0) || ' ');
  const xml = once(() => (startsWith('<') ? parseXml(text() ?? '') : undefined));
  return {
    bytes,
    name,
    text,
    json: once(() => (startsWith('{[') ? parseJson(text() ?? '') : undefined)),
    xml,
    preferences: once(() => {
      const root = xml();
      return root === undefined ? undefined : readPreferences(root);
    }),
    table: once(() => (/^[{[<]/.test(text() ?? '') ? undefined : readTable(text() ?? ''))),
    zip: once(() => listZip(bytes)),
    sqlite: once(() => openSqlite(bytes)),
  };
}

function once<T>(make: () => T | undefined): () => T | undefined {
  let made: { readonly value: T | undefined } | undefined;
  return () => {
    made ??= { value: orUndefined(make) };
    return made.value;
  };
}

function orUndefined<T>(make: () => T | undefined): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof ImportStop) return undefined;
    throw error;
  }
}
