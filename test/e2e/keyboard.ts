/** Every task can be done by keyboard alone. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Popup } from '../browser/popup.ts';
import { until } from '../browser/wait.ts';
import { FILLED } from './grounds.ts';
import { byTestId, codeIn, findWelcomePage, isCodeOf } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { PASSWORD } from './world.ts';

/** More than any screen has to stop at. */
const STOPS = 60;

const markInFocus = () => document.activeElement?.getAttribute('data-testid') ?? '';

/** Presses Tab until the focus is there. */
async function tabTo(screen: Page | Popup, testId: string): Promise<void> {
  const isThere = (selector: string) => document.querySelector(selector) !== null;
  await ('keyboard' in screen
    ? screen.waitForFunction(isThere, byTestId(testId))
    : screen.waitFor(isThere, byTestId(testId)));
  for (let stop = 0; stop < STOPS; stop++) {
    const mark = 'keyboard' in screen ? await screen.evaluate(markInFocus) : await screen.evaluate(markInFocus);
    if (mark === testId) return;
    await ('keyboard' in screen ? screen.keyboard.press('Tab') : screen.press('Tab'));
  }
  throw new Error(`Tab never comes to ${testId}.`);
}

/** Sets a vault up, as whoever has no mouse would. */
async function setUp(page: Page): Promise<void> {
  await page.bringToFront();
  await tabTo(page, 'password');
  await page.keyboard.type(PASSWORD);
  await tabTo(page, 'password-again');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator(byTestId('recovery-key')).waitFor();
  await tabTo(page, 'recovery-later');
  await page.keyboard.press('Enter');
  await page.locator(byTestId('ready')).waitFor();
}

async function addAndEdit(page: Page): Promise<void> {
  await tabTo(page, 'type-key');
  await page.keyboard.press('Enter');
  await tabTo(page, 'field-issuer');
  await page.keyboard.type('Harbour');
  await tabTo(page, 'field-key');
  await page.keyboard.type('jbsw y3dp ehpk 3pxp');
  await page.keyboard.press('Enter');
  await page.locator(byTestId('added')).waitFor();
  await tabTo(page, 'edit-added');
  await page.keyboard.press('Enter');
  await tabTo(page, 'field-label');
  await page.keyboard.type('mia');
  await page.keyboard.press('Enter');
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'sets up, adds, edits, deletes and takes back by keyboard alone',
    async run(world) {
      await setUp(await findWelcomePage(world.tessera));
      await addAndEdit(await world.openOurs('options.html#/add'));
      await until('the edit', async () => (await world.rows())[0]?.label === 'mia');

      const popup = await world.tessera.openPopup(await world.visit(world.sites.loginUrl('none')));
      await popup.textOf(byTestId('row'));
      await tabTo(popup, 'row-menu');
      await popup.press('Enter');
      await popup.textOf(byTestId('menu'));
      for (let item = 0; item < STOPS && (await popup.evaluate(markInFocus)) !== 'menu-trash'; item++) {
        await popup.press('ArrowDown');
      }
      await popup.press('Enter');
      await popup.waitFor(() => document.querySelector('[data-testid="row"]') === null);
      await tabTo(popup, 'undo');
      await popup.press('Enter');
      assert.match(await popup.textOf(byTestId('row')), /Harbour/);
    },
  },
  {
    name: 'unlocks, searches, copies and fills by keyboard alone',
    ground: FILLED,
    async run(world) {
      await world.ask('vault:lock', null);
      const page = await world.visit(world.sites.loginUrl('one'));
      const popup = await world.tessera.openPopup(page);
      await popup.waitFor(() => document.activeElement?.getAttribute('data-testid') === 'unlock-password');
      await popup.type('correct horse battery');
      await popup.press('Enter');
      assert.ok(isCodeOf(world.sites, await codeIn(popup)));
      for (const key of 'quay') await popup.press(key);
      await popup.waitFor(() => document.querySelector('.row.selected [data-testid=code]') !== null);
      await popup.press('Enter');
      await popup.waitFor(() => document.querySelector('[data-testid=toast], .copied') !== null);
      await popup.press('Escape');
      await popup.waitFor(() => document.querySelector<HTMLInputElement>('[data-testid=search]')?.value === '');
      await popup.press('Control+Enter');
      await popup.waitFor(() => document.querySelector('[data-kind="filled"]') !== null);
      assert.ok(isCodeOf(world.sites, await page.inputValue('#otp')));
    },
  },
];
