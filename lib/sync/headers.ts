/**
 * All headers of a storage: read before anything else is read or written, and merged; and this device's own, kept up.
 * What was read once is remembered, so a storage that shows an older one is found out, and an idle round reads nothing.
 */
import type { Clock, UnixMs } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { canonicalJson, type Json } from '../record/json.ts';
import {
  encodeHeader,
  formatHeaderName,
  type Header,
  type HeaderBody,
  type HeaderCrypto,
  type HeaderFlaw,
  type HeaderName,
  type KeyChange,
  parseHeaderName,
  type RecoveryStamp,
  type RemovedDevice,
  type RosterEntry,
  readHeader,
} from './header.ts';
import type { Remote, RemoteFailure, RemoteObject } from './remote.ts';

export interface KnownHeader {
  readonly name: string;
  readonly seq: number;
  readonly header: Header;
  /** The storage shows it older, or not at all; for so many rounds in a row, up to 2. */
  readonly missed?: { readonly rounds: number; readonly sinceMs: UnixMs };
}

/** By device tag; the newest that was ever read of each. */
export type KnownHeaders = Readonly<Record<string, KnownHeader>>;

export interface HeaderPorts {
  readonly remote: Remote;
  readonly crypto: HeaderCrypto;
  readonly clock: Clock;
  readonly vaultId: string;
}

export interface HeaderReading {
  readonly known: KnownHeaders;
  /** What could not be read, and why; tags that nobody need know. */
  readonly flaws: readonly { readonly tag: string; readonly flaw: HeaderFlaw }[];
}

/** Of one device so many of its newest are looked at: a storage that piles up fakes costs no more. */
const TRIED = 3;
const REWRITTEN_EACH_MS = 24 * 60 * 60 * 1000;

export async function readHeaders(
  { remote, crypto, clock, vaultId }: HeaderPorts,
  listing: readonly RemoteObject[],
  known: KnownHeaders,
): Promise<Result<HeaderReading, RemoteFailure>> {
  const namesByTag = Map.groupBy(
    listing.flatMap(({ name }) => parseHeaderName(name) ?? []),
    ({ tag }) => tag,
  );
  const next: Record<string, KnownHeader> = Object.fromEntries(
    Object.entries(known).map(([tag, header]) => [tag, noteShown(header, topOf(namesByTag.get(tag)), clock())]),
  );
  const flaws: { tag: string; flaw: HeaderFlaw }[] = [];
  for (const [tag, names] of namesByTag) {
    const fresh = names
      .filter(({ name, seq }) => name !== known[tag]?.name && seq >= (known[tag]?.seq ?? 0))
      .sort((left, right) => right.seq - left.seq)
      .slice(0, TRIED);
    for (const name of fresh) {
      const got = await remote.get(name.name);
      if (!got.ok && got.error.kind === 'missing') continue;
      if (!got.ok) return got;
      const read = await readHeader(crypto, name, got.value, vaultId);
      if (read.ok) {
        next[tag] = { name: name.name, seq: name.seq, header: read.value };
        break;
      }
      flaws.push({ tag, flaw: read.error });
    }
  }
  return ok({ known: next, flaws });
}

function noteShown({ missed, ...header }: KnownHeader, shownSeq: number, nowMs: UnixMs): KnownHeader {
  if (shownSeq >= header.seq) return header;
  const sinceMs = missed?.sinceMs ?? nowMs;
  return { ...header, missed: { rounds: missed === undefined ? 1 : 2, sinceMs } };
}

/**
 * Devices whose header went back or away, for two rounds in a row: a listing that lags behind for a moment is not worth a
 * word. What a removed device has left may go.
 */
export function findGoneHeaders(
  known: KnownHeaders,
  { removed }: Pick<Household, 'removed'>,
): readonly { readonly device: string; readonly seq: number; readonly sinceMs: UnixMs }[] {
  return Object.values(known).flatMap(({ header, seq, missed }) => {
    const { device } = header.body;
    const isGone = missed !== undefined && missed.rounds > 1 && removed.every((one) => one.device !== device);
    return isGone ? [{ device, seq, sinceMs: missed.sinceMs }] : [];
  });
}

function topOf(names: readonly HeaderName[] = []): number {
  return names.reduce((top, { seq }) => Math.max(top, seq), 0);
}

/** What all devices together say; it only ever grows. */
export interface Household {
  readonly roster: readonly RosterEntry[];
  readonly removed: readonly RemovedDevice[];
  readonly keyChange: KeyChange | null;
}

/** The latest recovery key, and what it opens, as the header of a device says it. */
export interface FoundRecovery {
  readonly stamp: RecoveryStamp;
  readonly json: Json;
}

