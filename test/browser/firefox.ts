/** Launches Firefox ESR with an unpacked Tessera as a temporary add-on, and does what a user's hand does around the page. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectMarionette, type Marionette } from './marionette.ts';
import { provideFirefox } from './provision.ts';
import { until } from './wait.ts';

export interface FirefoxTessera {
  readonly marionette: Marionette;
  /** `popup.html` -> the address of that page of the extension. */
  url(path: string): string;
  /** Opens a tab in front and makes it the one that scripts run in. */
  newTab(address: string): Promise<string>;
  /** Makes a tab the one that scripts run in; with `inFront` also the one that the user sees. */
  switchTo(tab: string, inFront?: boolean): Promise<void>;
  navigate(address: string): Promise<void>;
  closeTab(): Promise<void>;
  /** Waits for an element of the tab that scripts run in, and clicks it as a user would. */
  click(selector: string): Promise<void>;
  /** The same with the keyboard. */
  type(selector: string, text: string): Promise<void>;
  /** Opens the action's popup over the tab in front. */
  openPopup(): Promise<void>;
  closePopup(): Promise<void>;
  /** Grants a host that the manifest names as optional, as the user does in about:addons. */
  grantHost(pattern: string): Promise<void>;
  /** Ends the event page, as Firefox does when it idles. */
  stopBackground(): Promise<void>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

const ADDON_ID = 'tessera@tessera.example';
const UUID = '6d2f1c1e-6c0b-4d0e-9c86-5e55e4a70001';

/** Quiet on the network, no first-run pages, our add-on at a known address. */
const PREFS = {
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.webextensions.uuids': JSON.stringify({ [ADDON_ID]: UUID }),
  'extensions.webextOptionalPermissionPrompts': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

export async function launchFirefox(extensionDir: string, headless = true): Promise<FirefoxTessera> {
  const profile = mkdtempSync(join(tmpdir(), 'tessera-firefox-'));
  const port = await freePort();
  mkdirSync(profile, { recursive: true });
  const prefs = { ...PREFS, 'marionette.port': port };
  writeFileSync(
    join(profile, 'user.js'),
    Object.entries(prefs)
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
      .join('\n'),
  );
  const args = ['--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile];
  const browser = spawn(provideFirefox(), [...(headless ? ['--headless'] : []), ...args], { stdio: 'ignore' });
  const exited = new Promise<void>((settle) => browser.once('exit', () => settle()));
  const marionette = await connectMarionette(port);
  await marionette.send('Addon:Install', { path: resolve(extensionDir), temporary: true });
  await marionette.send('WebDriver:SetTimeouts', { script: 60_000, pageLoad: 30_000 });

  return {
    ...hands(marionette),
    marionette,
    async close() {
      await marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
      const timer = setTimeout(() => browser.kill('SIGKILL'), 8_000);
      await exited;
      clearTimeout(timer);
      marionette.end();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function hands(marionette: Marionette): Omit<FirefoxTessera, 'marionette' | 'close'> {
  const url = (path: string) => `moz-extension://${UUID}/${path}`;
  const content = () => marionette.send('Marionette:SetContext', { value: 'content' });
  const switchTo = async (tab: string, inFront = true) => {
    await marionette.send('WebDriver:SwitchToWindow', { handle: tab, focus: inFront });
  };
  const navigate = async (address: string) => {
    await marionette.run(() => null);
    await marionette.send('WebDriver:Navigate', { url: address });
  };
  return {
    url,
    switchTo,
    navigate,
    async newTab(address) {
      await content();
      const { handle } = (await marionette.send('WebDriver:NewWindow', { type: 'tab', focus: true })) as {
        handle: string;
      };
      await switchTo(handle);
      await navigate(address);
      return handle;
    },
    async closeTab() {
      const left = (await marionette.send('WebDriver:CloseWindow')) as string[];
      if (left[0] !== undefined) await switchTo(left[0]);
    },
    async click(selector) {
      await marionette.send('WebDriver:ElementClick', { id: await findElement(marionette, selector) });
    },
    async type(selector, text) {
      await marionette.send('WebDriver:ElementSendKeys', { id: await findElement(marionette, selector), text });
    },
    async openPopup() {
      await marionette.runInChrome(openActionPopup, ADDON_ID);
      await until('the popup', () => marionette.runInChrome(hasActionPopup));
    },
    async closePopup() {
      await marionette.runInChrome(closeActionPopup);
      // One that is still there would be taken for the next.
      await until('the popup to be gone', async () => !(await marionette.runInChrome(hasActionPopup)));
    },
    async grantHost(pattern) {
      await marionette.runInChrome(addPermission, ADDON_ID, pattern);
    },
    async stopBackground() {
      await marionette.runInChrome(terminateBackground, ADDON_ID);
    },
    async screenshot(path) {
      await marionette.run(() => null);
      const { value } = (await marionette.send('WebDriver:TakeScreenshot', { full: false })) as { value: string };
      writeFileSync(path, Buffer.from(value, 'base64'));
    },
  };
}

/** The W3C's key of an element reference. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

async function findElement(marionette: Marionette, selector: string): Promise<string> {
  await marionette.run(() => null);
  return until(`the element ${selector}`, async () => {
    const found = await marionette.send('WebDriver:FindElement', { using: 'css selector', value: selector });
    return (found as { value: Record<string, string> }).value[ELEMENT];
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

/* The functions below run inside Firefox, in the window of the browser itself. */

interface Extension {
  terminateBackground(): Promise<void>;
}

declare const WebExtensionPolicy: { getByID(id: string): { extension: Extension } };
declare const ChromeUtils: { importESModule(url: string): Record<string, never> };

function openActionPopup(id: string): void {
  const { ExtensionParent } = ChromeUtils.importESModule(
    'resource://gre/modules/ExtensionParent.sys.mjs',
  ) as unknown as {
    ExtensionParent: {
      apiManager: {
        global: { browserActionFor(extension: Extension): { openPopup(window: Window, first: boolean): void } };
      };
    };
  };
  const { extension } = WebExtensionPolicy.getByID(id);
  ExtensionParent.apiManager.global.browserActionFor(extension).openPopup(window, false);
}

function hasActionPopup(): boolean {
  return document.querySelector('.webextension-popup-browser') !== null;
}

function closeActionPopup(): void {
  const panel = document.querySelector('.webextension-popup-browser')?.closest('panel');
  (panel as unknown as { hidePopup(): void } | null)?.hidePopup();
}

async function addPermission(id: string, pattern: string): Promise<void> {
  const { ExtensionPermissions } = ChromeUtils.importESModule(
    'resource://gre/modules/ExtensionPermissions.sys.mjs',
  ) as unknown as { ExtensionPermissions: { add(id: string, granted: object, extension: Extension): Promise<void> } };
  const granted = { permissions: [], origins: [pattern] };
  await ExtensionPermissions.add(id, granted, WebExtensionPolicy.getByID(id).extension);
}

async function terminateBackground(id: string): Promise<void> {
  await WebExtensionPolicy.getByID(id).extension.terminateBackground();
}
