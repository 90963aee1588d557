/**
 * The same job in a headed browser under Xvfb, with what only a real hand can do: the context menu of the browser, the
 * keyboard command of the browser, and the browser's own question about a site.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { builtExtension } from '../browser/build.ts';
import { type Display, startDisplay } from '../browser/display.ts';
import { until } from '../browser/wait.ts';
import { acceptInConfirm, byTestId, findOffer, isCodeOf, submitAndRead } from './hands.ts';
import { report, runScenarios, type Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** The browser draws the pressed button first, and its question a good while later. */
const QUESTION_MS = 1_000;

const display = await startDisplay();

/** Opens the context menu on an element and picks the item that many places above the last one. */
async function pickFromMenu(page: Page, selector: string, placesFromEnd: number, hand: Display): Promise<void> {
  await page.bringToFront();
  await hand.untilDrawn(() => page.locator(selector).click({ button: 'right' }));
  await hand.press(...Array.from({ length: placesFromEnd }, () => 'Up'), 'Return');
}

const scenarios: readonly Scenario[] = [
  {
    name: 'imports by the real context menu, and fills by the real keyboard command',
    async run(world) {
      await world.createVault();
      const page = await world.visit(world.sites.enrolUrl('img'));
      await pickFromMenu(page, '#qr img', 2, display);
      const confirm = await findOffer(world.tessera);
      await acceptInConfirm(confirm);
      await until('the account', async () => (await world.rows()).length === 1);
      // Until it has closed itself, keys go to it.
      await until('the confirm window to be gone', () => confirm.isClosed());

      const login = await world.visit(world.sites.loginUrl('one'));
      await login.bringToFront();
      await login.click('#otp');
      await display.press('ctrl+shift+y');
      await until('the code', async () => isCodeOf(world.sites, await login.inputValue('#otp')));
      assert.equal(await submitAndRead(login, 'one'), 'accepted');
    },
  },
  {
    name: 'opens the popup by its real key',
    async run(world) {
      await world.createVault();
      const page = await world.visit(world.sites.loginUrl('one'));
      await page.bringToFront();
      await page.click('#otp');
      await display.press('ctrl+shift+k');
      await until('the popup', () => isPopupOpen(world));
    },
  },
  {
    name: 'asks the browser for a site, and has it after the real yes',
    async run(world) {
      await world.createVault();
      const options = await world.openOurs('options.html#/sites');
      const isThere = async (testId: string) => (await options.locator(byTestId(testId)).count()) > 0;
      // A Tab that comes before the browser's question is lost; the answer is then no, and we ask once more.
      for (let times = 0; times < 3 && !(await isThere('grant')); times += 1) {
        await options.reload();
        await options.bringToFront();
        await options.locator(byTestId('site')).fill(world.sites.origin);
        await display.untilDrawn(() => options.locator(byTestId('allow-site')).click(), QUESTION_MS);
        await display.untilDrawn(() => display.press('Tab'));
        // The question ignores a yes in its first moments, as a guard against clicks meant for the page.
        await until('an answer', async () => {
          if ((await isThere('grant')) || (await isThere('sites-problem'))) return true;
          await display.press('Return');
          return false;
        });
      }
      const grants = await world.ask('grants:list', null);
      assert.match(grants[0]?.pattern ?? '', /127\.0\.0\.1/);
    },
  },
  {
    name: 'shows accounts in the real address bar, and copies the code of the one that is chosen',
    async run(world) {
      await world.createVault();
      await world.addUris([world.sites.uriOf(), 'otpauth://totp/Other:eve?secret=JBSWY3DPEHPK3PXP&issuer=Other']);
      await world.tessera.context.grantPermissions(['clipboard-read'], { origin: world.sites.origin });
      const page = await world.visit(world.sites.loginUrl('none'));
      await page.bringToFront();
      await page.click('body');
      await display.press('ctrl+l', '2', 'f', 'a', 'space');
      await display.untilDrawn(() => display.press('l', 'a', 'n'));
      await display.untilDrawn(() => display.press('Down'));
      await display.press('Return');
      await until('the code on the clipboard', async () => {
        await page.click('body');
        return isCodeOf(world.sites, await page.evaluate(() => navigator.clipboard.readText()));
      });
    },
  },
];

async function isPopupOpen({ tessera }: World): Promise<boolean> {
  const { targetInfos } = await tessera.browser.send('Target.getTargets', { filter: [{}] });
  return targetInfos.some(({ url }) => url.startsWith(tessera.url('popup.html')));
}

try {
  const extensionDir = builtExtension('chrome');
  report(
    await runScenarios(scenarios, {
      extensionDir,
      headless: false,
      env: display.env,
      args: ['--window-size=1280,900'],
    }),
  );
} finally {
  await display.close();
}
