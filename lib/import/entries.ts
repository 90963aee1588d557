/** Gathers what a format finds, entry by entry, and counts places and limits for all formats alike. */
import { fail, type Result } from '../base/result.ts';
import { cleanName, decodePercent } from '../otp/label.ts';
import {
  type EntryRefusal,
  type EntryRefusalReason,
  type ImportedAccount,
  type ImportOutcome,
  stop,
} from './format.ts';
import { IMPORT_LIMITS } from './limits.ts';
import { type RawEntry, readRaw, readUriOrKey, type UriEntry } from './read-entry.ts';

export interface Entries {
  add(entry: RawEntry): void;
  /** An otpauth, motp or steam URI, or a bare base32 key as password managers keep it. */
  addUri(entry: UriEntry): void;
  refuse(name: string, reason: EntryRefusalReason): void;
  /** Stops with `nothing-to-import` where the file held no entry at all. */
  finish(): ImportOutcome;
}

export function gatherEntries(): Entries {
  const accounts: ImportedAccount[] = [];
  const refusals: EntryRefusal[] = [];
  const take = (name: string, read: Result<ImportedAccount, EntryRefusalReason>): void => {
    if (read.ok) accounts.push(read.value);
    else refusals.push({ index: accounts.length + refusals.length, name: shortName(name), reason: read.error });
    if (accounts.length + refusals.length > IMPORT_LIMITS.entries) stop('limit-exceeded');
  };
  return {
    add: (entry) => take(nameOf(entry.issuer ?? '', entry.label ?? ''), readRaw(entry)),
    addUri: (entry) => take(nameOf(entry.title ?? '', entry.userName ?? '') || labelIn(entry.uri), readUriOrKey(entry)),
    refuse: (name, reason) => take(name, fail(reason)),
    finish: () => (accounts.length + refusals.length === 0 ? stop('nothing-to-import') : { accounts, refusals }),
  };
}

export function nameOf(issuer: string, label: string): string {
  return [issuer, label].filter((part) => part !== '').join(': ');
}

/** The label of a URI that could not be read; '' where the place of the label might hold a key. */
function labelIn(uri: string): string {
  const encoded = /^otpauth:\/\/(?:totp|hotp|steam|motp|yaotp)\/([^?&=]{1,400})\?/i.exec(uri.trim())?.[1];
  return encoded === undefined ? '' : decodePercent(encoded).text;
}

/** Names come from the file and go to the screen, so they are cut and cleaned first. */
export function shortName(name: string): string {
  return cleanName(name.slice(0, 200));
}

/** `Issuer:label`, or `Issuer: label`, as apps write it that have one field for both. */
export function splitName(name: string): { issuer: string; label: string } {
  const colon = name.indexOf(':');
  // A colon before slashes belongs to an address.
  if (colon < 0 || name.startsWith('//', colon + 1)) return { issuer: '', label: name };
  return { issuer: name.slice(0, colon).trim(), label: name.slice(colon + 1).trim() };
}
