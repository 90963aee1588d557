/** The published cases that are texts and not files: migration codes, otpauth URIs, KeePass attributes, keys. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToHex, utf8ToBytes } from '../../lib/base/bytes.ts';
import { gatherEntries } from '../../lib/import/entries.ts';
import type { ImportOutcome } from '../../lib/import/format.ts';
import { importFile } from '../../lib/import/formats.ts';
import { readAttributes } from '../../lib/import/keepass-attributes.ts';
import type { OtpType } from '../../lib/otp/account.ts';
import { parseKey } from '../../lib/otp/key.ts';
import { type CaseReport, type Comparison, compare, type ExpectedEntry } from './import-compare.ts';

export type TextCase = () => Promise<CaseReport>;

export function textCases(folder: string): readonly TextCase[] {
  return [
    ...within(folder, 'google-migration.json', migrationCases),
    ...within(folder, 'otpauth-uris.json', uriCases),
    ...within(folder, 'keepass-attributes.json', attributeCases),
    ...within(folder, 'secrets.json', secretCases),
  ];
}

function within<T>(folder: string, name: string, cases: (content: T) => readonly TextCase[]): readonly TextCase[] {
  const path = join(folder, name);
  return existsSync(path) ? cases(JSON.parse(readFileSync(path, 'utf8')) as T) : [];
}

interface Migrations {
  readonly cases: readonly {
    readonly uri: string;
    readonly entries?: readonly ExpectedEntry[];
    readonly error?: unknown;
  }[];
  readonly multiPart?: readonly { readonly parts: readonly string[]; readonly totalEntries: number }[];
}

function migrationCases({ cases, multiPart = [] }: Migrations): readonly TextCase[] {
  const single = cases.map(
    ({ uri, entries = [], error }, index): TextCase =>
      async () => {
        const read = await importFile(utf8ToBytes(uri));
        const compared = compare({ entries }, read.ok ? read.value : undefined);
        const isWronglyRead = Boolean(error) && read.ok;
        const why = isWronglyRead ? ['read what must be refused'] : compared.why;
        return report(`google-migration.json#${index}`, compared, why, read.ok ? '' : read.error.code);
      },
  );
  const whole = multiPart.map(
    ({ parts, totalEntries }, index): TextCase =>
      async () => {
        const read = await importFile(utf8ToBytes(parts.join('\n')));
        const count = read.ok ? read.value.accounts.length : 0;
        const compared = { right: count, wrong: 0, missing: totalEntries - count, extra: 0, refusals: 0, why: [] };
        return report(
          `google-migration.json#multiPart${index}`,
          compared,
          count === totalEntries ? [] : ['wrong number'],
        );
      },
  );
  return [...single, ...whole];
}

interface Uris {
  readonly cases: readonly {
    readonly uri: string;
    readonly expect: ExpectedEntry | null;
    readonly alsoAccept?: Partial<ExpectedEntry>;
    readonly optional?: boolean;
    readonly lenientOk?: boolean;
    readonly peerSpecific?: boolean;
    readonly peerDisagreement?: boolean;
  }[];
}

/** A URI on a line of its own, as a list would have it. Types that need not be known may be refused. */
function uriCases({ cases }: Uris): readonly TextCase[] {
  return cases.map(
    (one, index): TextCase =>
      async () => {
        const read = await importFile(utf8ToBytes(one.uri));
        const outcome = read.ok ? read.value : undefined;
        const account = outcome?.accounts[0];
        const first = compare({ entries: one.expect === null ? [] : [one.expect] }, outcome);
        const other =
          one.expect === null ? first : compare({ entries: [{ ...one.expect, ...one.alsoAccept }] }, outcome);
        const best = first.why.length <= other.why.length ? first : other;
        const mayRefuse = one.optional === true || one.peerDisagreement === true;
        const mayRead = one.lenientOk === true || one.peerSpecific === true;
        const isFine =
          best.why.length === 0 || (account === undefined && mayRefuse) || (one.expect === null && mayRead);
        return report(`otpauth-uris.json#${index}`, best, isFine ? [] : best.why, read.ok ? '' : read.error.code);
      },
  );
}

interface Attributes {
  readonly cases: readonly {
    readonly attributes: Readonly<Record<string, string>>;
    readonly expect: ExpectedEntry | null;
  }[];
}

function attributeCases({ cases }: Attributes): readonly TextCase[] {
  return cases.map(
    ({ attributes, expect }, index): TextCase =>
      async () => {
        const entries = gatherEntries();
        readAttributes(entries, new Map(Object.entries(attributes)), {});
        let outcome: ImportOutcome | undefined;
        try {
          outcome = entries.finish();
        } catch {
          outcome = undefined;
        }
        const compared = compare({ entries: expect === null ? [] : [expect] }, outcome);
        return report(`keepass-attributes.json#${index}`, compared, compared.why);
      },
  );
}

interface Secrets {
  readonly normalise: readonly (readonly [string, string])[];
  readonly base32Valid: readonly string[];
  readonly base32Invalid: readonly string[];
  readonly motpValid: readonly string[];
  readonly motpInvalid: readonly string[];
  readonly yandexValid: readonly string[];
  readonly yandexInvalid: readonly string[];
}

function secretCases(secrets: Secrets): readonly TextCase[] {
  const keyOf = (type: OtpType, text: string): string | undefined => {
    const key = parseKey(type, text);
    return key.ok ? bytesToHex(key.value.reveal()) : undefined;
  };
  const check =
    (name: string, isRight: boolean): TextCase =>
    async () =>
      report(`secrets.json#${name}`, NOTHING, isRight ? [] : ['wrong']);
  const all = (name: string, type: OtpType, texts: readonly string[], isValid: boolean): TextCase[] =>
    texts.map((text, index) => check(`${name}${index}`, (keyOf(type, text) !== undefined) === isValid));
  return [
    ...secrets.normalise.map(([given, clean], index) =>
      check(`normalise${index}`, keyOf('totp', given) === keyOf('totp', clean)),
    ),
    ...all('base32Valid', 'totp', secrets.base32Valid, true),
    ...all('base32Invalid', 'totp', secrets.base32Invalid, false),
    ...all('motpValid', 'motp', secrets.motpValid, true),
    ...all('motpInvalid', 'motp', secrets.motpInvalid, false),
    ...all('yandexValid', 'yandex', secrets.yandexValid, true),
    ...all('yandexInvalid', 'yandex', secrets.yandexInvalid, false),
  ];
}

const NOTHING: Comparison = { right: 0, wrong: 0, missing: 0, extra: 0, refusals: 0, why: [] };

function report(name: string, compared: Comparison, why: readonly string[], refusal = ''): CaseReport {
  const { right, wrong, missing, extra, refusals } = compared;
  const expectedFormat = name.split('#')[0] ?? '';
  const counts = { right, wrong, missing, extra, refusals };
  return { case: name, expectedFormat, format: '', ...counts, refusal, passed: why.length === 0, optional: false, why };
}
