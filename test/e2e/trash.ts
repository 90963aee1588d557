/** Trash and undo: nothing goes silently, everything comes back. */
import assert from 'node:assert/strict';
import { until } from '../browser/wait.ts';
import { byTestId } from './hands.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const URI = 'otpauth://totp/Harbour:mia?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Harbour';

async function trashInPopup(world: World) {
  await world.createVault();
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
    name: 'takes a delete back at once',
    async run(world) {
      const popup = await trashInPopup(world);
      await popup.waitFor(
        (selector) => /Harbour/.test(document.querySelector(selector)?.closest('.bar')?.textContent ?? ''),
        byTestId('undo'),
      );
      await popup.click(byTestId('undo'));
      assert.match(await popup.textOf(byTestId('row')), /Harbour/);
      assert.equal((await world.rows()).length, 1);
    },
  },
  {
    name: 'restores a deleted account from the Trash after a restart of the browser',
    async run(world) {
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
];
