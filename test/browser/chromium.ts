/**
 * Launches Chromium with an unpacked Tessera and does what a user's hand does around the page: opens the real popup,
 * picks from the context menu, presses a command, grants a site, and ends the worker or the whole browser.
 *
 * [Note: activeTab in headless] The toolbar click by `Extensions.triggerAction` grants activeTab like a real one. The
 * context menu and commands cannot be clicked without a display: their events are dispatched inside the worker, which
 * carries no grant of its own, so the toolbar is triggered first and its popup closed again.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page, type Worker } from 'playwright-core';
import { listTargets } from './cdp.ts';
import { attachToPopup, findPopups, type Popup } from './popup.ts';
import { provideChromium, sandboxArgs } from './provision.ts';
import { PATIENCE_MS, until } from './wait.ts';

export interface LaunchOptions {
  /** A built extension, e.g. `.output/chrome-mv3`. */
  readonly extensionDir: string;
  /** Kept when given; otherwise a new one that `close` deletes. */
  readonly profile?: string;
  /** Default true. A headed browser needs `DISPLAY`. */
  readonly headless?: boolean;
  readonly args?: readonly string[];
  /** `null`: as large as the window, for a person. */
  readonly viewport?: { readonly width: number; readonly height: number } | null;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `contextMenus.onClicked` hands to its listener, as far as we use it. */
export interface MenuClick {
  readonly menuItemId: string;
  readonly srcUrl?: string;
  readonly mediaType?: string;
  readonly frameId?: number;
  readonly linkUrl?: string;
  readonly selectionText?: string;
  readonly editable?: boolean;
}

export interface Tessera {
  readonly context: BrowserContext;
  readonly browser: CDPSession;
  readonly profile: string;
  readonly extensionId: string;
  /** `popup.html` -> the address of that page of the extension. */
  url(path: string): string;
  /** One of our pages in a tab of its own. */
  open(path: string): Promise<Page>;
  /** The same in a tab behind the others, as plain text: no code of ours runs in it. */
  openInert(path: string): Promise<Page>;
  /** The worker, woken if it sleeps. */
  worker(): Promise<Worker>;
  /** Clicks the toolbar button on this page: the popup opens and the tab is granted (activeTab). */
  openPopup(page: Page, path?: string): Promise<Popup>;
  /** The toolbar click without its popup. */
  grantActiveTab(page: Page): Promise<void>;
  /** Picks an item of the context menu on this page; see [Note: activeTab in headless]. */
  runContextMenu(info: MenuClick, page: Page): Promise<void>;
  /** Presses a command of the manifest on this page; see [Note: activeTab in headless]. */
  runCommand(name: string, page: Page): Promise<void>;
  /** Lets the next `permissions.request` for this match pattern pass without a prompt. */
  grantHost(pattern: string): Promise<void>;
  /** Whether the extension's own access to it would outlive a kill: the browser writes it down ten seconds late. */
  hasWrittenGrant(pattern: string): boolean;
  /** Ends the worker as the browser does after 30 idle seconds, and waits until it is gone. */
  stopWorker(): Promise<void>;
  isWorkerRunning(): Promise<boolean>;
  /** SIGKILL for the browser process; the profile stays. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const QUIET_ARGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--lang=en-US',
];

export async function launchTessera(options: LaunchOptions): Promise<Tessera> {
  const extensionDir = resolve(options.extensionDir);
  if (!existsSync(join(extensionDir, 'manifest.json'))) throw new Error(`No built extension in ${extensionDir}.`);
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'tessera-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: provideChromium(),
    headless: options.headless ?? true,
    viewport: options.viewport === undefined ? { width: 1280, height: 800 } : options.viewport,
    args: [
      ...sandboxArgs(),
      `--disable-extensions-except=${extensionDir}`,
      `--load-extension=${extensionDir}`,
      ...QUIET_ARGS,
      ...(options.args ?? []),
    ],
    ...(options.env ? { env: { ...(process.env as Record<string, string>), ...options.env } } : {}),
  });
  try {
    return await findTessera(context, profile, options.profile === undefined);
  } catch (error) {
    // A browser left open would keep the whole run from ever ending.
    await context.close().catch(() => undefined);
    throw error;
  }
}

async function findTessera(context: BrowserContext, profile: string, ownsProfile: boolean): Promise<Tessera> {
  context.setDefaultTimeout(PATIENCE_MS);
  const first = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const extensionId = new URL(first.url()).host;
  const launched = context.browser();
  if (!launched) throw new Error('Playwright gave no browser for a persistent context.');
  const browser = await launched.newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const processId = processInfo.find((candidate) => candidate.type === 'browser')?.id;
  if (processId === undefined) throw new Error('The browser does not tell its process id.');
  return drive({ context, browser, profile, extensionId, processId, ownsProfile });
}

interface Launched {
  readonly context: BrowserContext;
  readonly browser: CDPSession;
  readonly profile: string;
  readonly extensionId: string;
  readonly processId: number;
  readonly ownsProfile: boolean;
}

function drive(launched: Launched): Tessera {
  const { context, browser, profile, extensionId, processId, ownsProfile } = launched;
  const url = (path: string) => `chrome-extension://${extensionId}/${path}`;

  const workerTarget = async () =>
    (await listTargets(browser)).find((target) => target.type === 'service_worker' && target.url.startsWith(url('')));

  async function worker(): Promise<Worker> {
    if (!(await workerTarget())) await startWorker();
    return until('the worker', () => context.serviceWorkers().find((candidate) => candidate.url().startsWith(url(''))));
  }

  /** Any page of the extension may start it; the manifest is one that runs no code of ours. */
  async function startWorker(): Promise<void> {
    const page = await context.newPage();
    await page.goto(url('manifest.json'));
    const session = await context.newCDPSession(page);
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.startWorker', { scopeURL: url('') });
    await until('the worker to start', workerTarget);
    await page.close();
  }

