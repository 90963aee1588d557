/** Filling codes into pages, and every visible refusal of it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import type { FieldKind } from '../sites/pages.ts';
import { BOUND, EMPTY } from './grounds.ts';
import { byTestId, isCodeOf, outcomeIn, pressFill, submitAndRead } from './hands.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const OWN_ORIGIN_KINDS: readonly FieldKind[] = ['one', 'six', 'react', 'shadow', 'frame'];

async function isAccepted(world: World, page: Page, kind: FieldKind): Promise<void> {
  assert.equal(await submitAndRead(page, kind), 'accepted');
  assert.equal(world.sites.attempts.at(-1)?.accepted, true);
}

const fromPopup: readonly Scenario[] = OWN_ORIGIN_KINDS.map((kind) => ({
  name: `fills a login page with the code in: ${kind}`,
  ground: BOUND,
  async run(world) {
    const page = await world.visit(world.sites.loginUrl(kind));
    const popup = await world.tessera.openPopup(page);
    assert.equal(await pressFill(popup), 'filled');
    await isAccepted(world, page, kind);
  },
}));

const otherWays: readonly Scenario[] = [
  {
    name: 'fills by Ctrl+Enter in the popup',
    ground: BOUND,
    async run(world) {
      const page = await world.visit(world.sites.loginUrl('one'));
      const popup = await world.tessera.openPopup(page);
      await popup.textOf(byTestId('code'));
      await popup.press('Control+Enter');
      assert.equal(await outcomeIn(popup), 'filled');
      await isAccepted(world, page, 'one');
    },
  },
  {
    name: 'fills by the keyboard command',
    ground: BOUND,
    async run(world) {
      const page = await world.visit(world.sites.loginUrl('one'));
      await world.tessera.runCommand('fill', page);
      await until('the code', async () => (await page.inputValue('#otp')) !== '');
      await isAccepted(world, page, 'one');
    },
  },
  {
    name: 'fills by the context menu on a field',
    ground: BOUND,
    async run(world) {
      const page = await world.visit(world.sites.loginUrl('one'));
      await page.click('#otp');
      await world.tessera.runContextMenu({ menuItemId: 'fill-field', editable: true }, page);
      await until('the code', async () => (await page.inputValue('#otp')) !== '');
      await isAccepted(world, page, 'one');
    },
  },
];

const refusals: readonly Scenario[] = [
  {
    name: 'asks before a code goes to a new host, and remembers the yes',
    ground: EMPTY,
    async run(world) {
      await world.addUris([world.sites.uriOf()]);
      const page = await world.visit(world.sites.loginUrl('one'));
      const popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('row-menu'));
      await popup.click(byTestId('menu-fill'));
      assert.equal(await outcomeIn(popup), 'needs-binding');
      assert.equal(await page.inputValue('#otp'), '');
      await popup.click(byTestId('bind-yes'));
      await popup.waitFor(() => document.querySelector('[data-kind="filled"]') !== null);
      await isAccepted(world, page, 'one');
      const [row] = await world.rows();
      assert.deepEqual(row?.hosts, [world.sites.host]);
    },
  },
  {
    name: 'says that a field in a frame of another host needs that permission, and fills with it',
    async run(world) {
      await world.createVault();
      const otherHost = new URL(world.sites.otherOrigin).host;
      await world.addUris([world.sites.uriOf()], [world.sites.host, otherHost]);
      const page = await world.visit(world.sites.loginUrl('cross-frame'));
      await page.frameLocator('iframe').locator('#otp').waitFor();
      await world.tessera.grantHost('http://localhost/*');
      const popup = await world.tessera.openPopup(page);
      assert.equal(await pressFill(popup), 'needs-permission');
      await popup.click(byTestId('permit'));
      await popup.waitFor(() => document.querySelector('[data-kind="filled"]') !== null);
      await isAccepted(world, page, 'cross-frame');
    },
  },
  {
    name: 'puts the code on the clipboard and says so where the page has no field for it',
    ground: BOUND,
    async run(world) {
      const page = await world.visit(world.sites.loginUrl('none'));
      const popup = await world.tessera.openPopup(page);
      assert.equal(await pressFill(popup), 'no-field');
      const values = await page
        .locator('input')
        .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
      assert.deepEqual(new Set(values), new Set(['']));
      await world.tessera.context.grantPermissions(['clipboard-read'], { origin: world.sites.origin });
      await page.bringToFront();
      const copied = () => page.evaluate(() => navigator.clipboard.readText());
      await until('the code on the clipboard', async () => isCodeOf(world.sites, await copied()));
    },
  },
  {
    name: 'warns instead of filling on a host that looks like the bound one',
    ground: EMPTY,
    async run(world) {
      const { port } = new URL(world.sites.origin);
      await world.addUris([world.sites.uriOf()], [`lanternbank.localhost:${port}`]);
      const page = await world.visit(`http://lantembank.localhost:${port}/login?kind=one`);
      const popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('row-menu'));
      await popup.click(byTestId('menu-fill'));
      assert.equal(await outcomeIn(popup), 'look-alike');
      assert.equal(await page.inputValue('#otp'), '');
    },
  },
  {
    name: 'fills nothing on pages of the browser',
    ground: BOUND,
    async run(world) {
      const page = await world.visit('chrome://version/');
      const popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('row-menu'));
      await popup.click(byTestId('menu-fill'));
      await popup.waitFor(
        () => document.querySelector('[data-kind="restricted-page"], [data-testid="toast"]') !== null,
      );
    },
  },
];

export const scenarios: readonly Scenario[] = [...fromPopup, ...otherWays, ...refusals];
