/** A passkey as the lock of the vault, at a virtual authenticator with the PRF extension. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { byTestId, findWelcomePage } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { PASSWORD } from './world.ts';

/** An authenticator of this page, with its owner's finger always on it. */
async function plugIn(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Types two blocks of the shown recovery key back, as their labels ask. */
async function typeBlocks(page: Page, recoveryKey: string, slip = ''): Promise<void> {
  const blocks = recoveryKey.split('-');
  for (const field of await page.locator(byTestId('recovery-block')).all()) {
    const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
    await field.fill(slip || (blocks[Number(/\d+/.exec(label)?.[0]) - 1] ?? ''));
  }
  await page.locator(byTestId('recovery-confirm')).click();
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'makes a vault with a passkey alone once the recovery key was typed back, and opens it with a touch',
    async run(world) {
      const page = await findWelcomePage(world.tessera);
      await plugIn(page);
      await page.locator(byTestId('use-passkey')).click();
      const recoveryKey = (await page.locator(byTestId('recovery-key')).textContent()) ?? '';
      await page.locator(byTestId('recovery-next')).click();
      await typeBlocks(page, recoveryKey, '00000');
      assert.equal(await page.locator(byTestId('create-passkey')).count(), 0);
      await typeBlocks(page, recoveryKey);
      await page.locator(byTestId('create-passkey')).click();
      await page.locator(byTestId('ready')).waitFor();
      assert.equal(await page.locator(byTestId('recovery-unsaved')).count(), 0);
      await world.addUris([world.sites.uriOf()]);

      await page.goto(world.tessera.url('options.html#/security'));
      await page.locator(`${byTestId('slot')}[data-type="passkey"]`).waitFor();
      await page.locator(byTestId('lock-now')).click();
      await page.locator(byTestId('unlock-passkey')).click();
      await page.locator(byTestId('lock-now')).waitFor();
      assert.equal((await world.rows()).length, 1);

      await page.locator(byTestId('add-password')).click();
      await page.locator(byTestId('password')).fill(PASSWORD);
      await page.locator(byTestId('password-again')).fill(PASSWORD);
      await page.locator(byTestId('choose-password')).click();
      await page.locator(byTestId('proof-passkey')).click();
      await page.locator(`${byTestId('slot')}[data-type="password"]`).waitFor();
      await world.ask('vault:lock', null);
      await world.unlock();
      assert.equal((await world.rows()).length, 1);
    },
  },
];
