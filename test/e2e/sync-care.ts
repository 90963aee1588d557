/** The sync where it asks, warns and holds back: every storage that can be had here, and all that may be wrong with one. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../browser/wait.ts';
import { S3_BUCKET, S3_KEY } from '../cloud/credentials.ts';
import { byTestId, findWelcomePage, pictureOf } from './hands.ts';
import type { Scenario } from './scenario.ts';
import {
  addAccounts,
  assertIdentical,
  beginSync,
  confirmKit,
  firstDevice,
  inStep,
  offerPairing,
  overviewOf,
  pairDevices,
  press,
  syncOnce,
  type TypedStorage,
  testStorage,
  textOf,
  withCloud,
  withSecond,
} from './sync-hands.ts';
import { PASSWORD, type World } from './world.ts';

const SENT_WITHIN_MS = 5_000;
/** With the time that a busy machine takes for a popup and a round. */
const AT_ONCE_MS = 10_000;
const MANY = Array.from({ length: 14 }, (_, at) => `Harbour ${at}`);

export const scenarios: readonly Scenario[] = [
  {
    name: 'says in plain words what is wrong with a storage, and changes nothing',
    run: withCloud(async (world, storage, cloud) => {
      await world.createVault();
      const origins = ['http://127.0.0.1/*', 'https://127.0.0.1/*'];
      for (const origin of origins) await world.tessera.grantHost(origin);
      const page = await world.openOurs('options.html#/sync');
      assert.ok(await page.evaluate(requestOrigins, origins));
      await page.locator(byTestId('storage-webdav')).waitFor();
      const refusal = async (typed: TypedStorage) => {
        await testStorage(page, typed);
        await page.locator(`${byTestId('test-storage')}:enabled`).waitFor();
        return textOf(page, 'storage-problem');
      };
      assert.match(await refusal({ ...storage, password: 'wrong' }), /does not accept the credentials/);
      assert.match(await refusal({ ...storage, address: 'http://127.0.0.1:9/dav' }), /could not be reached/);
      assert.match(await refusal({ ...storage, address: 'http://cloud.example.com' }), /must begin with https/);
      const untrusted = `https://127.0.0.1:${new URL(world.sites.secureOrigin).port}/dav`;
      assert.match(await refusal({ ...storage, address: untrusted }), /certificate may not be trusted.*in a tab/);
      assert.match(await refusal({ ...storage, address: world.sites.origin }), /not a storage but something else/);
      cloud.control.fault({ part: 'webdav', kind: 'html', times: 100 });
      assert.match(await refusal(storage), /not a storage but something else/);
      cloud.control.clearFaults();
      assert.equal((await overviewOf(world)).storage, null);
      await withSecond(world, async (other) => {
        await firstDevice(other, storage);
        await testStorage(page, storage);
        await page.locator(byTestId('probe-holds')).waitFor();
        assert.match(await textOf(page, 'probe-holds'), /Another vault lies there/);
        assert.equal(await page.locator(byTestId('start-sync')).count(), 0);
      });
    }),
    // The browser itself writes of the certificate to the console.
    mayComplain: /ERR_CERT/,
  },
  {
    name: 'sets up the sync with S3, stops it, and keeps everything',
    run: withCloud(async (world, _storage, cloud) => {
      await world.createVault();
      await addAccounts(world, MANY);
      await world.tessera.grantHost('http://127.0.0.1/*');
      const page = await world.openOurs('options.html#/sync');
      await press(page, 'storage-s3');
      const typed = {
        'storage-address': `${cloud.url}/s3`,
        'storage-bucket': S3_BUCKET,
        'storage-region': S3_KEY.region,
        'storage-user': S3_KEY.accessKeyId,
        'storage-password': S3_KEY.secretAccessKey,
      };
      for (const [field, value] of Object.entries(typed)) await page.locator(byTestId(field)).fill(value);
      await press(page, 'test-storage');
      await startTested(page);
      await press(page, 'stop-sync', 'dialog-confirm');
      await page.locator(byTestId('storage-s3')).waitFor();
      assert.equal((await world.rows()).length, MANY.length);
    }),
  },
  {
    name: 'goes on by one press and the new password, after the storage has refused the old one',
    run: withCloud(async (world, storage, cloud) => {
      const page = await firstDevice(world, storage);
      cloud.control.fault({ part: 'webdav', kind: 'status', status: 401, times: 1_000 });
      await addAccounts(world, MANY);
      assert.equal((await syncOnce(world)).status.problem, 'unauthorized');
      assert.match(await textOf(page, 'sync-problem'), /does not accept the credentials.*changes wait here/);
      cloud.control.clearFaults();
      await press(page, 'sync-mend');
      await page.locator(byTestId('storage-password')).fill(storage.password);
      await press(page, 'test-storage', 'use-storage');
      await inStep(page);
      assert.equal((await overviewOf(world)).status.pendingCount, 0);
    }),
  },
  {
    name: 'keeps a folder of this computer in step',
    async run(world) {
      await world.createVault();
      await addAccounts(world, MANY);
      const page = await world.openOurs('options.html#/sync');
      await page.evaluate(pickOwnFolder);
      await press(page, 'storage-folder', 'test-storage');
      await startTested(page);
      const names = await page.evaluate(namesInOwnFolder);
      assert.equal(names.filter((name) => name.startsWith('h-')).length, 1);
      assert.ok(names.length >= 2, 'Nothing but the header lies in the folder.');
    },
  },
  {
    name: 'sends an edit within five seconds, and has it elsewhere as soon as a popup opens there',
    run: withCloud(async (world, storage, cloud) => {
      const page = await firstDevice(world, storage);
      await withSecond(world, async (other) => {
        await pairDevices(world, other, page);
        await syncOnce(other);
        cloud.control.takeSeen();
        await addAccounts(world, ['Harbour']);
        const sent = () => cloud.control.takeSeen().some(({ method }) => method === 'PUT');
        await until('the edit at the storage', sent, SENT_WITHIN_MS);
        const popup = await other.tessera.openPopup(await other.visit(other.sites.loginUrl('one')));
        await until('the account in the popup', () => popup.evaluate(countRows), AT_ONCE_MS);
      });
    }),
  },
  {
    name: 'lets a device in by a picture of the code',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await addAccounts(world, MANY);
      await syncOnce(world);
      await offerPairing(page);
      const buffer = await pictureOf(page.locator(`${byTestId('pair-offer')} ${byTestId('qr')}`));
      await withSecond(world, async (other) => {
        const welcome = await findWelcomePage(other.tessera);
        await press(welcome, 'join-device');
        await welcome.locator(byTestId('join-file')).setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer });
        await welcome.locator(byTestId('password')).fill(PASSWORD);
        await welcome.locator(byTestId('password-again')).fill(PASSWORD);
        await press(welcome, 'join-now');
        await welcome.locator(`${byTestId('arriving')}[data-state=here]`).waitFor();
        await assertIdentical(world, other);
      });
    }),
  },
  {
    name: 'holds back what would remove too much: what is kept comes back everywhere, what is let go goes',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await addAccounts(world, MANY);
      await withSecond(world, async (other) => {
        await pairDevices(world, other, page);
        const ids = (await world.rows()).map(({ id }) => id);
        await world.ask('account:trash', { ids });
        await syncOnce(world);
        assert.equal((await syncOnce(other)).held.length, MANY.length);
        assert.equal((await other.rows()).length, MANY.length);
        await decide(other);
        await assertIdentical(world, other);
        assert.equal((await world.rows()).length, MANY.length - 1);
      });
    }),
  },
  {
    name: 'brings everything back from a kit that is typed by hand, and names the block of a slip',
    run: withCloud(async (world, storage) => {
      const page = await firstDevice(world, storage);
      await addAccounts(world, MANY);
      await syncOnce(world);
      await press(page, 'make-kit');
      const recoveryKey = await proveAndConfirm(page);
      await syncOnce(world);
      await withSecond(world, async (other) => {
        const welcome = await findWelcomePage(other.tessera);
        await press(welcome, 'join-kit', 'join-by-hand', 'storage-webdav');
        const typed = {
          'storage-address': storage.address,
          'storage-user': storage.user,
          'storage-password': storage.password,
          'recovery-key-field': withSlip(recoveryKey),
          password: PASSWORD,
          'password-again': PASSWORD,
        };
        for (const [field, value] of Object.entries(typed)) await welcome.locator(byTestId(field)).fill(value);
        await press(welcome, 'join-now');
        await welcome.locator(byTestId('join-problem')).waitFor();
        assert.match(await textOf(welcome, 'join-problem'), /Block 3 is not like that/);
        await until('the words in sight', () => welcome.evaluate(() => scrollY === 0));
        await welcome.locator(byTestId('recovery-key-field')).fill(recoveryKey);
        await press(welcome, 'join-now');
        await welcome.locator(`${byTestId('arriving')}[data-state=here]`).waitFor();
        await assertIdentical(world, other);
      });
    }),
  },
  {
    name: 'leads a device that joined to a new kit, after which it can print the vault',
    run: withCloud(async (world, storage) => {
      const { recoveryKey } = await world.ask('vault:create', { password: PASSWORD });
      const blocks = recoveryKey.split('-').map((text, at) => ({ block: at + 1, text }));
      await world.ask('vault:confirm-recovery', { blocks: blocks.slice(0, 2) });
      const page = await beginSync(world, storage);
      await addAccounts(world, MANY);
      await withSecond(world, async (other) => {
        await pairDevices(world, other, page);
        const options = await other.openOurs('options.html#/export');
        await press(options, 'paper-prepare', 'paper-make-kit');
        await proveAndConfirm(options);
        await inStep(options);
        await options.goto(other.tessera.url('options.html#/export'));
        await press(options, 'paper-prepare');
        await options.locator(byTestId('paper-pages')).waitFor();
      });
    }),
  },
];

