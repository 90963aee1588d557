/** A storage that turns against its devices: what lies before, what it does, and what has to be true afterwards. */
import { expect } from 'vitest';
import type { Bytes } from '../../lib/base/bytes.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import { parseSegmentName } from '../../lib/sync/segment.ts';
import { alertsOf, createScene, profileOf, type Scene, spelledOf } from './scene.ts';

const both = ['A syncs', 'B syncs', 'A syncs', 'B syncs'];
export type Objects = Map<string, Bytes>;

export interface Attack {
  /** On what B has not read yet, after both have read all else. */
  readonly ruin?: (objects: Objects, past: Objects, scene: Scene) => void | Promise<void>;
  /** What B is answered from then on. */
  readonly serve?: (remote: Remote, past: Objects, scene: Scene) => Remote;
  /** What B is told; where nothing is, B has everything in the end. */
  readonly alert?: string;
}

export function namesOf(objects: Objects, scene: Scene, who: 'A' | 'B'): string[] {
  const own = new Set(profileOf(scene, who).state.own.trail.map(({ hash }) => hash));
  return [...objects.keys()].filter((name) => own.has(parseSegmentName(name)?.hash ?? '')).sort();
}

export const lastOfA = (objects: Objects, scene: Scene) => namesOf(objects, scene, 'A').at(-1) ?? '';
export const change = (bytes: Bytes | undefined, at: number) =>
  (bytes ?? new Uint8Array()).map((byte, index) => (index === at ? byte ^ 1 : byte));
export const ofForeignVault = async (objects: Objects) => {
  const other = createScene(['A'], 'another vault');
  await other.tell('A adds foreign', 'A syncs');
  for (const [name, bytes] of other.storage.objects) objects.set(name, bytes);
};

export async function prepare(): Promise<{ readonly scene: Scene; readonly past: Objects }> {
  const scene = createScene(['A', 'B', 'C']);
  await scene.tell('A adds x', 'B adds y', ...both, 'A names x second', ...both);
  const past = new Map(scene.storage.objects);
  await scene.tell('A adds z', 'A syncs', 'B syncs', 'A syncs', 'A names x third', 'A syncs');
  return { scene, past };
}

/** The attack is told of, takes nothing away, applies nothing foreign or in part, and does not stop the others. */
export async function expectWithstood({ ruin, serve, alert }: Attack): Promise<void> {
  const { scene, past } = await prepare();
  await ruin?.(scene.storage.objects, past, scene);
  const before = profileOf(scene, 'B').records.size;
  const { portsOf } = scene;
  if (serve !== undefined) {
    const answered = serve(portsOf('B').remote, past, scene);
    scene.portsOf = (name) => (name === 'B' ? { ...portsOf(name), remote: answered } : portsOf(name));
  }
  await scene.tell('B syncs');
  if (alert !== undefined) expect(alertsOf(scene, 'B')).toContain(alert);
  expect(profileOf(scene, 'B').records.size).toBeGreaterThanOrEqual(before);
  expect(spelledOf(profileOf(scene, 'B'))).not.toContain('foreign');
  scene.portsOf = portsOf;
  const names = Object.keys(scene.profiles);
  for (let pass = 0; pass < 6; pass++) {
    scene.nowMs += 60 * 60_000;
    for (const name of names) await scene.tell(`${name} agrees`);
  }
  expect(new Set(names.map((name) => spelledOf(profileOf(scene, name)))).size).toBe(1);
  if (alert === undefined) expect(alertsOf(scene, 'B')).toEqual([]);
}
