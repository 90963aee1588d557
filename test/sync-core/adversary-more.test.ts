import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { ok } from '../../lib/base/result.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import { copyProfile } from '../sim/profile.ts';
import { type Attack, expectWithstood, lastOfA, namesOf, ofForeignVault, prepare } from './attack-scene.ts';
import { alertsOf, createScene, profileOf, type Scene, spelledOf } from './scene.ts';

const HOTEL_PAGE = utf8ToBytes('<!doctype html><title>Welcome to our network</title>'.repeat(20));
const MANY = 10_000;
const ZEROS = '0'.repeat(32);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);
const tagOf = (name: string) => name.slice(0, 16);
/** 16 characters that no device has. */
const strange = (index: number) => `zz${index.toString(2).padStart(14, '0').replaceAll('0', 'a').replaceAll('1', 'b')}`;
const listing = async (remote: Remote, change: (names: string[]) => string[]) => {
  const listed = await remote.list();
  return listed.ok ? ok(change(listed.value.map(({ name }) => name)).map((name) => ({ name }))) : listed;
};

const ATTACKS: Readonly<Record<string, Attack>> = {
  'A26 lists only the first half of what it holds': {
    serve: (remote) => ({ ...remote, list: () => listing(remote, (names) => names.slice(0, names.length / 2)) }),
    alert: 'rolled-back',
  },
  'A27 lists only what is new': {
    serve: (remote, past) => ({
      ...remote,
      list: () => listing(remote, (names) => names.filter((name) => !past.has(name))),
    }),
  },
  'A28 gives the bytes of yesterday under the names of today': {
    ruin: (o, past, s) => {
      const [old] = [...past].filter(([name]) => tagOf(name) === tagOf(lastOfA(o, s)));
      for (const name of namesOf(o, s, 'A')) if (old !== undefined) o.set(name, old[1]);
    },
    alert: 'damaged',
  },
  'A29 answers each reading with a web page': {
    serve: (remote) => ({ ...remote, get: async () => ok(HOTEL_PAGE) }),
    alert: 'damaged',
  },
  'A30 answers each reading with nothing': {
    serve: (remote) => ({ ...remote, get: async () => ok(new Uint8Array()) }),
    alert: 'damaged',
  },
  'A31 shows a device its own segment as one of another': {
    ruin: (o, _, s) => {
      const [ofB = ''] = namesOf(o, s, 'B');
      o.set(`${tagOf(lastOfA(o, s))}-00000099-${ofB.slice(26)}`, o.get(ofB) ?? new Uint8Array());
    },
    alert: 'foreign',
  },
  'A32 lists what it does not give': {
    serve: (remote) => ({ ...remote, get: async () => ({ ok: false, error: { kind: 'missing' } }) }),
    alert: 'gap',
  },
  'A33 swaps a newer segment for an older one of the same device': {
    ruin: (o, past, s) => {
      const newest = lastOfA(o, s);
      const older = [...past.keys()].filter((name) => tagOf(name) === tagOf(newest)).at(-1) ?? '';
      o.delete(newest);
      o.set(newest.replace(/[0-9a-f]{32}$/, older.slice(26)), past.get(older) ?? new Uint8Array());
    },
    alert: 'foreign',
  },
  'A34 brings back what was folded and deleted': {
    ruin: (o, past) => {
      for (const [name, bytes] of past) o.set(name, bytes);
    },
  },
  'A35 puts the folder of another vault in the place of ours': {
    ruin: async (o) => {
      o.clear();
      await ofForeignVault(o);
    },
    alert: 'rolled-back',
  },
  'A36 lists the files of other programs': {
    ruin: (o) => {
      for (const name of ['desktop.ini', '.DS_Store', '__proto__', 'constructor', '../../etc', 'A'.repeat(80)])
        o.set(name, HOTEL_PAGE);
    },
  },
  'A37 lists conflicted copies of our own objects': {
    ruin: (o, _, s) => {
      const name = lastOfA(o, s);
      o.set(`${name} (1)`, new Uint8Array(9)).set(`${name}-conflict`, o.get(name) ?? new Uint8Array());
    },
  },
  'A38 delivers each request three times': {
    serve: (remote) => ({
      ...remote,
      putIfAbsent: async (name, bytes) => {
        for (const _ of numbered(2)) await remote.putIfAbsent(name, bytes);
        return remote.putIfAbsent(name, bytes);
      },
      delete: async (name) => {
        for (const _ of numbered(2)) await remote.delete(name);
        return remote.delete(name);
      },
    }),
  },
  'A39 shows nothing but what B wrote': {
    serve: (remote, _, s) => ({
      ...remote,
      list: () => listing(remote, () => namesOf(s.storage.objects, s, 'B')),
    }),
    alert: 'rolled-back',
  },
  'A40 gives each object twice, and the second one spoilt': {
    serve: (remote) => {
      let count = 0;
      return {
        ...remote,
        list: () => listing(remote, (names) => [...names, ...names]),
        get: async (name) => (++count % 2 === 1 ? ok(HOTEL_PAGE) : remote.get(name)),
      };
    },
    alert: 'damaged',
  },
  'A41 shuffles and doubles the listing': {
    serve: (remote) => ({ ...remote, list: () => listing(remote, (names) => [...names.toReversed(), ...names]) }),
  },
};

async function withCount(scene: Scene, who: string): Promise<number> {
  const before = scene.storage.counts.requests;
  await scene.tell(`${who} syncs`);
  return scene.storage.counts.requests - before;
}