async function startTested(page: Page): Promise<void> {
  await page.locator(byTestId('probe-works')).waitFor();
  await press(page, 'start-sync');
  await inStep(page);
}

/** Answers the new key. */
async function proveAndConfirm(page: Page): Promise<string> {
  await page.locator(byTestId('proof-password')).fill(PASSWORD);
  await press(page, 'proof');
  const recoveryKey = await confirmKit(page);
  await page.locator(byTestId('kit-done')).waitFor();
  return recoveryKey;
}

/** One letter of the third block is another. */
function withSlip(recoveryKey: string): string {
  const blocks = recoveryKey.split('-');
  const [first = '', ...rest] = blocks[2] ?? '';
  return blocks.with(2, [first === '7' ? '4' : '7', ...rest].join('')).join('-');
}

/** All but the first are kept; then the first is let go. */
async function decide(other: World): Promise<void> {
  const page = await other.openOurs('options.html#/sync');
  await press(page, 'held-check', 'held-keep');
  await until('one that is left', async () => (await page.locator(byTestId('held-check')).count()) === 1);
  await page.locator(byTestId('held-check')).check();
  await press(page, 'held-delete');
  await page.locator(byTestId('held')).waitFor({ state: 'detached' });
}

/* The functions below run in a page of ours, the first one in the popup. The picker cannot be used without a screen, so it picks a folder by itself. */

function countRows(): number {
  return document.querySelectorAll('[data-testid=row]').length;
}

function requestOrigins(origins: string[]): Promise<boolean> {
  const { chrome } = globalThis as unknown as {
    chrome: { permissions: { request(wanted: object): Promise<boolean> } };
  };
  return chrome.permissions.request({ origins });
}

function pickOwnFolder(): void {
  const scope = globalThis as unknown as { showDirectoryPicker(): Promise<FileSystemDirectoryHandle> };
  scope.showDirectoryPicker = async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle('tessera', { create: true });
  };
}

async function namesInOwnFolder(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const folder = (await root.getDirectoryHandle('tessera')) as unknown as { keys(): AsyncIterable<string> };
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}
