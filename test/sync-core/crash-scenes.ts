/** What lies before the round of A that is stopped, and what all devices show in the end. */
import type { Bytes } from '../../lib/base/bytes.ts';
import { parseSegmentName } from '../../lib/sync/segment.ts';
import { copyProfile } from '../sim/profile.ts';
import { createScene, profileOf, type Scene } from './scene.ts';

type Event = string | ((scene: Scene) => void);

export interface CrashScene {
  readonly before: readonly Event[];
  readonly end: string;
  /** The user has said yes to what was held back. */
  readonly isAgreed?: boolean;
  /** Whose round runs at the same time; A stands for a second worker of the same profile. */
  readonly beside?: 'A' | 'B';
}

const both = ['A syncs', 'B syncs', 'A syncs', 'B syncs'];
const nine = '1 2 3 4 5 6 7 8 9';
const edits = (names: readonly string[]) => names.flatMap((name) => [`A names x ${name}`, 'A syncs']);

let kept = new Map<string, Bytes>();
const keep: Event = ({ storage }) => {
  kept = new Map(storage.objects);
};
const putBack: Event = (scene) => {
  scene.storage.objects = new Map(kept);
};
const wipe: Event = ({ storage }) => storage.objects.clear();
const namesOf = (scene: Scene, who: string) => {
  const hashes = new Set(profileOf(scene, who).state.own.trail.map(({ hash }) => hash));
  return [...scene.storage.objects.keys()].filter((name) => hashes.has(parseSegmentName(name)?.hash ?? ''));
};
const dropAllOf =
  (who: string): Event =>
  (scene) => {
    for (const name of namesOf(scene, who)) scene.storage.objects.delete(name);
  };
const spoilLastOf =
  (who: string): Event =>
  (scene) => {
    const name = namesOf(scene, who).sort().at(-1) ?? '';
    scene.storage.objects.set(name, scene.storage.objects.get(name)?.with(600, 0) as Bytes);
  };
const fill: Event = ({ storage }) => {
  storage.quota = storage.objects.size;
};
const makeRoom: Event = ({ storage }) => {
  storage.quota = Number.POSITIVE_INFINITY;
};
const backups = new WeakMap<Scene, ReturnType<typeof copyProfile>>();
const backUp: Event = (scene) => void backups.set(scene, copyProfile(profileOf(scene, 'A')));
const goBack: Event = (scene) => {
  const backup = backups.get(scene);
  if (backup !== undefined) scene.profiles.A = copyProfile(backup);
};

export const CRASH_SCENES: Readonly<Record<string, CrashScene>> = {
  'first send': { before: ['A adds x'], end: 'x=of A' },
  'first read': { before: ['B adds x', 'B syncs'], end: 'x=of B' },
  'read and send': { before: ['A adds x', 'B adds y', 'B syncs'], end: 'x=of A, y=of B' },
  'many at once': {
    before: [`A adds ${nine}`, 'B adds x', 'B syncs'],
    end: `${nine
      .split(' ')
      .map((id) => `${id}=of A`)
      .join(', ')}, x=of B`,
  },
  conflict: { before: ['A adds x', ...both, 'A tags x a', 'B tags x b', 'B syncs'], end: 'x=of A #a #b' },
  'two names': { before: ['A adds x', ...both, 'A names x a', 'B names x b', 'B syncs'], end: 'x=b' },
  untagged: { before: ['A adds x', 'A tags x a', ...both, 'B untags x', 'B syncs', 'A tags x b'], end: 'x=of A #b' },
  'trash from there': { before: ['A adds x y', ...both, 'B trashes x', 'B syncs'], end: 'y=of A' },
  'edited here, trashed there': {
    before: ['A adds x y', ...both, 'B trashes x', 'B syncs', 'A names x new'],
    end: 'y=of A',
  },
  restore: { before: ['A adds x', 'A trashes x', ...both, 'A restores x'], end: 'x=of A' },
  purge: { before: ['A adds x y', ...both, 'A trashes x', 'A purges x'], end: 'y=of A' },
  'purged there, edited here': {
    before: ['A adds x y', ...both, 'B trashes x', 'B purges x', 'B syncs', 'A names x new'],
    end: 'y=of A',
  },
  count: { before: ['A adds x', 'A counts x 4', ...both, 'A counts x 5', 'B counts x 6', 'B syncs'], end: 'x=of A 6' },
  fold: { before: ['A adds x', 'A syncs', ...edits(['a', 'b', 'c']), 'A names x d'], end: 'x=d' },
  'tidying after a fold': { before: ['A adds x', 'A syncs', ...edits(['a', 'b', 'c', 'd'])], end: 'x=d' },
  'a fold of folds': {
    before: ['A adds x', 'A syncs', ...edits([...'abcdefghijklmno']), 'A names x p'],
    end: 'x=p',
  },
  'copied profile': {
    before: ['A adds x', ...both, 'A syncs', 'A copies to C', 'C names x c', 'C syncs', 'A tags x a'],
    end: 'x=c #a',
  },
  'profile put back': {
    before: ['A adds x', ...both, 'A syncs', backUp, 'A names x later', 'A syncs', 'A syncs', goBack, 'A tags x a'],
    end: 'x=later #a',
  },
  'held back': { before: [`A adds ${nine} x`, ...both, `B trashes ${nine}`, 'B syncs'], end: 'x=of A' },
  'held back, and let go': {
    before: [`A adds ${nine} x`, ...both, `B trashes ${nine}`, 'B syncs', 'A syncs'],
    end: 'x=of A',
    isAgreed: true,
  },
  'wiped storage': { before: ['A adds x', ...both, 'B adds y', ...both, wipe], end: 'x=of A, y=of B' },
  'storage put back': {
    before: ['A adds x', ...both, keep, 'A names x new', 'A syncs', 'B adds y', 'B syncs', 'A syncs', putBack],
    end: 'x=new, y=of B',
  },
  'own objects gone': { before: ['A adds x', ...both, dropAllOf('A'), 'A syncs'], end: 'x=of A' },
  'their objects gone': { before: ['B adds x', ...both, dropAllOf('B'), 'A adds y'], end: 'x=of B, y=of A' },
  'spoilt segment': { before: ['B adds x', ...both, 'B names x new', 'B syncs', spoilLastOf('B')], end: 'x=new' },
  'asked for a snapshot': {
    before: ['A adds x', ...both, 'A names x new', 'A syncs', spoilLastOf('A'), 'B syncs', 'B syncs'],
    end: 'x=new',
  },
  'no room': { before: ['A adds x', ...both, fill, 'A names x new', 'A syncs', makeRoom], end: 'x=new' },
  'three devices': {
    before: [
      (scene) => void Object.assign(scene.profiles, createScene(['A', 'B', 'C']).profiles),
      ...['A adds x', 'B adds y', 'C adds z', 'B syncs', 'C syncs'],
    ],
    end: 'x=of A, y=of B, z=of C',
  },
  'two devices at once': { before: ['A adds x', 'B adds y'], end: 'x=of A, y=of B', beside: 'B' },
  'two workers at once': { before: ['A adds x', 'B adds y', 'B syncs'], end: 'x=of A, y=of B', beside: 'A' },
};
