/** Devices of one person around one bad storage; each step happens to them, and the judge looks on. */
import type { AlertKind } from '../../lib/sync/high-water.ts';
import { isOfStorage, type RoundReport, runRound } from '../../lib/sync/round.ts';
import { needsUser, nextRoundAt } from '../../lib/sync/schedule.ts';
import type { KeyFloor, SyncPorts } from '../../lib/sync/sync-ports.ts';
import { createHand } from './acts.ts';
import { createDice } from './dice.ts';
import { createFakeCrypto } from './fake-crypto.ts';
import { type Gate, runTasks } from './gates.ts';
import { createJudge, type Judge } from './judge.ts';
import { copyProfile, createProfile, createProfileStore, type Profile, TransactionAborted } from './profile.ts';
import { floorAfter, forge, sendAllAnew, underKey, unheardOf } from './removal.ts';
import { ruinStorage } from './ruins.ts';
import type { History, Step, SyncStep } from './steps.ts';
import { countFault, createStorage, createStorageRemote, isHonest, type Storage } from './storage.ts';
import { createWatch } from './watch.ts';

interface Device {
  profile: Profile;
  backup: Profile | undefined;
  clockOffsetMs: number;
  approved: Set<string>;
  epoch: number;
  floor: KeyFloor | undefined;
  /** The step at which it wakes up. */
  wakesAt: number;
  failures: number;
}

