/** Everything the sync page shows, in words that name devices and accounts. */
import type {
  AlertRow,
  ConflictRow,
  DeviceRow,
  HeldRow,
  StorageChoice,
  SyncLogRow,
  SyncOverview,
} from '../../../lib/messaging/sync-shapes.ts';
import { STORAGE_KINDS } from '../../../lib/messaging/sync-shapes.ts';
import { fieldOf } from '../../../lib/record/record.ts';
import { decodeRecord } from '../../../lib/record/record-codec.ts';
import { canSignIn, SIGN_IN_RULES } from '../../../lib/sync/drivers/oauth.ts';
import { findGoneHeaders } from '../../../lib/sync/headers.ts';
import { type Journal, readJournal } from './journal.ts';
import type { SyncRunner } from './runner.ts';
import { deviceNamer, readKnownHeaders, readSettings, type SyncSettings } from './settings.ts';
import { isSignInKind } from './sign-in.ts';
import { checkStorage, summarise } from './storages.ts';
import type { SyncParts } from './sync-parts.ts';
import { isTold } from './sync-status.ts';
import { stateOf } from './vault-ports.ts';

/** A device that has not been heard of for so long since this one sent something is behind. */
const BEHIND_MS = 3 * 24 * 60 * 60 * 1000;

/** Whether the browser has folders, only a page can tell. */
export function storageChoices({ clients }: SyncParts): readonly StorageChoice[] {
  return STORAGE_KINDS.map((kind): StorageChoice => {
    const isAvailable = !isSignInKind(kind) || canSignIn(SIGN_IN_RULES[kind], clients[kind]);
    const checked = isSignInKind(kind) ? checkStorage({ kind }) : undefined;
    const patterns = checked?.ok === true ? checked.value.patterns : [];
    return { kind, isAvailable, reason: isAvailable ? '' : 'no-client-id', patterns };
  });
}

export async function readOverview(parts: SyncParts, runner: SyncRunner): Promise<SyncOverview> {
  const { vault } = parts;
  const settings = await readSettings(vault);
  const status = await runner.status();
  if (settings === undefined) {
    return { storage: null, status, deviceName: '', devices: [], alerts: [], held: [], conflicts: [], log: [] };
  }
  const journal = await readJournal(vault);
  const { device, state: stored } = await vault.syncView();
  const nameOf = deviceNamer(settings);
  const state = stateOf(stored);
  return {
    storage: await summarise(parts, settings.storage),
    status,
    deviceName: settings.deviceName,
    devices: await deviceRows(parts, settings, journal, device),
    alerts: await alertRows(parts, settings, state.alerts.filter(isTold)),
    held: state.held.map((spelled) => heldRow(spelled, nameOf)),
    conflicts: await conflictRows(parts, journal, nameOf),
    log: await logRows(parts, journal, nameOf),
  };
}

async function deviceRows(
  parts: SyncParts,
  { household, deviceName, addedAtMs }: SyncSettings,
  { seen, sentAtMs }: Journal,
  own: string,
): Promise<readonly DeviceRow[]> {
  const headers = Object.values(await readKnownHeaders(parts.vault)).map(({ header }) => header);
  const epochs = await parts.vault.epochs();
  const current = epochs.slice(
    household.keyChange === null ? 0 : Math.max(epochs.indexOf(household.keyChange.epoch), 0),
  );
  const gone = new Set(household.removed.map(({ device }) => device));
  const nowMs = parts.clock();
  const others = household.roster.filter(({ device }) => device !== own);
  const rows = others.map((entry): DeviceRow => {
    const header = headers.find(({ body }) => body.device === entry.device);
    const lastSeenMs = Math.max(seen[entry.device] ?? 0, header?.body.writtenAtMs ?? 0);
    const isOld = header !== undefined && !current.includes(header.public.epoch);
    const isBehind = sentAtMs > lastSeenMs && nowMs - lastSeenMs > BEHIND_MS;
    const status = gone.has(entry.device) ? 'removed' : isOld ? 'pair-again' : isBehind ? 'behind' : 'ok';
    return { id: entry.device, name: entry.name, isThis: false, addedAtMs: entry.addedAtMs, lastSeenMs, status };
  });
  return [{ id: own, name: deviceName, isThis: true, addedAtMs, lastSeenMs: nowMs, status: 'ok' }, ...rows];
}

async function alertRows(
  { vault }: SyncParts,
  settings: SyncSettings,
  alerts: ReturnType<typeof stateOf>['alerts'],
): Promise<readonly AlertRow[]> {
  const { household } = settings;
  const tags = await Promise.all(
    household.roster.map(async ({ device, name }) => [await vault.deviceTag(device), name] as const),
  );
  const nameByTag = new Map([...tags, ...household.roster.map(({ device, name }) => [device, name] as const)]);
  const nameOf = deviceNamer(settings);
  const gone = findGoneHeaders(await readKnownHeaders(vault), household).map(({ device, seq, sinceMs }): AlertRow => {
    return { kind: 'header', deviceName: nameOf(device), expectedSeq: seq, shownSeq: 0, sinceMs };
  });
  const ofChains = alerts.map(({ kind, tag, expectedSeq, shownSeq, sinceMs }): AlertRow => {
    return { kind, deviceName: nameByTag.get(tag) ?? '', expectedSeq, shownSeq, sinceMs };
  });
  return [...ofChains, ...gone];
}

function heldRow(spelled: string, nameOf: (device: string) => string): HeldRow {
  const record = decodeRecord(spelled);
  const fieldText = (name: string) => String(fieldOf(record, name) ?? '');
  const [state] = record.states;
  return {
    id: record.id,
    issuer: fieldText('issuer'),
    label: fieldText('label'),
    deviceName: state === undefined ? '' : nameOf(state.device),
  };
}

async function conflictRows(
  { vault }: SyncParts,
  { conflicts }: Journal,
  nameOf: (device: string) => string,
): Promise<readonly ConflictRow[]> {
  const accounts = await vault.getMany(conflicts.map(({ id }) => id));
  const trashed = new Map(accounts.filter(({ state }) => state === 'trashed').map((account) => [account.id, account]));
  return conflicts.flatMap(({ id, editedOn, deletedOn, atMs }): ConflictRow[] => {
    const account = trashed.get(id);
    if (account === undefined) return [];
    const { issuer, label } = account;
    return [{ id, issuer, label, editedOn: nameOf(editedOn), deletedOn: nameOf(deletedOn), atMs }];
  });
}

async function logRows(
  { vault }: SyncParts,
  { entries }: Journal,
  nameOf: (device: string) => string,
): Promise<readonly SyncLogRow[]> {
  const accounts = new Map(
    (await vault.getMany([...new Set(entries.flatMap(({ ids }) => ids))])).map((account) => [account.id, account]),
  );
  return entries.map(({ atMs, direction, device, count, ids }) => {
    const named = ids.flatMap((id) => {
      const account = accounts.get(id);
      return account === undefined ? [] : [{ id, issuer: account.issuer, label: account.label }];
    });
    return { atMs, direction, deviceName: nameOf(device), count, accounts: named };
  });
}
