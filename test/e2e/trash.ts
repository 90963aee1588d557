/** Order, Trash and undo: nothing goes silently, everything comes back. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import { EMPTY } from './grounds.ts';
import { byTestId } from './hands.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const URI = 'otpauth://totp/Harbour:mia?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Harbour';

async function trashInPopup(world: World) {
  await world.addUris([URI]);
  const page = await world.visit(world.sites.loginUrl('none'));
  const popup = await world.tessera.openPopup(page);
  await popup.click(byTestId('row-menu'));
  await popup.click(byTestId('menu-trash'));
  await popup.waitFor(() => document.querySelector('[data-testid="row"]') === null);
  return popup;
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'keeps the order that accounts were dragged into',
    ground: EMPTY,
    async run(world) {
      await world.addUris(['Anchor', 'Buoy', 'Cable', 'Deck'].map((issuer) => URI.replaceAll('Harbour', issuer)));
      const ids = (await world.rows()).map(({ id }) => id);
      const popup = await world.tessera.openPopup(await world.visit(world.sites.loginUrl('none')));
      const copyOf = (at: number) => `[data-id="${ids[at]}"] ${byTestId('row-copy')}`;
      await popup.drag(copyOf(3), copyOf(1));
      const order = async () => (await world.rows()).map(({ issuer }) => issuer).join(' ');
      await until('the new order', async () => (await order()) === 'Anchor Deck Buoy Cable');
      await popup.close();
      const again = await world.tessera.openPopup(await world.visit(world.sites.loginUrl('none')));
      await again.textOf(byTestId('row'));
      const shown = await again.evaluate(
        (selector) => [...document.querySelectorAll<HTMLElement>(selector)].map(({ dataset }) => dataset.id),
        byTestId('row'),
      );
      assert.deepEqual(shown, [ids[0], ids[3], ids[1], ids[2]]);
    },
  },
  {
    name: 'takes a delete back at once',
    ground: EMPTY,
    async run(world) {
      const popup = await trashInPopup(world);
      await popup.waitFor(
        (selector) => /Harbour/.test(document.querySelector(selector)?.closest('.bar')?.textContent ?? ''),
        byTestId('undo'),
      );
      await popup.click(byTestId('undo'));
      assert.match(await popup.textOf(byTestId('row')), /Harbour/);
      await until('the account', async () => (await world.rows()).length === 1);
    },
  },
  {
    name: 'restores a deleted account from the Trash after a restart of the browser',
    async run(world) {
      await world.createVault();
      await trashInPopup(world);
      await world.killAndRelaunch();
      await world.unlock();
      const [row] = await world.ask('trash:list', null);
      assert.equal(row?.issuer, 'Harbour');
      const page = await world.visit(world.sites.loginUrl('none'));
      const popup = await world.tessera.openPopup(page);
      await popup.click(byTestId('footer-trash'));
      await popup.click(byTestId('restore'));
      await until('the account', async () => (await world.rows()).length === 1);
    },
  },
  {
    name: 'tells of a damaged record from the popup on, and discards it after a yes',
    async run(world) {
      await world.createVault();
      const [id = ''] = await world.addUris([URI, URI.replaceAll('Harbour', 'Buoy')]);
      await world.ask('snapshot:make', null);
      await damageRecord(await world.openOurs('options.html#/about'), id);
      await world.killAndRelaunch();
      await world.unlock();
      const site = await world.visit(world.sites.loginUrl('none'));
      const popup = await world.tessera.openPopup(site);
      const [page] = await Promise.all([
        world.tessera.context.waitForEvent('page'),
        popup.click(byTestId('footer-damaged')),
      ]);
      const row = page.locator(byTestId('damaged-row'));
      assert.match((await row.textContent()) ?? '', /Harbour · mia/);
      await page.locator(byTestId('discard')).click();
      const dialog = page.locator(byTestId('discard-dialog'));
      assert.match((await dialog.textContent()) ?? '', /snapshot of .* has it as “Harbour · mia”/);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      assert.equal(await row.count(), 1);
      await page.locator(byTestId('discard')).click();
      await page.locator(byTestId('dialog-confirm')).click();
      await row.waitFor({ state: 'detached' });
      assert.deepEqual(
        (await world.rows()).map(({ issuer }) => issuer),
        ['Buoy'],
      );
      const again = await world.tessera.openPopup(site);
      await again.textOf(byTestId('footer-recovery'));
    },
  },
];

/** One bit of one envelope, as a failing disk would change it. */
async function damageRecord(page: Page, id: string): Promise<void> {
  await page.evaluate(async (recordId) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('tessera'));
    const transaction = database.transaction('records', 'readwrite', { durability: 'strict' });
    const onDisk = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const records = transaction.objectStore('records');
    const row: { envelope: Uint8Array } = await done(records.get(recordId));
    const envelope = row.envelope.map((byte, at) => (at === row.envelope.length - 1 ? byte ^ 1 : byte));
    records.put({ ...row, envelope });
    await onDisk;
    database.close();
  }, id);
}
