/** What this device knows of its sync, sealed in the vault: the storage with its credentials, and who else is in it. */
import type { UnixMs } from '../../../lib/base/clock.ts';
import type { StorageSettings } from '../../../lib/messaging/sync-shapes.ts';
import type { Tokens } from '../../../lib/sync/drivers/oauth.ts';
import type { RecoveryStamp } from '../../../lib/sync/header.ts';
import type { Household, KnownHeaders } from '../../../lib/sync/headers.ts';
import type { SealedValue, Vault } from '../../../lib/vault/vault-contract.ts';

export interface SyncSettings {
  readonly storage: StorageSettings;
  /** Of a provider one signs in to. */
  readonly tokens?: Tokens;
  readonly deviceName: string;
  readonly addedAtMs: UnixMs;
  readonly household: Household;
  /** Of the recovery slot that is in the vault now, as the headers say it. */
  readonly recovery: RecoveryStamp | null;
  /** Tags of removed devices whose objects are still to be deleted. */
  readonly cleanup: readonly string[];
}

export const SYNC_KIND = 'sync';
const SETTINGS = 'settings';
const HEADERS = 'headers';

export const NOBODY: Household = { roster: [], removed: [], keyChange: null };

export async function readSettings(vault: Vault): Promise<SyncSettings | undefined> {
  return (await vault.getSealed(SYNC_KIND, SETTINGS)) as SyncSettings | undefined;
}

/** From the id of a device to the name that it gave itself; empty for a device that is not known. */
export function deviceNamer(settings: SyncSettings | undefined): (device: string) => string {
  const names = new Map(settings?.household.roster.map((one) => [one.device, one.name]));
  return (device) => names.get(device) ?? '';
}

/** To be put in place together with something else. */
export function settingsValue(settings: SyncSettings): SealedValue {
  return { kind: SYNC_KIND, id: SETTINGS, value: settings };
}

/** Reads, changes and writes; to be called in the queue of the runner, which nobody else writes beside. */
export async function changeSettings(
  vault: Vault,
  change: (settings: SyncSettings) => SyncSettings,
): Promise<SyncSettings | undefined> {
  const before = await readSettings(vault);
  if (before === undefined) return undefined;
  const after = change(before);
  if (JSON.stringify(after) !== JSON.stringify(before)) await vault.putSealed(SYNC_KIND, SETTINGS, after);
  return after;
}

export async function forgetSettings(vault: Vault): Promise<void> {
  await vault.deleteSealed(SYNC_KIND, SETTINGS);
  await vault.deleteSealed(SYNC_KIND, HEADERS);
}

export async function readKnownHeaders(vault: Vault): Promise<KnownHeaders> {
  return ((await vault.getSealed(SYNC_KIND, HEADERS)) as KnownHeaders | undefined) ?? {};
}

export async function writeKnownHeaders(vault: Vault, known: KnownHeaders, before: KnownHeaders): Promise<void> {
  if (JSON.stringify(known) !== JSON.stringify(before)) await vault.putSealed(SYNC_KIND, HEADERS, known);
}