export interface World {
  readonly judge: Judge;
  readonly storage: Storage;
  readonly stats: { rounds: number; stops: number; settlePasses: number; steps: number };
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
const DAY_MS = 24 * 60 * MINUTE_MS;
const MOST_DEVICES = 6;
const SETTLE_PASSES = 12;
const START_MS = 1_700_000_000_000;
const LONGEST_WAIT_MS = 6 * 60 * MINUTE_MS;
const BETWEEN = 0.02;

export function createWorld(
  { deviceCount, isCloning }: Omit<History, 'steps'>,
  product: Product = { runRound },
): World {
  const storage = createStorage();
  storage.listsAll = isCloning;
  const judge = createJudge();
  const hand = createHand(judge);
  const watch = createWatch(judge);
  const crypto = createFakeCrypto('vault');
  const devices: Device[] = Array.from({ length: deviceCount }, (_, index) =>
    newDevice(createProfile(String(index + 1).repeat(8))),
  );
  const stats = { rounds: 0, stops: 0, settlePasses: 0, steps: 0 };
  const alertsSeen = new Set<AlertKind>();
  const ghosts: Device[] = [];
  /** As the last change of keys left them. */
  let keys: { readonly epoch: number; readonly floor: KeyFloor | undefined } = { epoch: 1, floor: undefined };
  let nowMs = START_MS;

  const clockOf = (device: Device) => () => Math.max(1, nowMs + device.clockOffsetMs);
  const deviceAt = (index: number) => {
    const device = devices[index % devices.length];
    if (device === undefined) throw new Error('a world without devices');
    return device;
  };
  const isAwake = ({ wakesAt }: Device) => wakesAt <= stats.steps;
  /** Whom the others have changed the keys under asks for them, and leaves the storage alone until then. */
  const maySync = (device: Device) => isAwake(device) && device.epoch === keys.epoch;

  function portsOf(device: Device, seed: number, faultRate: number): SyncPorts {
    const { profile } = device;
    const dice = createDice(seed);
    const aborts = () => {
      const isAborted = dice.chance(faultRate / 4);
      if (isAborted) countFault(storage, 'transaction aborted');
      return isAborted;
    };
    const store = createProfileStore(
      profile,
      (commit, before) => {
        if (commit.device !== undefined) judge.copied(unsentOf(before));
        judge.commit(profile, commit, before, device.approved, clockOf(device)());
        watch.commit(profile, commit, before, device.floor?.removed ?? []);
      },
      aborts,
    );
    const remote = createStorageRemote(storage, dice, () => faultRate);
    const ports = { remote, store, crypto: underKey(crypto, device.epoch), clock: clockOf(device), random: dice.bytes };
    return device.floor === undefined ? ports : { ...ports, floor: device.floor };
  }

  /** Answers whether there was nothing to do. */
  async function round(device: Device, ports: SyncPorts, isAlone: boolean, gate?: Gate): Promise<boolean> {
    stats.rounds += 1;
    const watched = watch.round(device.profile, ports, isAlone);
    const { remote, store, crypto } = watched.ports;
    const gated = gate && { remote: gate.wrap(remote), store: gate.wrap(store), crypto: gate.wrap(crypto) };
    try {
      const report = await product.runRound({ ...watched.ports, ...gated }, { approved: device.approved });
      for (const { kind } of report.alerts) alertsSeen.add(kind);
      watched.end(report);
      judgePace(device, report);
      return report.failure === undefined && report.changedIds.length === 0 && report.sentCount === 0;
    } catch (error) {
      // Whoever runs the round catches what the database throws, and tries again later.
      if (error instanceof TransactionAborted) return false;
      throw error;
    }
  }

  function judgePace(device: Device, { failure }: RoundReport): void {
    device.failures = failure === undefined ? 0 : device.failures + 1;
    const last = failure !== undefined && isOfStorage(failure) ? failure : undefined;
    const dueMs = nextRoundAt({ failures: device.failures, last, endedAtMs: nowMs }, false, 0.5);
    if (last !== undefined && needsUser(last)) {
      if (dueMs !== undefined) judge.say('G10', `a round is tried again after ${last.kind}`);
      return;
    }
    const waitMs = (dueMs ?? 0) - nowMs;
    const askedMs = Math.min(last?.retryAfterMs ?? 0, LONGEST_WAIT_MS);
    if (waitMs < askedMs || waitMs > LONGEST_WAIT_MS) judge.say('G7', `the next round is ${waitMs} ms away`);
  }

  async function sync(step: SyncStep): Promise<void> {
    const dice = createDice(step.seed);
    const syncing = [...new Set(step.devices.map((index) => index % devices.length))];
    const [first = 0] = syncing;
    const workers = (step.isTwice ? [first, ...syncing] : syncing).filter((index) => maySync(deviceAt(index)));
    const between = () => {
      const due = dice.below(Math.max(1, storage.onTheWay.length));
      if (dice.chance(BETWEEN)) actBetween(dice.below(devices.length), dice.below(999));
      if (dice.chance(BETWEEN)) storage.onTheWay.splice(due, 1)[0]?.();
    };
    const tasks = workers.map((index, at) => ({
      stopAt: at === 0 ? step.stopAt : 0,
      run: (gate: Gate) => {
        const device = deviceAt(index);
        const isAlone = workers.filter((other) => other === index).length === 1;
        return round(device, portsOf(device, step.seed + at * 7919 + index, step.faultRate), isAlone, gate);
      },
    }));
    const passed = await runTasks(tasks, dice, between);
    if (step.stopAt > 0 && passed[0] === step.stopAt) stats.stops += 1;
  }

  /** Codes are drawn and edits made in the middle of a round. */
  function actBetween(index: number, roll: number): void {
    const device = deviceAt(index);
    const kinds = ['edit', 'tag', 'hotp', 'untag'] as const;
    hand.act(device.profile, kinds[roll % kinds.length] ?? 'hotp', roll, clockOf(device)());
  }

  async function remove(by: Device, gone: Device): Promise<void> {
    if (by === gone || devices.length < 3 || !maySync(by)) return;
    const report = await runQuietly(by);
    if (report?.failure !== undefined || report === undefined) return;
    countFault(storage, 'device removed');
    keys = {
      epoch: keys.epoch + 1,
      floor: await floorAfter(by.profile, gone.profile, crypto, keys.floor, keys.epoch + 1),
    };
    judge.givenUp(unheardOf(gone.profile, by.profile));
    devices.splice(devices.indexOf(gone), 1);
    ghosts.push(gone);
    pairAgain(by);
  }

  /** One round with nothing in its way but what was ruined before. */
  async function runQuietly(device: Device): Promise<RoundReport | undefined> {
    const watched = watch.round(device.profile, portsOf(device, stats.steps, 0), true);
    const report = await product.runRound(watched.ports, { approved: device.approved });
    watched.end(report);
    return report;
  }

  function pairAgain(device: Device): void {
    if (device.epoch === keys.epoch && device.floor === keys.floor) return;
    device.epoch = keys.epoch;
    device.floor = keys.floor;
    sendAllAnew(device.profile);
  }

  async function haunt(seed: number): Promise<void> {
    const dice = createDice(seed);
    if (ghosts.length === 0) return;
    const { profile, epoch } = dice.pick(ghosts);
    const victim = dice.chance(0.7) ? dice.pick(devices).profile.device : profile.device;
    countFault(storage, 'forged by a removed device');
    await forge(storage, underKey(crypto, epoch), profile, victim, nowMs);
  }

  function clone(device: Device): void {
    if (devices.length >= MOST_DEVICES) return;
    countFault(storage, 'profile copied');
    judge.copied(unsentOf(device.profile));
    devices.push({ ...newDevice(copyProfile(device.profile)), clockOffsetMs: device.clockOffsetMs });
  }

  function goBack(device: Device): void {
    if (device.backup === undefined) return;
    countFault(storage, 'profile put back');
    judge.copied(unsentOf(device.backup));
    judge.givenUp(unsentOf(device.profile));
    device.profile = copyProfile(device.backup);
  }

  function happen(step: Exclude<Step, SyncStep>): unknown {
    switch (step.kind) {
      case 'remove':
        return remove(deviceAt(step.device), deviceAt(step.whom));
      case 'pair-again':
        return pairAgain(deviceAt(step.device));
      case 'ghost':
        return haunt(step.seed);
      case 'act': {
        const device = deviceAt(step.device);
        return isAwake(device) ? hand.act(device.profile, step.act, step.roll, clockOf(device)()) : undefined;
      }
      case 'ruin':
        return ruinStorage(storage, step.how, createDice(step.seed));
      case 'outage':
        storage.outage = { fault: step.fault, left: step.requests };
        return undefined;
      case 'quota':
        storage.quota = step.objects;
        return undefined;
      case 'clone':
        return clone(deviceAt(step.device));
      case 'back-up': {
        const device = deviceAt(step.device);
        device.backup = copyProfile(device.profile);
        return undefined;
      }
      case 'go-back':
        return goBack(deviceAt(step.device));
      case 'sleep':
        nowMs += step.days * DAY_MS;
        return undefined;
      case 'doze':
        countFault(storage, 'device asleep');
        nowMs += step.days * DAY_MS;
        deviceAt(step.device).wakesAt = stats.steps + step.steps;
        return undefined;
      case 'clock':
        countFault(storage, 'clock jumped');
        deviceAt(step.device).clockOffsetMs = step.offsetMs;
        return undefined;
      default:
        return step satisfies never;
    }
  }

  return {
    judge,
    storage,
    stats,
    alertsSeen,
    async take(step) {
      stats.steps += 1;
      nowMs += MINUTE_MS;
      if (step.kind === 'sync') await sync(step);
      else await happen(step);
    },
    async settle() {
      storage.outage = undefined;
      storage.quota = Number.POSITIVE_INFINITY;
      for (const arrive of storage.onTheWay.splice(0)) arrive();
      for (const device of devices) pairAgain(device);
      for (let pass = 0; pass < SETTLE_PASSES; pass++) {
        let isQuiet = true;
        for (const [index, device] of devices.entries()) {
          nowMs += 20 * MINUTE_MS;
          device.approved = new Set(device.profile.records.keys());
          isQuiet = (await round(device, portsOf(device, pass * 100 + index, 0), true)) && isQuiet;
        }
        stats.settlePasses = pass + 1;
        if (isQuiet && pass > 2) break;
      }
      judge.final(
        devices.map(({ profile }) => profile),
        { isCloning, isHonest: isHonest(storage) },
      );
      watch.storage(storage.objects);
    },
  };
}

function newDevice(profile: Profile): Device {
  return {
    profile,
    backup: undefined,
    clockOffsetMs: 0,
    approved: new Set(),
    epoch: 1,
    floor: undefined,
    wakesAt: 0,
    failures: 0,
  };
}

/** Records with changes that no listing has shown yet. */
function unsentOf({ outbox, state: { own } }: Profile): readonly string[] {
  const unseen = own.live.filter(({ upTo }) => upTo > own.seenCounter).flatMap(({ ids }) => ids);
  return [...outbox.keys(), ...unseen];
}
