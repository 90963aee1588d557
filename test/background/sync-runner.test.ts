import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSyncRunner } from '../../entrypoints/background/sync/runner.ts';
import type { SyncStatus } from '../../lib/messaging/sync-shapes.ts';
import { newAccount } from '../vault/bench.ts';
import { createHousehold, firstDevice, PAGE, replied, type SyncDevice } from './sync-desk.ts';

/** A runner whose waits the test ends, over a device that is in step. */
async function createScene() {
  const device = await firstDevice(createHousehold());
  device.runner.closed();
  const waits: { ms: number; end: () => void }[] = [];
  const told: SyncStatus[] = [];
  const wakes: (number | undefined)[] = [];
  const parts = {
    ...device.parts,
    tell: (status: SyncStatus) => void told.push(status),
    setWake: (atMs: number | undefined) => void wakes.push(atMs),
  };
  const runner = createSyncRunner(parts, (ms) => new Promise((resolve) => waits.push({ ms, end: resolve })));
  return { device, runner, waits, told, wakes };
}

const requests = ({ household }: SyncDevice) => household.cloud.counts.requests;

describe('when rounds run', () => {
  let scene: Awaited<ReturnType<typeof createScene>>;
  beforeEach(async () => {
    scene = await createScene();
  });
  afterEach(() => scene.runner.closed());

  /** A wish that is granted, or not, ends with a word about the next wake. */
  async function settled(act: () => void): Promise<void> {
    const before = scene.wakes.length;
    act();
    await vi.waitFor(() => expect(scene.wakes.length).toBeGreaterThan(before));
    await scene.runner.alone(async () => undefined);
  }

  /** Lets the wait of `ms` end, and waits until the sync has come to rest. */
  async function pass(ms: number): Promise<void> {
    const at = scene.waits.findIndex((wait) => wait.ms === ms);
    expect(at, `nobody waits for ${ms} ms`).toBeGreaterThanOrEqual(0);
    const [wait] = scene.waits.splice(at, 1);
    await settled(() => wait?.end());
  }

  it('an edit is sent after two seconds, several as one', async () => {
    const { device, runner } = scene;
    await device.vault.add([newAccount('x')]);
    for (const occasion of ['edit', 'edit', 'edit'] as const) runner.wish(occasion);
    expect(scene.waits.map(({ ms }) => ms)).toEqual([2000]);
    await pass(2000);
    expect((await device.vault.syncView()).outbox).toEqual([]);
    expect(await runner.status()).toMatchObject({ state: 'idle', pendingCount: 0 });
    expect(scene.told.map(({ state }) => state)).toContain('working');
  });

  it('a page that opens gets its codes first, and the round after', async () => {
    const before = requests(scene.device);
    scene.runner.wish('use');
    expect(requests(scene.device)).toBe(before);
    await pass(300);
    expect(requests(scene.device)).toBeGreaterThan(before);
  });

  it('by itself within a minute, and not before it is due', async () => {
    const { device, runner } = scene;
    await runner.run();
    const { nowMs } = device.household;
    expect(scene.wakes.at(-1)).toBeGreaterThan(nowMs);
    expect(scene.wakes.at(-1)).toBeLessThanOrEqual(nowMs + 60_000);
    const before = requests(device);
    runner.wish('wake');
    await pass(300);
    expect(requests(device)).toBe(before);
    device.household.nowMs += 60_000;
    runner.wish('wake');
    // What has woken the worker may be a popup, which gets its codes first.
    expect(requests(device)).toBe(before);
    await pass(300);
    expect(requests(device)).toBeGreaterThan(before);
  });

  it('at once after the clock was set back, and not only when it has caught up', async () => {
    const { device, runner } = scene;
    await runner.run();
    device.household.nowMs -= 40 * 24 * 60 * 60 * 1000;
    const before = requests(device);
    runner.wish('wake');
    await pass(300);
    expect(requests(device)).toBeGreaterThan(before);
    expect(scene.wakes.at(-1)).toBeLessThanOrEqual(device.household.nowMs + 60_000);
  });

  it('no more by themselves once the password is refused, until the user says so', async () => {
    const { device, runner } = scene;
    device.household.cloud.status = 401;
    await runner.run();
    expect(scene.wakes.at(-1)).toBeUndefined();
    const before = requests(device);
    for (const occasion of ['edit', 'use', 'wake'] as const) {
      runner.wish(occasion);
      await settled(() => scene.waits.splice(0).forEach(({ end }) => void end()));
    }
    expect(requests(device)).toBe(before);
    device.household.cloud.status = 0;
    replied(await device.ask['sync:now'](null, PAGE));
    runner.wish('asked');
    await pass(0);
    expect(await runner.status()).toMatchObject({ state: 'idle', problem: '' });
  });

  it('later and later while the storage cannot be reached', async () => {
    const { device, runner } = scene;
    device.household.cloud.status = 503;
    const waits: number[] = [];
    for (let failed = 0; failed < 12; failed++) {
      await runner.run();
      waits.push((scene.wakes.at(-1) ?? 0) - device.household.nowMs);
      device.household.nowMs = scene.wakes.at(-1) ?? 0;
    }
    expect(waits[0]).toBeLessThanOrEqual(5_000);
    expect(waits.at(-1)).toBeGreaterThan(7 * 60_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60_000);
  });

  it('never while the vault is locked', async () => {
    const { device, runner } = scene;
    await device.vault.lock();
    const before = requests(device);
    runner.wish('asked');
    scene.waits.splice(0).forEach(({ end }) => void end());
    await runner.alone(async () => undefined);
    expect(await runner.run()).toBeUndefined();
    expect(requests(device)).toBe(before);
  });

  it('one at a time, whoever asks', async () => {
    const { device } = scene;
    let open = 0;
    let most = 0;
    const { fetch } = device.household.cloud;
    const counting: typeof fetch = async (url, init) => {
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      const answer = await fetch(url, init);
      open -= 1;
      return answer;
    };
    const parts = { ...device.parts, network: { ...device.parts.network, fetch: counting } };
    const other = createSyncRunner(parts, () => new Promise(() => undefined));
    await Promise.all([other.run(), other.run(), other.run()]);
    expect(most).toBe(1);
    other.closed();
  });
});
