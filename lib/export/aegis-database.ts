/** The database inside of an Aegis vault: entries and groups (docs/vault.md in its repository). */
import { bytesToBase32 } from '../base/base32.ts';
import type { Random } from '../base/clock.ts';
import type { ExportedAccount, ExportLoss } from './format.ts';
import { findLosses, hasUsualSettings, pinOf } from './losses.ts';
import { uuidOf } from './uuid.ts';

const DATABASE_VERSION = 3;
const KEPT: ReadonlySet<string> = new Set(['tags', 'note', 'pinned']);

/** Aegis knows all our types. */
export function aegisLosses(accounts: readonly ExportedAccount[]): readonly ExportLoss[] {
  return findLosses(accounts, hasUsualSettings, (field) => KEPT.has(field));
}

export function aegisDatabase(all: readonly ExportedAccount[], random: Random): object {
  const accounts = all.filter(hasUsualSettings);
  const names = [...new Set(accounts.flatMap(({ tags }) => tags))];
  const groups = names.map((name) => ({ uuid: uuidOf(random), name }));
  const uuids = new Map(groups.map(({ uuid, name }) => [name, uuid]));
  const entries = accounts.map((account) => ({
    type: account.type,
    uuid: uuidOf(random),
    name: account.label,
    issuer: account.issuer,
    note: account.note,
    icon: null,
    icon_mime: null,
    icon_hash: null,
    favorite: account.pinned,
    groups: account.tags.map((tag) => uuids.get(tag)),
    info: infoOf(account),
  }));
  return { version: DATABASE_VERSION, entries, groups };
}

function infoOf(account: ExportedAccount): object {
  const { type, digits, periodSeconds, counter } = account;
  const shared = {
    secret: bytesToBase32(account.secret.reveal()),
    algo: type === 'motp' ? 'MD5' : account.algorithm,
    digits,
  };
  if (type === 'hotp') return { ...shared, counter };
  const pin = pinOf(account);
  return { ...shared, period: periodSeconds, ...(pin !== '' && { pin }) };
}
