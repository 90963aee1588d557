import { describe, expect, it } from 'vitest';
import { fail } from '../../lib/base/result.ts';
import type { RemoteFailureKind } from '../../lib/sync/remote.ts';
import { runRound } from '../../lib/sync/round.ts';
import { copyProfile } from '../sim/profile.ts';
import { type Attack, change, expectWithstood, lastOfA, namesOf, ofForeignVault, prepare } from './attack-scene.ts';
import { alertsOf, createScene, profileOf, spelledOf } from './scene.ts';

const ATTACKS: Readonly<Record<string, Attack>> = {
  'A01 flips the first byte': {
    ruin: (o, _, s) => void o.set(lastOfA(o, s), change(o.get(lastOfA(o, s)), 0)),
    alert: 'damaged',
  },
  'A02 flips a byte in the middle': {
    ruin: (o, _, s) => void o.set(lastOfA(o, s), change(o.get(lastOfA(o, s)), 500)),
    alert: 'damaged',
  },
  'A03 cuts off the end': {
    ruin: (o, _, s) => void o.set(lastOfA(o, s), o.get(lastOfA(o, s))?.slice(0, 700) ?? new Uint8Array()),
    alert: 'damaged',
  },
  'A04 empties an object': { ruin: (o, _, s) => void o.set(lastOfA(o, s), new Uint8Array()), alert: 'damaged' },
  'A05 appends bytes': { ruin: (o, _, s) => void o.set(lastOfA(o, s), new Uint8Array(5000)), alert: 'damaged' },
  'A06 swaps two segments of a device': {
    ruin: (o, _, s) => {
      const [first = '', last = ''] = [namesOf(o, s, 'A')[0], lastOfA(o, s)];
      const [one, two] = [o.get(first) ?? new Uint8Array(), o.get(last) ?? new Uint8Array()];
      o.set(first, two).set(last, one);
    },
    alert: 'damaged',
  },
  'A07 serves one device as another': {
    ruin: (o, _, s) => {
      const [ofB = ''] = namesOf(o, s, 'B');
      o.set(lastOfA(o, s), o.get(ofB) ?? new Uint8Array());
    },
    alert: 'damaged',
  },
  'A08 renames a segment to a later place': {
    ruin: (o, _, s) =>
      void o.set(lastOfA(o, s).replace(/-0000000./, '-00000009'), o.get(lastOfA(o, s)) ?? new Uint8Array()),
    alert: 'foreign',
  },
  'A09 replays an old segment under a later place': {
    ruin: (o, _, s) => {
      const [first = ''] = namesOf(o, s, 'A');
      o.set(first.replace(/-0000000./, '-00000008'), o.get(first) ?? new Uint8Array());
    },
    alert: 'foreign',
  },
  'A10 moves a segment to another device': {
    ruin: (o, _, s) => {
      const [ofB = ''] = namesOf(o, s, 'B');
      const moved = `${lastOfA(o, s).slice(0, 16)}${ofB.slice(16).replace(/-0000000./, '-00000007')}`;
      o.set(moved, o.get(ofB) ?? new Uint8Array());
    },
    alert: 'foreign',
  },
  'A11 goes back to an earlier state': {
    ruin: (o, past) => {
      o.clear();
      for (const [name, bytes] of past) o.set(name, bytes);
    },
    alert: 'rolled-back',
  },
  'A12 is wiped': { ruin: (o) => o.clear(), alert: 'rolled-back' },
  'A13 drops a segment inside a chain': {
    ruin: async (o, _, s) => {
      await s.tell('A names x later', 'A syncs');
      const dropped = lastOfA(o, s);
      await s.tell('A names x latest', 'A syncs');
      o.delete(dropped);
    },
    alert: 'gap',
  },
  'A14 drops all of one device': {
    ruin: (o, _, s) => {
      for (const name of namesOf(o, s, 'A')) o.delete(name);
    },
    alert: 'rolled-back',
  },
  'A15 hides one device from another': {
    ruin: async (o, _, s) => {
      await s.tell('C syncs');
      for (const name of namesOf(o, s, 'A').slice(-1)) o.delete(name);
      await s.tell('C adds c', 'C syncs');
    },
    alert: 'withheld',
  },
  'A16 lists a segment that is not there': {
    ruin: (o, _, s) => void o.set(`${lastOfA(o, s).slice(0, 16)}-00000009-${'0'.repeat(32)}`, new Uint8Array()),
    alert: 'damaged',
  },
  'A17 writes under the name of the reader': {
    ruin: (o, _, s) => {
      const [ofB = ''] = namesOf(o, s, 'B');
      o.set(`${ofB.slice(0, 16)}-00000009-${'0'.repeat(32)}`, new Uint8Array(1040));
    },
    alert: 'damaged',
  },
  'A18 mixes in another vault': { ruin: ofForeignVault, alert: 'foreign' },
  'A19 forks the chain of a device by a copied profile': {
    ruin: async (_, __, s) => {
      s.profiles.C = copyProfile(profileOf(s, 'A'));
      const real = s.storage.objects;
      s.storage.objects = new Map([...real].filter(([name]) => name !== lastOfA(real, s)));
      await s.tell('A names x one', 'A syncs');
      const branch = s.storage.objects;
      s.storage.objects = new Map(real);
      await s.tell('C names x two', 'C syncs');
      for (const [name, bytes] of branch) s.storage.objects.set(name, bytes);
    },
    alert: 'forked',
  },
  'A20 keeps back what this device wrote': {
    ruin: async (o, _, s) => {
      await s.tell('B syncs');
      for (const name of namesOf(o, s, 'B')) o.delete(name);
      await s.tell('B syncs');
    },
    alert: 'own-missing',
  },
};