/**
 * `epochs`: numbers of the keys of this device, in order. A header sealed under a key from before the last change of keys
 * says nothing any more: a removed device could have written it under any name.
 */
export function mergeHouseholds(
  own: Household,
  known: KnownHeaders,
  epochs: readonly number[],
): Household & { readonly recovery: FoundRecovery | undefined } {
  const headers = Object.values(known).map(({ header }) => header);
  const place = (epoch: number | undefined) => (epoch === undefined ? -1 : epochs.indexOf(epoch));
  const changes = headers.flatMap(({ public: { epoch }, body: { keyChange } }) =>
    keyChange !== null && place(epoch) >= place(keyChange.epoch) ? [keyChange] : [],
  );
  const keyChange = changes.reduce<KeyChange | null>(
    (last, change) => (place(change.epoch) > place(last?.epoch) ? change : last),
    own.keyChange,
  );
  const counting = headers.filter(({ public: { epoch } }) => place(epoch) >= place(keyChange?.epoch));
  const removed = byDevice([...own.removed, ...counting.flatMap(({ body }) => body.removed)]);
  const gone = new Set(removed.map(({ device }) => device));
  const [recovery] = counting
    .filter(({ body }) => !gone.has(body.device))
    .map(({ public: open, body }) => ({ stamp: body.recovery, json: open.recovery }))
    .sort((left, right) => compareStamps(right.stamp, left.stamp));
  // What a device says of itself is newer than what others remember of it.
  const roster = byDevice([...own.roster, ...counting.flatMap(({ body }) => body.roster), ...counting.map(entryOf)]);
  return { roster, removed, keyChange, recovery };
}

export function compareStamps(left: RecoveryStamp, right: RecoveryStamp): number {
  return left.ms - right.ms || (left.device < right.device ? -1 : left.device > right.device ? 1 : 0);
}

function entryOf({ body: { device, name, addedAtMs } }: Header): RosterEntry {
  return { device, name, addedAtMs };
}

/** The last of each. */
function byDevice<T extends { readonly device: string }>(entries: readonly T[]): readonly T[] {
  return [...new Map(entries.map((entry) => [entry.device, entry])).values()];
}

/**
 * Writes this device's header where it says something new, or nothing for a day; reads it back, and then deletes its own
 * older ones. Answers what is known now.
 */
export async function keepOwnHeader(
  { remote, crypto, clock }: HeaderPorts,
  listing: readonly RemoteObject[],
  known: KnownHeaders,
  wanted: { readonly public: Header['public']; readonly body: Omit<HeaderBody, 'writtenAtMs'> },
): Promise<Result<KnownHeaders, RemoteFailure>> {
  const tag = await crypto.tagOf(wanted.body.device);
  const nowMs = clock();
  const names = listing.flatMap(({ name }) => parseHeaderName(name) ?? []).filter((name) => name.tag === tag);
  const last = known[tag];
  const isShown = names.some(({ name }) => name === last?.name);
  if (last !== undefined && isShown && isSaid(last.header, wanted, nowMs)) {
    return withoutOlder(remote, names, last.name, known);
  }
  const header: Header = { ...wanted, body: { ...wanted.body, writtenAtMs: nowMs } };
  const seq = Math.max(last?.seq ?? 0, topOf(names)) + 1;
  const bytes = await encodeHeader(crypto, { tag, seq }, header);
  const hash = await crypto.digest(bytes);
  const name = formatHeaderName(tag, { seq, hash });
  const put = await remote.putIfAbsent(name, bytes);
  if (!put.ok) return put;
  const got = await remote.get(name);
  if (!got.ok) return got;
  if ((await crypto.digest(got.value)) !== hash) return fail({ kind: 'not-a-storage' });
  return withoutOlder(remote, names, name, { ...known, [tag]: { name, seq, header } });
}

async function withoutOlder(
  remote: Remote,
  names: readonly HeaderName[],
  kept: string,
  known: KnownHeaders,
): Promise<Result<KnownHeaders, RemoteFailure>> {
  for (const { name } of names.filter((one) => one.name !== kept)) {
    const deleted = await remote.delete(name);
    if (!deleted.ok) return deleted;
  }
  return ok(known);
}

function isSaid(
  { public: open, body }: Header,
  wanted: { readonly public: Header['public']; readonly body: Omit<HeaderBody, 'writtenAtMs'> },
  nowMs: UnixMs,
): boolean {
  const { writtenAtMs, ...said } = body;
  const isFresh = Math.abs(nowMs - writtenAtMs) < REWRITTEN_EACH_MS;
  return isFresh && isSame(open, wanted.public) && isSame(said, wanted.body);
}

function isSame(left: object, right: object): boolean {
  return canonicalJson(left as Json) === canonicalJson(right as Json);
}
