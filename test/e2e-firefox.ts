/**
 * `npm run e2e:firefox`: the main job in Firefox ESR, one step after the other in one browser: set up, add by text and by
 * picture, see the code, fill with a granted host, lock, go on after the event page was ended, import a file, keep a
 * team in step, keep the vault in step with a storage.
 */
import assert from 'node:assert/strict';
import { builtExtension } from './browser/build.ts';
import { launchFirefox } from './browser/firefox.ts';
import { until } from './browser/wait.ts';
import { SHAREOTP_KEY, WEBDAV_USER } from './cloud/credentials.ts';
import { startCloud } from './cloud/server.ts';
import { ALL, aegisFile, PASSPHRASE } from './e2e/foreign-files.ts';
import { byTestId } from './e2e/hands.ts';
import { report } from './e2e/scenario.ts';
import { PASSWORD } from './e2e/world.ts';
import { startSites } from './sites/server.ts';

const SENT_WITHIN_MS = 5_000;
const sites = await startSites();
const cloud = await startCloud();
const firefox = await launchFirefox(builtExtension('firefox'));
const { marionette } = firefox;
let passed = 0;
let failed = 0;

/** The tab of ours that looks into the popup. */
let ours = '';
let login = '';

const STEPS: readonly (readonly [name: string, run: () => Promise<void>])[] = [
  ['sets up a vault on the welcome page', setUp],
  ['adds an account by its link', addByText],
  ['adds an account by its picture', addByPicture],
  ['shows the code in the popup', showCode],
  ['fills a granted host, after the yes to it, and the site accepts the code', fillGranted],
  ['shows the codes again after the event page was ended', surviveEnd],
  ['locks, shows nothing any more, and opens again', lockAndUnlock],
  ['imports an encrypted file of another app', importFile],
  ['connects a service and keeps its team in step', keepTeam],
  ['sets up the sync, and sends an edit within five seconds', keepInStep],
];

try {
  for (const [name, run] of STEPS) {
    await run();
    passed += 1;
    console.log(`ok ${passed}/${STEPS.length} ${name}`);
  }
} catch (error) {
  failed += 1;
  console.log(`FAIL ${passed + 1}/${STEPS.length} ${STEPS[passed]?.[0]}`);
  console.log(error);
} finally {
  await firefox.close();
  await sites.close();
  await cloud.close();
}
report({ passed, failed });

async function setUp(): Promise<void> {
  ours = await firefox.newTab(firefox.url('welcome.html'));
  await firefox.type(byTestId('password'), PASSWORD);
  await firefox.type(byTestId('password-again'), PASSWORD);
  await firefox.click(byTestId('create'));
  await firefox.click(byTestId('recovery-later'));
  await waitFor(byTestId('ready'));
}

async function addByText(): Promise<void> {
  await firefox.navigate(firefox.url('options.html#/add'));
  await firefox.type(byTestId('paste'), sites.uriOf());
  await firefox.click(byTestId('paste-read'));
  await firefox.click(byTestId('review-accept'));
  await until('the account', async () => (await countAccounts()) === 1);
}

async function addByPicture(): Promise<void> {
  const png = await (await fetch(`${sites.origin}/enrol/qr.png?user=bob`)).arrayBuffer();
  await firefox.navigate(firefox.url('popup.html'));
  await firefox.navigate(firefox.url('options.html#/add'));
  await waitFor(byTestId('paste'));
  await marionette.run(pickFile, byTestId('picture-file'), Buffer.from(png).toString('base64'));
  await firefox.click(byTestId('review-accept'));
  await until('the second account', async () => (await countAccounts()) === 2);
}

async function showCode(): Promise<void> {
  login = await firefox.newTab(sites.loginUrl('one'));
  await openPopup();
  const codes = await until('two codes', async () => {
    const shown = await marionette.run(readPopup, byTestId('code'));
    return shown.length >= 2 && shown;
  });
  const digits = codes.map((code) => code.replace(/\s/g, ''));
  assert.ok(digits.some((code) => sites.codesAround().includes(code)));
  assert.ok(digits.some((code) => sites.codesAround('bob').includes(code)));
  await closePopup();
}

async function fillGranted(): Promise<void> {
  await firefox.grantHost('http://127.0.0.1/*');
  await openPopup();
  const label = 'ada@lantern.example';
  await until('the menu', () => marionette.run(pressMenuOf, label));
  await until('the fill item', () => marionette.run(pressInPopup, byTestId('menu-fill')));
  await until('the question', () => marionette.run(pressInPopup, byTestId('bind-yes')));
  await until('the outcome', () => marionette.run(isInPopup, '[data-kind="filled"]'));
  await closePopup();
  await firefox.switchTo(login);
  await firefox.click('form button');
  await waitFor('output[data-state="accepted"]');
  assert.equal(sites.attempts.at(-1)?.accepted, true);
}

async function surviveEnd(): Promise<void> {
  await firefox.stopBackground();
  await openPopup();
  await until('a code', () => marionette.run(isInPopup, byTestId('code')));
  await closePopup();
}

async function lockAndUnlock(): Promise<void> {
  await openPopup();
  await until('the lock', () => marionette.run(pressInPopup, byTestId('lock')));
  await until('the lock screen', () => marionette.run(isInPopup, byTestId('unlock')));
  assert.equal(await marionette.run(isInPopup, byTestId('code')), false);
  await closePopup();
  await firefox.switchTo(ours);
  await firefox.navigate(firefox.url('popup.html'));
  await firefox.type(byTestId('unlock-password'), PASSWORD);
  await firefox.click(byTestId('unlock'));
  await waitFor(byTestId('code'));
}

