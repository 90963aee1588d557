/** What a change of keys leaves of the chains before it. */
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../lib/base/bytes.ts';
import { fail } from '../../lib/base/result.ts';
import { runRound } from '../../lib/sync/round.ts';
import type { KeyFloor, SyncPorts } from '../../lib/sync/sync-ports.ts';
import { alertsOf, createScene, profileOf, type Scene } from './scene.ts';

/** The key is the first byte: 1 is the old one, 2 the new. */
function under(ports: SyncPorts, epoch: number, floor?: KeyFloor): SyncPorts {
  const { seal, open } = ports.crypto;
  return {
    ...ports,
    ...(floor === undefined ? {} : { floor }),
    crypto: {
      ...ports.crypto,
      seal: async (place, bytes) => concatBytes(Uint8Array.of(epoch), await seal(place, bytes)),
      open: async (place, sealed) => ((sealed[0] ?? 9) > epoch ? fail('newer') : open(place, sealed.slice(1))),
      epochOf: (sealed) => sealed[0] ?? 0,
    },
  };
}

async function sync(scene: Scene, who: string, epoch: number, floor?: KeyFloor) {
  scene.nowMs += 60_000;
  return runRound(under(scene.portsOf(who), epoch, floor));
}

const shows = (scene: Scene, who: string) => [...profileOf(scene, who).records.keys()].sort().join(' ');

/** a has removed c and knows how far all chains went; b has not been paired again. */
async function removed() {
  const scene = createScene(['a', 'b', 'c']);
  await scene.tell('a adds one', 'c adds two');
  for (const who of ['a', 'c', 'b', 'a', 'c']) await sync(scene, who, 1);
  const { heads, own } = profileOf(scene, 'a').state;
  const tagOf = (who: string) => scene.portsOf(who).crypto.tagOf(profileOf(scene, who).device);
  const last = own.trail.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  const all = { ...heads, [await tagOf('a')]: last };
  const floor: KeyFloor = { epochs: [2], heads: all, removed: [await tagOf('c')] };
  return { scene, floor, tagOf };
}

describe('after a change of keys', () => {
  it('nothing new counts that is sealed under the old key, and what was there does', async () => {
    const { scene, floor } = await removed();
    await scene.tell('b adds three');
    await sync(scene, 'b', 1);
    const report = await sync(scene, 'a', 2, floor);
    expect(report.failure).toBeUndefined();
    expect(shows(scene, 'a')).toBe('one two');
    expect(alertsOf(scene, 'a')).toEqual([]);
  });

  it('a device that took the new key over is heard again, with what it wrote in between', async () => {
    const { scene, floor } = await removed();
    await scene.tell('b adds three');
    await sync(scene, 'b', 1);
    const profile = profileOf(scene, 'b');
    profile.state = { ...profile.state, own: { ...profile.state.own, needsSnapshot: true } };
    await sync(scene, 'b', 2, floor);
    await sync(scene, 'a', 2, floor);
    expect(shows(scene, 'a')).toBe('one three two');
    expect(alertsOf(scene, 'a')).toEqual([]);
  });

  it('a removed device is neither read nor missed', async () => {
    const { scene, floor, tagOf } = await removed();
    await scene.tell('c adds evil');
    await sync(scene, 'c', 1);
    await sync(scene, 'a', 2, floor);
    expect(shows(scene, 'a')).toBe('one two');
    const tag = await tagOf('c');
    for (const name of [...scene.storage.objects.keys()]) if (name.startsWith(tag)) scene.storage.objects.delete(name);
    await scene.tell('a adds four');
    const report = await sync(scene, 'a', 2, floor);
    expect(report).toMatchObject({ failure: undefined, alerts: [] });
    expect(profileOf(scene, 'a').state.heads[tag]).toBeUndefined();
    expect(profileOf(scene, 'a').state.attested[tag]).toBeUndefined();
  });

  it('who comes in anew reads the old chains up to the change', async () => {
    const { scene, floor } = await removed();
    const fresh = createScene(['x', 'y', 'z', 'd']);
    fresh.storage.objects = scene.storage.objects;
    await sync(fresh, 'd', 2, { ...floor, removed: [] });
    expect(shows(fresh, 'd')).toBe('one two');
    await scene.tell('b adds three');
    await sync(scene, 'b', 1);
    await sync(fresh, 'd', 2, { ...floor, removed: [] });
    expect(shows(fresh, 'd')).toBe('one two');
  });

  it('nobody passes for a copy of this device under the old key', async () => {
    const { scene, floor, tagOf } = await removed();
    const own = await tagOf('a');
    const { crypto } = under(scene.portsOf('a'), 1);
    const bytes = await crypto.seal({ tag: own, seq: 9 }, new Uint8Array(1024));
    scene.storage.objects.set(`${own}-00000009-${await crypto.digest(bytes)}`, bytes);
    const { device } = profileOf(scene, 'a');
    await sync(scene, 'a', 2, floor);
    expect(profileOf(scene, 'a').device).toBe(device);
  });
});

describe('a record that cannot be read here', () => {
  it('stops what would stand for it in its place', async () => {
    const scene = createScene(['a', 'b']);
    await scene.tell('a adds one two', 'a syncs', 'a names one uno');
    const ports = scene.portsOf('a');
    const store: SyncPorts['store'] = {
      ...ports.store,
      load: async () => ({ ...(await ports.store.load()), recordCount: 3 }),
      readRecords: async (ids) => (await ports.store.readRecords(ids)).filter(({ id }) => id !== 'one'),
    };
    expect((await runRound({ ...ports, store })).failure).toEqual({ kind: 'damaged' });
    const profile = profileOf(scene, 'a');
    profile.state = { ...profile.state, own: { ...profile.state.own, needsSnapshot: true } };
    expect((await runRound({ ...ports, store })).failure).toEqual({ kind: 'damaged' });
    expect(profile.outbox.size).toBe(1);
  });
});

describe('what a round tells', () => {
  it('names the device that each change came from', async () => {
    const scene = createScene(['a', 'b']);
    await scene.tell('a adds one two', 'a syncs', 'b syncs');
    const { device } = profileOf(scene, 'a');
    const [received, ...more] = scene.reports.b?.received ?? [];
    expect(more).toEqual([]);
    expect(received?.device).toBe(device);
    expect([...(received?.changedIds ?? [])].sort()).toEqual(['one', 'two']);
    await scene.tell('b syncs');
    expect(scene.reports.b?.received).toEqual([]);
  });
});
