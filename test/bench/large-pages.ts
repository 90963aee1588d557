/**
 * What a look at a large page costs its main thread: the injected script as the background injects it, on pages made
 * here, from a short form to a page of 20,000 elements and 500 fields, also on a processor four times as slow.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { grantLoopback } from '../acceptance/pages.ts';
import { launchTessera, type Tessera } from '../browser/chromium.ts';
import { ownTime } from './trace.ts';

type Layout = 'rows' | 'flat' | 'deep' | 'shadow';

export interface LargePage {
  readonly layout: Layout;
  readonly elements: number;
  readonly fields: number;
}

export interface LargePageCost {
  readonly page: LargePage;
  /** 4: a processor that is four times as slow. */
  readonly slowdown: number;
  /** Main-thread milliseconds in each script, each run. */
  readonly fill: readonly number[];
  readonly findCodes: readonly number[];
}

/** Of a page that changes a thousand times a second: milliseconds of our scripts in each second, each run. */
export type TickerCost = readonly number[];

const WORDS = 'The quick brown fox signs in and reads of orders codes accounts and other things that pages hold '.split(
  ' ',
);

function largePage({ layout, elements, fields }: LargePage): string {
  const perField = Math.max(4, Math.floor(elements / fields));
  const text = (at: number, words: number) =>
    Array.from({ length: words }, (_, word) => WORDS[(at * 7 + word * 3) % WORDS.length]).join(' ');
  const field = (at: number) => `<input name="field${at}" id="field${at}">`;
  const filler = (at: number) =>
    Array.from(
      { length: Math.floor((perField - 4) / 2) },
      (_, piece) => `<p>${text(at + piece, 10)} <b>${text(piece, 2)}</b></p>`,
    );
  const part = (at: number) => {
    const label = `<label for="field${at}">Detail ${at}</label>`;
    switch (layout) {
      case 'flat':
        return `${label}${field(at)}${filler(at).join('')}`;
      case 'deep':
        return `${'<div>'.repeat(Math.min(40, perField))}${label}${field(at)}${filler(at).slice(20).join('')}${'</div>'.repeat(Math.min(40, perField))}`;
      case 'shadow':
        return `<x-field><template shadowrootmode="open"><div>${label}${field(at)}</div></template></x-field>${filler(at).join('')}`;
      default:
        return `<div class="row"><div>${label}</div><div>${field(at)}</div>${filler(at).join('')}</div>`;
    }
  };
  const parts = Array.from({ length: fields }, (_, at) => part(at)).join('\n');
  const open = layout === 'rows' ? '<form>' : '<main>';
  return `<!doctype html><title>Large</title><h1>Settings</h1>${open}${parts}<button>Save</button>`;
}

const LARGE_PAGES: readonly LargePage[] = [
  { layout: 'rows', elements: 200, fields: 5 },
  { layout: 'rows', elements: 2000, fields: 50 },
  ...(['rows', 'flat', 'deep', 'shadow'] as const).map((layout) => ({ layout, elements: 20_000, fields: 500 })),
];

export async function measureLargePages(
  extensionDir: string,
  runs: number,
): Promise<{ readonly pages: readonly LargePageCost[]; readonly ticker: TickerCost }> {
  const server = await serveLargePages();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tessera = await launchTessera({ extensionDir });
  try {
    await grantLoopback(tessera);
    const page = await tessera.context.newPage();
    const ticker = await tickerTimes(tessera, page, origin, runs);
    const pages: LargePageCost[] = [];
    for (const large of LARGE_PAGES) {
      for (const slowdown of large.elements > 2000 ? [1] : [1, 4]) {
        const time = (script: string) => scriptTimes(tessera, page, addressOf(large, origin), script, slowdown, runs);
        pages.push({ page: large, slowdown, fill: await time('fill.js'), findCodes: await time('find-codes.js') });
      }
    }
    return { pages, ticker };
  } finally {
    await tessera.close();
    server.close();
  }
}

function addressOf({ layout, elements, fields }: LargePage, origin: string): string {
  return `${origin}/?layout=${layout}&elements=${elements}&fields=${fields}`;
}

async function scriptTimes(
  tessera: Tessera,
  page: Page,
  address: string,
  script: string,
  slowdown: number,
  runs: number,
): Promise<number[]> {
  const session = await tessera.context.newCDPSession(page);
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await page.goto(address);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const worker = await tessera.worker();
    const look = () => worker.evaluate(inject, { url: page.url(), script });
    times.push(await ownTime(tessera.context.browser(), page, look, script));
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  }
  await session.detach();
  return times;
}

const TICKER_SECONDS = 3;

async function tickerTimes(tessera: Tessera, page: Page, origin: string, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < Math.min(runs, 3); run += 1) {
    const watch = async () => {
      await page.goto(`${origin}/ticker`);
      const changes = TICKER_SECONDS * 1000;
      await page.waitForFunction((count) => document.querySelectorAll('b').length >= count, changes);
    };
    times.push((await ownTime(tessera.context.browser(), page, watch)) / TICKER_SECONDS);
  }
  return times;
}

const TICKER = `<!doctype html><title>Ticker</title><input name="message"><p></p><script>
  setInterval(() => { for (let at = 0; at < 10; at++) document.querySelector('p').append(document.createElement('b')) }, 10);
</script>`;

async function serveLargePages(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const layout = (searchParams.get('layout') ?? 'rows') as Layout;
    const [elements, fields] = ['elements', 'fields'].map((name) => Number(searchParams.get(name)));
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const large = { layout, elements: elements ?? 0, fields: fields ?? 0 };
    response.end(pathname === '/ticker' ? TICKER : largePage(large));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

declare const chrome: {
  tabs: { query(filter: object): Promise<{ id?: number }[]> };
  scripting: { executeScript(injection: object): Promise<unknown> };
};

/** Runs in the worker: the call that the background makes. */
async function inject({ url, script }: { url: string; script: string }): Promise<void> {
  const [tab] = await chrome.tabs.query({ url });
  if (tab?.id === undefined) throw new Error('The page has no tab that the extension may see.');
  await chrome.scripting.executeScript({
    target: { tabId: tab.id, allFrames: true },
    files: [script],
    injectImmediately: true,
  });
}
