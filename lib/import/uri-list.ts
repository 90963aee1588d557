/** Lists of otpauth URIs, one a line, with Google's migration URIs among them: plumbing of every format that holds such a list. */
import { type MigrationPart, parseMigrationUri } from '../otp/migration.ts';
import { addPart, type Collected, progressOf } from '../otp/migration-parts.ts';
import { type Entries, gatherEntries } from './entries.ts';
import { type EntryRefusalReason, type ImportOutcome, stop } from './format.ts';
import { listOf, objectOf, parseJson, textOf } from './json.ts';
import type { EntrySurroundings } from './read-entry.ts';

const URI_LINE = /^(?:(?:apple-)?otpauth|motp|steam):/i;
const MIGRATION_LINE = /^otpauth-migration:/i;

export function isUriLine(line: string): boolean {
  return URI_LINE.test(line) || MIGRATION_LINE.test(line);
}

/** Lines that start with # and empty ones are comments; any other line that is no URI is refused. */
export function readUriList(text: string): ImportOutcome {
  const lines = linesOf(text);
  const reader = createLineReader(lines.length === 1);
  for (const line of lines) reader.add(line);
  return reader.finish();
}

/** What QR tools print before what they read: `QR-Code:otpauth://...` of zbarimg. */
const TOOL_PREFIX = /^[\w-]{1,20}:\s*(?=otpauth(?:-migration)?:\/\/)/i;

/** Lines that are neither empty nor comments. */
export function linesOf(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim().replace(TOOL_PREFIX, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

export interface LineReader {
  add(line: string): void;
  finish(): ImportOutcome;
}

/** `isAlone`: the file has one line only, so a broken code refuses the file and not just a line of it. */
export function createLineReader(isAlone: boolean): LineReader {
  const entries = gatherEntries();
  let codes: Collected = [];
  return {
    add(line) {
      if (MIGRATION_LINE.test(line)) {
        const part = parseMigrationUri(line);
        if (part.ok) {
          codes = addPart(codes, part.value);
          addMigration(entries, part.value);
        } else if (isAlone) stop('damaged');
        else entries.refuse('', 'bad-uri');
      } else if (URI_LINE.test(line)) entries.addUri({ uri: asSteam(withoutApple(line)), ...enteDisplay(line) });
      else entries.refuse('', 'bad-uri');
    },
    finish() {
      for (const batch of codes) {
        const { missing, size } = progressOf(batch);
        for (const index of missing) entries.refuse(`${index + 1}/${size}`, 'part-missing');
      }
      return entries.finish();
    },
  };
}

const MIGRATION_REASONS: Readonly<Record<string, EntryRefusalReason>> = {
  'missing-secret': 'no-secret',
  'secret-too-long': 'secret-too-long',
  'name-too-long': 'name-too-long',
  'unknown-algorithm': 'unknown-algorithm',
  'unknown-digits': 'bad-digits',
  'unknown-type': 'unknown-type',
  'bad-counter': 'bad-counter',
};

function addMigration(entries: Entries, part: MigrationPart): void {
  for (const account of part.accounts) {
    // The format has no period, so it is left out here and named as assumed.
    const { type, issuer, label, algorithm, digits, counter } = account;
    entries.add({ type, issuer, label, algorithm, digits, counter, secret: account.secret.reveal() });
  }
  for (const refusal of part.refusals) {
    entries.refuse(refusal.name, MIGRATION_REASONS[refusal.code] ?? 'bad-uri');
  }
}

/** Apple's own scheme, which opens its settings, says the same. */
function withoutApple(uri: string): string {
  return uri.replace(/^apple-otpauth:/i, 'otpauth:');
}

/** WinAuth writes Steam as TOTP of five digits; the device id beside it tells. */
function asSteam(uri: string): string {
  const isSteam = /[?&]deviceid=/i.test(uri) && /[?&]digits=5(&|$)/.test(uri);
  return isSteam ? uri.replace(/^otpauth:\/\/totp\//i, 'otpauth://steam/') : uri;
}

/** Ente keeps tags and the pin as JSON in a parameter of its own. */
function enteDisplay(uri: string): EntrySurroundings {
  const encoded = /[?&]codeDisplay=([^&]*)/.exec(uri)?.[1];
  if (encoded === undefined) return {};
  const display = objectOf(parseJson(decoded(encoded)) ?? null);
  return {
    tags: listOf(display.tags)
      .map(textOf)
      .filter((tag) => tag !== ''),
    note: textOf(display.note),
    pinned: display.pinned === true,
    trashed: display.trashed === true,
  };
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
