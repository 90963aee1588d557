import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveSync } from '../../entrypoints/background/serve-sync.ts';
import { createSyncRunner } from '../../entrypoints/background/sync/runner.ts';
import type { SyncParts } from '../../entrypoints/background/sync/sync-parts.ts';
import { SIGN_IN_CLIENT } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { createOpenVault, newAccount } from '../vault/bench.ts';
import { createDevice, createHousehold, PAGE, replied } from './sync-desk.ts';

const DAY_MS = 24 * 3600_000;
const MICROSOFT = /^https:\/\/(login\.microsoftonline\.com|graph\.microsoft\.com)/;

let cloud: RunningCloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

/** A device with OneDrive at the local cloud, in step. `asked`: each time the identity API was used, and how. */
async function createScene() {
  const household = createHousehold();
  household.nowMs = Date.now();
  const device = createDevice(household);
  const asked: ('silently' | 'openly')[] = [];
  const browser = { isSignedIn: true };
  const fetchHere = (url: string, init: RequestInit) =>
    fetch(url.replace(MICROSOFT, `${cloud.url}/onedrive`), {
      ...init,
      headers: { ...init.headers, origin: 'chrome-extension://id' },
    });
  const parts: SyncParts = {
    ...device.parts,
    network: { ...device.parts.network, fetch: fetchHere },
    clients: { ...device.parts.clients, onedrive: SIGN_IN_CLIENT },
    async openSignIn(url, isInteractive) {
      asked.push(isInteractive ? 'openly' : 'silently');
      if (!isInteractive && !browser.isSignedIn) return undefined;
      expect(new URL(url).searchParams.get('prompt')).toBe(isInteractive ? null : 'none');
      const answer = await fetch(url.replace(MICROSOFT, `${cloud.url}/onedrive`), { redirect: 'manual' });
      return answer.headers.get('location') ?? undefined;
    },
  };
  const runner = createSyncRunner(parts, () => new Promise(() => undefined));
  const ask = serveSync(parts, runner);
  const round = async (laterMs: number) => {
    household.nowMs += laterMs;
    cloud.control.advance(laterMs);
    return (await runner.run())?.problem;
  };
  await createOpenVault({ ...device.bench, wake: () => device.vault });
  await device.vault.add([newAccount('GitHub')]);
  replied(await ask['sync:sign-in']({ kind: 'onedrive' }, PAGE));
  replied(await ask['sync:start']({ storage: { kind: 'onedrive' }, deviceName: 'first' }, PAGE));
  expect(await round(60_000)).toBe('');
  expect(asked).toEqual(['openly']);
  return { device, asked, browser, ask, round };
}

it('signs in at OneDrive anew each day, without a word while the browser is signed in there', async () => {
  const { device, asked, round } = await createScene();
  await device.vault.add([newAccount('Bank')]);
  for (let day = 1; day <= 3; day++) expect(await round(DAY_MS + 60_000)).toBe('');
  expect(asked).toEqual(['openly', 'silently', 'silently', 'silently']);
  expect((await device.vault.syncView()).outbox).toEqual([]);
});

it('asks for the user where that is not enough, once, and goes on after a click', async () => {
  const { device, asked, browser, ask, round } = await createScene();
  browser.isSignedIn = false;
  await device.vault.add([newAccount('Bank')]);
  expect(await round(DAY_MS + 60_000)).toBe('sign-in');
  expect((await device.vault.syncView()).outbox).toHaveLength(1);
  expect(device.wakes.at(-1)).toBeUndefined();
  replied(await ask['sync:sign-in']({ kind: 'onedrive' }, PAGE));
  expect(await round(1000)).toBe('');
  expect(asked).toEqual(['openly', 'silently', 'openly']);
  expect((await device.vault.syncView()).outbox).toEqual([]);
});
