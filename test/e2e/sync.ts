/** The sync between real browser profiles: over Apache and the local cloud, with everything that may go wrong on the way. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import { startApache } from '../sync-drivers/real-servers.ts';
import { audit } from './access.ts';
import { byTestId, codeIn, findWelcomePage } from './hands.ts';
import type { Scenario } from './scenario.ts';
import {
  addAccounts,
  assertIdentical,
  confirmKit,
  contentOf,
  firstDevice,
  inStep,
  LOOPBACK,
  offerPairing,
  overviewOf,
  pairDevices,
  press,
  type Storage,
  syncOnce,
  type TypedStorage,
  textOf,
  withCloud,
  withSecond,
} from './sync-hands.ts';
import { PASSWORD, type World } from './world.ts';

const THREE_YEARS_MS = 3 * 365 * 24 * 60 * 60 * 1000;
const NAMES = ['Harbour', 'Lighthouse', 'Quay', 'Mill'];

/** Edits on both while the storage does not answer, then it answers again. */
async function editApart(world: World, other: World, away: Storage['away']): Promise<void> {
  const [first = '', second = '', third = ''] = (await world.rows()).map(({ id }) => id);
  await away(true);
  await world.ask('account:edit', { id: first, fields: { label: 'from the first', tags: ['one'] } });
  await other.ask('account:edit', { id: first, fields: { note: 'from the second', tags: ['two'] } });
  await addAccounts(world, ['Only here']);
  await addAccounts(other, ['Only there']);
  await world.ask('account:trash', { ids: [second] });
  await other.ask('account:edit', { id: second, fields: { label: 'edited unawares' } });
  await other.ask('account:trash', { ids: [third] });
  assert.notEqual((await syncOnce(other)).status.pendingCount, 0);
  await away(false);
}

async function editsMeet(world: World, storage: Storage): Promise<void> {
  const page = await firstDevice(world, storage);
  await addAccounts(world, NAMES);
  await withSecond(world, async (other) => {
    await pairDevices(world, other, page);
    assert.equal(await contentOf(other), await contentOf(world));
    await editApart(world, other, storage.away);
    await assertIdentical(world, other);
    const [merged] = (await world.rows()).filter(({ label }) => label === 'from the first');
    assert.deepEqual([...(merged?.tags ?? [])].sort(), ['one', 'two']);
    const conflicts = [...(await overviewOf(world)).conflicts, ...(await overviewOf(other)).conflicts];
    assert.deepEqual([...new Set(conflicts.map(({ label }) => label))], ['edited unawares']);
  });
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'keeps two profiles identical over Apache: paired by a text, edited apart, in step again',
    async run(world) {
      const apache = await startApache('default');
      // Apache itself stays; what makes the devices edit apart is that they do so at the same moment.
      const storage = {
        address: `${apache.url}/tessera`,
        user: apache.user,
        password: apache.password,
        away: async () => undefined,
      };
      await editsTogether(world, storage).finally(() => apache.close());
    },
  },
  {
    name: 'keeps two profiles identical after edits on both while the storage did not answer',
    run: withCloud(editsMeet),
  },
  {
    name: 'is identical after the second browser was killed in the middle of a sync',
    run: withCloud(async (world, storage, cloud) => {
      const page = await firstDevice(world, storage);
      await withSecond(world, async (other) => {
        await pairDevices(world, other, page);
        const names = (name: string) => Array.from({ length: 40 }, (_, at) => `${name} ${at}`);
        await addAccounts(world, names('First'));
        await syncOnce(world);
        // Killed sooner, it would have to be allowed the storage anew.
        await until('the grant in the profile', () => other.tessera.hasWrittenGrant(LOOPBACK), 30_000);
        cloud.control.takeSeen();
        cloud.control.fault({ part: 'webdav', kind: 'slow', method: 'PUT', delayMs: 5_000, times: 5 });
        await addAccounts(other, names('Second'));
        await other.ask('sync:now', null);
        await until('a write that is on its way', () =>
          cloud.control.takeSeen().some(({ method }) => method === 'PUT'),
        );
        await other.killAndRelaunch();
        cloud.control.clearFaults();
        await other.unlock();
        await assertIdentical(world, other);
        assert.equal((await world.rows()).length, 80);
      });
    }),
  },
  {
    name: 'removes a device after a proof, with a new kit; it reads nothing newer, and keeps its edits when it is paired again',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await addAccounts(world, NAMES);
      await withSecond(world, async (other) => {
        await pairDevices(world, other, page);
        await removeSecond(page);
        await addAccounts(other, ['Unsent']);
        await addAccounts(world, ['Newer']);
        await syncOnce(world);
        const after = await syncOnce(other);
        assert.equal(after.status.problem, 'needs-pairing');
        assert.ok(!(await contentOf(other)).includes('Newer'));
        await pairAgain(other, await offerPairing(page));
        await assertIdentical(world, other);
        assert.match(await contentOf(world), /Unsent/);
      });
    }),
  },
  {
    name: 'brings everything back from the kit alone, and names the group of a slip',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await addAccounts(world, NAMES);
      await syncOnce(world);
      await press(page, 'make-kit');
      await page.locator(byTestId('proof-password')).fill('not the password');
      await press(page, 'proof');
      await page.locator('[role=alert]').waitFor();
      await page.locator(byTestId('proof-password')).fill(PASSWORD);
      await press(page, 'proof');
      const kitText = (await page.locator(byTestId('kit-text')).textContent()) ?? '';
      await confirmKit(page);
      await page.locator(byTestId('kit-done')).waitFor();
      await withSecond(world, async (other) => {
        await restore(await findWelcomePage(other.tessera), kitText, storage);
        assert.equal(await contentOf(other), await contentOf(world));
      });
    }),
  },
  {
    name: 'tells of a storage that was emptied, and the codes are still there',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await addAccounts(world, NAMES);
      await syncOnce(world);
      await emptyStorage(storage);
      await until('the alert', async () => (await syncOnce(world)).alerts.length > 0, 40_000);
      await page.locator(byTestId('sync-alerts')).waitFor();
      assert.match(await textOf(page, 'sync-alerts'), /Nothing of what is wrong was taken over/);
      const popup = await world.tessera.openPopup(await world.visit(world.sites.loginUrl('one')));
      assert.match(await codeIn(popup), /^\d{6}$/);
      assert.equal((await world.rows()).length, NAMES.length);
    }),
  },
  {
    name: 'stops while the clock is years off, says so, and goes on when it is right',
    run: withCloud(async (world, storage, cloud) => {
      const page = await firstDevice(world, storage);
      cloud.control.advance(THREE_YEARS_MS);
      await addAccounts(world, NAMES);
      assert.equal((await syncOnce(world)).status.problem, 'clock');
      await page.locator(byTestId('sync-problem')).waitFor();
      assert.match(await textOf(page, 'sync-problem'), /clock of this device is far from.*changes wait here/);
      cloud.control.advance(-THREE_YEARS_MS);
      await syncOnce(world);
      await inStep(page);
    }),
  },
  {
    name: 'has no barrier that axe can find: the pages of the sync',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await press(page, 'pair-start');
      await page.locator(byTestId('pair-text')).waitFor();
      await inBothSchemes(page, 'the sync with a code for another device');
      await press(page, 'pair-end', 'make-kit');
      await page.locator(byTestId('proof-password')).fill(PASSWORD);
      await press(page, 'proof');
      await page.locator(byTestId('recovery-key')).waitFor();
      await inBothSchemes(page, 'the kit');
      await withSecond(world, async (other) => {
        const welcome = await findWelcomePage(other.tessera);
        await press(welcome, 'join-kit', 'join-by-hand', 'storage-webdav');
        await inBothSchemes(welcome, 'restoring from the kit');
      });
    }),
  },
];

