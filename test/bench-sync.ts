/**
 * `node test/bench-sync.ts [--size 10000]`: what the sync costs a real browser: the first send and the first sync of a
 * large vault, and a round that has nothing to say. CPU time of the worker's thread, as the kernel counts it, so that a
 * busy machine does not disturb; Linux only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fillVault } from './bench/fill.ts';
import { builtExtension } from './browser/build.ts';
import { launchTessera, type Tessera } from './browser/chromium.ts';
import { until } from './browser/wait.ts';
import { WEBDAV_USER } from './cloud/credentials.ts';
import { startCloud } from './cloud/server.ts';
import { type Line, openLine } from './e2e/line.ts';
import { PASSWORD } from './e2e/world.ts';

const { values } = parseArgs({ options: { size: { type: 'string', default: '10000' } } });
const size = Number(values.size);
const WAIT_MS = 120_000;
const IDLE_ROUNDS = 5;

interface Device {
  readonly tessera: Tessera;
  readonly line: Line;
}

const extensionDir = builtExtension('chrome');
const cloud = await startCloud();
const devices: Device[] = [];
try {
  await run();
} finally {
  for (const { tessera } of devices) await tessera.close();
  await cloud.close();
}

async function run(): Promise<void> {
  const storage = { kind: 'webdav', ...WEBDAV_USER, address: `${cloud.url}/webdav/tessera` } as const;
  const first = await newDevice();
  await first.line.ask('vault:create', { password: PASSWORD });
  await fillVault(first.line, size);
  await spend(`first send of ${size} accounts`, first, async () => {
    await first.line.ask('sync:start', { storage, deviceName: 'First' });
    await inStep(first, 0);
  });
  const { text } = await first.line.ask('sync:pairing-start', null);
  const second = await newDevice();
  const whole = await spend(`first sync of ${size} accounts, with setting a password`, second, async () => {
    await second.line.ask('join:pair', { text, opening: { password: PASSWORD }, deviceName: 'Second' });
    await inStep(second, 0);
  });
  const rows = (await second.line.rows()).length;
  if (rows !== size) throw new Error(`Only ${rows} of ${size} accounts have come.`);
  const password = await spend('a password that is wrong, which is the same key derivation', second, async () => {
    await second.line.askRaw('vault:change-password', { password: 'not it at all', newPassword: PASSWORD });
  });
  console.log(`first sync alone: ${(whole - password).toFixed(0)} ms, goal 3000 ms`);
  await first.line.ask('sync:pairing-end', null);
  for (const device of [first, second, first, second]) await round(device);
  for (let at = 0; at < IDLE_ROUNDS; at++) await spend('an idle round', second, () => round(second));
}

async function newDevice(): Promise<Device> {
  const tessera = await launchTessera({ extensionDir });
  await tessera.grantHost('http://127.0.0.1/*');
  const line = await openLine(tessera);
  await line.page.evaluate(requestLoopback);
  devices.push({ tessera, line });
  return { tessera, line };
}

/** Says how long the thread of the worker ran during `work`, and the process with all its threads. */
async function spend(what: string, device: Device, work: () => Promise<void>): Promise<number> {
  const before = await cpuTimes(device);
  const startMs = performance.now();
  await work();
  const wallMs = performance.now() - startMs;
  const after = await cpuTimes(device);
  const workerMs = after.workerMs - before.workerMs;
  const words = [`worker ${workerMs.toFixed(1)} ms`, `process ${(after.processMs - before.processMs).toFixed(0)} ms`];
  console.log(`${what}: ${words.join(', ')}, wall ${wallMs.toFixed(0)} ms`);
  return workerMs;
}

interface CpuTimes {
  readonly workerMs: number;
  readonly processMs: number;
}

/** Of the renderer in which the extension runs: the only one with a thread for a worker. */
async function cpuTimes({ tessera }: Device): Promise<CpuTimes> {
  const { processInfo } = await tessera.browser.send('SystemInfo.getProcessInfo');
  const found = processInfo.flatMap(({ id }) => {
    const threads = threadsOf(id);
    const worker = threads.find(({ name }) => name.startsWith('ServiceWorker'));
    return worker === undefined
      ? []
      : [{ workerMs: worker.ms, processMs: threads.reduce((sum, { ms }) => sum + ms, 0) }];
  });
  const [times] = found;
  if (times === undefined) throw new Error('No process has a worker.');
  return times;
}

/** `schedstat` begins with the nanoseconds that the thread has run. */
function threadsOf(processId: number): readonly { readonly name: string; readonly ms: number }[] {
  const folder = `/proc/${processId}/task`;
  return readdirSync(folder).map((thread) => {
    const [ranNs = '0'] = readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ');
    return { name: readFileSync(`${folder}/${thread}/comm`, 'utf8'), ms: Number(ranNs) / 1e6 };
  });
}

async function round(device: Device): Promise<void> {
  const beforeMs = await device.line.page.evaluate(lastDone);
  await device.line.ask('sync:now', null);
  await inStep(device, beforeMs);
}

/** Told by the worker itself: asking it again and again would be counted too. */
async function inStep({ line }: Device, afterMs: number): Promise<void> {
  await until('a round that is done', () => line.page.evaluate(isDone, afterMs), WAIT_MS);
}

/* The functions below run in a page of ours. */

interface Chrome {
  readonly permissions: { request(wanted: object): Promise<boolean> };
  readonly storage: {
    readonly session: { get(key: string): Promise<{ 'sync-status'?: { state: string; lastDoneMs: number } }> };
  };
}

function requestLoopback(): Promise<boolean> {
  const { chrome } = globalThis as unknown as { chrome: Chrome };
  return chrome.permissions.request({ origins: ['http://127.0.0.1/*'] });
}

async function lastDone(): Promise<number> {
  const { chrome } = globalThis as unknown as { chrome: Chrome };
  return (await chrome.storage.session.get('sync-status'))['sync-status']?.lastDoneMs ?? 0;
}

async function isDone(afterMs: number): Promise<boolean> {
  const { chrome } = globalThis as unknown as { chrome: Chrome };
  const status = (await chrome.storage.session.get('sync-status'))['sync-status'];
  return status?.state === 'idle' && status.lastDoneMs > afterMs;
}
