/** Runs scenarios one after the other, each in a world of its own or on its ground, and tells plainly how they went. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** Where several scenarios begin; their world is made once for those that follow each other. */
export interface Ground {
  prepare(world: World): Promise<void>;
  /** Takes back what a scenario leaves behind; pages are closed anyway. */
  restore?(world: World): Promise<void>;
}

export interface Scenario {
  /** What is true afterwards, as a sentence. */
  readonly name: string;
  run(world: World): Promise<void>;
  /** More switches for the browser. */
  readonly args?: readonly string[];
  /** Complaints of our pages that belong to this scenario. */
  readonly mayComplain?: RegExp;
  readonly ground?: Ground;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Against hanging for ever; with two browsers on a busy machine a scenario may take a minute. */
const LIMIT_MS = 120_000;

export async function runScenarios(scenarios: readonly Scenario[], options: WorldOptions): Promise<Outcome> {
  let failed = 0;
  let kept: Kept | undefined;
  // A rejection that nobody waits for fails the scenario that it fell into, and not the whole run.
  const strays: unknown[] = [];
  const onStray = (reason: unknown) => strays.push(reason);
  process.on('unhandledRejection', onStray);
  for (const [at, scenario] of scenarios.entries()) {
    const startedMs = performance.now();
    if (kept !== undefined && kept.ground !== scenario.ground) {
      await kept.world.close().catch(onStray);
      kept = undefined;
    }
    const ended = await runOne(scenario, options, kept);
    kept = ended.kept;
    const error = ended.error ?? strayOf(strays.splice(0));
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${error ? 'FAIL' : 'ok'} ${at + 1}/${scenarios.length} ${scenario.name} (${seconds} s)`);
    if (!error) continue;
    failed += 1;
    console.log(error.stack ?? error.message);
    if (error.cause) console.log('because of', error.cause);
  }
  await kept?.world.close();
  process.off('unhandledRejection', onStray);
  return { passed: scenarios.length - failed, failed };
}

function strayOf([reason]: readonly unknown[]): Error | undefined {
  return reason === undefined ? undefined : new Error('A rejection that nobody waited for.', { cause: reason });
}

/** A world that is still good for the next scenario on the same ground. */
interface Kept {
  readonly ground: Ground;
  readonly world: World;
}

async function runOne(
  scenario: Scenario,
  options: WorldOptions,
  kept: Kept | undefined,
): Promise<{ readonly error?: Error; readonly kept?: Kept }> {
  const { ground, mayComplain } = scenario;
  let world = kept?.world;
  try {
    if (world === undefined) {
      world = await createWorld({ ...options, args: [...(options.args ?? []), ...(scenario.args ?? [])] });
      if (ground) await withLimit(ground.prepare(world));
    }
    const complainedBefore = world.complaints.length;
    await withLimit(scenario.run(world));
    const unexpected = world.complaints.slice(complainedBefore).filter((complaint) => !mayComplain?.test(complaint));
    if (unexpected.length > 0) throw new Error(`Our pages complained:\n${unexpected.join('\n')}`);
    if (ground !== undefined) {
      await world.closePages();
      await ground.restore?.(world);
      return { kept: { ground, world } };
    }
    await world.close();
    return {};
  } catch (error) {
    if (world) await keepEvidence(world);
    await world?.close().catch((reason) => console.log('  and could not be closed:', reason));
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function withLimit(run: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${LIMIT_MS / 1000} s.`)), LIMIT_MS);
  });
  await Promise.race([run, limit]).finally(() => clearTimeout(timer));
}

async function keepEvidence(world: World): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-failed-'));
  for (const [at, page] of world.tessera.context.pages().entries()) {
    await page.screenshot({ path: join(folder, `${at}.png`), timeout: 5_000 }).catch(() => undefined);
    console.log(`  ${at}.png: ${page.url()}`);
  }
  console.log(`  screenshots in ${folder}`);
  for (const complaint of world.complaints) console.log(`  complaint: ${complaint}`);
}

/** The last line that a run prints; its exit code says the same. */
export function report({ passed, failed }: Outcome): void {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
