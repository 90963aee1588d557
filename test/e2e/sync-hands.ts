/** What a person does with the pages of the sync, and what two devices are compared by. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SyncOverview } from '../../lib/messaging/sync-shapes.ts';
import { until } from '../browser/wait.ts';
import { WEBDAV_USER } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { byTestId, findWelcomePage } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { createWorld, PASSWORD, type World } from './world.ts';

export interface TypedStorage {
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const LOOPBACK = 'http://127.0.0.1/*';

/** Fills the form of `#/sync` for WebDAV and tries it out. */
export async function testStorage(page: Page, storage: TypedStorage): Promise<void> {
  if (await page.locator(byTestId('storage-webdav')).isVisible())
    await page.locator(byTestId('storage-webdav')).click();
  await page.locator(byTestId('storage-address')).fill(storage.address);
  await page.locator(byTestId('storage-user')).fill(storage.user);
  await page.locator(byTestId('storage-password')).fill(storage.password);
  await page.locator(byTestId('test-storage')).click();
}

/** From the form to the end of the first round. */
export async function startSync(page: Page, storage: TypedStorage, deviceName: string): Promise<void> {
  await page.locator(byTestId('storage-webdav')).waitFor();
  await testStorage(page, storage);
  await page.locator(byTestId('device-name')).fill(deviceName);
  await page.locator(byTestId('start-sync')).click();
  await inStep(page);
}

export async function inStep(page: Page): Promise<void> {
  await page.locator(`${byTestId('sync-state')}[data-state=idle]`).waitFor();
}

/** The text that the first device shows for the second. */
export async function offerPairing(page: Page): Promise<string> {
  await page.locator(byTestId('pair-start')).click();
  return (await page.locator(byTestId('pair-text')).textContent()) ?? '';
}

/** The welcome page of a new profile, from the text to the last account. */
export async function joinInWelcome(page: Page, text: string, deviceName: string, password = PASSWORD): Promise<void> {
  await page.locator(byTestId('join-device')).click();
  await page.locator(byTestId('join-text')).fill(text);
  await page.locator(byTestId('join-read')).click();
  await page.locator(byTestId('device-name')).fill(deviceName);
  await page.locator(byTestId('password')).fill(password);
  await page.locator(byTestId('password-again')).fill(password);
  await page.locator(byTestId('join-now')).click();
  await page.locator(`${byTestId('arriving')}[data-state=here]`).waitFor();
  await page.locator(byTestId('arriving-next')).click();
  await page.locator(byTestId('ready')).waitFor();
}

/** A second browser with a profile of its own, allowed to reach the storage. */
export async function otherDevice(world: World): Promise<World> {
  const other = await createWorld({ extensionDir: world.extensionDir });
  await other.tessera.grantHost(LOOPBACK);
  return other;
}

/** The first device with its sync on, by its own page. */
export async function firstDevice(world: World, storage: TypedStorage): Promise<Page> {
  await world.createVault();
  return beginSync(world, storage);
}

/** The same with a vault that is there. */
export async function beginSync(world: World, storage: TypedStorage): Promise<Page> {
  await world.tessera.grantHost(LOOPBACK);
  const page = await world.openOurs('options.html#/sync');
  await startSync(page, storage, 'First');
  // The kit is asked for at once; these stories begin after it.
  await page.locator(byTestId('kit-later')).click();
  return page;
}

/** Both in one vault. */
export async function pairDevices(world: World, other: World, page: Page): Promise<void> {
  await syncOnce(world);
  await joinInWelcome(await findWelcomePage(other.tessera), await offerPairing(page), 'Second');
  // The page would look by itself in a few seconds.
  await syncOnce(world);
  await page.locator(byTestId('pair-joined')).waitFor();
}

export function overviewOf(world: World): Promise<SyncOverview> {
  return world.ask('sync:overview', null);
}

