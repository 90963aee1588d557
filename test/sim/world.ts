/** Devices of one person around one bad storage; each step happens to them, and the judge looks on. */
import { membersOf, stateOf, type VaultRecord } from '../../lib/record/record.ts';
import type { AlertKind } from '../../lib/sync/high-water.ts';
import { runRound } from '../../lib/sync/round.ts';
import type { SyncPorts } from '../../lib/sync/sync-ports.ts';
import { createDice } from './dice.ts';
import { createFakeCrypto } from './fake-crypto.ts';
import { type Gate, runTasks } from './gates.ts';
import { createJudge, type Judge } from './judge.ts';
import { copyProfile, createProfile, createProfileStore, drawCounter, type Profile, writeHere } from './profile.ts';
import type { Act, History, Step } from './steps.ts';
import { changeStorage, createStorage, createStorageRemote, flip, type Storage } from './storage.ts';

interface Device {
  profile: Profile;
  clockOffsetMs: number;
  approved: Set<string>;
}

export interface World {
  readonly judge: Judge;
  readonly storage: Storage;
  readonly stats: { rounds: number; stops: number; clones: number; settlePasses: number; steps: number };
  readonly alertsSeen: Set<AlertKind>;
  take(step: Step): Promise<void>;
  /** No more faults: rounds until nothing moves. What was destroyed before stays destroyed. */
  settle(): Promise<void>;
}

/** What a suite of seeded bugs replaces. */
export interface Product {
  readonly runRound: typeof runRound;
}

const MINUTE_MS = 60_000;
const MOST_DEVICES = 6;
const SETTLE_PASSES = 12;
const START_MS = 1_700_000_000_000;