/** At the same moment on both, without a word between. */
async function editsTogether(world: World, storage: Storage): Promise<void> {
  const page = await firstDevice(world, storage);
  await addAccounts(world, NAMES);
  await withSecond(world, async (other) => {
    await pairDevices(world, other, page);
    const [first = ''] = (await world.rows()).map(({ id }) => id);
    await Promise.all([
      world.ask('account:edit', { id: first, fields: { label: 'from the first' } }),
      other.ask('account:edit', { id: first, fields: { note: 'from the second' } }),
      addAccounts(world, ['Only here']),
      addAccounts(other, ['Only there']),
    ]);
    await assertIdentical(world, other);
    assert.equal((await other.rows()).length, NAMES.length + 2);
  });
}

async function removeSecond(page: Page): Promise<void> {
  await press(page, 'remove-device');
  await page.locator(byTestId('proof-password')).fill(PASSWORD);
  await press(page, 'proof');
  await page.locator(byTestId('removal-kit')).waitFor();
  await confirmKit(page);
  await page.locator(byTestId('removed')).waitFor();
  await press(page, 'removed-close');
  await inStep(page);
}

async function pairAgain(other: World, text: string): Promise<void> {
  const page = await other.openOurs('options.html#/sync');
  await press(page, 'pair-again');
  await page.locator(byTestId('join-text')).fill(text);
  await press(page, 'join-read');
  await page.locator(byTestId('proof-password')).fill(PASSWORD);
  await press(page, 'proof');
  await page.locator(byTestId('join-again')).waitFor({ state: 'detached' });
  await inStep(page);
}

/** A slip first: the text with one letter changed in the middle. */
async function restore(page: Page, kitText: string, storage: TypedStorage): Promise<void> {
  const at = Math.floor(kitText.length / 2);
  const place = kitText.slice(at).search(/[A-Z0-9]/) + at;
  const wrong = kitText[place] === '7' ? '4' : '7';
  await press(page, 'join-kit');
  await page.locator(byTestId('join-text')).fill(`${kitText.slice(0, place)}${wrong}${kitText.slice(place + 1)}`);
  await press(page, 'join-read');
  await page.locator('[role=alert]').waitFor();
  assert.match((await page.locator('[role=alert]').textContent()) ?? '', /slip in group \d+/);
  await page.locator(byTestId('join-text')).fill(kitText);
  await press(page, 'join-read');
  await page.locator(byTestId('storage-password')).fill(storage.password);
  await page.locator(byTestId('password')).fill('another good password');
  await page.locator(byTestId('password-again')).fill('another good password');
  await press(page, 'join-now');
  await page.locator(`${byTestId('arriving')}[data-state=here]`).waitFor();
}

/** What an attacker or a careless hand does: every file of the folder is gone. */
async function emptyStorage({ address, user, password }: TypedStorage): Promise<void> {
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  const listing = await (
    await fetch(`${address}/`, { method: 'PROPFIND', headers: { ...headers, depth: '1' } })
  ).text();
  const names = [...listing.matchAll(/\/tessera\/([a-z0-9-]+)</g)].flatMap(([, name]) => name ?? []);
  assert.notEqual(names.length, 0);
  for (const name of names) await fetch(`${address}/${name}`, { method: 'DELETE', headers });
}

async function inBothSchemes(page: Page, what: string): Promise<void> {
  await page.bringToFront();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await audit(page), [], `${what} in the ${colorScheme} scheme`);
  }
}
