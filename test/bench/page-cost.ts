/** What a page pays for Tessera: nothing without a grant, and little with one. Read from the browser's own trace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchTessera, type Tessera } from '../browser/chromium.ts';
import { byTestId } from '../e2e/hands.ts';
import { openLine } from '../e2e/line.ts';
import { PASSWORD } from '../e2e/world.ts';
import { SECURE_ARGS, type Sites } from '../sites/server.ts';

export interface PageCost {
  /** Main-thread milliseconds of our scripts in one page load, each run. */
  readonly withoutGrant: readonly number[];
  readonly withGrant: readonly number[];
  readonly gzippedBytes: number;
}

export async function measurePageCost(extensionDir: string, sites: Sites, runs: number): Promise<PageCost> {
  const tessera = await launchTessera({ extensionDir, args: SECURE_ARGS });
  try {
    const line = await openLine(tessera);
    await line.ask('vault:create', { password: PASSWORD });
    const withoutGrant = await loadTimes(tessera, sites, runs);
    await grant(tessera, line.page, new URL(sites.secureOrigin).hostname);
    const withGrant = await loadTimes(tessera, sites, runs);
    const gzippedBytes = gzipSync(readFileSync(join(extensionDir, 'watch.js')), { level: 9 }).length;
    return { withoutGrant, withGrant, gzippedBytes };
  } finally {
    await tessera.close();
  }
}

async function grant(tessera: Tessera, options: Page, hostname: string): Promise<void> {
  await tessera.grantHost(`https://${hostname}/*`);
  await options.goto(tessera.url('options.html#/sites'));
  await options.locator(byTestId('site')).fill(hostname);
  await options.locator(byTestId('allow-site')).click();
  await options.locator(byTestId('grant')).waitFor();
}

async function loadTimes(tessera: Tessera, sites: Sites, runs: number): Promise<number[]> {
  const times: number[] = [];
  const page = await tessera.context.newPage();
  const browser = tessera.context.browser();
  if (!browser) throw new Error('There is no browser to trace.');
  for (let run = 0; run < runs; run += 1) {
    await browser.startTracing(page, { categories: ['devtools.timeline', 'v8.execute'] });
    await page.goto(`${sites.secureOrigin}/login?kind=one`);
    await page.waitForLoadState('networkidle');
    times.push(ownTime(await browser.stopTracing(), sites.secureOrigin));
  }
  await page.close();
  return times;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly data?: { readonly url?: string }; readonly beginData?: { readonly url?: string } };
}

/** Time inside calls into our scripts in the process of the page, nested ones counted once. */
function ownTime(trace: Buffer, origin: string): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  // The worker runs in a process of its own, and its calls are in the same trace.
  const isOfPage = ({ args }: TraceEvent) => (args?.beginData ?? args?.data)?.url?.startsWith(origin) === true;
  const pids = new Set(traceEvents.filter(isOfPage).map(({ pid }) => pid));
  if (pids.size === 0) throw new Error('The trace holds nothing of the page.');
  const calls = traceEvents
    .filter(({ ph, pid, args }) => ph === 'X' && pids.has(pid) && args?.data?.url?.startsWith('chrome-extension://'))
    .sort((a, b) => a.ts - b.ts);
  let total = 0;
  const endByThread = new Map<number, number>();
  for (const { ts, dur = 0, tid } of calls) {
    if (ts < (endByThread.get(tid) ?? 0)) continue;
    endByThread.set(tid, ts + dur);
    total += dur;
  }
  return total / 1000;
}
