/**
 * The main job from the first start to the login, step by step: what `npm start` shows, and what must go on working
 * when the worker dies between any two steps.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { launchTessera, type Tessera } from '../browser/chromium.ts';
import type { Popup } from '../browser/popup.ts';
import { until } from '../browser/wait.ts';
import { QUIVA_API_KEY, WEBDAV_USER } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import type { Sites } from '../sites/server.ts';
import {
  acceptInConfirm,
  byTestId,
  codeIn,
  connectService,
  createVaultInWelcome,
  findOffer,
  findWelcomePage,
  isCodeOf,
  pressFill,
  submitAndRead,
} from './hands.ts';
import type { Scenario } from './scenario.ts';
import { joinInWelcome, offerPairing, startSync, type TypedStorage } from './sync-hands.ts';
import type { World } from './world.ts';

/** What the steps hand to each other. */
export interface Tour {
  readonly tessera: Tessera;
  readonly sites: Sites;
  /** Keeps a picture of what there is to see; `name` becomes the file's name. */
  shoot(name: string, what: Page | Popup): Promise<void>;
  /** The local cloud with the four connected services and the storages. */
  readonly cloud: RunningCloud;
  /** Another browser with a profile of its own, as a second device would be. */
  openSecond(): Promise<Tessera>;
  page?: Page;
}

export interface TourStep {
  /** What has been done, for the progress line. */
  readonly name: string;
  run(tour: Tour): Promise<void>;
}

export const TOUR: readonly TourStep[] = [
  {
    name: 'set up: a password is chosen on the welcome page',
    async run({ tessera, shoot }) {
      const welcome = await findWelcomePage(tessera);
      await welcome.locator('h1').waitFor();
      await shoot('welcome', welcome);
      await createVaultInWelcome(welcome);
      await shoot('welcome-done', welcome);
    },
  },
  {
    name: 'imported: a right click on the QR code, and a yes in the confirm window',
    async run(tour) {
      const { tessera, sites, shoot } = tour;
      const page = await tessera.context.newPage();
      tour.page = page;
      await page.goto(sites.enrolUrl('img'));
      await shoot('enrol', page);
      const srcUrl = await page.locator('#qr img').evaluate((image) => (image as HTMLImageElement).src);
      await tessera.runContextMenu({ menuItemId: 'scan-image', mediaType: 'image', srcUrl }, page);
      const confirm = await findOffer(tessera);
      // The size that the window has; in headless all windows get the one of the tabs.
      await confirm.setViewportSize({ width: 420, height: 680 });
      await shoot('confirm', confirm);
      await acceptInConfirm(confirm);
    },
  },
  {
    name: 'code shown: the popup has it, large and first',
    async run(tour) {
      const { tessera, sites, shoot } = tour;
      assert.ok(tour.page);
      const popup = await tessera.openPopup(tour.page);
      const code = await codeIn(popup);
      assert.ok(isCodeOf(sites, code), `${code} is not the code of the site`);
      await shoot('popup', popup);
      await popup.close();
    },
  },
  {
    name: 'filled: a click in the popup puts the code into the login page',
    async run(tour) {
      const { tessera, sites, shoot } = tour;
      const page = await tessera.context.newPage();
      tour.page = page;
      await page.goto(sites.loginUrl('one'));
      const popup = await tessera.openPopup(page);
      assert.equal(await pressFill(popup), 'filled');
      await shoot('popup-filled', popup);
      await until('the code', async () => isCodeOf(sites, await page.inputValue('#otp')));
      await shoot('login', page);
    },
  },
  {
    name: 'logged in: the site checked the code and accepted it',
    async run(tour) {
      const { page, sites, shoot } = tour;
      assert.ok(page);
      assert.equal(await submitAndRead(page, 'one'), 'accepted');
      assert.equal(sites.attempts.at(-1)?.accepted, true);
      await shoot('logged-in', page);
    },
  },
  {
    name: 'connected: quiva.ai, at the local cloud, enrols an account with one press',
    async run({ tessera, cloud, shoot }) {
      await tessera.grantHost('http://127.0.0.1/*');
      const page = await tessera.open('options.html#/services');
      await connectService(page, cloud.url, { service: 'quiva', key: QUIVA_API_KEY });
      await page.locator(byTestId('enrol-now')).click();
      await page.locator(byTestId('enrolled')).waitFor();
      await shoot('connected', page);
      await page.close();
    },
  },
  {
    name: 'in step: a second browser is paired through the storage of the local cloud, and shows the same code',
    async run(tour) {
      const { tessera, sites, shoot } = tour;
      const page = await tessera.open('options.html#/sync');
      await startSync(page, demoStorage(tour.cloud), 'First browser');
      await page.locator(byTestId('kit-later')).click();
      const text = await offerPairing(page);
      await shoot('pairing', page);
      const second = await tour.openSecond();
      try {
        await second.grantHost('http://127.0.0.1/*');
        const welcome = await findWelcomePage(second);
        await joinInWelcome(welcome, text, 'Second browser');
        await page.locator(byTestId('pair-joined')).waitFor();
        await shoot('in-step', page);
        const popup = await second.openPopup(welcome);
        assert.ok(isCodeOf(sites, await codeIn(popup)));
        await shoot('popup-of-the-second', popup);
        await popup.close();
      } finally {
        await second.close();
      }
      await page.close();
    },
  },
];

function demoStorage({ url }: RunningCloud): TypedStorage {
  return { ...WEBDAV_USER, address: `${url}/webdav/tessera` };
}

/** Screenshots cost time and prove nothing here. */
const noPictures = async () => undefined;

async function tourOf({ tessera, sites, extensionDir }: World, after: () => Promise<void>): Promise<void> {
  const cloud = await startCloud();
  try {
    const openSecond = () => launchTessera({ extensionDir });
    const tour: Tour = { tessera, sites, cloud, openSecond, shoot: noPictures };
    for (const step of TOUR) {
      await step.run(tour);
      await after();
    }
  } finally {
    await cloud.close();
  }
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'does the main job from the first start to the login',
    run: (world) => tourOf(world, async () => undefined),
  },
  {
    name: 'does the main job with the worker stopped between any two steps',
    run: (world) => tourOf(world, () => world.tessera.stopWorker()),
  },
];
