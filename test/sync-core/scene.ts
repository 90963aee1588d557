/** A few devices around one storage, driven by sentences: 'A adds x', 'B trashes x', 'A syncs', 'both show x'. */
import { expect } from 'vitest';
import { fieldOf, membersOf, stateOf } from '../../lib/record/record.ts';
import { encodeRecord } from '../../lib/record/record-codec.ts';
import { type RoundReport, runRound } from '../../lib/sync/round.ts';
import type { SyncPorts } from '../../lib/sync/sync-ports.ts';
import { createDice } from '../sim/dice.ts';
import { createFakeCrypto } from '../sim/fake-crypto.ts';
import { copyProfile, createProfile, createProfileStore, type Profile, writeHere } from '../sim/profile.ts';
import { createStorage, createStorageRemote, type Storage } from '../sim/storage.ts';

export interface Scene {
  storage: Storage;
  readonly profiles: Record<string, Profile>;
  readonly reports: Record<string, RoundReport>;
  nowMs: number;
  portsOf(name: string): SyncPorts;
  tell(...sentences: readonly string[]): Promise<void>;
}

export function createScene(names: readonly string[] = ['A', 'B'], vault = 'vault'): Scene {
  const profiles: Record<string, Profile> = {};
  for (const [index, name] of names.entries()) profiles[name] = createProfile(String(index + 1).repeat(8));
  const crypto = createFakeCrypto(vault);
  const dice = createDice(7);
  const scene: Scene = {
    storage: createStorage(),
    profiles,
    reports: {},
    nowMs: 1_700_000_000_000,
    portsOf: (name) => ({
      remote: createStorageRemote(scene.storage, dice, () => 0),
      store: createProfileStore(profileOf(scene, name)),
      crypto,
      clock: () => scene.nowMs,
      random: dice.bytes,
    }),
    async tell(...sentences) {
      for (const sentence of sentences) {
        scene.nowMs += 60_000;
        await act(scene, sentence);
      }
    },
  };
  return scene;
}

export function profileOf(scene: Scene, name: string): Profile {
  const profile = scene.profiles[name];
  if (profile === undefined) throw new Error(`nobody is called ${name}`);
  return profile;
}

export function alertsOf(scene: Scene, name: string): readonly string[] {
  return profileOf(scene, name).state.alerts.map(({ kind }) => kind);
}

async function act(scene: Scene, sentence: string): Promise<void> {
  const [who = '', verb = '', what = '', ...rest] = sentence.split(' ');
  if (who === 'all') return expectAll(scene, [what, ...rest].join(' '));
  const profile = scene.profiles[who];
  const write = (id: string, change: Parameters<typeof writeHere>[2]) =>
    writeHere(profileOf(scene, who), id, change, scene.nowMs);
  switch (verb) {
    case 'adds':
      for (const id of [what, ...rest]) write(id, { fields: { issuer: `of ${who}` } });
      break;
    case 'names':
      write(what, { fields: { issuer: rest.join(' ') } });
      break;
    case 'tags':
      write(what, { sets: { tags: [...tagsOf(scene, who, what), rest.join(' ')] } });
      break;
    case 'untags':
      write(what, { sets: { tags: [] } });
      break;
    case 'trashes':
      for (const id of [what, ...rest]) write(id, { state: 'trashed' });
      break;
    case 'restores':
      write(what, { state: 'live' });
      break;
    case 'purges':
      write(what, { state: 'purged' });
      break;
    case 'counts':
      write(what, { counters: { hotp: { '11111111:1': Number(rest[0]) } } });
      break;
    case 'syncs':
      scene.reports[who] = await runRound(scene.portsOf(who));
      break;
    case 'agrees':
      scene.reports[who] = await runRound(scene.portsOf(who), { approved: new Set(profile?.records.keys()) });
      break;
    case 'copies':
      scene.profiles[rest.at(-1) ?? what] = copyProfile(profileOf(scene, who));
      break;
    case 'shows':
      expect(shown(scene, who), sentence).toBe([what, ...rest].join(' '));
      break;
    default:
      throw new Error(`nobody knows what "${sentence}" means`);
  }
}

function tagsOf(scene: Scene, who: string, id: string): readonly string[] {
  const record = profileOf(scene, who).records.get(id);
  return record === undefined ? [] : membersOf(record, 'tags');
}

/** Live records with name, tags and count. */
function shown(scene: Scene, who: string): string {
  const live = [...profileOf(scene, who).records.values()].filter((record) => stateOf(record) === 'live');
  const words = live.map((record) => {
    const count = record.counters.hotp?.['11111111:1'];
    const tags = membersOf(record, 'tags').map((tag) => `#${tag}`);
    return [`${record.id}=${fieldOf(record, 'issuer')}`, ...tags, ...(count === undefined ? [] : [`${count}`])].join(
      ' ',
    );
  });
  return words.length === 0 ? 'nothing' : words.sort().join(', ');
}

function expectAll(scene: Scene, what: string): void {
  const names = Object.keys(scene.profiles);
  for (const name of names) expect(shown(scene, name), `${name} shows`).toBe(what);
  expect(new Set(names.map((name) => spelledOf(profileOf(scene, name)))).size, 'all hold the same bytes').toBe(1);
}

export function spelledOf({ records }: Profile): string {
  return [...records.values()].map(encodeRecord).sort().join('\n');
}
