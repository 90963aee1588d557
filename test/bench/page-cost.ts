/** What a page pays for Tessera: nothing without a grant, and little with one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchTessera, type Tessera } from '../browser/chromium.ts';
import { byTestId } from '../e2e/hands.ts';
import { type Line, openLine } from '../e2e/line.ts';
import { PASSWORD } from '../e2e/world.ts';
import { SECURE_ARGS, type Sites } from '../sites/server.ts';
import { ownTime } from './trace.ts';

export interface PageCost {
  /** Main-thread milliseconds of our scripts in one page load, each run. */
  readonly withoutGrant: readonly number[];
  readonly withGrant: readonly number[];
  /** With an account of the site, so that the field is judged and the badge shown. */
  readonly withAccount: readonly number[];
  readonly gzippedBytes: { readonly watch: number; readonly fill: number };
}

export async function measurePageCost(extensionDir: string, sites: Sites, runs: number): Promise<PageCost> {
  const tessera = await launchTessera({ extensionDir, args: SECURE_ARGS });
  const { host, hostname } = new URL(sites.secureOrigin);
  const gzipped = (script: string) => gzipSync(readFileSync(join(extensionDir, script)), { level: 9 }).length;
  try {
    const line = await openLine(tessera);
    await line.ask('vault:create', { password: PASSWORD });
    const withoutGrant = await loadTimes(tessera, sites, runs, false);
    await grant(tessera, hostname);
    const withGrant = await loadTimes(tessera, sites, runs, false);
    await addAccount(line, sites.uriOf(), host);
    const withAccount = await loadTimes(tessera, sites, runs, true);
    const gzippedBytes = { watch: gzipped('watch.js'), fill: gzipped('fill.js') };
    return { withoutGrant, withGrant, withAccount, gzippedBytes };
  } finally {
    await tessera.close();
  }
}

async function grant(tessera: Tessera, hostname: string): Promise<void> {
  await tessera.grantHost(`https://${hostname}/*`);
  const options = await tessera.open('options.html#/sites');
  await options.locator(byTestId('site')).fill(hostname);
  await options.locator(byTestId('allow-site')).click();
  await options.locator(byTestId('grant')).waitFor();
  await options.close();
}

async function addAccount(line: Line, uri: string, host: string): Promise<void> {
  const { drafts } = await line.ask('account:read-text', { text: uri });
  await line.ask('account:add', { draftIds: drafts.map(({ draftId }) => draftId), fields: { hosts: [host] } });
  await line.rows();
}

async function loadTimes(tessera: Tessera, sites: Sites, runs: number, isBadgeDue: boolean): Promise<number[]> {
  const times: number[] = [];
  const page = await tessera.context.newPage();
  const worker = await tessera.worker();
  for (let run = 0; run < runs; run += 1) {
    const load = async () => {
      await page.goto(`${sites.secureOrigin}/login?kind=one&run=${run}`);
      await page.waitForLoadState('networkidle');
      if (isBadgeDue) await worker.evaluate(badgeShown, page.url());
    };
    times.push(await ownTime(tessera.context.browser(), page, load));
  }
  await page.close();
  return times;
}

declare const chrome: {
  tabs: { query(filter: object): Promise<{ id?: number }[]> };
  action: { getBadgeText(details: object): Promise<string> };
};

/** Runs in the worker. */
async function badgeShown(url: string): Promise<void> {
  const [tab] = await chrome.tabs.query({ url });
  for (let asked = 0; (await chrome.action.getBadgeText({ tabId: tab?.id })) === ''; asked += 1) {
    if (asked > 500) throw new Error('No badge was shown.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
