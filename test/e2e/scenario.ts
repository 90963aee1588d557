/** Runs scenarios one after the other, each in a world of its own, and tells plainly how they went. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, type World, type WorldOptions } from './world.ts';

export interface Scenario {
  /** What is true afterwards, as a sentence. */
  readonly name: string;
  run(world: World): Promise<void>;
  /** More switches for the browser. */
  readonly args?: readonly string[];
  /** Complaints of our pages that belong to this scenario. */
  readonly mayComplain?: RegExp;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Against hanging for ever; with two browsers on a busy machine a scenario may take a minute. */
const LIMIT_MS = 120_000;

export async function runScenarios(scenarios: readonly Scenario[], options: WorldOptions): Promise<Outcome> {
  let failed = 0;
  for (const [at, scenario] of scenarios.entries()) {
    const startedMs = performance.now();
    const error = await runOne(scenario, options);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${error ? 'FAIL' : 'ok'} ${at + 1}/${scenarios.length} ${scenario.name} (${seconds} s)`);
    if (!error) continue;
    failed += 1;
    console.log(error.stack ?? error.message);
    if (error.cause) console.log('because of', error.cause);
  }
  return { passed: scenarios.length - failed, failed };
}

async function runOne(scenario: Scenario, options: WorldOptions): Promise<Error | undefined> {
  let world: World | undefined;
  try {
    world = await createWorld({ ...options, args: [...(options.args ?? []), ...(scenario.args ?? [])] });
    await withLimit(scenario.run(world));
    const unexpected = world.complaints.filter((complaint) => !scenario.mayComplain?.test(complaint));
    if (unexpected.length > 0) throw new Error(`Our pages complained:\n${unexpected.join('\n')}`);
    return undefined;
  } catch (error) {
    if (world) await keepEvidence(world);
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await world?.close();
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
