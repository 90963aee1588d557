/** Reads from the browser's own trace what our scripts cost the main thread of a page. */
import type { Browser, Page } from 'playwright-core';

/** The scripts that run in pages; the worker's own lies in the same trace. */
const SCRIPTS = ['watch.js', 'fill.js', 'find-codes.js'];

interface TraceEvent {
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  /** Processor time of the thread: what other programs of a busy machine take is not in it. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly data?: { readonly url?: string } };
}

/**
 * Milliseconds of processor time inside calls into our scripts, or into one of them, while `doing` ran; nested calls are
 * counted once.
 */
export async function ownTime(
  browser: Browser | null,
  page: Page,
  doing: () => Promise<unknown>,
  script?: string,
): Promise<number> {
  if (!browser) throw new Error('There is no browser to trace.');
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8.execute'] });
  await doing();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  if (!traceEvents.some(({ ph }) => ph === 'X')) throw new Error('The trace holds nothing.');
  const calls = traceEvents
    .filter(({ ph, args }) => ph === 'X' && isOf(args?.data?.url, script))
    .sort((a, b) => a.ts - b.ts);
  let totalUs = 0;
  const endByThread = new Map<string, number>();
  for (const { ts, dur = 0, tdur = dur, pid, tid } of calls) {
    const thread = `${pid} ${tid}`;
    if (ts < (endByThread.get(thread) ?? 0)) continue;
    endByThread.set(thread, ts + dur);
    totalUs += tdur;
  }
  return totalUs / 1000;
}

function isOf(url = '', script?: string): boolean {
  const scripts = script === undefined ? SCRIPTS : [script];
  return url.startsWith('chrome-extension://') && scripts.some((name) => url.endsWith(`/${name}`));
}
