/** Codes on pages become accounts: from every kind of picture, only after a yes, and what is no account says so. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import type { QrSource } from '../sites/pages.ts';
import { EMPTY } from './grounds.ts';
import {
  acceptInConfirm,
  byTestId,
  cancelInConfirm,
  codeIn,
  findConfirmWindow,
  findOffer,
  isCodeOf,
  submitAndRead,
} from './hands.ts';
import type { Scenario } from './scenario.ts';
import { PASSWORD, type World } from './world.ts';

const SOURCES: readonly QrSource[] = [
  'img',
  'data',
  'blob',
  'svg',
  'canvas',
  'background',
  'shadow',
  'frame',
  'cross-frame',
  'link',
];

async function openEnrolment(world: World, source: QrSource): Promise<Page> {
  const page = await world.visit(world.sites.enrolUrl(source));
  await page.waitForFunction(isDrawn);
  return page;
}

/** Runs in the page: two of the pictures come after it was loaded. */
function isDrawn(): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>('#canvas');
  const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  return (pixels?.includes(255) ?? true) && [...document.images].every((image) => image.naturalWidth > 0);
}

/** The confirm window with the demo account in it; nothing may be stored yet. */
async function findFirstOffer(world: World): Promise<Page> {
  const confirm = await findOffer(world.tessera);
  assert.equal((await world.rows()).length, 0, 'Something was stored before the yes.');
  return confirm;
}

async function isStoredAndBound(world: World): Promise<void> {
  const rows = await until('the account', async () => {
    const found = await world.rows();
    return found.length > 0 && found;
  });
  assert.deepEqual(
    rows.map(({ issuer, label, hosts }) => ({ issuer, label, hosts })),
    [{ issuer: 'Lantern', label: 'ada@lantern.example', hosts: [world.sites.host] }],
  );
}

const bySource: readonly Scenario[] = SOURCES.map((source) => ({
  name: `finds a code by scanning the page, from: ${source}`,
  ground: EMPTY,
  async run(world) {
    const page = await openEnrolment(world, source);
    await world.tessera.runContextMenu({ menuItemId: 'scan-page' }, page);
    await acceptInConfirm(await findFirstOffer(world));
    await isStoredAndBound(world);
  },
}));

const byImage: readonly Scenario[] = (['img', 'data', 'blob'] as const).map((source) => ({
  name: `finds a code by a right click on an image, from: ${source}`,
  ground: EMPTY,
  async run(world) {
    const page = await openEnrolment(world, source);
    const srcUrl = await page.locator('#qr img').evaluate((image) => (image as HTMLImageElement).src);
    await world.tessera.runContextMenu({ menuItemId: 'scan-image', mediaType: 'image', srcUrl }, page);
    await acceptInConfirm(await findFirstOffer(world));
    await isStoredAndBound(world);
  },
}));

const others: readonly Scenario[] = [
  {
    name: 'scans by the keyboard command',
    ground: EMPTY,
    async run(world) {
      const page = await openEnrolment(world, 'img');
      await world.tessera.runCommand('scan', page);
      await acceptInConfirm(await findFirstOffer(world));
      await isStoredAndBound(world);
    },
  },
  {
    name: 'scans by the button in the popup',
    ground: EMPTY,
    async run(world) {
      const page = await openEnrolment(world, 'img');
      const popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('add-first'));
      await popup.click(byTestId('scan-page'));
      await acceptInConfirm(await findFirstOffer(world));
      await isStoredAndBound(world);
    },
  },
  {
    name: 'enrols in one motion: the first code goes into the field that waits for it',
    ground: EMPTY,
    async run(world) {
      const page = await openEnrolment(world, 'img');
      await world.tessera.runContextMenu({ menuItemId: 'scan-page' }, page);
      const confirm = await findFirstOffer(world);
      await acceptInConfirm(confirm);
      await until('the code', async () => isCodeOf(world.sites, await page.inputValue('#otp')));
      assert.equal(await submitAndRead(page, 'enrol'), 'accepted');
      await isStoredAndBound(world);
    },
  },
  {
    name: 'stores nothing after a no',
    ground: EMPTY,
    async run(world) {
      const page = await openEnrolment(world, 'img');
      await world.tessera.runContextMenu({ menuItemId: 'scan-page' }, page);
      await cancelInConfirm(await findFirstOffer(world));
      assert.equal((await world.rows()).length, 0);
      assert.equal(await world.ask('confirm:get', null), null);
    },
  },
  {
    name: 'says that a page holds no code, and shows what was looked at',
    ground: EMPTY,
    async run(world) {
      const page = await openEnrolment(world, 'none');
      await page.locator('#key').evaluate((key) => key.parentElement?.remove());
      await world.tessera.runContextMenu({ menuItemId: 'scan-page' }, page);
      const confirm = await findConfirmWindow(world.tessera);
      await confirm.locator(byTestId('problem')).waitFor();
      await confirm.locator(byTestId('examined')).waitFor();
      assert.equal((await world.rows()).length, 0);
    },
  },
  {
    name: 'takes a pasted link in the popup',
    ground: EMPTY,
    async run(world) {
      const page = await world.visit(world.sites.loginUrl('none'));
      const popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('add-first'));
      await popup.waitFor((selector) => document.querySelector(selector), byTestId('paste'));
      await popup.evaluate(pasteText, byTestId('paste'), world.sites.uriOf());
      await popup.click(byTestId('review-accept'));
      assert.ok(isCodeOf(world.sites, await codeIn(popup)));
    },
  },
  {
    name: 'needs the password first when the vault is locked, and then goes on',
    ground: EMPTY,
    async run(world) {
      const page = await openEnrolment(world, 'img');
      await world.ask('vault:lock', null);
      await world.tessera.runContextMenu({ menuItemId: 'scan-page' }, page);
      const confirm = await findConfirmWindow(world.tessera);
      await confirm.locator(byTestId('unlock-password')).fill(PASSWORD);
      assert.equal(await confirm.locator(byTestId('issuer')).count(), 0);
      await confirm.locator(byTestId('unlock')).click();
      await acceptInConfirm(await findFirstOffer(world));
      await isStoredAndBound(world);
    },
  },
];

export const scenarios: readonly Scenario[] = [...bySource, ...byImage, ...others];

/** Runs in the popup, where the clipboard cannot be written from outside. */
function pasteText(selector: string, text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  document
    .querySelector(selector)
    ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}
