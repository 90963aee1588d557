/**
 * The same bad storage around real vaults: IndexedDB (in memory), the real sealing, accounts changed as the pages change
 * them. Slower by a hundred times than the world of profiles, so it asks for the guarantees that a vault could break.
 */
import { createSegmentCrypto, createSyncStore } from '../../entrypoints/background/sync/vault-ports.ts';
import { stateOf } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { runRound } from '../../lib/sync/round.ts';
import type { SyncPorts } from '../../lib/sync/sync-ports.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random } from '../vault/bench.ts';
import { createDice, type Dice } from './dice.ts';
import { type Gate, runTasks } from './gates.ts';
import { ruinStorage } from './ruins.ts';
import type { Ruin } from './steps.ts';
import { createStorage, createStorageRemote, type Storage } from './storage.ts';

interface Device {
  readonly bench: Bench;
  vault: Vault;
}

export interface VaultVerdict {
  readonly violations: readonly string[];
  readonly steps: number;
  readonly rounds: number;
  readonly stops: number;
  readonly faults: Readonly<Record<string, number>>;
}

type Sabotage = (ports: SyncPorts) => SyncPorts;

const ACTS = ['add', 'note', 'note', 'note', 'tag', 'hotp', 'hotp', 'trash', 'restore'] as const;
const RUINS: readonly Ruin[] = ['flip', 'truncate', 'drop', 'swap', 'copy', 'replay', 'restore', 'wipe'];
const MINUTE_MS = 60_000;

async function pair(first: Vault): Promise<Device> {
  const bench = createBench();
  const vault = bench.wake();
  const { vaultId } = await first.identity();
  const key = { id: 'abc', key: random(16) };
  const joining = await vault.openPairing(key, vaultId, await first.sealPairing(key, null));
  if (!joining.ok) throw new Error(joining.error);
  const notes = { state: undefined, putSealed: [] };
  const made = await joining.value.create({ password: PASSWORD }, notes);
  if (!made.ok) throw new Error(made.error.code);
  return { bench, vault };
}

/** `sabotage`: what a test of the judge breaks on purpose. */
export async function tryVaults(
  seed: number,
  stepCount: number,
  sabotage: Sabotage = (ports) => ports,
): Promise<VaultVerdict> {
  const dice = createDice(seed);
  const storage = createStorage();
  const rate = dice.pick([0, 0.05, 0.2]);
  const isHostile = dice.chance(0.5);
  const firstBench = createBench();
  const first: Device = { bench: firstBench, vault: (await createOpenVault(firstBench)).vault };
  const devices = [first];
  while (devices.length < 2 + dice.below(2)) devices.push(await pair(first.vault));
  const book = createBook();
  const counts = { rounds: 0, stops: 0 };

  for (let step = 0; step < stepCount; step++) {
    for (const { bench } of devices) bench.nowMs += MINUTE_MS;
    const device = dice.pick(devices);
    if (dice.chance(0.55)) await act(device, dice, book);
    else if (isHostile && dice.chance(0.1)) ruinStorage(storage, dice.pick(RUINS), dice);
    else {
      counts.rounds += 1;
      counts.stops += await sync(device, (gate) => round(device, storage, dice, rate, sabotage, gate), dice);
    }
  }
  for (const arrive of storage.onTheWay.splice(0)) arrive();
  for (let pass = 0; pass < 8; pass++) {
    for (const device of devices) {
      device.bench.nowMs += 60 * MINUTE_MS;
      await round(device, storage, dice, 0, sabotage);
    }
  }
  const violations = [...book.violations, ...(await judge(devices, storage, book))];
  return { violations, steps: stepCount, ...counts, faults: storage.counts.faults };
}

function portsOf({ bench, vault }: Device, storage: Storage, dice: Dice, rate: number): SyncPorts {
  const remote = createStorageRemote(storage, dice, () => rate);
  const store = createSyncStore(vault);
  return { remote, store, crypto: createSegmentCrypto(vault), clock: () => bench.nowMs, random };
}

async function round(
  device: Device,
  storage: Storage,
  dice: Dice,
  rate: number,
  sabotage: Sabotage,
  gate?: Gate,
): Promise<void> {
  const ports = sabotage(portsOf(device, storage, dice, rate));
  const approved = new Set((await ports.store.readAllRecords()).map(({ id }) => id));
  const gated = gate && { remote: gate.wrap(ports.remote), store: gate.wrap(ports.store) };
  await runRound({ ...ports, ...gated }, { approved });
}

