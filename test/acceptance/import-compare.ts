/** What a published case expects, and how far an import is from it. Secrets are compared as bytes and never printed. */
import { base32ToBytes } from '../../lib/base/base32.ts';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import type { ImportedAccount, ImportOutcome } from '../../lib/import/format.ts';

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

export interface Comparison {
  readonly right: number;
  readonly wrong: number;
  readonly missing: number;
  readonly extra: number;
  readonly refusals: number;
  readonly why: readonly string[];
}

/** Pairs by order, or by the best match where the order is free; a pair that differs is wrong, not missing and extra. */
export function compare(
  expected: Pick<ExpectedFile, 'entries' | 'unordered' | 'acceptNamePrefix'>,
  got: ImportOutcome | undefined,
): Comparison {
  // Where nobody published what is inside, having read something is all that can be asked.
  const wanted = expected.entries ?? [];
  const isUnknown = expected.entries === null && (got?.accounts.length ?? 0) > 0;
  const rest = isUnknown ? [] : [...(got?.accounts ?? [])];
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
