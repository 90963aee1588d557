/**
 * Searches whole folders for secrets in every spelling that a careless program would leave behind.
 *
 * LevelDB compresses its tables with snappy, which copies the first occurrence of incompressible bytes as they are, so
 * random secrets are found in tables too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where something was found that should not be there. */
export interface Hit {
  readonly name: string;
  readonly spelling: string;
  readonly file: string;
}

interface Needle {
  readonly name: string;
  readonly spelling: string;
  readonly bytes: Buffer;
}

export interface Searched {
  readonly hits: readonly Hit[];
  readonly files: number;
  readonly bytes: number;
}

/** Every spelling of a key: raw, base32, hex, base64 at each offset, and all texts in UTF-16 as well. */
export function spellingsOfKey(name: string, key: Buffer): Needle[] {
  const base32 = toBase32(key);
  const grouped = base32.replace(/(.{4})(?=.)/g, '$1 ');
  const texts = {
    base32,
    'base32 in groups': grouped,
    'base32 lower case': base32.toLowerCase(),
    hex: key.toString('hex'),
    'hex upper case': key.toString('hex').toUpperCase(),
    ...base64Windows('base64', key),
    ...base64Windows('base64 of base32', Buffer.from(base32)),
  };
  return [{ name, spelling: 'raw', bytes: key }, ...spellingsOfTexts(name, texts)];
}

/** The same for something that is a text to begin with: a password, a recovery key. */
export function spellingsOfText(name: string, text: string): Needle[] {
  const bytes = Buffer.from(text);
  return spellingsOfTexts(name, { text, hex: bytes.toString('hex'), ...base64Windows('base64', bytes) });
}

function spellingsOfTexts(name: string, texts: Readonly<Record<string, string>>): Needle[] {
  return Object.entries(texts).flatMap(([spelling, text]) => [
    { name, spelling, bytes: Buffer.from(text, 'latin1') },
    { name, spelling: `${spelling} in UTF-16`, bytes: Buffer.from(text, 'utf16le') },
  ]);
}

/** Inside a longer text the three bytes of a base64 group may begin at any of three places; the ends are cut off. */
function base64Windows(spelling: string, bytes: Buffer): Record<string, string> {
  const windows: Record<string, string> = {};
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const window = text.slice(shift === 0 ? 0 : 4, -2);
    windows[`${spelling} at ${shift}`] = window;
    const urlWindow = window.replaceAll('+', '-').replaceAll('/', '_');
    if (urlWindow !== window) windows[`${spelling}url at ${shift}`] = urlWindow;
  }
  return windows;
}

export function toBase32(key: Buffer): string {
  const bits = [...key].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** Reads every file below the folder; files that vanish meanwhile are passed over. */
export function searchFolder(folder: string, needles: readonly Needle[]): Searched {
  const find = finder(needles);
  const hits: Hit[] = [];
  let files = 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    let content: Buffer;
    try {
      content = readFileSync(file);
    } catch {
      continue;
    }
    files += 1;
    bytes += content.length;
    for (const { name, spelling } of find(content)) hits.push({ name, spelling, file: file.slice(folder.length + 1) });
  }
  return { hits, files, bytes };
}

/** One pass over the content for all needles: four bytes decide where a needle may begin. */
function finder(needles: readonly Needle[]): (content: Buffer) => Needle[] {
  const byStart = new Map<number, Needle[]>();
  const mayStart = new Uint8Array(1 << 16);
  const place = (start: number) => (start ^ (start >>> 16)) & 0xffff;
  for (const needle of needles) {
    const start = needle.bytes.readUInt32LE(0);
    mayStart[place(start)] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
  }
  return (content) => {
    const found = new Set<Needle>();
    let start = content.length < 4 ? 0 : content.readUInt32LE(0);
    for (let at = 0; at + 4 <= content.length; at += 1) {
      if (mayStart[place(start)] === 1) {
        for (const needle of byStart.get(start) ?? []) {
          if (content.subarray(at, at + needle.bytes.length).equals(needle.bytes)) found.add(needle);
        }
      }
      start = ((start >>> 8) | ((content[at + 4] ?? 0) << 24)) >>> 0;
    }
    return [...found];
  };
}
