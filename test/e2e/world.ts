/** What a scenario has at hand: a browser with Tessera in a fresh profile, the demo site, and a line to the background. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import { type LaunchOptions, launchTessera, type Tessera } from '../browser/chromium.ts';
import { until } from '../browser/wait.ts';
import { type Sites, startSites } from '../sites/server.ts';
import { type Answer, type Data, type Line, openLine, type Value } from './line.ts';

export const PASSWORD = 'correct horse battery';

export interface World {
  readonly tessera: Tessera;
  readonly sites: Sites;
  readonly extensionDir: string;
  /** Errors that our own pages or the worker wrote to their consoles since the start. */
  readonly complaints: readonly string[];
  /** What asks the background; the same until the browser is killed. */
  line(): Promise<Line>;
  /** Asks the background as one of our pages would, and demands a yes. */
  ask<K extends keyof PageProtocol>(type: K, data: Data<K>): Promise<Value<K>>;
  /** The same; a refusal is an answer too. */
  askRaw<K extends keyof PageProtocol>(type: K, data: Data<K>): Promise<Answer<K>>;
  /** The list as our pages get it. */
  rows(): Promise<readonly AccountRow[]>;
  /** A vault with `PASSWORD`, unlocked. */
  createVault(): Promise<void>;
  /** With `PASSWORD`. */
  unlock(): Promise<void>;
  /** Stores the accounts of these key URIs, bound to these hosts. */
  addUris(uris: readonly string[], hosts?: readonly string[]): Promise<readonly string[]>;
  /** A tab of its own on this address. */
  visit(address: string): Promise<Page>;
  /** One of our pages in a tab. */
  openOurs(path: string): Promise<Page>;
  /** All that were opened; what asks the background stays. */
  closePages(): Promise<void>;
  /** SIGKILL, then the same profile again. */
  killAndRelaunch(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions extends Omit<LaunchOptions, 'extensionDir' | 'profile'> {
  readonly extensionDir: string;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const profile = mkdtempSync(join(tmpdir(), 'tessera-e2e-'));
  const complaints: string[] = [];
  const launch = async () => {
    const launched = await launchTessera({ ...options, profile });
    listen(launched, complaints);
    return launched;
  };
  let tessera = await launch();
  const sites = await startSites();

  let isWelcomed = false;
  let opened: { readonly tessera: Tessera; readonly line: Promise<Line> } | undefined;
  const line = () => {
    if (opened?.tessera !== tessera) opened = { tessera, line: openLine(tessera) };
    return opened.line;
  };
  const ask: World['ask'] = async (type, data) => (await line()).ask(type, data);
  const askRaw: World['askRaw'] = async (type, data) => (await line()).askRaw(type, data);

  return {
    get tessera() {
      return tessera;
    },
    sites,
    extensionDir: options.extensionDir,
    complaints,
    line,
    ask,
    askRaw,
    openOurs: (path) => tessera.open(path),
    rows: async () => (await line()).rows(),
    async createVault() {
      await ask('vault:create', { password: PASSWORD });
      if (isWelcomed) return;
      // The page that opens by itself at install would take a popup away.
      const welcome = tessera.url('welcome.html');
      await until('the welcome page', () => tessera.context.pages().some((page) => page.url().startsWith(welcome)));
      isWelcomed = true;
    },
    async unlock() {
      await ask('vault:unlock', { password: PASSWORD });
    },
    async addUris(uris, hosts = []) {
      const { drafts } = await ask('account:read-text', { text: uris.join('\n') });
      const { ids } = await ask('account:add', { draftIds: drafts.map(({ draftId }) => draftId), fields: { hosts } });
      return ids;
    },
    async closePages() {
      const { page } = await line();
      await Promise.all(tessera.context.pages().map((other) => other === page || other.close()));
    },
    async visit(address) {
      const page = await tessera.context.newPage();
      await page.goto(address);
      return page;
    },
    async killAndRelaunch() {
      await tessera.kill();
      tessera = await launch();
    },
    async close() {
      await tessera.close().catch(() => undefined);
      await sites.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** What breaks inside our pages must break the scenario, even if nobody looked there. */
function listen(tessera: Tessera, complaints: string[]): void {
  const isOurs = (address: string) => address.startsWith(tessera.url(''));
  tessera.context.on('weberror', (error) => {
    const page = error.page();
    if (page && isOurs(page.url())) complaints.push(`${page.url()}: ${error.error().message}`);
  });
  tessera.context.on('console', (message) => {
    if (message.type() === 'error' && isOurs(message.page()?.url() ?? message.location().url)) {
      complaints.push(`${message.location().url}: ${message.text()}`);
    }
  });
}
