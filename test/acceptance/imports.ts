/**
 * Runs the product's recogniser and readers over a folder of export files with `expected.json`, one JSON line a case and
 * a summary at the end. The folder's texts (`import-texts.ts`) are run as well if they are there.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importFile } from '../../lib/import/formats.ts';
import { zipOf } from '../import/zipping.ts';
import { type CaseReport, compare, type ExpectedFile } from './import-compare.ts';
import { textCases } from './import-texts.ts';

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
  for (const one of textCases(folder)) await runOne(one);
  const expectedEntries = files.reduce((sum, { entries }) => sum + (entries?.length ?? 0), 0);
  const summary = summarise(reports, times, expectedEntries);
  print(JSON.stringify({ summary }));
  return { reports, summary };
}

async function runFile(folder: string, expected: ExpectedFile): Promise<CaseReport> {
  const path = join(folder, expected.file);
  const optional = expected.internal === true || expected.verified === false;
  if (!existsSync(path)) return failure(expected, optional, 'not there');
  const bytes = bytesOf(path);
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

/** A folder is given as the zip that a user makes of it. */
function bytesOf(path: string): Uint8Array {
  if (!statSync(path).isDirectory()) return readFileSync(path);
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(path, name)).isFile());
  return zipOf(files.map((name) => ({ name: join(basename(path), name), text: readFileSync(join(path, name)) })));
}

/** A refusal is right, or at least not wrong, where nothing was to be had. */
function mayRefuse(expected: ExpectedFile): boolean {
  if (expected.expectError !== undefined || expected.lenient === true) return true;
  return (expected.entries?.length ?? 0) === 0 || expected.peerExpects === 'reject-all';
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
