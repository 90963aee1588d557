/** What a granted site gets, and what no other does: the badge, the offer, and the code without a click. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import { SECURE_ARGS } from '../sites/server.ts';
import { EMPTY } from './grounds.ts';
import { byTestId, isCodeOf } from './hands.ts';
import type { Ground, Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** As the user does it in the options. The browser's own question was answered with yes before. */
async function grantInOptions(world: World): Promise<void> {
  const { hostname } = new URL(world.sites.secureOrigin);
  await world.tessera.grantHost(`https://${hostname}/*`);
  const options = await world.openOurs('options.html#/sites');
  await options.locator(byTestId('site')).fill(hostname);
  await options.locator(byTestId('allow-site')).click();
  await options.locator(byTestId('grant')).waitFor();
  await options.close();
}

/** An open vault without accounts, and the grant. */
const GRANTED: Ground = {
  ...EMPTY,
  async prepare(world) {
    await EMPTY.prepare(world);
    await grantInOptions(world);
  },
};

async function addBound(world: World, autoFill: boolean): Promise<void> {
  const [id] = await world.addUris([world.sites.uriOf()], [new URL(world.sites.secureOrigin).host]);
  assert.ok(id);
  await world.ask('account:edit', { id, fields: { autoFill } });
}

/** The badge of the tab in front. */
async function badgeOf(world: World, page: Page): Promise<string> {
  await page.bringToFront();
  return (await world.tessera.worker()).evaluate(async () => {
    const { chrome } = globalThis as unknown as {
      chrome: {
        tabs: { query(filter: object): Promise<{ id: number }[]> };
        action: { getBadgeText(filter: object): Promise<string> };
      };
    };
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    return chrome.action.getBadgeText({ tabId: tab?.id });
  });
}

const secureLogin = ({ sites }: World) => `${sites.secureOrigin}/login?kind=one`;

export const scenarios: readonly Scenario[] = [
  {
    name: 'marks the badge where a granted site waits for a code',
    args: SECURE_ARGS,
    ground: GRANTED,
    async run(world) {
      await addBound(world, false);
      const page = await world.visit(secureLogin(world));
      await until('the badge', async () => (await badgeOf(world, page)) === '••');
      await page.click('#otp');
      assert.equal(await page.inputValue('#otp'), '', 'Nobody asked for a fill.');
    },
  },
  {
    name: 'offers the QR code of a granted site at the badge',
    args: SECURE_ARGS,
    ground: GRANTED,
    async run(world) {
      const page = await world.visit(`${world.sites.secureOrigin}/enrol?source=link`);
      await until('the badge', async () => (await badgeOf(world, page)) === '+');
    },
  },
  {
    name: 'fills a granted site without a click where the account allows it, but only after the user went to the field',
    args: SECURE_ARGS,
    ground: GRANTED,
    async run(world) {
      await addBound(world, true);
      const page = await world.visit(secureLogin(world));
      await until('the badge', async () => (await badgeOf(world, page)) === '••');
      await page.evaluate(() => document.querySelector<HTMLInputElement>('#otp')?.focus());
      await until('the badge again', async () => (await badgeOf(world, page)) === '••');
      assert.equal(await page.inputValue('#otp'), '', "The page's own focus() was taken for the user's.");
      await page.click('h1');
      await page.click('#otp');
      await until('the code', async () => isCodeOf(world.sites, await page.inputValue('#otp')));
    },
  },
  {
    name: 'runs nothing in a site without a grant',
    args: SECURE_ARGS,
    async run(world) {
      await world.createVault();
      await addBound(world, true);
      const page = await world.visit(secureLogin(world));
      await page.click('#otp');
      await page.waitForLoadState('networkidle');
      assert.equal(await badgeOf(world, page), '');
      assert.equal(await page.inputValue('#otp'), '');
    },
  },
  {
    name: 'looks no more at a site whose grant was taken back',
    args: SECURE_ARGS,
    async run(world) {
      await world.createVault();
      await addBound(world, true);
      await grantInOptions(world);
      const options = await world.openOurs('options.html#/sites');
      await options.locator(byTestId('revoke')).click();
      await options.locator(byTestId('grant')).waitFor({ state: 'detached' });
      const page = await world.visit(secureLogin(world));
      await page.click('#otp');
      await page.waitForLoadState('networkidle');
      assert.equal(await badgeOf(world, page), '');
    },
  },
];
