/** What Onetime Secret keeps: a secret until it is read, burned or expired, and its receipt twice as long. */
import { randomInt } from 'node:crypto';
import type { Cloud } from '../part.ts';

export interface Caller {
  readonly custid: string;
  readonly isAnonymous: boolean;
}

export interface ReceiptRow {
  readonly metadata_key: string;
  readonly secret_key: string;
  readonly custid: string;
  /** `null` as soon as it was read, burned or has expired. */
  readonly value: string | null;
  readonly passphrase: string;
  readonly ttl: number;
  readonly created: number;
  readonly updated: number;
  readonly received: number | null;
  readonly state: 'new' | 'viewed' | 'received' | 'burned' | 'expired';
  readonly recipient: string;
  readonly share_domain: string;
  readonly is_generated: number;
  readonly wrong_tries: string;
}

const DAY = 86_400;
const DEFAULT_TTL = 7 * DAY;
const MINIMUM_TTL = 60;
const MAXIMUM_SECRET_BYTES = 10_000;
const SHOWN_AGAIN_SECONDS = 60;
const LOCK = { tries: 20, windowSeconds: 600, lockSeconds: 1800 } as const;
const KEY_LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

export function openReceiptStore(cloud: Cloud): void {
  cloud.db.exec(`CREATE TABLE IF NOT EXISTS onetimesecret_receipts (
    metadata_key TEXT PRIMARY KEY, secret_key TEXT NOT NULL UNIQUE, custid TEXT NOT NULL, value TEXT,
    passphrase TEXT NOT NULL, ttl INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    received INTEGER, state TEXT NOT NULL, recipient TEXT NOT NULL, share_domain TEXT NOT NULL,
    is_generated INTEGER NOT NULL, wrong_tries TEXT NOT NULL) STRICT`);
}

const secondsOf = (cloud: Cloud): number => Math.floor(cloud.now() / 1000);

/** The English sentence of a form error, or nothing. */
export function refusalOfCreate(
  caller: Caller,
  value: string,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  if (Buffer.byteLength(value) > MAXIMUM_SECRET_BYTES) return 'Secret too large';
  const passphrase = String(given.passphrase ?? '');
  if (passphrase !== '' && passphrase.length < 4) return 'Passphrase must be at least 4 characters long';
  if (passphrase.length > 128) return 'Passphrase must be no more than 128 characters long';
  const recipient = String(given.recipient ?? '');
  if (recipient !== '' && caller.isAnonymous) return 'An account is required to send emails.';
  if (recipient !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(recipient)) return 'Undeliverable email address';
  const domain = String(given.share_domain ?? '');
  if (domain !== '' && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domain)) return `Unknown domain: ${domain}`;
  return undefined;
}

/** Refuses nothing: the ttl is clamped in silence, as v1 does. */
export function createReceipt(
  cloud: Cloud,
  caller: Caller,
  wanted: { readonly value: string; readonly isGenerated: boolean; readonly given: Readonly<Record<string, unknown>> },
): ReceiptRow {
  const paidDays = cloud.switches.onetimesecret.plan === 'paid' ? 30 : 14;
  const maximum = (caller.isAnonymous ? 7 : paidDays) * DAY;
  const asked = Number(wanted.given.ttl ?? DEFAULT_TTL) || DEFAULT_TTL;
  const row: ReceiptRow = {
    metadata_key: makeKey(),
    secret_key: makeKey(),
    custid: caller.custid,
    value: wanted.value,
    passphrase: String(wanted.given.passphrase ?? ''),
    ttl: Math.min(Math.max(Math.trunc(asked), MINIMUM_TTL), maximum),
    created: secondsOf(cloud),
    updated: secondsOf(cloud),
    received: null,
    state: 'new',
    recipient: String(wanted.given.recipient ?? ''),
    share_domain: String(wanted.given.share_domain ?? ''),
    is_generated: wanted.isGenerated ? 1 : 0,
    wrong_tries: '[]',
  };
  const places = Object.keys(row).map(() => '?');
  cloud.db.prepare(`INSERT INTO onetimesecret_receipts VALUES (${places.join(', ')})`).run(...Object.values(row));
  return row;
}

function makeKey(): string {
  return Array.from({ length: 62 }, () => KEY_LETTERS[randomInt(KEY_LETTERS.length)]).join('');
}

/** The receipt, unless it has outlived its own double life. */
export function findReceipt(cloud: Cloud, metadataKey: string): ReceiptRow | undefined {
  return alive(cloud, 'metadata_key', metadataKey);
}

/** A secret that can still be read. */
export function findSecret(cloud: Cloud, secretKey: string): ReceiptRow | undefined {
  const row = alive(cloud, 'secret_key', secretKey);
  return row === undefined || row.value === null ? undefined : row;
}

