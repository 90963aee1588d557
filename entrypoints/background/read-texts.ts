/** From texts that a scan, a paste or a link brought to accounts, refusals and the progress of a split export. */
import type { BatchProgress, EntryRefusal } from '../../lib/messaging/shapes.ts';
import { readText, type TextRefusal } from '../../lib/otp/input.ts';
import type { EntryRefusal as MigrationEntryRefusal, MigrationPart } from '../../lib/otp/migration.ts';
import { accountsOf, addPart, type Collected, progressOf } from '../../lib/otp/migration-parts.ts';
import { isWeak, keyBits } from '../../lib/otp/strength.ts';
import type { ParsedUri } from '../../lib/otp/uri-outcome.ts';

const SCHEME = /otpauth|steam:|motp:/i;

export interface ReadTexts {
  readonly entries: readonly ParsedUri[];
  readonly refusals: readonly EntryRefusal[];
  readonly batch: BatchProgress | null;
  /** The texts that were parts of an export; to be given again with the next one. */
  readonly parts: readonly string[];
}

export interface TextOptions {
  /** Texts of an export whose other codes were read before. */
  readonly earlierParts?: readonly string[];
  /** Whether a bare key will do. A picture of any word would be one, so only what a person pasted may be. */
  readonly mayBeKey: boolean;
}

export function readTexts(texts: readonly string[], { earlierParts = [], mayBeKey }: TextOptions): ReadTexts {
  const entries: ParsedUri[] = [];
  const refusals: EntryRefusal[] = [];
  const partTexts: string[] = [];
  let collected: Collected = [];
  const collect = (parts: readonly MigrationPart[]) => {
    for (const part of parts) collected = addPart(collected, part);
  };
  for (const text of earlierParts) {
    const read = readText(text);
    if (read.ok) collect(read.value.parts);
  }
  for (const text of texts) {
    if (!mayBeKey && !SCHEME.test(text)) {
      refusals.push({ code: 'not-otpauth', detail: '' });
      continue;
    }
    const read = readText(text);
    if (!read.ok) {
      refusals.push(...toRefusals(read.error));
      continue;
    }
    entries.push(...read.value.entries);
    refusals.push(...read.value.refusals.flatMap(({ error }) => toRefusals(error)));
    collect(read.value.parts);
    if (read.value.parts.length > 0) partTexts.push(text);
  }
  const hasNewPart = partTexts.length > 0;
  return {
    entries: [...entries, ...(hasNewPart ? accountsOf(collected).map(toParsed) : [])],
    refusals: [...refusals, ...(hasNewPart ? collected.flatMap(refusalsOf) : [])],
    batch: hasNewPart ? furthest(collected) : null,
    parts: hasNewPart ? [...new Set([...earlierParts, ...partTexts])] : earlierParts,
  };
}

function toParsed(account: ParsedUri['account']): ParsedUri {
  const warnings = isWeak(account) ? [{ code: 'weak-secret', bits: keyBits(account) } as const] : [];
  return { account, warnings, unknown: {} };
}

/** An export in one code needs no progress. */
function furthest(collected: Collected): BatchProgress | null {
  const several = collected.filter((batch) => batch.size > 1).at(-1);
  if (several === undefined) return null;
  const { read, size } = progressOf(several);
  return { read, size };
}

function refusalsOf(batch: Collected[number]): EntryRefusal[] {
  return batch.parts.flatMap((part) =>
    part.refusals.map(({ code, name }: MigrationEntryRefusal) => ({ code, detail: name })),
  );
}

export function toRefusals(error: TextRefusal): readonly EntryRefusal[] {
  if (error.code === 'nothing-usable') return error.refusals.flatMap((each) => toRefusals(each.error));
  return [{ code: error.code, detail: detailOf(error) }];
}

function detailOf(error: TextRefusal): string {
  switch (error.code) {
    case 'bad-character':
      return `${error.character} (${error.position})`;
    case 'unknown-algorithm':
      return error.algorithm;
    case 'bad-number':
      return `${error.parameter} ${error.from}-${error.to}`;
    case 'name-too-long':
      return error.part;
    default:
      return '';
  }
}