export function createWorld(
  { deviceCount, isCloning }: Omit<History, 'steps'>,
  product: Product = { runRound },
): World {
  const storage = createStorage();
  storage.listsAll = isCloning;
  const judge = createJudge();
  const crypto = createFakeCrypto('vault');
  const devices: Device[] = Array.from({ length: deviceCount }, (_, index) =>
    newDevice(createProfile(idOf(index + 1))),
  );
  const stats = { rounds: 0, stops: 0, clones: 0, settlePasses: 0, steps: 0 };
  const alertsSeen = new Set<AlertKind>();
  let nowMs = START_MS;
  let written = 0;

  const clockOf = (device: Device) => () => Math.max(1, nowMs + device.clockOffsetMs);
  const recordsOf = (device: Device, isWanted: (record: VaultRecord) => boolean) =>
    [...device.profile.records.values()].filter(isWanted);

  function act(deviceIndex: number, kind: Act, roll: number): void {
    const device = devices[deviceIndex % devices.length];
    if (device === undefined) return;
    const { profile } = device;
    const live = recordsOf(device, (record) => stateOf(record) === 'live');
    const trash = recordsOf(device, (record) => stateOf(record) === 'trashed');
    const one = (of: readonly VaultRecord[]) => of[roll % Math.max(1, of.length)];
    const write = (id: string, what: Parameters<typeof writeHere>[2]) =>
      writeHere(profile, id, what, clockOf(device)());
    const value = () => `v${++written}`;
    if (kind === 'add') {
      const id = `r${++written}`;
      const [issuer, note] = [value(), value()];
      judge.beforeField(profile, id, 'issuer', issuer);
      judge.beforeField(profile, id, 'note', note);
      judge.created.add(id);
      write(id, { fields: { issuer, note }, counters: { hotp: { [`${profile.device}:${profile.counter + 1}`]: 0 } } });
      return;
    }
    if (kind === 'trash-many') {
      for (const record of live.slice(0, 3 + (roll % 9))) {
        write(record.id, { state: 'trashed' });
        judge.trashed(record.id);
      }
      return;
    }
    const record = one(
      kind === 'restore' || kind === 'purge' ? trash : kind === 'edit-trashed' ? [...trash, ...live] : live,
    );
    if (record === undefined) return;
    const { id } = record;
    if (kind === 'edit' || kind === 'edit-trashed') {
      const field = roll % 2 === 0 ? 'issuer' : 'note';
      const next = value();
      judge.beforeField(profile, id, field, next);
      write(id, { fields: { [field]: next } });
    } else if (kind === 'tag') {
      const tag = `t${++written}`;
      write(id, { sets: { tags: [...membersOf(record, 'tags'), tag] } });
      judge.tagAdded(id, tag);
    } else if (kind === 'untag') {
      const [gone, ...kept] = membersOf(record, 'tags');
      if (gone === undefined) return;
      write(id, { sets: { tags: kept } });
      judge.tagRemoved(id, gone);
    } else if (kind === 'trash') {
      write(id, { state: 'trashed' });
      judge.trashed(id);
    } else if (kind === 'restore') {
      write(id, { state: 'live' });
      judge.restored(id);
    } else if (kind === 'purge') {
      write(id, { state: 'purged' });
      judge.purged(id);
    } else {
      judge.shown(id, drawCounter(profile, id, clockOf(device)()));
    }
  }

  function portsOf(device: Device, seed: number, faultRate: number, gate?: Gate): SyncPorts {
    const dice = createDice(seed);
    const wrap = <T extends object>(port: T) => (gate === undefined ? port : gate.wrap(port));
    const store = createProfileStore(device.profile, (commit, before) =>
      judge.commit(device.profile, commit, before, device.approved, clockOf(device)()),
    );
    return {
      remote: wrap(createStorageRemote(storage, dice, () => faultRate)),
      store: wrap(store),
      crypto: wrap(crypto),
      clock: clockOf(device),
      random: dice.bytes,
    };
  }

  async function round(device: Device, ports: SyncPorts): Promise<boolean> {
    stats.rounds += 1;
    const report = await product.runRound(ports, { approved: device.approved });
    for (const { kind } of report.alerts) alertsSeen.add(kind);
    return report.failure === undefined && report.changedIds.length === 0 && report.sentCount === 0;
  }

  async function sync(step: Extract<Step, { kind: 'sync' }>): Promise<void> {
    const dice = createDice(step.seed);
    const syncing = [...new Set(step.devices.map((index) => index % devices.length))];
    await runTasks(
      syncing.map((index, at) => ({
        stopAt: at === 0 ? step.stopAt : 0,
        run: async (gate) => {
          const device = devices[index];
          if (device !== undefined) await round(device, portsOf(device, step.seed + index, step.faultRate, gate));
        },
      })),
      dice,
      () => {
        if (dice.chance(0.02))
          act(dice.below(devices.length), dice.pick(['edit', 'tag', 'hotp', 'untag']), dice.below(999));
        const [due] = storage.onTheWay;
        if (due !== undefined && dice.chance(0.02)) storage.onTheWay.shift()?.();
      },
    );
    if (step.stopAt > 0) stats.stops += 1;
  }

  function ruin(how: Extract<Step, { kind: 'ruin' }>): void {
    const dice = createDice(how.seed);
    const names = [...storage.objects.keys()];
    const name = names.length === 0 ? undefined : dice.pick(names);
    const past = storage.past.length === 0 ? undefined : dice.pick(storage.past);
    changeStorage(storage, (objects) => {
      const bytes = name === undefined ? undefined : objects.get(name);
      if (how.how === 'wipe') objects.clear();
      if (how.how === 'restore' && past !== undefined) storage.objects = new Map(past);
      if (name === undefined || bytes === undefined) return;
      if (how.how === 'flip') objects.set(name, flip(bytes, dice));
      if (how.how === 'truncate') objects.set(name, bytes.slice(0, dice.below(bytes.length)));
      if (how.how === 'drop') objects.delete(name);
      if (how.how === 'rename') objects.set(dice.pick(names).replace(/.$/, dice.pick(['0', '7', 'f'])), bytes);
      if (how.how === 'replay' && past !== undefined) for (const [old, was] of past) objects.set(old, was);
    });
    storage.counts.faults[how.how] = (storage.counts.faults[how.how] ?? 0) + 1;
  }

  function clone(index: number): void {
    const device = devices[index % devices.length];
    if (device === undefined || devices.length >= MOST_DEVICES) return;
    stats.clones += 1;
    const { own } = device.profile.state;
    const unseen = own.live.filter(({ upTo }) => upTo > own.seenCounter).flatMap(({ ids }) => ids);
    judge.copied([...device.profile.outbox.keys(), ...unseen]);
    devices.push({ ...newDevice(copyProfile(device.profile)), clockOffsetMs: device.clockOffsetMs });
  }

  return {
    judge,
    storage,
    stats,
    alertsSeen,
    async take(step) {
      stats.steps += 1;
      nowMs += MINUTE_MS;
      if (step.kind === 'act') act(step.device, step.act, step.roll);
      else if (step.kind === 'sync') await sync(step);
      else if (step.kind === 'ruin') ruin(step);
      else if (step.kind === 'clone') clone(step.device);
      else if (step.kind === 'sleep') nowMs += step.days * 24 * 60 * MINUTE_MS;
      else {
        const device = devices[step.device % devices.length];
        if (device !== undefined) device.clockOffsetMs = step.offsetMs;
      }
    },
    async settle() {
      for (const arrive of storage.onTheWay.splice(0)) arrive();
      for (let pass = 0; pass < SETTLE_PASSES; pass++) {
        let isQuiet = true;
        for (const [index, device] of devices.entries()) {
          nowMs += 20 * MINUTE_MS;
          device.approved = new Set(device.profile.records.keys());
          isQuiet = (await round(device, portsOf(device, pass * 100 + index, 0))) && isQuiet;
        }
        stats.settlePasses = pass + 1;
        if (isQuiet && pass > 2) break;
      }
      judge.final(devices.map(({ profile }) => profile));
    },
  };
}

function newDevice(profile: Profile): Device {
  return { profile, clockOffsetMs: 0, approved: new Set() };
}

function idOf(index: number): string {
  return `${index}`.repeat(8);
}
