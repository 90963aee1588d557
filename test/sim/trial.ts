/** Runs a history from beginning to end, and finds the shortest one that still goes wrong. */
import { runRound } from '../../lib/sync/round.ts';
import type { History, Step } from './steps.ts';
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

/** Leaves out halves, quarters, ... single steps as long as a violation of the same guarantee remains (ddmin). */
export async function shrinkHistory(history: History, product: Product = { runRound }): Promise<History> {
  const guarantee = guaranteeOf((await tryHistory(history, product)).violations);
  let steps: readonly Step[] = history.steps;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < steps.length; ) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + size)];
      const { violations } = await tryHistory({ ...history, steps: fewer }, product);
      if (guaranteeOf(violations) === guarantee) steps = fewer;
      else at += size;
    }
  }
  return { ...history, steps };
}

export function tellStep(step: Step): string {
  const { kind, ...rest } = step;
  const details = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `${kind}: ${details.join(', ')}`;
}

function guaranteeOf(violations: readonly string[]): string | undefined {
  return violations[0]?.slice(0, 3);
}