describe('a hostile storage', () => {
  it.each(Object.entries(ATTACKS))(
    '%s: is told of, takes nothing away, and does not stop the others',
    async (_, attack) => {
      await expectWithstood(attack);
    },
  );

  it('A21 shows every flip of every byte of a segment, and applies none', async () => {
    const { scene } = await prepare();
    const name = lastOfA(scene.storage.objects, scene);
    const whole = scene.storage.objects.get(name) ?? new Uint8Array();
    const untouched = spelledOf(profileOf(scene, 'B'));
    for (let at = 0; at < whole.length; at++) {
      scene.profiles.D = copyProfile(profileOf(scene, 'B'));
      scene.storage.objects.set(name, change(whole, at));
      await scene.tell('D syncs');
      expect(alertsOf(scene, 'D')).toContain('damaged');
      expect(spelledOf(profileOf(scene, 'D'))).toBe(untouched);
    }
  });

  it('A22 of another vault is neither read nor written by a device that is new to it', async () => {
    const scene = createScene(['A']);
    await ofForeignVault(scene.storage.objects);
    const before = scene.storage.objects.size;
    await scene.tell('A adds x', 'A syncs');
    expect(scene.reports.A?.failure).toEqual({ kind: 'other-vault' });
    expect(scene.storage.objects.size).toBe(before);
  });

  it('A23 that shows less than a checkpoint is told of at the first round', async () => {
    const { scene, past } = await prepare();
    await scene.tell('C adds c', 'C syncs');
    const { heads } = profileOf(scene, 'C').state;
    const fresh = createScene(['N']);
    fresh.storage = { ...scene.storage, objects: new Map(past) };
    const profile = profileOf(fresh, 'N');
    profile.device = 'dddddddd';
    profile.state = { ...profile.state, attested: heads };
    await fresh.tell('N syncs');
    expect(alertsOf(fresh, 'N')).toContain('withheld');
  });

  it.each<RemoteFailureKind>(['unauthorized', 'forbidden', 'busy', 'full', 'unreachable', 'not-a-storage'])(
    'A24 that answers %s changes nothing here',
    async (kind) => {
      const { scene } = await prepare();
      const before = spelledOf(profileOf(scene, 'B'));
      const ports = scene.portsOf('B');
      const report = await runRound({ ...ports, remote: { ...ports.remote, list: async () => fail({ kind }) } });
      expect(report.failure).toEqual({ kind });
      expect(spelledOf(profileOf(scene, 'B'))).toBe(before);
    },
  );

  it('A25 sees no word of a record in what it keeps', async () => {
    const { scene } = await prepare();
    const kept = [...scene.storage.objects].map(([name, bytes]) => name + Buffer.from(bytes).toString('latin1')).join();
    expect(kept).not.toMatch(/third|issuer|11111111/);
  });
});
