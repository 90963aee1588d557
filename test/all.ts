/** `npm test`: everything, in the order in which a mistake shows cheapest; stops at the first step that fails. */
import { spawn } from 'node:child_process';
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
}

const VITEST = /^\s*Tests\s.*?(\d+) passed/m;
const SCENARIOS = /^(\d+) passed, 0 failed$/m;
const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts'] as const;

const STEPS: readonly Step[] = [
  { name: 'format and lint', command: ['biome', 'check', '--config-path=test/lint.json', '.'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'unused files and exports', command: ['knip'] },
  { name: 'unit, property and house tests', command: [...vitest], count: VITEST },
  { name: 'a minute of simulated sync', command: ['node', 'test/sim.ts', '--for-seconds', '60'] },
  { name: 'build for Chrome', command: ['wxt', 'build'] },
  { name: 'build for Firefox', command: ['wxt', 'build', '-b', 'firefox', '--mv3'] },
  { name: 'web-ext lint', command: ['web-ext', 'lint', '--source-dir', FIREFOX] },
  { name: 'end to end in Chromium', command: ['node', 'test/e2e.ts'], count: SCENARIOS },
  { name: 'end to end with a display', command: ['node', 'test/e2e/xvfb.ts'], count: SCENARIOS },
  { name: 'end to end in Firefox', command: ['node', 'test/e2e-firefox.ts'], count: SCENARIOS },
  { name: 'killed at work', command: ['node', 'test/kill-loop.ts', '--times', '20'], count: SCENARIOS },
  { name: 'search for secrets on disk', command: ['node', 'test/secret-search.ts'], count: SCENARIOS },
];

interface Ended {
  readonly code: number;
  readonly output: string;
}

function run([program, ...args]: readonly [string, ...string[]]): Promise<Ended> {
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
    let output = '';
    const echo = (chunk: Buffer) => {
      output += chunk;
      process.stdout.write(chunk);
    };
    child.stdout.on('data', echo);
    child.stderr.on('data', echo);
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function runAll(): Promise<void> {
  // All at once and first: two tests that install something at the same time would be in each other's way.
  const browsers = [provideChromium(), provideFirefox(), ...Object.values(provideDisplayTools())];
  const others = [...Object.values(provideStorageServers()), provideCurl(), providePdfToPpm(), provideAge().age];
  console.log(`Using ${[...browsers, ...others].join(', ')}`);
  const startedMs = performance.now();
  let passed = 0;
  for (const [at, { name, command, count }] of STEPS.entries()) {
    console.log(`\n== ${at + 1}/${STEPS.length} ${name}`);
    const stepMs = performance.now();
    const { code, output } = await run(command);
    const found = count ? Number(count.exec(output)?.[1] ?? 0) : 1;
    console.log(
      `== ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - stepMs) / 1000).toFixed(1)} s`,
    );
    if (code !== 0 || found === 0) {
      console.log(`${passed} passed, 1 failed`);
      process.exitCode = 1;
      return;
    }
    passed += found;
  }
  console.log(`\nAll in ${((performance.now() - startedMs) / 60_000).toFixed(1)} minutes.`);
  console.log(`${passed} passed, 0 failed`);
}

await runAll();
