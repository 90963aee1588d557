/** Runs a history from beginning to end, and finds the shortest one that still goes wrong. */
import { runRound } from '../../lib/sync/round.ts';
import type { History, Step, SyncStep } from './steps.ts';
import { createWorld, type Product, type World } from './world.ts';

export interface Verdict {
  readonly violations: readonly string[];
  readonly world: World;
}

export async function tryHistory(history: History, product: Product = { runRound }): Promise<Verdict> {
  const world = createWorld(history, product);
  const violations: string[] = [];
  try {
    for (const step of history.steps) await world.take(step);
    await world.settle();
  } catch (error) {
    violations.push(`G9: the round threw: ${error instanceof Error ? error.stack : String(error)}`);
  }
  return { violations: [...violations, ...world.judge.violations], world };
}

/** Leaves out halves, quarters, ... single steps as long as a violation of the same guarantee remains (ddmin); then calms what is left. */
export async function shrinkHistory(history: History, product: Product = { runRound }): Promise<History> {
  const guarantee = guaranteeOf((await tryHistory(history, product)).violations);
  const fails = async (tried: History) => guaranteeOf((await tryHistory(tried, product)).violations) === guarantee;
  let shortest = history;
  for (let size = Math.ceil(history.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < shortest.steps.length; ) {
      const fewer = { ...shortest, steps: [...shortest.steps.slice(0, at), ...shortest.steps.slice(at + size)] };
      if (await fails(fewer)) shortest = fewer;
      else at += size;
    }
  }
  for (const [at] of shortest.steps.entries())
    for (const change of calmings(shortest.steps[at])) {
      const steps = shortest.steps.map((step, index) => (index === at ? ({ ...step, ...change } as Step) : step));
      if (await fails({ ...shortest, steps })) shortest = { ...shortest, steps };
    }
  for (let deviceCount = 2; deviceCount < shortest.deviceCount; deviceCount++)
    if (await fails({ ...shortest, deviceCount })) shortest = { ...shortest, deviceCount };
  return shortest;
}

/** What makes a round less troubled. */
function calmings(step: Step | undefined): readonly Partial<SyncStep>[] {
  if (step?.kind !== 'sync') return [];
  return [
    ...(step.faultRate > 0 ? [{ faultRate: 0 }] : []),
    ...(step.stopAt > 0 ? [{ stopAt: 0 }] : []),
    ...(step.isTwice ? [{ isTwice: false }] : []),
    ...(step.devices.length > 1 ? step.devices.map((device) => ({ devices: [device] })) : []),
  ];
}

export function guaranteeOf(violations: readonly string[]): string | undefined {
  return violations[0]?.split(':')[0];
}
