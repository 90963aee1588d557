/** What a person does with Tessera's own pages, step by step. The only place that knows their markup. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import type { Tessera } from '../browser/chromium.ts';
import type { Popup } from '../browser/popup.ts';
import { until } from '../browser/wait.ts';
import type { FieldKind } from '../sites/pages.ts';
import type { Sites } from '../sites/server.ts';
import { PASSWORD } from './world.ts';

export const byTestId = (id: string) => `[data-testid="${id}"]`;

/** The page that opens by itself after the installation. */
export async function findWelcomePage(tessera: Tessera): Promise<Page> {
  return until('the welcome page', () =>
    tessera.context.pages().find((page) => page.url().startsWith(tessera.url('welcome.html'))),
  );
}

export async function unlockInPopup(popup: Popup, password = PASSWORD): Promise<void> {
  await popup.click(byTestId('unlock-password'));
  await popup.type(password);
  await popup.press('Enter');
}

/** The first code that the popup shows, without its gap. */
export async function codeIn(popup: Popup): Promise<string> {
  const text = await popup.waitFor((selector) => {
    const shown = document.querySelector<HTMLElement>(selector)?.innerText ?? '';
    return /\d/.test(shown) && shown;
  }, byTestId('code'));
  return String(text).replace(/\s/g, '');
}

/** Presses the popup's first fill button and waits for what it says. */
export async function pressFill(popup: Popup): Promise<FillOutcome['kind']> {
  await popup.click(byTestId('fill'));
  return outcomeIn(popup);
}

/** Filling may wait up to five seconds for a fresh code. */
export async function outcomeIn(popup: Popup): Promise<FillOutcome['kind']> {
  const kind = await popup.waitFor(
    (selector) => document.querySelector<HTMLElement>(selector)?.dataset.kind,
    byTestId('outcome'),
  );
  return kind as FillOutcome['kind'];
}

/** The window that asks, once it shows an account of the demo site. */
export async function findOffer(tessera: Tessera): Promise<Page> {
  const confirm = await findConfirmWindow(tessera);
  const issuer = confirm.locator(byTestId('issuer'));
  await issuer.waitFor();
  assert.equal(await issuer.inputValue(), 'Lantern');
  return confirm;
}

/** Waits for the window that asks before anything is stored. */
export async function findConfirmWindow(tessera: Tessera): Promise<Page> {
  const page = await until('the confirm window', () =>
    tessera.context.pages().find((candidate) => candidate.url().startsWith(tessera.url('confirm.html'))),
  );
  await page.waitForLoadState();
  return page;
}

/** Sends the code form of a demo page, where the page does not do so itself, and waits for the server's word. */
export async function submitAndRead(page: Page, kind: FieldKind | 'enrol'): Promise<'accepted' | 'refused'> {
  const frame = kind === 'frame' || kind === 'cross-frame' ? page.frames()[1] : page.mainFrame();
  assert.ok(frame);
  if (kind !== 'six') await frame.locator('form button').click();
  const output = frame.locator('output:not([data-state=waiting])');
  await output.waitFor();
  return (await output.getAttribute('data-state')) as 'accepted' | 'refused';
}

/** Whether the code is right now or was a moment ago, while the test ran. */
export function isCodeOf(sites: Sites, code: string): boolean {
  return sites.codesAround().includes(code);
}

/** The welcome page: a password twice, the recovery key put off. */
export async function createVaultInWelcome(page: Page, password = PASSWORD): Promise<void> {
  await page.locator(byTestId('password')).fill(password);
  await page.locator(byTestId('password-again')).fill(password);
  await page.locator(byTestId('create')).click();
  await page.locator(byTestId('recovery-later')).click();
  await page.locator(byTestId('ready')).waitFor();
}

/** The yes; with `isAlone` without the first code being filled into the page. */
export async function acceptInConfirm(page: Page, isAlone = false): Promise<void> {
  if (isAlone) await page.locator(byTestId('fill-first')).uncheck();
  await page.locator(byTestId('accept')).click();
  await page.locator(byTestId('added')).waitFor();
}

/** Types a key into the add page as a person does, and leaves it there unsent. */
export async function typeKeyIntoAddPage(tessera: Tessera, typed: { label: string; secret: string }): Promise<void> {
  const page = await tessera.context.newPage();
  await page.goto(tessera.url('options.html#/add'));
  await page.locator(byTestId('type-key')).click();
  for (const [field, text] of [
    ['field-label', typed.label],
    ['field-key', typed.secret],
  ] as const) {
    await page.locator(byTestId(field)).click();
    await page.keyboard.type(text);
  }
}

/** The window closes once the background has heard the no. */
export async function cancelInConfirm(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('close'), page.locator(byTestId('cancel')).click()]);
}

/** A picture of a code on a canvas, which is drawn after it is there. */
export async function pictureOf(canvas: Locator): Promise<Buffer> {
  const empty = 300;
  await until('the drawn code', () =>
    canvas.evaluate(
      (element, width) => element.clientWidth > 0 && (element as HTMLCanvasElement).width !== width,
      empty,
    ),
  );
  return canvas.screenshot();
}

/** What a user types under Connected services; `auth` only where the service takes more than one kind. */
export interface ServiceTyped {
  readonly service: 'shareotp' | 'sendblue' | 'onetimesecret' | 'quiva';
  readonly auth?: string;
  readonly user?: string;
  readonly key?: string;
}

/** Fills the form of `options.html#/services`; the browser's own question was answered with yes before. */
export async function connectService(page: Page, cloudUrl: string, typed: ServiceTyped): Promise<void> {
  await page.locator(byTestId('connect')).click();
  await page.locator(byTestId('service')).selectOption(typed.service);
  if (typed.auth !== undefined) await page.locator(byTestId('service-auth')).selectOption(typed.auth);
  await page.locator(byTestId('service-address')).fill(`${cloudUrl}/${typed.service}`);
  if (typed.user !== undefined) await page.locator(byTestId('service-user')).fill(typed.user);
  if (typed.key !== undefined) await page.locator(byTestId('service-key')).fill(typed.key);
  await page.locator(byTestId('add-service')).click();
  await page.locator(byTestId('service-test')).waitFor();
}
