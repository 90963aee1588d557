/**
 * Runs the product's recogniser and readers over a folder of export files with `expected.json`, one JSON line a case and
 * a summary at the end. The folder's `google-migration.json` and `keepass-attributes.json` are run as well if they are
 * there. Secrets are compared as bytes and never printed.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { base32ToBytes } from '../../lib/base/base32.ts';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import { gatherEntries } from '../../lib/import/entries.ts';
import type { ImportedAccount, ImportOutcome } from '../../lib/import/format.ts';
import { type ImportResult, importFile } from '../../lib/import/formats.ts';
import { readAttributes } from '../../lib/import/keepass-attributes.ts';

export interface ExpectedEntry {
  readonly type: string;
  readonly issuer?: string;
  readonly name?: string;
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number | null;
  readonly counter: number | null;
  readonly issuerAlt?: string;
  readonly rawName?: string;
  readonly nextCounter?: number;
  readonly pin?: string;
}

export interface ExpectedFile {
  readonly file: string;
  readonly format: string;
  readonly password: string | null;
  readonly entries: readonly ExpectedEntry[] | null;
  readonly unordered?: boolean;
  readonly wrongPasswords?: readonly string[];
  readonly expectError?: string;
  readonly skipped?: readonly unknown[];
  readonly expectSkip?: boolean;
  readonly peerExpects?: string;
  readonly lenient?: boolean;
  readonly acceptNamePrefix?: boolean;
  readonly trimOk?: boolean;
  readonly internal?: boolean;
  readonly verified?: boolean;
}

export interface CaseReport {
  readonly case: string;
  readonly expectedFormat: string;
  /** What the recogniser chose; '' where it chose nothing. */
  readonly format: string;
  readonly right: number;
  readonly wrong: number;
  readonly missing: number;
  readonly extra: number;
  /** Entries that the reader named as not imported. */
  readonly refusals: number;
  /** The code with which the whole file was refused; '' where it was read. */
  readonly refusal: string;
  readonly passed: boolean;
  readonly optional: boolean;
  readonly why: readonly string[];
}

export interface ImportsSummary {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly optionalFailed: number;
  readonly entriesRight: number;
  readonly entriesExpected: number;
  readonly msMedian: number;
  readonly msMax: number;
}

/** For `npm run acceptance -- imports FOLDER`. */
export async function run(folder: string): Promise<boolean> {
  return (await runImportsAcceptance(folder)).summary.failed === 0;
}

/** Runs all cases; prints unless told otherwise; answers the reports and the summary. */
export async function runImportsAcceptance(
  folder: string,
  print: (line: string) => void = (line) => console.log(line),
): Promise<{ reports: readonly CaseReport[]; summary: ImportsSummary }> {
  const files: readonly ExpectedFile[] = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const reports: CaseReport[] = [];
  const times: number[] = [];
  const runOne = async (one: () => Promise<CaseReport>): Promise<void> => {
    const start = performance.now();
    const report = await one();
    times.push(performance.now() - start);
    reports.push(report);
    print(JSON.stringify(report));
  };
  for (const expected of files) await runOne(() => runFile(folder, expected));
  for (const one of migrationCases(folder)) await runOne(() => runText(one));
  for (const one of attributeCases(folder)) await runOne(async () => one());
  const expectedEntries = files.reduce((sum, { entries }) => sum + (entries?.length ?? 0), 0);
  const summary = summarise(reports, times, expectedEntries);
  print(JSON.stringify({ summary }));
  return { reports, summary };
}

