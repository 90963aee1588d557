/** Locking: by the button, by time, with the computer, with the browser; and the ways back in. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { until } from '../browser/wait.ts';
import { BOUND, createBound } from './grounds.ts';
import { byTestId, codeIn, isCodeOf, unlockInPopup } from './hands.ts';
import { openLine } from './line.ts';
import type { Scenario } from './scenario.ts';
import { PASSWORD, type World } from './world.ts';

async function status(world: World): Promise<'open' | 'locked'> {
  const answer = await world.askRaw('trash:list', null);
  return answer.ok ? 'open' : 'locked';
}

/** What is in the memory of the session, as text. */
async function sessionText(world: World): Promise<string> {
  const page = await world.openOurs('options.html');
  const text = await page.evaluate(async () => {
    const { chrome } = globalThis as unknown as { chrome: { storage: { session: { get(): Promise<object> } } } };
    return JSON.stringify(await chrome.storage.session.get());
  });
  await page.close();
  return text;
}

async function dispatchInWorker(world: World, event: 'idle' | 'alarm'): Promise<void> {
  await (await world.tessera.worker()).evaluate((name) => {
    const { chrome } = globalThis as unknown as {
      chrome: {
        idle: { onStateChanged: { dispatch(state: string): void } };
        alarms: { onAlarm: { dispatch(alarm: object): void } };
      };
    };
    if (name === 'idle') chrome.idle.onStateChanged.dispatch('locked');
    else chrome.alarms.onAlarm.dispatch({ name: 'auto-lock', scheduledTime: Date.now() });
  }, event);
}

/** As if nobody had done anything for the time after which the vault locks. */
async function letTimePass(world: World): Promise<void> {
  // A page without code of ours: one of the others would count as something that the user did.
  const page = await world.openOurs('manifest.json');
  const pastMs = Date.now() - 1000;
  await page.evaluate(writeDeadline, { touchedAtMs: pastMs - 900_000, deadlineMs: pastMs });
  await page.close();
}

/* The two below run in a page of ours. */

interface Deadline {
  readonly touchedAtMs: number;
  readonly deadlineMs: number;
}

interface Chrome {
  readonly storage: {
    readonly session: { set(items: object): Promise<void>; get(key: string): Promise<Record<string, Deadline>> };
  };
}

async function writeDeadline(deadline: Deadline): Promise<void> {
  const { chrome } = globalThis as unknown as { chrome: Chrome };
  await chrome.storage.session.set({ 'auto-lock': deadline });
}

async function readDeadline(): Promise<Deadline | undefined> {
  const { chrome } = globalThis as unknown as { chrome: Chrome };
  return (await chrome.storage.session.get('auto-lock'))['auto-lock'];
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'locks by the button: the popup is blank, the session is empty, the password opens it again',
    ground: BOUND,
    async run(world) {
      const page = await world.visit(world.sites.loginUrl('one'));
      const popup = await world.tessera.openPopup(page);
      await codeIn(popup);
      await popup.click(byTestId('lock'));
      await popup.textOf(byTestId('unlock'));
      assert.equal(await popup.isVisible(byTestId('code')), false);
      assert.doesNotMatch(await sessionText(world), /Lantern|ada@/);
      const again = await world.tessera.openPopup(page);
      await unlockInPopup(again);
      assert.ok(isCodeOf(world.sites, await codeIn(again)));
    },
  },
  {
    name: 'refuses a wrong password with one message and stays locked',
    ground: BOUND,
    async run(world) {
      await world.ask('vault:lock', null);
      const page = await world.visit(world.sites.loginUrl('one'));
      const popup = await world.tessera.openPopup(page);
      await unlockInPopup(popup, `${PASSWORD}!`);
      await popup.waitFor(() => document.querySelector('[aria-invalid="true"]') !== null);
      assert.equal(await status(world), 'locked');
    },
  },
  {
    name: 'locks when nobody has done anything for a while, whether the alarm rings or not',
    ground: BOUND,
    async run(world) {
      await letTimePass(world);
      assert.equal(await status(world), 'locked');
      await world.unlock();
      await letTimePass(world);
      await dispatchInWorker(world, 'alarm');
      await until('the lock', async () => !(await sessionText(world)).includes('Lantern'));
    },
  },
  {
    name: 'is not kept open by what pages ask while nobody is there',
    ground: BOUND,
    async run(world) {
      const { ask, page } = await openLine(world.tessera);
      const deadline = { touchedAtMs: Date.now() - 600_000, deadlineMs: Date.now() + 300_000 };
      // Opening the page was a use, of which the background may still hear.
      await until('questions that leave the deadline where it is', async () => {
        await page.evaluate(writeDeadline, deadline);
        await ask('sync:overview', null);
        await ask('sync:pairing-state', null);
        return isDeepStrictEqual(await page.evaluate(readDeadline), deadline);
      });
      await ask('trash:list', null);
      assert.notDeepEqual(await page.evaluate(readDeadline), deadline);
    },
  },
  {
    name: 'finds a deadline that passed while the worker slept',
    ground: BOUND,
    async run(world) {
      await letTimePass(world);
      await world.tessera.stopWorker();
      const page = await world.visit(world.sites.loginUrl('one'));
      const popup = await world.tessera.openPopup(page);
      await popup.textOf(byTestId('unlock'));
      await until('no code', async () => !(await popup.isVisible(byTestId('code'))));
    },
  },
  {
    name: 'locks with the computer',
    ground: BOUND,
    async run(world) {
      await dispatchInWorker(world, 'idle');
      await until('the lock', async () => (await status(world)) === 'locked');
    },
  },
  {
    name: 'is locked after the browser was killed, and nothing is lost',
    async run(world) {
      await createBound(world);
      await world.killAndRelaunch();
      assert.equal(await status(world), 'locked');
      await world.unlock();
      assert.equal((await world.rows())[0]?.issuer, 'Lantern');
    },
  },
  {
    name: 'is opened by the recovery key, which sets a new password',
    async run(world) {
      const { recoveryKey } = await world.ask('vault:create', { password: PASSWORD });
      await world.addUris([world.sites.uriOf()], [world.sites.host]);
      await world.ask('vault:lock', null);
      const newPassword = 'another fine password';
      await world.ask('vault:reset-password', { recoveryKey, newPassword });
      await world.ask('vault:lock', null);
      assert.equal((await world.askRaw('vault:unlock', { password: PASSWORD })).ok, false);
      await world.ask('vault:unlock', { password: newPassword });
      assert.equal((await world.rows())[0]?.issuer, 'Lantern');
    },
  },
];