/** One whole round, however it ends. */
export async function syncOnce(world: World): Promise<SyncOverview> {
  const { page } = await world.line();
  const endedAtMs = () => page.evaluate(readRoundEnd);
  // One that is under way began before what is to be sent.
  await until('no round', async () => (await overviewOf(world)).status.state !== 'working');
  const beforeMs = await endedAtMs();
  await world.ask('sync:now', null);
  return until('the end of a round', async () => {
    const now = await overviewOf(world);
    return now.status.state !== 'working' && (await endedAtMs()) > beforeMs ? now : undefined;
  });
}

/** Runs in an address of ours. The end of the last round, whether it went well or not. */
async function readRoundEnd(): Promise<number> {
  const { chrome } = globalThis as unknown as {
    chrome: { storage: { session: { get(key: string): Promise<Record<string, { endedAtMs: number }>> } } };
  };
  return (await chrome.storage.session.get('sync-pace'))['sync-pace']?.endedAtMs ?? 0;
}

/** Stores accounts as a paste does. */
export async function addAccounts(world: World, names: readonly string[]): Promise<void> {
  const uris = names.map((name) => `otpauth://totp/${name}:mia?secret=${SECRET}&issuer=${name}`);
  const { drafts } = await world.ask('account:read-text', { text: uris.join('\n') });
  await world.ask('account:add', { draftIds: drafts.map(({ draftId }) => draftId), fields: {} });
}

/** Everything that both devices must agree on, in one text: the list in its order, the details, the Trash. */
export async function contentOf(world: World): Promise<string> {
  const rows = await world.rows();
  const details = await Promise.all(
    rows.map(async ({ id }) => {
      const { history, ...rest } = await world.ask('account:details', { id });
      return { ...rest, overwritten: history.map(({ field, value }) => `${field} ${value}`).sort() };
    }),
  );
  const trash = await world.ask('trash:list', null);
  return JSON.stringify({ details, trash: trash.map(({ id, label }) => `${id} ${label}`).sort() }, null, 1);
}

/** Rounds on both until neither has anything new for the other: two each are enough, whoever was first. */
export async function assertIdentical(world: World, other: World): Promise<void> {
  const problems: string[] = [];
  for (const one of [world, other, world, other]) problems.push((await syncOnce(one)).status.problem);
  assert.deepEqual(problems.slice(2), ['', '']);
  assert.equal(await contentOf(other), await contentOf(world));
}

export interface Storage extends TypedStorage {
  /** Whether it answers at all. */
  away(isAway: boolean): Promise<void>;
}

type Run = (world: World, storage: Storage, cloud: RunningCloud) => Promise<void>;

/** With the WebDAV of a local cloud of its own. */
export function withCloud(run: Run): Scenario['run'] {
  return async (world) => {
    const cloud = await startCloud();
    const away = async (isAway: boolean) => {
      if (isAway) cloud.control.fault({ part: 'webdav', kind: 'dropped', times: 1_000 });
      else cloud.control.clearFaults();
    };
    const storage = { ...WEBDAV_USER, address: `${cloud.url}/webdav/tessera`, away };
    await run(world, storage, cloud).finally(() => cloud.close());
  };
}

/** With a second browser, whose pages must not complain either. */
export async function withSecond(world: World, run: (other: World) => Promise<void>): Promise<void> {
  const other = await otherDevice(world);
  await run(other).finally(() => other.close());
  assert.deepEqual(other.complaints, [], 'The pages of the second device complained.');
}

export async function press(page: Page, ...testIds: readonly string[]): Promise<void> {
  for (const testId of testIds) await page.locator(byTestId(testId)).first().click();
}

export async function textOf(page: Page, testId: string): Promise<string> {
  return (await page.locator(byTestId(testId)).first().textContent()) ?? '';
}

/** Types back what the kit asks for, as a person does who has it on paper. */
export async function confirmKit(page: Page): Promise<string> {
  const key = await textOf(page, 'recovery-key');
  await press(page, 'recovery-next');
  for (const field of await page.locator(byTestId('recovery-block')).all()) {
    const label = await field.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? '');
    await field.fill(key.split('-')[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await press(page, 'recovery-confirm');
  return key;
}