/** Answers how many rounds were stopped: then the worker is gone, and another one wakes up. */
async function sync(device: Device, run: (gate: Gate) => Promise<void>, dice: Dice): Promise<number> {
  const stopAt = dice.chance(0.2) ? 1 + dice.below(40) : 0;
  const [passed] = await runTasks([{ stopAt, run }], dice, () => undefined);
  if (stopAt === 0 || passed !== stopAt) return 0;
  device.vault = device.bench.wake();
  return 1;
}

interface Book {
  /** Notes that were acknowledged, and those that overwrote them knowingly. */
  readonly notes: Map<string, { readonly id: string; readonly overwrittenBy: string[] }>;
  readonly trashed: Set<string>;
  readonly shown: Map<string, Set<number>>;
  readonly violations: string[];
  written: number;
}

function createBook(): Book {
  return { notes: new Map(), trashed: new Set(), shown: new Map(), violations: [], written: 0 };
}

async function act({ vault }: Device, dice: Dice, book: Book): Promise<void> {
  const kind = dice.pick(ACTS);
  const { accounts } = await vault.list();
  book.written += 1;
  const value = `n${book.written}`;
  if (kind === 'add' || accounts.length === 0) {
    const { ids } = await vault.add([newAccount('x', { type: 'hotp', counter: 0, note: value })]);
    book.notes.set(value, { id: ids[0] ?? '', overwrittenBy: [] });
    return;
  }
  const inTrash = accounts.filter(({ trashedAtMs }) => trashedAtMs !== undefined);
  const live = accounts.filter(({ trashedAtMs }) => trashedAtMs === undefined);
  const among = kind === 'restore' ? inTrash : live;
  if (among.length === 0) return;
  const account = dice.pick(among);
  const { id, tags } = account;
  if (kind === 'note') {
    // Of values that stand beside each other all are overwritten knowingly.
    const [record] = await vault.readForSync([id]);
    const before = (record?.fields.note ?? []).map((entry) => String(entry.value));
    await vault.edit(id, { note: value });
    for (const one of before) book.notes.get(one)?.overwrittenBy.push(value);
    book.notes.set(value, { id, overwrittenBy: [] });
  } else if (kind === 'tag') await vault.edit(id, { tags: [...tags, value] });
  else if (kind === 'trash') {
    await vault.trash([id]);
    book.trashed.add(id);
  } else if (kind === 'restore') {
    await vault.restore([id]);
    book.trashed.delete(id);
  } else await draw(vault, id, book);
}

/** Two devices that have not heard of each other may show one number; one device never does. */
async function draw(vault: Vault, id: string, book: Book): Promise<void> {
  const { device } = await vault.identity();
  const { counter } = await vault.nextHotp(id);
  const key = `${device}/${id}`;
  const shown = book.shown.get(key) ?? new Set();
  book.shown.set(key, shown);
  if (shown.has(counter) || [...shown].some((one) => one > counter))
    book.violations.push(`G4: ${id} shows ${counter} again`);
  shown.add(counter);
}

async function judge(devices: readonly Device[], storage: Storage, book: Book): Promise<string[]> {
  const all = await Promise.all(devices.map(({ vault }) => vault.readAllForSync()));
  const spelled = all.map((records) => records.map(encodeRecord).sort().join('\n'));
  const found: string[] = [];
  if (new Set(spelled).size > 1) found.push('G2: the vaults differ');
  const records = new Map((all[0] ?? []).map((record) => [record.id, record]));
  const isAccounted = (value: string): boolean => {
    const note = book.notes.get(value);
    const record = records.get(note?.id ?? '');
    const present = [...(record?.fields.note ?? []), ...(record?.history ?? []).map(({ entry }) => entry)];
    return present.some((entry) => entry.value === value) || (note?.overwrittenBy ?? []).some(isAccounted);
  };
  for (const value of book.notes.keys()) if (!isAccounted(value)) found.push(`G1: note ${value} is lost`);
  for (const id of book.trashed) {
    const record = records.get(id);
    if (record === undefined || stateOf(record) === 'live') found.push(`G3: ${id} is back`);
  }
  for (const { bench } of devices) {
    const { accounts, damaged } = await bench.wake().list();
    if (damaged.length > 0) found.push('G7: an account cannot be read');
    if (accounts.some(({ secret }) => secret === undefined)) found.push('G7: an account has no key');
  }
  for (const [name, bytes] of storage.objects)
    if (/issuer|example\.com|"seen"/.test(Buffer.from(bytes).toString('latin1'))) found.push(`G6: ${name} can be read`);
  return found;
}