async function runFile(folder: string, expected: ExpectedFile): Promise<CaseReport> {
  const path = join(folder, expected.file);
  const optional = expected.internal === true || expected.verified === false;
  if (!existsSync(path) || statSync(path).isDirectory()) {
    return failure(expected, optional, 'not a file that an importer can be given');
  }
  const bytes = readFileSync(path);
  const options = expected.password === null ? {} : { passphrase: expected.password };
  const read = await importFile(bytes, expected.file, options);
  const why: string[] = [];
  for (const passphrase of expected.wrongPasswords ?? []) {
    const wrong = await importFile(bytes, expected.file, { passphrase });
    if (wrong.ok) why.push('a wrong password was accepted');
    else if (wrong.error.code !== 'wrong-passphrase') why.push(`a wrong password was refused as ${wrong.error.code}`);
  }
  const report = compare(expected, read.ok ? read.value : undefined);
  const refusal = read.ok ? '' : read.error.code;
  const format = read.ok ? read.value.format : (read.error.format ?? '');
  if (!read.ok && !mayRefuse(expected)) why.push(`refused as ${refusal}`);
  if (read.ok && expected.expectError !== undefined && expected.lenient !== true) why.push('read what must be refused');
  // Where the peer refuses the whole file for one entry, the others may be taken as long as that one is reported.
  const mayTakeRest = expected.peerExpects === 'reject-all' && report.refusals > 0;
  const isOff = report.wrong + report.missing + (mayTakeRest ? 0 : report.extra) > 0;
  if (isOff && !(expected.lenient === true && !read.ok)) why.push(...report.why);
  if (read.ok && report.refusals < (expected.skipped?.length ?? 0)) why.push('a skipped entry is not reported');
  const counts = { right: report.right, wrong: report.wrong, missing: report.missing, extra: report.extra };
  return {
    case: expected.file,
    expectedFormat: expected.format,
    format,
    ...counts,
    refusals: report.refusals,
    refusal,
    passed: why.length === 0,
    optional,
    why,
  };
}

/** A refusal is right, or at least not wrong, where nothing was to be had. */
function mayRefuse(expected: ExpectedFile): boolean {
  if (expected.expectError !== undefined || expected.lenient === true) return true;
  return (expected.entries?.length ?? 0) === 0 || expected.peerExpects === 'reject-all';
}

interface Comparison {
  readonly right: number;
  readonly wrong: number;
  readonly missing: number;
  readonly extra: number;
  readonly refusals: number;
  readonly why: readonly string[];
}

/** Pairs by order, or by the best match where the order is free; a pair that differs is wrong, not missing and extra. */
function compare(
  expected: Pick<ExpectedFile, 'entries' | 'unordered' | 'acceptNamePrefix'>,
  got: ImportOutcome | undefined,
): Comparison {
  const wanted = expected.entries ?? [];
  const rest = [...(got?.accounts ?? [])];
  const why: string[] = [];
  let right = 0;
  let wrong = 0;
  for (const [index, entry] of wanted.entries()) {
    const differences = rest.map((account) => differencesOf(entry, account, expected));
    const at = expected.unordered === true ? differences.findIndex(({ length }) => length === 0) : 0;
    const difference = differences[Math.max(at, 0)];
    if (difference === undefined) continue;
    rest.splice(Math.max(at, 0), 1);
    if (difference.length === 0) right += 1;
    else {
      wrong += 1;
      why.push(`entry ${index}: ${difference.join(', ')}`);
    }
  }
  const missing = wanted.length - right - wrong;
  if (missing > 0) why.push(`${missing} missing`);
  if (rest.length > 0) why.push(`${rest.length} extra`);
  return { right, wrong, missing, extra: rest.length, refusals: got?.refusals.length ?? 0, why };
}

function differencesOf(
  entry: ExpectedEntry,
  account: ImportedAccount,
  { acceptNamePrefix }: Partial<ExpectedFile>,
): string[] {
  const differences: string[] = [];
  const check = (name: string, isSame: boolean): void => {
    if (!isSame) differences.push(name);
  };
  const issuers = [entry.issuer, entry.issuerAlt].filter((text) => text !== undefined);
  const names = [entry.name, entry.rawName].filter((text) => text !== undefined);
  if (acceptNamePrefix === true) names.push(...names.map((name) => name.replace(/^[^:]*:/, '')));
  check('type', entry.type === account.type);
  check('issuer', issuers.length === 0 || issuers.includes(account.issuer));
  check('name', names.length === 0 || names.includes(account.label));
  check('secret', isSameSecret(entry, account));
  if (account.type === 'totp' || account.type === 'hotp') {
    check('algorithm', entry.algorithm === account.algorithm);
    check('digits', entry.digits === account.digits);
  }
  check('period', entry.period === null || entry.type === 'steam' || entry.period === account.periodSeconds);
  const counter = entry.nextCounter ?? entry.counter;
  check('counter', entry.type !== 'hotp' || counter === account.counter);
  check(
    'pin',
    entry.pin === undefined ||
      bytesToHex(account.pin?.reveal() ?? new Uint8Array()) === bytesToHex(utf8ToBytes(entry.pin)),
  );
  return differences;
}

