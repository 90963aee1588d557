import { describe, expect, it } from 'vitest';
import type { VaultStore } from '../../lib/vault/store.ts';
import { newAccount } from '../vault/bench.ts';
import {
  createDevice,
  createHousehold,
  firstDevice,
  idOf,
  OTHER_PASSWORD,
  PAGE,
  PASSWORD,
  pairedDevice,
  pairingText,
  replied,
  STORAGE,
  type SyncDevice,
  shown,
  sync,
  wakeDevice,
} from './sync-desk.ts';

interface Ground {
  readonly first: SyncDevice;
  readonly second: SyncDevice;
  /** Not in the vault yet. */
  readonly fresh: SyncDevice;
  readonly text: string;
}

/** Two devices in step, an edit on each that was not sent, and an invitation that waits. */
async function prepare(): Promise<Ground> {
  const first = await firstDevice(createHousehold());
  await first.vault.add([newAccount('a'), newAccount('b', { type: 'hotp', counter: 1 })]);
  const second = await pairedDevice(first, 'second');
  const text = await pairingText(first);
  await first.vault.edit(await idOf(first, 'a'), { note: 'from first' });
  await second.vault.add([newAccount('c')]);
  return { first, second, fresh: createDevice(first.household), text };
}

interface Operation {
  /** What happens first, undisturbed. */
  readonly before?: (ground: Ground) => Promise<Ground>;
  /** Who is stopped. */
  readonly who: 'first' | 'second' | 'fresh';
  readonly act: (device: SyncDevice, ground: Ground) => Promise<unknown>;
  /** What has to be true afterwards, once the device has woken up again and was given its time. */
  readonly mend: (device: SyncDevice, ground: Ground) => Promise<void>;
}

const ALL = 'a b c';

async function expectInStep(...devices: readonly SyncDevice[]): Promise<void> {
  await sync(...devices, ...devices);
  const records = await Promise.all(
    devices.map(async ({ vault }) =>
      (await vault.readAllForSync()).toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    ),
  );
  for (const device of devices) expect(await shown(device)).toBe(ALL);
  for (const one of records) expect(one).toEqual(records[0]);
  const [first] = devices;
  const account = first && (await first.vault.get(await idOf(first, 'a')));
  expect(account?.note).toBe('from first');
}

async function removeSecond(device: SyncDevice, { second }: Ground): Promise<unknown> {
  const { device: id } = await second.vault.identity();
  return device.ask['sync:remove-device']({ id, proof: { password: PASSWORD }, withCredentials: false }, PAGE);
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'a round': {
    who: 'first',
    act: (device) => device.runner.run(),
    mend: (device, { second }) => expectInStep(device, second),
  },
  'a pairing that is offered and taken back': {
    who: 'first',
    async act(device) {
      await device.ask['sync:pairing-end'](null, PAGE);
      await device.ask['sync:pairing-start'](null, PAGE);
    },
    async mend(device, { second }) {
      replied(await device.ask['sync:pairing-end'](null, PAGE));
      const left = [...device.household.cloud.objects.keys()].filter((name) => name.startsWith('p-'));
      expect(left).toEqual([]);
      await expectInStep(device, second);
    },
  },
  'coming in': {
    who: 'fresh',
    act: async (device, { text }) =>
      device.ask['join:pair']({ text, opening: { password: OTHER_PASSWORD }, deviceName: 'fresh' }, PAGE),
    async mend(device, { first, second, text }) {
      if ((await device.vault.status()) === 'absent') {
        const wanted = { text, opening: { password: OTHER_PASSWORD }, deviceName: 'fresh' };
        replied(await device.ask['join:pair'](wanted, PAGE));
      } else if ((await device.vault.status()) === 'locked') {
        expect((await device.vault.unlock({ password: OTHER_PASSWORD })).ok).toBe(true);
      }
      await expectInStep(device, first, second);
    },
  },
  'coming in again': {
    who: 'second',
    async before(ground) {
      const { first, fresh, second } = ground;
      const opening = { password: OTHER_PASSWORD };
      replied(await fresh.ask['join:pair']({ text: ground.text, opening, deviceName: 'fresh' }, PAGE));
      await sync(fresh);
      const { device: id } = await fresh.vault.identity();
      const removal = { id, proof: { password: PASSWORD }, withCredentials: false };
      replied(await first.ask['sync:remove-device'](removal, PAGE));
      await sync(first);
      expect((await second.runner.run())?.problem).toBe('needs-pairing');
      return { ...ground, text: await pairingText(first) };
    },
    async act(device, { text }) {
      await device.ask['join:again']({ text, proof: { password: OTHER_PASSWORD } }, PAGE);
      await device.runner.run();
    },
    async mend(device, { first, text }) {
      if ((await device.vault.epochs()).length === 1) {
        replied(await device.ask['join:again']({ text, proof: { password: OTHER_PASSWORD } }, PAGE));
      }
      await expectInStep(device, first);
    },
  },
  'a removal': {
    who: 'first',
    async act(device, ground) {
      await removeSecond(device, ground);
      await device.runner.run();
      await device.runner.run();
    },
    async mend(device, ground) {
      const isDone = (await device.vault.epochs()).length > 1;
      if (!isDone) {
        await sync(ground.second);
        replied((await removeSecond(device, ground)) as Parameters<typeof replied>[0]);
      }
      await sync(device, device);
      const { second, first } = ground;
      const gone = await first.vault.deviceTag((await second.vault.identity()).device);
      expect([...device.household.cloud.objects.keys()].filter((name) => name.includes(gone))).toEqual([]);
      expect((await second.runner.run())?.problem).toBe('needs-pairing');
      const { devices } = replied(await device.ask['sync:overview'](null, PAGE));
      expect(devices.find(({ name }) => name === 'second')?.status).toBe('removed');
      expect(await shown(device)).toMatch(/^a b/);
    },
  },
};

