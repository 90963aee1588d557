/** `npm test`: everything, in the order in which a mistake shows cheapest; stops at the first step that fails. */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import {
  provideAge,
  provideChromium,
  provideCurl,
  provideDisplayTools,
  provideFirefox,
  providePdfToPpm,
  provideStorageServers,
} from './browser/provision.ts';

const ROOT = join(import.meta.dirname, '..');
const CHROME = join(ROOT, '.output/chrome-mv3');
const FIREFOX = join(ROOT, '.output/firefox-mv3');

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Reads the tests that passed from what was printed; a step that only says yes or no counts as one. */
  readonly count?: RegExp;
  /** What needs a core and no browser runs behind a step that leaves it one; what it prints comes at its end. */
  readonly behind?: Step;
}

const VITEST = /^\s*Tests\s.*?(\d+) passed/m;
const SCENARIOS = /^(\d+) passed, 0 failed$/m;
const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts'] as const;

const SIMULATED: Step = { name: 'a minute of simulated sync', command: ['node', 'test/sim.ts', '--for-seconds', '60'] };

const STEPS: readonly Step[] = [
  { name: 'format and lint', command: ['biome', 'check', '--config-path=test/lint.json', '.'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'unused files and exports', command: ['knip'] },
  { name: 'unit, property and house tests', command: [...vitest], count: VITEST },
  { name: 'build for Chrome', command: ['wxt', 'build'] },
  { name: 'build for Firefox', command: ['wxt', 'build', '-b', 'firefox', '--mv3'] },
  { name: 'web-ext lint', command: ['web-ext', 'lint', '--source-dir', FIREFOX] },
  { name: 'end to end in Chromium', command: ['node', 'test/e2e.ts'], count: SCENARIOS, behind: SIMULATED },
  { name: 'end to end with a display', command: ['node', 'test/e2e/xvfb.ts'], count: SCENARIOS },
  { name: 'end to end in Firefox', command: ['node', 'test/e2e-firefox.ts'], count: SCENARIOS },
  { name: 'killed at work', command: ['node', 'test/kill-loop.ts', '--times', '20'], count: SCENARIOS },
  { name: 'search for secrets on disk', command: ['node', 'test/secret-search.ts'], count: SCENARIOS },
];

interface Ended {
  readonly code: number;
  readonly output: string;
}

const LOW_PRIORITY = 10;

function run({ command: [program, ...args] }: Step, isBehind: boolean): Promise<Ended> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      TESSERA_EXTENSION: CHROME,
      TESSERA_EXTENSION_FIREFOX: FIREFOX,
    };
    const path = program === 'node' ? process.execPath : join(ROOT, 'node_modules/.bin', program);
    const child = spawn(path, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    if (isBehind && child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY);
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk;
      if (!isBehind) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Answers how many tests passed; 0 when it failed. */
async function runStep(step: Step, isBehind: boolean): Promise<number> {
  const { name, count } = step;
  const startedMs = performance.now();
  const { code, output } = await run(step, isBehind);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const found = count ? Number(count.exec(output)?.[1] ?? 0) : 1;
  const passed = code === 0 ? found : 0;
  if (isBehind) console.log(output.trimEnd());
  console.log(`== ${name}: ${passed > 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return passed;
}

async function runAll(): Promise<void> {
  // All at once and first: two tests that install something at the same time would be in each other's way.
  const browsers = [provideChromium(), provideFirefox(), ...Object.values(provideDisplayTools())];
  const others = [...Object.values(provideStorageServers()), provideCurl(), providePdfToPpm(), provideAge().age];
  console.log(`Using ${[...browsers, ...others].join(', ')}`);
  const startedMs = performance.now();
  let passed = 0;
  for (const [at, step] of STEPS.entries()) {
    const { name, behind } = step;
    console.log(`\n== ${at + 1}/${STEPS.length} ${name}${behind ? `, and behind it ${behind.name}` : ''}`);
    const counts = await Promise.all([runStep(step, false), ...(behind ? [runStep(behind, true)] : [])]);
    passed += counts.reduce((sum, count) => sum + count, 0);
    const failed = counts.filter((count) => count === 0).length;
    if (failed === 0) continue;
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = 1;
    return;
  }
  console.log(`\nAll in ${((performance.now() - startedMs) / 60_000).toFixed(1)} minutes.`);
  console.log(`${passed} passed, 0 failed`);
}

await runAll();