async function importFile(): Promise<void> {
  await firefox.navigate(firefox.url('options.html#/import'));
  await waitFor(byTestId('drop-zone'));
  const { buffer } = aegisFile(PASSPHRASE);
  await marionette.run(pickFile, byTestId('import-files'), buffer.toString('base64'));
  await firefox.type(byTestId('import-passphrase'), PASSPHRASE);
  await firefox.click(byTestId('import-open'));
  await firefox.click(byTestId('import-take'));
  await waitFor(byTestId('import-done'));
  await until('the imported accounts', async () => (await countAccounts()) === 2 + ALL.length);
}

async function keepTeam(): Promise<void> {
  const headers = { authorization: `Bearer ${SHAREOTP_KEY}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'crane', issuer: 'Quay', tags: [], secret: 'JBSWY3DPEHPK3PXPJBSWY3DP' });
  await fetch(`${cloud.url}/shareotp/api/v1/accounts`, { method: 'POST', headers, body });
  const before = await countAccounts();
  await firefox.navigate(firefox.url('options.html#/services'));
  await firefox.click(byTestId('connect'));
  await firefox.type(byTestId('service-address'), `${cloud.url}/shareotp`);
  await firefox.type(byTestId('service-key'), SHAREOTP_KEY);
  await firefox.click(byTestId('add-service'));
  await waitFor(byTestId('service-works'));
  await firefox.click(byTestId('team-sync-start'));
  await firefox.click(byTestId('dialog-confirm'));
  await waitFor(byTestId('team-sync-state'));
  await until('the account of the team', async () => (await countAccounts()) === before + 1);
}

async function keepInStep(): Promise<void> {
  await firefox.navigate(firefox.url('popup.html'));
  await firefox.navigate(firefox.url('options.html#/sync'));
  await waitFor(`${byTestId('storage-folder')}:disabled`);
  await firefox.click(byTestId('storage-webdav'));
  await firefox.type(byTestId('storage-address'), `${cloud.url}/webdav/tessera`);
  await firefox.type(byTestId('storage-user'), WEBDAV_USER.user);
  await firefox.type(byTestId('storage-password'), WEBDAV_USER.password);
  await firefox.click(byTestId('test-storage'));
  await firefox.click(byTestId('start-sync'));
  await waitFor(`${byTestId('sync-state')}[data-state=idle]`);
  await firefox.click(byTestId('kit-later'));
  cloud.control.takeSeen();
  await firefox.navigate(firefox.url('options.html#/add'));
  await firefox.type(byTestId('paste'), sites.uriOf('carol'));
  await firefox.click(byTestId('paste-read'));
  await firefox.click(byTestId('review-accept'));
  const addedAtMs = Date.now();
  await until('the edit at the storage', () => cloud.control.takeSeen().some(({ method }) => method === 'PUT'));
  assert.ok(Date.now() - addedAtMs < SENT_WITHIN_MS, 'The edit was sent too late.');
  await firefox.navigate(firefox.url('popup.html'));
  await firefox.navigate(firefox.url('options.html#/sync'));
  await waitFor(`${byTestId('sync-state')}[data-state=idle]`);
  assert.equal(await marionette.run((wanted) => document.querySelector(wanted), byTestId('sync-problem')), null);
}

/** Over the login page, looked into from our own tab behind it. */
async function openPopup(): Promise<void> {
  await firefox.switchTo(login);
  await firefox.openPopup();
  await firefox.switchTo(ours, false);
}

async function closePopup(): Promise<void> {
  await firefox.closePopup();
}

async function waitFor(selector: string): Promise<void> {
  await until(selector, () => marionette.run((wanted) => document.querySelector(wanted) !== null, selector));
}

async function countAccounts(): Promise<number> {
  return marionette.run(async () => {
    const { index = '' } = await browser.storage.session.get('index');
    return index === '' ? 0 : index.split('\n').length;
  });
}

/* The functions below run in a page of ours. */

declare const browser: {
  readonly storage: { readonly session: { get(key: string): Promise<{ index?: string }> } };
  readonly extension: { getViews(filter: { type: 'popup' }): Window[] };
};

function readPopup(selector: string): string[] {
  const [popup] = browser.extension.getViews({ type: 'popup' });
  return [...(popup?.document.querySelectorAll(selector) ?? [])].map((element) => element.textContent ?? '');
}

function isInPopup(selector: string): boolean {
  const [popup] = browser.extension.getViews({ type: 'popup' });
  return popup?.document.querySelector(selector) != null;
}

function pressInPopup(selector: string): boolean {
  const [popup] = browser.extension.getViews({ type: 'popup' });
  const button = popup?.document.querySelector<HTMLElement>(selector);
  button?.click();
  return button != null;
}

function pressMenuOf(label: string): boolean {
  const [popup] = browser.extension.getViews({ type: 'popup' });
  const rows = [...(popup?.document.querySelectorAll('[data-testid="row"]') ?? [])];
  const row = rows.find((candidate) => candidate.textContent?.includes(label));
  const button = row?.querySelector<HTMLElement>('[data-testid="row-menu"]');
  button?.click();
  return button != null;
}

function pickFile(selector: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], 'code.png', { type: 'image/png' }));
  const input = document.querySelector<HTMLInputElement>(selector);
  if (input === null) throw new Error('There is no file field.');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