/** Bits that base32 has left over do not count; mOTP's key may be written in hex or base32. */
function isSameSecret(entry: ExpectedEntry, account: ImportedAccount): boolean {
  const got = bytesToHex(account.secret.reveal());
  const base32 = base32ToBytes(entry.secret);
  const readings = [base32.ok ? base32.value : undefined];
  if (entry.type === 'motp') readings.push(hexToBytes(entry.secret));
  return readings.some((bytes) => bytes !== undefined && bytesToHex(bytes) === got);
}

interface TextCase {
  readonly name: string;
  readonly text: string;
  readonly entries: readonly ExpectedEntry[];
  readonly isError: boolean;
}

function migrationCases(folder: string): readonly TextCase[] {
  const path = join(folder, 'google-migration.json');
  if (!existsSync(path)) return [];
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
    cases: { uri: string; path?: string; entries?: ExpectedEntry[]; error?: unknown }[];
  };
  return cases.map(({ uri, path: place, entries, error }, index) => ({
    name: `google-migration.json#${index} ${place ?? ''}`,
    text: uri,
    entries: entries ?? [],
    isError: Boolean(error),
  }));
}

async function runText({ name, text, entries, isError }: TextCase): Promise<CaseReport> {
  const read = await importFile(utf8ToBytes(text));
  const outcome: ImportResult | undefined = read.ok ? read.value : undefined;
  const compared = compare({ entries }, outcome);
  const why = [...compared.why];
  if (isError && read.ok) why.push('read what must be refused');
  if (!isError && !read.ok) why.push(`refused as ${read.error.code}`);
  return {
    case: name,
    expectedFormat: 'google-migration-uri',
    format: outcome?.format ?? '',
    ...compared,
    refusal: read.ok ? '' : read.error.code,
    passed: why.length === 0,
    optional: false,
    why,
  };
}

function attributeCases(folder: string): readonly (() => CaseReport)[] {
  const path = join(folder, 'keepass-attributes.json');
  if (!existsSync(path)) return [];
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as {
    cases: { attributes: Record<string, string>; expect: ExpectedEntry | null }[];
  };
  return cases.map(({ attributes, expect }, index) => () => {
    const entries = gatherEntries();
    readAttributes(entries, new Map(Object.entries(attributes)), {});
    let outcome: ImportOutcome | undefined;
    try {
      outcome = entries.finish();
    } catch {
      outcome = undefined;
    }
    const compared = compare({ entries: expect === null ? [] : [expect] }, outcome);
    return {
      case: `keepass-attributes.json#${index}`,
      expectedFormat: 'keepass-attributes',
      format: 'keepass-attributes',
      ...compared,
      refusal: outcome === undefined ? 'nothing-to-import' : '',
      passed: compared.why.length === 0,
      optional: false,
      why: compared.why,
    };
  });
}

function failure(expected: ExpectedFile, optional: boolean, why: string): CaseReport {
  const missing = expected.entries?.length ?? 0;
  const counts = { right: 0, wrong: 0, missing, extra: 0, refusals: 0 };
  const { file, format: expectedFormat } = expected;
  return { case: file, expectedFormat, format: '', ...counts, refusal: '', passed: false, optional, why: [why] };
}

function summarise(reports: readonly CaseReport[], times: readonly number[], entriesExpected: number): ImportsSummary {
  const failed = reports.filter(({ passed }) => !passed);
  const sorted = [...times].sort((left, right) => left - right);
  return {
    cases: reports.length,
    passed: reports.length - failed.length,
    failed: failed.filter(({ optional }) => !optional).length,
    optionalFailed: failed.filter(({ optional }) => optional).length,
    entriesRight: reports.reduce((sum, { right }) => sum + right, 0),
    entriesExpected,
    msMedian: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    msMax: Math.round(sorted.at(-1) ?? 0),
  };
}
