/** A history is a list of steps, made from a seed before it is run; so it can be run again, and with some left out. */
import { createDice, type Dice } from './dice.ts';
import { FAILINGS, type Failing } from './storage.ts';

export type Act =
  | 'add'
  | 'add-many'
  | 'edit'
  | 'edit-trashed'
  | 'tag'
  | 'untag'
  | 'trash'
  | 'trash-many'
  | 'restore'
  | 'purge'
  | 'hotp';

export type Ruin =
  | 'flip'
  | 'truncate'
  | 'append'
  | 'drop'
  | 'rename'
  | 'swap'
  | 'copy'
  | 'twin'
  | 'replay'
  | 'wipe'
  | 'restore';

export interface SyncStep {
  readonly kind: 'sync';
  readonly devices: readonly number[];
  readonly seed: number;
  readonly faultRate: number;
  /** The first device is stopped at this gate, and never goes on; 0 for never. */
  readonly stopAt: number;
  /** Two workers of the first device at once. */
  readonly isTwice: boolean;
}

export type Step =
  | { readonly kind: 'act'; readonly device: number; readonly act: Act; readonly roll: number }
  | SyncStep
  | { readonly kind: 'ruin'; readonly how: Ruin; readonly seed: number }
  | { readonly kind: 'outage'; readonly fault: Failing; readonly requests: number }
  | { readonly kind: 'quota'; readonly objects: number }
  | { readonly kind: 'clone'; readonly device: number }
  | { readonly kind: 'back-up'; readonly device: number }
  /** The profile is put back as it was backed up; what was done since and not sent is gone, as the user knows. */
  | { readonly kind: 'go-back'; readonly device: number }
  /** The first removes the second, with new keys; the others sync again once they have taken them over. */
  | { readonly kind: 'remove'; readonly device: number; readonly whom: number }
  | { readonly kind: 'pair-again'; readonly device: number }
  /** A removed device goes on, with the keys that it had. */
  | { readonly kind: 'ghost'; readonly seed: number }
  | { readonly kind: 'sleep'; readonly days: number }
  | { readonly kind: 'doze'; readonly device: number; readonly steps: number; readonly days: number }
  | { readonly kind: 'clock'; readonly device: number; readonly offsetMs: number };

export interface History {
  readonly deviceCount: number;
  /**
   * A storage that hides what a copied profile wrote from the other copy makes both write under one name, and edits
   * are lost: that cannot be told in time by anyone. So where profiles are copied or put back, listings are whole.
   */
  readonly isCloning: boolean;
  readonly steps: readonly Step[];
}

interface Weather {
  readonly isRemoving: boolean;
  readonly faultRate: number;
  readonly isHostile: boolean;
  readonly isCloning: boolean;
}

const ACTS: readonly Act[] = [
  ...(['add', 'add', 'add', 'edit', 'edit', 'edit', 'edit', 'tag', 'tag', 'untag', 'hotp', 'hotp'] as const),
  ...(['add-many', 'trash', 'restore', 'edit-trashed', 'trash-many', 'trash-many', 'purge'] as const),
];
const RUINS: readonly Ruin[] = [
  ...(['flip', 'flip', 'truncate', 'append', 'drop', 'drop', 'rename'] as const),
  ...(['swap', 'copy', 'twin', 'replay', 'restore', 'wipe'] as const),
];
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const CLOCK_JUMPS_MS = [-10 * YEAR_MS, -3_600_000, 0, 0, 3_600_000, 10 * YEAR_MS];

/** Some histories are calm, so that what the storage does in others does not hide faults of our own. */
export function createHistory(seed: number, stepCount: number): History {
  const dice = createDice(seed);
  const isCloning = dice.chance(0.3);
  const isHostile = !isCloning && dice.chance(0.6);
  const isRemoving = !isCloning && dice.chance(0.25);
  const weather = { faultRate: dice.pick([0, 0.02, 0.1, 0.3]), isHostile, isCloning, isRemoving };
  const deviceCount = 2 + dice.below(5);
  return {
    deviceCount,
    isCloning,
    steps: Array.from({ length: stepCount }, () => createStep(dice, deviceCount, weather)),
  };
}