describe('a storage that turns hostile', () => {
  it.each(Object.entries(ATTACKS))('%s: applies nothing, takes nothing away, stops nobody', async (_, attack) => {
    await expectWithstood(attack);
  });

  it('A42 invents ten thousand segments of a device: costs a few requests, and the true one is read', async () => {
    const { scene } = await prepare();
    const tag = tagOf(lastOfA(scene.storage.objects, scene));
    for (const index of numbered(MANY)) {
      scene.storage.objects.set(`${tag}-${String(90_000 + index).padStart(8, '0')}-${ZEROS}`, new Uint8Array(1));
    }
    expect(await withCount(scene, 'B')).toBeLessThan(40);
    expect(alertsOf(scene, 'B')).toContain('damaged');
  });

  it('A43 invents ten thousand devices: costs a few requests a round, and the true ones are read', async () => {
    const { scene } = await prepare();
    for (const index of numbered(MANY)) {
      scene.storage.objects.set(`${strange(index)}-00000001-${ZEROS}`, new Uint8Array(1));
    }
    expect(await withCount(scene, 'B')).toBeLessThan(100);
    expect(profileOf(scene, 'B').state.alerts.length).toBeLessThan(100);
    await scene.tell('B shows x=third, y=of B, z=of A');
  });

  it('A44 cuts a segment at each length: is told of, and applies nothing', async () => {
    const { scene } = await prepare();
    const name = lastOfA(scene.storage.objects, scene);
    const whole = scene.storage.objects.get(name) ?? new Uint8Array();
    const untouched = spelledOf(profileOf(scene, 'B'));
    for (const length of numbered(whole.length)) {
      scene.profiles.D = copyProfile(profileOf(scene, 'B'));
      scene.storage.objects.set(name, whole.slice(0, length));
      await scene.tell('D syncs');
      expect(alertsOf(scene, 'D')).toContain('damaged');
      expect(spelledOf(profileOf(scene, 'D'))).toBe(untouched);
    }
  });

  it('A45 says that it stored and did not: the writer finds out, and sends it again', async () => {
    const { scene } = await prepare();
    const { portsOf } = scene;
    const deaf = { ...portsOf('B').remote, putIfAbsent: async () => ok('stored' as const) };
    scene.portsOf = (name) => (name === 'B' ? { ...portsOf(name), remote: deaf } : portsOf(name));
    await scene.tell('B names y unheard', 'B syncs');
    scene.portsOf = portsOf;
    await scene.tell('B syncs', 'B syncs');
    expect(alertsOf(scene, 'B')).toContain('own-missing');
    await scene.tell('B syncs', 'A syncs', 'C syncs', 'A shows x=third, y=unheard, z=of A');
  });

  it('A46 shows two devices two storages for a day: what each wrote is everywhere afterwards', async () => {
    const { scene } = await prepare();
    await scene.tell('B syncs', 'C syncs');
    const real = scene.storage.objects;
    scene.storage.objects = new Map(real);
    await scene.tell('A names x of-a', 'A syncs', 'C syncs');
    const first = scene.storage.objects;
    scene.storage.objects = new Map(real);
    await scene.tell('B tags x of-b', 'B syncs');
    for (const [name, bytes] of first) scene.storage.objects.set(name, bytes);
    for (const _ of numbered(3)) await scene.tell('A syncs', 'B syncs', 'C syncs');
    await scene.tell('all show x=of-a #of-b, y=of B, z=of A');
  });

  it('A47 freezes: a device that has seen more is told, in each round', async () => {
    const { scene, past } = await prepare();
    await scene.tell('B syncs');
    scene.storage.objects = new Map(past);
    for (const _ of numbered(3)) {
      await scene.tell('B syncs');
      expect(alertsOf(scene, 'B')).toContain('rolled-back');
    }
  });

  it('A48 is wiped while nobody looks: every device tells of it, and together they fill it again', async () => {
    const { scene } = await prepare();
    await scene.tell('B syncs', 'C syncs', 'A syncs');
    scene.storage.objects.clear();
    await scene.tell('A syncs', 'B syncs', 'C syncs');
    for (const name of ['A', 'B', 'C']) expect(alertsOf(scene, name)).toContain('rolled-back');
    for (const _ of numbered(4)) await scene.tell('A syncs', 'B syncs', 'C syncs');
    const fresh = createScene(['N']);
    fresh.storage = scene.storage;
    profileOf(fresh, 'N').device = 'dddddddd';
    await fresh.tell('N syncs', 'N shows x=third, y=of B, z=of A');
  });

  it('A49 turns a device away with 401 in the middle of a round: what was read stays, and nothing is deleted', async () => {
    const { scene } = await prepare();
    const { portsOf } = scene;
    const names = new Set(scene.storage.objects.keys());
    const refusing = {
      ...portsOf('B').remote,
      get: async () => ({ ok: false as const, error: { kind: 'unauthorized' as const } }),
    };
    scene.portsOf = (name) => (name === 'B' ? { ...portsOf(name), remote: refusing } : portsOf(name));
    const untouched = spelledOf(profileOf(scene, 'B'));
    await scene.tell('B syncs');
    expect(scene.reports.B?.failure).toEqual({ kind: 'unauthorized' });
    expect(spelledOf(profileOf(scene, 'B'))).toBe(untouched);
    expect(new Set(scene.storage.objects.keys())).toEqual(names);
  });
});