function alive(cloud: Cloud, column: 'metadata_key' | 'secret_key', key: string): ReceiptRow | undefined {
  const found = cloud.db.prepare(`SELECT * FROM onetimesecret_receipts WHERE ${column} = ?`).get(key);
  const row = found as unknown as ReceiptRow | undefined;
  return row === undefined ? undefined : age(cloud, row);
}

function age(cloud: Cloud, row: ReceiptRow): ReceiptRow | undefined {
  const seconds = secondsOf(cloud);
  if (seconds >= row.created + 2 * row.ttl) return undefined;
  if (row.value === null || seconds < row.created + row.ttl) return row;
  change(cloud, row, "value = NULL, state = 'expired'");
  return { ...row, value: null, state: 'expired' };
}

function change(cloud: Cloud, row: ReceiptRow, assignments: string): void {
  cloud.db
    .prepare(`UPDATE onetimesecret_receipts SET updated = ?, ${assignments} WHERE metadata_key = ?`)
    .run(secondsOf(cloud), row.metadata_key);
}

/** Hands the value out and forgets it, before anyone knows whether the answer arrives. */
export function receive(cloud: Cloud, row: ReceiptRow): string {
  change(cloud, row, `value = NULL, state = 'received', received = ${secondsOf(cloud)}`);
  return row.value ?? '';
}

export function burn(cloud: Cloud, row: ReceiptRow): ReceiptRow {
  change(cloud, row, "value = NULL, state = 'burned'");
  return { ...row, value: null, state: 'burned' };
}

/** Marks the receipt as viewed; a generated value is shown once more within the first minute. */
export function viewReceipt(cloud: Cloud, row: ReceiptRow): string | undefined {
  if (row.state !== 'new') return undefined;
  change(cloud, row, "state = 'viewed'");
  const isFresh = secondsOf(cloud) - row.created < SHOWN_AGAIN_SECONDS;
  return row.is_generated === 1 && isFresh ? (row.value ?? undefined) : undefined;
}

export function recentReceipts(cloud: Cloud, caller: Caller): ReceiptRow[] {
  const rows = cloud.db
    .prepare('SELECT * FROM onetimesecret_receipts WHERE custid = ? AND created > ? ORDER BY created DESC')
    .all(caller.custid, secondsOf(cloud) - 30 * DAY) as unknown as ReceiptRow[];
  return rows.map((row) => age(cloud, row)).filter((row) => row !== undefined);
}

export function rememberWrongPassphrase(cloud: Cloud, row: ReceiptRow): void {
  const tries: number[] = JSON.parse(row.wrong_tries);
  const latest = [...tries, secondsOf(cloud)].slice(-LOCK.tries);
  change(cloud, row, `wrong_tries = '${JSON.stringify(latest)}'`);
}

export function isLockedOut(cloud: Cloud, row: ReceiptRow): boolean {
  const tries: number[] = JSON.parse(row.wrong_tries);
  const [first, last] = [tries[0], tries.at(-1)];
  if (tries.length < LOCK.tries || first === undefined || last === undefined) return false;
  return last - first <= LOCK.windowSeconds && secondsOf(cloud) - last < LOCK.lockSeconds;
}

export function showReceipt(cloud: Cloud, row: ReceiptRow, base: string): Record<string, unknown> {
  const { fields, numbers } = cloud.switches.onetimesecret;
  const number = (value: number) => (numbers === 'strings' ? String(value) : value);
  const isReceived = row.state === 'received';
  const keys = { custid: row.custid, metadata_key: row.metadata_key };
  const secretKey = isReceived ? {} : { secret_key: row.state === 'burned' ? '' : row.secret_key };
  const times = { ttl: number(row.ttl), updated: number(row.updated), created: number(row.created) };
  if (fields === 'documented') return { ...keys, ...secretKey, ...times };
  const seconds = secondsOf(cloud);
  const metadataTtl = number(Math.max(row.created + 2 * row.ttl - seconds, 0));
  const recipients = row.recipient === '' ? [] : [obfuscate(row.recipient)];
  const hasPassphrase = row.passphrase !== '';
  return {
    ...keys,
    ...secretKey,
    ...times,
    metadata_ttl: metadataTtl,
    ...(isReceived
      ? { received: number(row.received ?? 0) }
      : { secret_ttl: number(Math.max(row.created + row.ttl - seconds, 0)), secret_identifier: row.secret_key }),
    state: row.state,
    recipient: recipients,
    passphrase_required: hasPassphrase,
    share_domain: row.share_domain,
    metadata_url: `${base}/receipt/${row.metadata_key}`,
    identifier: row.metadata_key,
    has_passphrase: hasPassphrase,
    recipients,
    receipt_ttl: metadataTtl,
    receipt_url: `${base}/receipt/${row.metadata_key}`,
  };
}

function obfuscate(address: string): string {
  const [user = '', domain = ''] = address.split('@');
  return `${user.slice(0, 2)}*****@${domain.slice(0, 1)}*****.${domain.split('.').at(-1)}`;
}
