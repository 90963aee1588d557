/** A history is a list of steps, made from a seed before it is run; so it can be run again, and with some left out. */
import { createDice, type Dice } from './dice.ts';

export type Act =
  | 'add'
  | 'edit'
  | 'edit-trashed'
  | 'tag'
  | 'untag'
  | 'trash'
  | 'trash-many'
  | 'restore'
  | 'purge'
  | 'hotp';

export type Ruin = 'flip' | 'truncate' | 'drop' | 'rename' | 'replay' | 'wipe' | 'restore';

export type Step =
  | { readonly kind: 'act'; readonly device: number; readonly act: Act; readonly roll: number }
  | {
      readonly kind: 'sync';
      readonly devices: readonly number[];
      readonly seed: number;
      readonly faultRate: number;
      readonly stopAt: number;
    }
  | { readonly kind: 'ruin'; readonly how: Ruin; readonly seed: number }
  | { readonly kind: 'clone'; readonly device: number }
  | { readonly kind: 'sleep'; readonly days: number }
  | { readonly kind: 'clock'; readonly device: number; readonly offsetMs: number };

export interface History {
  readonly deviceCount: number;
  /**
   * A storage that hides what a copied profile wrote from the other copy makes both write under one name, and edits
   * are lost: that cannot be told in time by anyone. So where profiles are copied, listings are whole.
   */
  readonly isCloning: boolean;
  readonly steps: readonly Step[];
}

const ACTS: readonly Act[] = [
  ...(['add', 'add', 'add', 'edit', 'edit', 'edit', 'edit', 'tag', 'tag', 'untag', 'hotp', 'hotp'] as const),
  ...(['trash', 'restore', 'edit-trashed', 'trash-many', 'purge'] as const),
];
const RUINS: readonly Ruin[] = ['flip', 'flip', 'truncate', 'drop', 'drop', 'rename', 'replay', 'restore', 'wipe'];
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Some histories are calm, so that what the storage does in others does not hide faults of our own. */
export function createHistory(seed: number, stepCount: number): History {
  const dice = createDice(seed);
  const isCloning = dice.chance(0.3);
  const isHostile = !isCloning && dice.chance(0.6);
  const weather = { faultRate: dice.pick([0, 0.02, 0.1, 0.3]), isHostile, isCloning };
  const deviceCount = 2 + dice.below(4);
  return {
    deviceCount,
    isCloning,
    steps: Array.from({ length: stepCount }, () => createStep(dice, deviceCount, weather)),
  };
}

function createStep(
  dice: Dice,
  deviceCount: number,
  weather: { readonly faultRate: number; readonly isHostile: boolean; readonly isCloning: boolean },
): Step {
  const device = dice.below(deviceCount + 2);
  const roll = dice.next();
  if (roll < 0.5) return { kind: 'act', device, act: dice.pick(ACTS), roll: dice.below(1000) };
  if (roll < 0.9 || (roll < 0.96 && !weather.isHostile)) {
    const together = dice.chance(0.4) ? [device, device + 1 + dice.below(3)] : [device];
    const stopAt = dice.chance(0.15) ? 1 + dice.below(90) : 0;
    return { kind: 'sync', devices: together, seed: dice.below(1e9), faultRate: weather.faultRate, stopAt };
  }
  if (roll < 0.96) return { kind: 'ruin', how: dice.pick(RUINS), seed: dice.below(1e9) };
  if (roll < 0.97 && weather.isCloning) return { kind: 'clone', device };
  if (roll < 0.985) return { kind: 'sleep', days: dice.pick([1, 7, 90]) };
  return { kind: 'clock', device, offsetMs: dice.pick([-10 * YEAR_MS, -3_600_000, 0, 0, 3_600_000, 10 * YEAR_MS]) };
}