function createStep(dice: Dice, deviceCount: number, weather: Weather): Step {
  const device = dice.below(deviceCount + (weather.isCloning ? 2 : 0));
  const roll = dice.next();
  if (roll < 0.48) return { kind: 'act', device, act: dice.pick(ACTS), roll: dice.below(1000) };
  if (roll > 0.8 && roll < 0.86 && weather.isRemoving) return createRemoval(dice, device, deviceCount);
  if (roll < 0.86) return createSync(dice, device, weather);
  if (roll < 0.91 && weather.isHostile) return { kind: 'ruin', how: dice.pick(RUINS), seed: dice.below(1e9) };
  if (roll < 0.93 && weather.isCloning) {
    return { kind: dice.pick(['clone', 'back-up', 'back-up', 'go-back', 'go-back'] as const), device };
  }
  if (roll < 0.945 && weather.faultRate > 0) {
    if (dice.chance(0.3)) return { kind: 'quota', objects: dice.pick([0, 2, 5, 1e9]) };
    return { kind: 'outage', fault: dice.pick(FAILINGS), requests: 1 + dice.below(20) };
  }
  if (roll < 0.96) return createSync(dice, device, weather);
  if (roll < 0.97) return { kind: 'doze', device, steps: 5 + dice.below(15), days: 90 };
  if (roll < 0.985) return { kind: 'sleep', days: dice.pick([1, 7, 90]) };
  return { kind: 'clock', device, offsetMs: dice.pick(CLOCK_JUMPS_MS) };
}

function createRemoval(dice: Dice, device: number, deviceCount: number): Step {
  const kind = dice.pick(['remove', 'remove', 'pair-again', 'pair-again', 'pair-again', 'ghost', 'ghost'] as const);
  if (kind === 'ghost') return { kind, seed: dice.below(1e9) };
  return kind === 'remove' ? { kind, device, whom: dice.below(deviceCount) } : { kind, device };
}

function createSync(dice: Dice, device: number, { faultRate }: Weather): SyncStep {
  const devices = dice.chance(0.4) ? [device, device + 1 + dice.below(3)] : [device];
  const stopAt = dice.chance(0.15) ? 1 + dice.below(90) : 0;
  return { kind: 'sync', devices, seed: dice.below(1e9), faultRate, stopAt, isTwice: dice.chance(0.05) };
}

export function tellStep(step: Step): string {
  switch (step.kind) {
    case 'act':
      return `device ${step.device}: ${step.act} (roll ${step.roll})`;
    case 'sync': {
      const stop = step.stopAt > 0 ? `, stopped at gate ${step.stopAt}` : '';
      const who = step.isTwice ? [step.devices[0], ...step.devices] : step.devices;
      return `device ${who.join(' and ')}: sync${stop} (faults ${step.faultRate}, seed ${step.seed})`;
    }
    case 'ruin':
      return `storage: ${step.how} (seed ${step.seed})`;
    case 'outage':
      return `storage: answers ${step.fault} ${step.requests} times`;
    case 'remove':
      return `device ${step.device}: removes device ${step.whom}`;
    case 'ghost':
      return `device that was removed: forges (seed ${step.seed})`;
    case 'quota':
      return `storage: room for ${step.objects} objects`;
    case 'sleep':
      return `${step.days} days pass`;
    case 'doze':
      return `device ${step.device}: sleeps ${step.days} days, the next ${step.steps} steps`;
    case 'clock':
      return `device ${step.device}: its clock is ${step.offsetMs / 3_600_000} hours off`;
    default:
      return `device ${step.device}: ${step.kind}`;
  }
}
