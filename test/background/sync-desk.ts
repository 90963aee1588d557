/** Devices of one person, each with the real vault, the real crypto and the real rounds, around one folder in memory. */
import { type SyncHandlers, serveSync } from '../../entrypoints/background/serve-sync.ts';
import { watchPairing } from '../../entrypoints/background/sync/pairing.ts';
import { createSyncRunner, type SyncRunner } from '../../entrypoints/background/sync/runner.ts';
import type { SyncParts } from '../../entrypoints/background/sync/sync-parts.ts';
import type { StorageSettings, SyncOverview } from '../../lib/messaging/sync-shapes.ts';
import type { VaultStore } from '../../lib/vault/store.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random } from '../vault/bench.ts';
import { sessionOver } from './desk.ts';
import { CLOUD_ADDRESS, createMemoryCloud, type MemoryCloud } from './memory-cloud.ts';
import { PAGE, replied } from './service-desk.ts';

export const STORAGE: StorageSettings = { kind: 'webdav', address: CLOUD_ADDRESS, user: 'me', password: 'cloud pass' };
export const OTHER_PASSWORD = 'a password of its own';

export interface Household {
  nowMs: number;
  readonly cloud: MemoryCloud;
}

export interface SyncDevice {
  readonly household: Household;
  readonly bench: Bench;
  readonly allowed: { value: boolean };
  readonly vault: Vault;
  readonly parts: SyncParts;
  readonly runner: SyncRunner;
  readonly ask: SyncHandlers;
  /** The wakes that were asked for, the last of them last. */
  readonly wakes: (number | undefined)[];
}

export function createHousehold(): Household {
  const household: Household = { nowMs: Date.UTC(2026, 10, 21), cloud: createMemoryCloud(() => household.nowMs) };
  return household;
}

/** A browser without a vault. */
export function createDevice(household: Household): SyncDevice {
  const bench = createBench();
  Object.defineProperty(bench, 'nowMs', {
    get: () => household.nowMs,
    set: (nowMs: number) => {
      household.nowMs = nowMs;
    },
  });
  return wakeDevice(household, bench);
}

/** A worker that has just woken up over what is on the disk. `store` and `fetch` may be made to stop. */
export function wakeDevice(
  household: Household,
  bench: Bench,
  { store, fetch }: { readonly store?: VaultStore; readonly fetch?: MemoryCloud['fetch'] } = {},
): SyncDevice {
  const vault = bench.wake(store);
  const session = sessionOver(bench.session);
  const allowed = { value: true };
  const clock = () => household.nowMs;
  const hash: SyncParts['network']['hash'] = async (bytes) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const wait = () => new Promise<void>(() => undefined);
  const wakes: (number | undefined)[] = [];
  const parts: SyncParts = {
    ...{ vault, session, clock, random },
    network: { fetch: fetch ?? household.cloud.fetch, clock, random, hash, wait },
    isAllowed: async () => allowed.value,
    findFolder: async () => 'none',
    clients: { dropbox: NOBODY, 'google-drive': NOBODY, onedrive: NOBODY },
    redirectAddress: () => 'https://id.chromiumapp.org/',
    openSignIn: async () => undefined,
    changed: async () => undefined,
    opened: async () => undefined,
    keepCopy: async () => undefined,
    stayOpen: async () => undefined,
    tell: () => undefined,
    setWake: (atMs) => void wakes.push(atMs),
  };
  const runner = createSyncRunner(parts, () => new Promise(() => undefined));
  runner.onRoundEnd(() => watchPairing(parts));
  return { household, bench, allowed, vault, parts, runner, ask: serveSync(parts, runner), wakes };
}

const NOBODY = { id: '', secret: '' };

/** One round, with what it has to say in words. */
export async function sync(...devices: readonly SyncDevice[]): Promise<void> {
  for (const { runner, household } of devices) {
    household.nowMs += 60_000;
    const end = await runner.run();
    if (end?.problem !== '') throw new Error(`the round ended with ${end?.problem ?? 'nothing'}`);
  }
}

/** What the round of this device ends with. */
export async function problemOf({ runner, household }: SyncDevice): Promise<string> {
  household.nowMs += 60_000;
  return (await runner.run())?.problem ?? 'no sync';
}

export async function firstDevice(household: Household, name = 'first'): Promise<SyncDevice & { recoveryKey: string }> {
  const device = createDevice(household);
  const { recoveryKey } = await createOpenVault({ ...device.bench, wake: () => device.vault });
  replied(await device.ask['sync:start']({ storage: STORAGE, deviceName: name }, PAGE));
  await sync(device);
  return { ...device, recoveryKey };
}

export async function pairingText(inviter: SyncDevice): Promise<string> {
  return replied(await inviter.ask['sync:pairing-start'](null, PAGE)).text;
}

/** A further device, paired by `inviter`, and in step. */
export async function pairedDevice(inviter: SyncDevice, name: string): Promise<SyncDevice> {
  const device = createDevice(inviter.household);
  const text = await pairingText(inviter);
  const opening = { password: OTHER_PASSWORD };
  replied(await device.ask['join:pair']({ text, opening, deviceName: name }, PAGE));
  await sync(device, inviter, device);
  replied(await inviter.ask['sync:pairing-end'](null, PAGE));
  return device;
}

/** Two devices in step, with an account by time and one by counter. */
export async function twoDevices() {
  const first = await firstDevice(createHousehold());
  await first.vault.add([newAccount('GitHub'), newAccount('Bank', { type: 'hotp', counter: 3 })]);
  const second = await pairedDevice(first, 'second');
  return { first, second, household: first.household };
}

export async function overview(device: SyncDevice): Promise<SyncOverview> {
  return replied(await device.ask['sync:overview'](null, PAGE));
}

/** Names of live accounts, sorted. */
export async function shown({ vault }: SyncDevice): Promise<string> {
  const { accounts, damaged } = await vault.list();
  if (damaged.length > 0) throw new Error('a record is damaged');
  const live = accounts.filter(({ state }) => state === 'live');
  return live
    .map(({ issuer }) => issuer)
    .sort()
    .join(' ');
}

export async function idOf({ vault }: SyncDevice, issuer: string): Promise<string> {
  const found = (await vault.list()).accounts.find((account) => account.issuer === issuer);
  if (found === undefined) throw new Error(`there is no ${issuer}`);
  return found.id;
}

export { PAGE, PASSWORD, replied };
