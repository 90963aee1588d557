/** The JSON document inside our backups and paper sheets, written by lib/export. */
import { gatherEntries } from './entries.ts';
import { type ImportedPast, type ImportOutcome, stop } from './format.ts';
import { type Json, type JsonObject, listOf, numberOf, objectOf, parseJson, textOf } from './json.ts';

const FORMAT = 'tessera-backup';
const NEWEST_VERSION = 1;

export function readBackupDocument(text: string): ImportOutcome {
  const root = objectOf(parseJson(text) ?? null);
  // Anything may have been sealed; what is inside decides.
  if (root.format !== FORMAT) stop('not-recognised');
  if ((numberOf(root.version) ?? 0) > NEWEST_VERSION) stop('unsupported-version');
  const entries = gatherEntries();
  for (const account of listOf(root.accounts).map(objectOf)) {
    const { algorithm, digits, periodSeconds, counter } = account;
    entries.add({
      type: textOf(account.type),
      secret: textOf(account.secret),
      issuer: textOf(account.issuer),
      label: textOf(account.label),
      algorithm,
      digits,
      period: periodSeconds,
      counter,
      pin: textOf(account.pin),
      isOurs: true,
      ...aroundOf(account),
    });
  }
  return entries.finish();
}

function aroundOf(account: JsonObject) {
  const createdAtMs = numberOf(account.createdAtMs);
  const order = textOf(account.order);
  const team = teamOf(objectOf(account.team));
  return {
    hosts: listOf(account.hosts).map(textOf),
    tags: listOf(account.tags).map(textOf),
    note: textOf(account.note),
    recoveryCodes: listOf(account.recoveryCodes).map(objectOf).map(recoveryCodeOf),
    pinned: account.pinned === true,
    trashed: account.trashed === true,
    autoFill: account.autoFill === true,
    unknown: Object.fromEntries(
      Object.entries(objectOf(account.unknown)).map(([name, value]) => [name, textOf(value)]),
    ),
    ...(order !== '' && { order }),
    ...(createdAtMs !== undefined && { createdAtMs }),
    ...(team !== undefined && { team }),
    ...(account.history !== undefined && { history: listOf(account.history).map(objectOf).flatMap(pastValueOf) }),
  };
}

/** The id is what the vault drew, the host a name for people; anything else is no mark. */
function teamOf({ id, host }: JsonObject): { readonly id: string; readonly host: string } | undefined {
  const mark = { id: textOf(id), host: textOf(host) };
  return /^[0-9a-f]{32}$/.test(mark.id) && /^[\w.:[\]-]{1,300}$/.test(mark.host) ? mark : undefined;
}

/** What is malformed is passed over: an old value must not cost the account. */
function pastValueOf({ field, value, written, replaced, counter }: JsonObject): ImportedPast[] {
  const [from, to] = [stampOf(written), stampOf(replaced)];
  if (from === undefined || to === undefined || value === undefined) return [];
  const past = { field: textOf(field), value, written: from, replaced: to };
  return [typeof counter === 'number' ? { ...past, counter } : past];
}

function stampOf(value: Json | undefined): ImportedPast['written'] | undefined {
  const [device, counter, ms, count] = listOf(value);
  if (typeof device !== 'string' || typeof counter !== 'number') return undefined;
  return typeof ms === 'number' && typeof count === 'number' ? [device, counter, ms, count] : undefined;
}

function recoveryCodeOf(item: JsonObject) {
  const usedAtMs = numberOf(item.usedAtMs);
  return { code: textOf(item.code), ...(usedAtMs !== undefined && { usedAtMs }) };
}