  /** Right after a grant by `grantHost` the browser now and then closes a tab of ours that is just opening; once more, then. */
  async function open(path: string): Promise<Page> {
    for (let attempt = 1; ; attempt += 1) {
      const page = await context.newPage();
      try {
        await page.goto(url(path));
        return page;
      } catch (error) {
        if (!page.isClosed() || attempt === 2) throw error;
      }
    }
  }

  async function openInert(path: string): Promise<Page> {
    const address = `about:blank#${randomUUID()}`;
    await browser.send('Target.createTarget', { url: address, background: true });
    const page = await until('the new tab', () => context.pages().find((candidate) => candidate.url() === address));
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    await page.goto(url(path));
    return page;
  }

  async function trigger(page: Page): Promise<void> {
    await page.bringToFront();
    // Several tabs may have the same address; this one is in front.
    const tab = await until('the tab target', async () =>
      (await listTargets(browser)).find(
        ({ type, url: address, embedderData }) =>
          type === 'tab' && address === page.url() && embedderData?.tabActive === true,
      ),
    );
    // The Extensions domain is newer than Playwright's protocol types.
    const send = browser.send.bind(browser) as unknown as (method: string, params: object) => Promise<unknown>;
    await send('Extensions.triggerAction', { id: extensionId, targetId: tab.targetId });
  }

  /** One that is still open would be taken for the new one, and the click would close it. */
  async function closeOpenPopups(): Promise<void> {
    const popups = await findPopups(browser, url('popup.html'));
    for (const { targetId } of popups) await browser.send('Target.closeTarget', { targetId }).catch(() => undefined);
    if (popups.length === 0) return;
    await until('the popup to close', async () => (await findPopups(browser, url('popup.html'))).length === 0);
  }

  async function openPopup(page: Page, path = 'popup.html'): Promise<Popup> {
    await closeOpenPopups();
    await trigger(page);
    return attachToPopup(browser, url(path));
  }

  async function grantActiveTab(page: Page): Promise<void> {
    await (await openPopup(page)).close();
  }

  return {
    context,
    browser,
    profile,
    extensionId,
    url,
    open,
    openInert,
    worker,
    openPopup,
    grantActiveTab,
    async runContextMenu(info, page) {
      await grantActiveTab(page);
      await (await worker()).evaluate(dispatchMenuClick, { ...info, pageUrl: page.url() });
    },
    async runCommand(name, page) {
      await grantActiveTab(page);
      await (await worker()).evaluate(dispatchCommand, name);
    },
    async grantHost(pattern) {
      const page = await context.newPage();
      // Any resource of that page has its rights, and none of its weight.
      await page.goto('chrome://extensions/strings.m.js');
      await page.evaluate(addHostPermission, { extensionId, pattern });
      await page.close();
    },
    hasWrittenGrant: (pattern) => readActiveHosts(profile, extensionId).includes(pattern),
    async stopWorker() {
      const target = await workerTarget();
      if (!target) return;
      let askedMs = 0;
      await until('the worker to stop', async () => {
        // A worker in the middle of an event may be kept alive; it is asked again.
        if (Date.now() - askedMs > 1000) {
          askedMs = Date.now();
          await browser.send('Target.closeTarget', { targetId: target.targetId }).catch(() => undefined);
        }
        return (await workerTarget())?.targetId !== target.targetId;
      });
    },
    isWorkerRunning: async () => (await workerTarget()) !== undefined,
    async kill() {
      const gone = new Promise<void>((resolve) => context.once('close', () => resolve()));
      process.kill(processId, 'SIGKILL');
      await gone;
    },
    async close() {
      await context.close();
      if (ownsProfile) rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

interface Preferences {
  readonly extensions?: {
    readonly settings?: Readonly<
      Record<string, { readonly active_permissions?: { readonly explicit_host?: readonly string[] } }>
    >;
  };
}

/** The hosts that the browser has written down for the extension; none, if it has not written yet. */
function readActiveHosts(profile: string, extensionId: string): readonly string[] {
  const file = join(profile, 'Default', 'Preferences');
  if (!existsSync(file)) return [];
  const { extensions } = JSON.parse(readFileSync(file, 'utf8')) as Preferences;
  return extensions?.settings?.[extensionId]?.active_permissions?.explicit_host ?? [];
}

/* The functions below run in the browser: the first two in the worker, the last one on chrome://extensions. */

interface Dispatcher {
  dispatch(...args: unknown[]): void;
}

declare const chrome: {
  contextMenus: { onClicked: Dispatcher };
  commands: { onCommand: Dispatcher };
  tabs: { query(filter: object): Promise<object[]> };
  developerPrivate: { addHostPermission(id: string, pattern: string): Promise<void> };
};

async function dispatchMenuClick(info: MenuClick & { pageUrl: string }): Promise<void> {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  chrome.contextMenus.onClicked.dispatch({ editable: false, frameId: 0, ...info }, tab);
}

async function dispatchCommand(name: string): Promise<void> {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  chrome.commands.onCommand.dispatch(name, tab);
}

async function addHostPermission(grant: { extensionId: string; pattern: string }): Promise<void> {
  await chrome.developerPrivate.addHostPermission(grant.extensionId, grant.pattern);
}