/** Between two of these nothing changes that outlives the worker: stopped at any read in between, it leaves the same. */
const CHANGING = ['createVault', 'replaceHeader', 'commit', 'writeSealed', 'PUT', 'DELETE'];

/** Stops the worker of `device` after its `call`th change of disk or storage; 0 never. */
function stoppable(device: SyncDevice, call: number) {
  const { household, bench } = device;
  let calls = 0;
  let stop: () => void = () => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  async function through<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (call !== 0 && calls >= call) return new Promise<never>(() => undefined);
    if (!CHANGING.includes(what)) return work();
    calls += 1;
    const mine = calls;
    const answer = await work();
    if (mine !== call) return answer;
    stop();
    return new Promise<never>(() => undefined);
  }
  const store = Object.fromEntries(
    Object.entries(bench.store).map(([name, method]) => [
      name,
      (...args: unknown[]) => through(name, () => (method as (...all: unknown[]) => Promise<unknown>)(...args)),
    ]),
  ) as unknown as VaultStore;
  const fetch: typeof household.cloud.fetch = (url, init) =>
    through(String(init.method), () => household.cloud.fetch(url, init));
  return { woken: wakeDevice(household, bench, { store, fetch }), stopped, calls: () => calls };
}

async function run({ before, who, act, mend }: Operation, call: number): Promise<number> {
  const ground = await (before ?? (async (same: Ground) => same))(await prepare());
  const { woken, stopped, calls } = stoppable(ground[who], call);
  await Promise.race([stopped, act(woken, ground)]);
  const again = wakeDevice(ground.first.household, ground[who].bench);
  await mend(again, { ...ground, [who]: again });
  return calls();
}

describe('stopped at any await, and woken up again', () => {
  it.each(Object.keys(OPERATIONS))('%s comes to a good end', { timeout: 120_000 }, async (name) => {
    const operation = OPERATIONS[name];
    if (operation === undefined) throw new Error('no such operation');
    const calls = await run(operation, 0);
    expect(calls).toBeGreaterThan(0);
    for (let call = 1; call <= calls; call++) await run(operation, call);
  });
});

describe('the kit', () => {
  it('that was made and never shown leaves a vault that opens, and another can be made', async () => {
    const { first, second } = await prepare();
    const wanted = { proof: { password: PASSWORD }, withCredentials: true };
    await first.ask['sync:kit'](wanted, PAGE);
    const again = wakeDevice(first.household, first.bench);
    const kit = replied(await again.ask['sync:kit'](wanted, PAGE));
    await sync(again, second, again);
    const fresh = createDevice(first.household);
    const join = { storage: STORAGE, recoveryKey: kit.recoveryKey, checkpoint: kit.text, newPassword: OTHER_PASSWORD };
    replied(await fresh.ask['join:kit']({ ...join, deviceName: 'restored' }, PAGE));
    await expectInStep(fresh, again, second);
  });
});
