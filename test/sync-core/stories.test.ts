import { describe, expect, it } from 'vitest';
import { alertsOf, createScene, profileOf } from './scene.ts';

const both = ['A syncs', 'B syncs', 'A syncs', 'B syncs'];
const many = Array.from({ length: 12 }, (_, index) => `m${index}`).join(' ');

const STORIES: Readonly<Record<string, readonly string[]>> = {
  'what one adds the other has': ['A adds x', 'A syncs', 'B syncs', 'B shows x=of A'],
  'what both add both have': ['A adds x', 'B adds y', ...both, 'all show x=of A, y=of B'],
  'a later name wins': ['A adds x', ...both, 'B names x new', 'B syncs', 'A syncs', 'all show x=new'],
  'of two names the later one is in force': [
    'A adds x',
    ...both,
    'A names x a',
    'B names x b',
    ...both,
    'all show x=b',
  ],
  'two tags stay two': ['A adds x', ...both, 'A tags x a', 'B tags x b', ...both, 'all show x=of A #a #b'],
  'a removed tag stays removed': ['A adds x', 'A tags x a', ...both, 'B untags x', ...both, 'all show x=of A'],
  'a tag that the remover did not know stays': [
    'A adds x',
    'A tags x a',
    ...both,
    'A tags x b',
    'B untags x',
    ...both,
    'all show x=of A #b',
  ],
  'what one trashes is gone on both': ['A adds x', ...both, 'B trashes x', ...both, 'all show nothing'],
  'an edit does not bring back what was trashed': [
    'A adds x',
    ...both,
    'A trashes x',
    'B names x new',
    ...both,
    'all show nothing',
    'A restores x',
    ...both,
    'all show x=new',
  ],
  'a purged account stays away': [
    'A adds x',
    ...both,
    'A trashes x',
    'A purges x',
    'B names x n',
    ...both,
    'all show nothing',
  ],
  'the higher count wins': [
    'A adds x',
    'A counts x 1',
    ...both,
    'A counts x 3',
    'B counts x 7',
    ...both,
    'all show x=of A 7',
  ],
  'five accounts go without a question': [
    'A adds 1 2 3 4 5 6',
    ...both,
    'B trashes 1 2 3 4 5',
    'B syncs',
    'A syncs',
    'A shows 6=of A',
  ],
};

describe('a story of two devices', () => {
  it.each(Object.entries(STORIES))('%s', async (_, sentences) => {
    const scene = createScene();
    await scene.tell(...sentences);
    expect([...alertsOf(scene, 'A'), ...alertsOf(scene, 'B')]).toEqual([]);
  });

  it('asks before twelve accounts go, and keeps asking', async () => {
    const scene = createScene();
    await scene.tell(`A adds ${many}`, ...both, `B trashes ${many}`, 'B syncs', 'A syncs', 'A syncs');
    expect(scene.reports.A?.heldIds).toHaveLength(12);
    await scene.tell('A adds x', 'A syncs', 'B syncs', 'B shows x=of A', 'A agrees', 'all show x=of A');
  });

  it('does not look different to the other because it waits for a yes', async () => {
    const scene = createScene();
    await scene.tell(`A adds ${many} x`, ...both, `B trashes ${many}`, 'B syncs', 'A syncs');
    const profile = profileOf(scene, 'A');
    profile.state = { ...profile.state, own: { ...profile.state.own, needsSnapshot: true } };
    await scene.tell('A syncs', 'B syncs');
    expect(profile.state.own.live.map(({ kind }) => kind)).toEqual(['snapshot']);
    expect(alertsOf(scene, 'B')).toEqual([]);
  });

  it('is heard through a third device that was away', async () => {
    const scene = createScene(['A', 'B', 'C']);
    await scene.tell('A adds x', 'A syncs', 'B syncs', 'B names x b', 'B syncs', 'C syncs', 'C adds y', 'C syncs');
    await scene.tell('A syncs', 'B syncs', 'all show x=b, y=of C');
  });

  it('leaves an idle round without a write and with one request', async () => {
    const scene = createScene();
    await scene.tell('A adds x', ...both);
    const { requests } = scene.storage.counts;
    const { counter } = profileOf(scene, 'A');
    await scene.tell('A syncs');
    expect(scene.storage.counts.requests - requests).toBe(1);
    expect(profileOf(scene, 'A').counter).toBe(counter);
  });

  it('keeps a thousand edits in at most sixteen objects', async () => {
    const scene = createScene();
    await scene.tell('A adds x');
    for (let edit = 0; edit < 1000; edit++) {
      await scene.tell(`A names x ${edit}`, 'A syncs');
      expect(scene.storage.objects.size).toBeLessThanOrEqual(16);
    }
    await scene.tell('B syncs', 'all show x=999');
  });

  it('sends each edit in two requests, and clears up when there is nothing to say', async () => {
    const scene = createScene();
    await scene.tell('A adds x', ...both, 'A syncs');
    for (let edit = 0; edit < 70; edit++) {
      await scene.tell(`A names x ${edit}`);
      const before = scene.storage.counts.requests;
      await scene.tell('A syncs');
      expect(scene.storage.counts.requests - before).toBe(2);
      await scene.tell('A syncs');
      expect(scene.storage.objects.size).toBeLessThanOrEqual(10);
    }
  });
});

describe('a copied profile', () => {
  it('takes a name of its own, and neither loses what it wrote', async () => {
    const scene = createScene();
    await scene.tell('A adds x', ...both, 'A syncs', 'A copies to C');
    await scene.tell('A adds y', 'C adds z', 'A names x a', 'C tags x c', 'A syncs', 'C syncs', ...both, 'C syncs');
    await scene.tell('A syncs', 'B syncs', 'all show x=a #c, y=of A, z=of C');
    expect(profileOf(scene, 'C').device).not.toBe(profileOf(scene, 'A').device);
    expect(alertsOf(scene, 'C')).toContain('cloned');
  });
});
