/** Every screen passes axe in both colour schemes. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Popup } from '../browser/popup.ts';
import { kdbxFile, PASSPHRASE } from './foreign-files.ts';
import { EMPTY, FILLED } from './grounds.ts';
import { byTestId, codeIn, findOffer, findWelcomePage, unlockInPopup } from './hands.ts';
import type { Ground, Scenario } from './scenario.ts';
import { give } from './transfer-hands.ts';
import type { World } from './world.ts';

interface Screen {
  readonly name: string;
  readonly ground?: Ground;
  open(world: World): Promise<Page | Popup>;
}

async function openPopup(world: World): Promise<Popup> {
  return world.tessera.openPopup(await world.visit(world.sites.loginUrl('one')));
}

/** One of the pages of the options, by its address. */
function optionsScreen(route: string): Screen {
  return {
    name: `options ${route}`,
    ground: FILLED,
    async open(world) {
      const page = await world.openOurs(`options.html#/${route}`);
      await page.locator('h1').first().waitFor();
      return page;
    },
  };
}

const SCREENS: readonly Screen[] = [
  { name: 'the welcome page', open: (world) => findWelcomePage(world.tessera) },
  {
    name: 'the popup before the set-up',
    async open(world) {
      // The page that opens by itself at install would take the popup away.
      await findWelcomePage(world.tessera);
      return openPopup(world);
    },
  },
  {
    name: 'the locked popup',
    ground: FILLED,
    async open(world) {
      await world.ask('vault:lock', null);
      const popup = await openPopup(world);
      await unlockInPopup(popup, 'not the password');
      await popup.waitFor(() => document.querySelector('[aria-invalid="true"]') !== null);
      return popup;
    },
  },
  {
    name: 'the popup without accounts',
    ground: EMPTY,
    async open(world) {
      const popup = await openPopup(world);
      await popup.textOf(byTestId('empty'));
      return popup;
    },
  },
  {
    name: 'the Trash in the popup',
    ground: FILLED,
    async open(world) {
      const ids = (await world.rows()).map(({ id }) => id);
      await world.ask('account:trash', { ids: ids.slice(0, 2) });
      const popup = await openPopup(world);
      await popup.click(byTestId('footer-trash'));
      await popup.textOf('h1');
      return popup;
    },
  },
  {
    name: 'the confirm window',
    ground: EMPTY,
    async open(world) {
      const page = await world.visit(world.sites.enrolUrl('img'));
      await world.tessera.runContextMenu({ menuItemId: 'scan-page' }, page);
      const confirm = await findOffer(world.tessera);
      return confirm;
    },
  },
  {
    name: 'the popup with codes',
    ground: FILLED,
    async open(world) {
      const popup = await openPopup(world);
      await codeIn(popup);
      return popup;
    },
  },
  {
    name: 'a search that finds nothing',
    ground: FILLED,
    async open(world) {
      const popup = await openPopup(world);
      await popup.click(byTestId('search'));
      await popup.type('xyzzy');
      await popup.textOf(byTestId('nothing-found'));
      return popup;
    },
  },
  {
    name: 'the menu of an account',
    ground: FILLED,
    async open(world) {
      const popup = await openPopup(world);
      await popup.click(byTestId('row-menu'));
      await popup.textOf(byTestId('menu'));
      return popup;
    },
  },
  {
    name: 'adding an account in the popup',
    ground: FILLED,
    async open(world) {
      const popup = await openPopup(world);
      await popup.click(byTestId('add'));
      await popup.textOf('h1');
      return popup;
    },
  },
  {
    name: 'editing an account in the popup',
    ground: FILLED,
    async open(world) {
      const popup = await openPopup(world);
      await popup.click(byTestId('row-menu'));
      await popup.click(byTestId('menu-edit'));
      await popup.textOf('h1');
      return popup;
    },
  },
  ...['accounts', 'add', 'trash', 'security', 'sync', 'sites', 'services', 'appearance', 'about'].map(optionsScreen),
  ...['import', 'export', 'health', 'uses'].map(optionsScreen),
  {
    name: 'what an import found',
    ground: FILLED,
    async open(world) {
      const page = await world.openOurs('options.html#/import');
      const uris = [
        'Harbour:mia?secret=MZXW6YTBOJRGC6RA&issuer=Harbour',
        'Quarry:sam?secret=MZXW6YTBOJRGC6RB',
        'Broken?secret=!',
      ];
      const list = uris.map((uri) => `otpauth://totp/${uri}`).join('\n');
      await give(page, { name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from(list) });
      await give(page, kdbxFile(PASSPHRASE, []));
      await page.locator(byTestId('import-twins')).waitFor();
      await page.locator(byTestId('import-passphrase')).waitFor();
      return page;
    },
  },
];

export const scenarios: readonly Scenario[] = SCREENS.map(({ name, ground, open }) => ({
  name: `has no barrier that axe can find: ${name}`,
  ...(ground && { ground }),
  async run(world) {
    const screen = await open(world);
    for (const scheme of ['light', 'dark'] as const) {
      if ('context' in screen) await screen.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      else await screen.colorScheme(scheme);
      assert.deepEqual(await audit(screen), [], `in the ${scheme} scheme`);
    }
  },
}));

/** What is wrong, with the places. */
export async function audit(screen: Page | Popup): Promise<readonly string[]> {
  if ('context' in screen) await screen.evaluate(axe.source);
  else await screen.inject(axe.source);
  const run = async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  };
  return 'context' in screen ? screen.evaluate(run) : screen.evaluate(run);
}
