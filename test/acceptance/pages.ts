/**
 * Loads saved pages in the real browser, with their own scripts off, fills each with the script of the production build
 * and compares every field of the page before and after. One JSON line a page, precision and recall at the end.
 *
 * Precision is counted in fields (filled ones that may be filled, of all that were filled), recall in pages (with all
 * their code fields filled, of those that have any).
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Page, Worker } from 'playwright-core';
import { type FillPorts, fillTab } from '../../entrypoints/background/fill.ts';
import type { FrameResult } from '../../lib/platform/frames.ts';
import { builtExtension } from '../browser/build.ts';
import { launchTessera, type Tessera } from '../browser/chromium.ts';

/** One record of `expected.json`. */
interface ExpectedPage {
  readonly file: string;
  readonly kind: string;
  readonly selectors: readonly string[];
  readonly mayFill?: readonly string[];
  readonly split?: boolean;
  readonly wholeIntoFirst?: boolean;
  readonly anyOf?: boolean;
  /** The code field is in the page but not shown yet. */
  readonly hidden?: boolean;
}

interface PageResult {
  readonly file: string;
  readonly kind: string;
  readonly filled: readonly string[];
  readonly right: number;
  readonly wrong: number;
  /** null for pages that want nothing. */
  readonly recalled: boolean | null;
  readonly hidden: boolean;
  readonly ms: number;
}

/** Ratings below these fail the run. */
const LEAST_PRECISION = 1;
const LEAST_RECALL = 0.98;

const CODE = '1357924680';

export async function run(folder: string): Promise<boolean> {
  const pages = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as ExpectedPage[];
  const server = await serveWithoutScripts(folder);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tessera = await launchTessera({
    extensionDir: builtExtension('chrome'),
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    await grantLoopback(tessera);
    const page = await tessera.context.newPage();
    const results: PageResult[] = [];
    for (const expected of pages) {
      const result = await ratePage(tessera, page, address, expected);
      console.log(JSON.stringify(result));
      results.push(result);
    }
    return summarise(results);
  } finally {
    await tessera.close();
    server.close();
  }
}

/** The optional permission is asked for as the options page does, by a gesture in a page of ours. */
export async function grantLoopback(tessera: Tessera): Promise<void> {
  const pattern = 'http://127.0.0.1/*';
  await tessera.grantHost(pattern);
  const page = await tessera.context.newPage();
  await page.goto(tessera.url('popup.html'));
  const session = await tessera.context.newCDPSession(page);
  const expression = `chrome.permissions.request({ origins: [${JSON.stringify(pattern)}] })`;
  const { result } = await session.send('Runtime.evaluate', { expression, userGesture: true, awaitPromise: true });
  await page.close();
  if (result.value !== true) throw new Error('The browser did not grant loopback to the extension.');
}

async function serveWithoutScripts(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    try {
      const body = readFileSync(join(folder, path));
      response.setHeader(
        'content-type',
        path.endsWith('.html') ? 'text/html; charset=utf-8' : 'application/octet-stream',
      );
      response.setHeader('content-security-policy', "script-src 'none'");
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function ratePage(tessera: Tessera, page: Page, address: string, expected: ExpectedPage): Promise<PageResult> {
  await page.goto(`${address}/${expected.file}`, { waitUntil: 'domcontentloaded' });
  const boxes = expected.split ? await page.evaluate(countMatches, expected.selectors) : 0;
  const code = CODE.slice(0, boxes >= 4 && boxes <= 10 ? boxes : 6);
  await page.evaluate(rememberValues);
  const startMs = performance.now();
  await fillByProduct(await tessera.worker(), new URL(page.url()), code);
  const ms = Math.round(performance.now() - startMs);
  const seen = await page.evaluate(compareValues, { ...expected, code });
  return { file: expected.file, kind: expected.kind, ...seen, hidden: expected.hidden ?? false, ms };
}

/** The background's own way, its two calls into the page made by the worker of the production build. */
async function fillByProduct(worker: Worker, { host, href }: URL, code: string): Promise<void> {
  const ports: FillPorts = {
    runInFrames: (_, file) => worker.evaluate(runInFrames, { url: href, file }),
    callInFrame: ({ frameId }, name, argument) => worker.evaluate(callInFrame, { url: href, frameId, name, argument }),
    clock: Date.now,
    sleep: async () => {},
    copy: async () => true,
  };
  const account = { hosts: [host], codeAt: async () => ({ code, msLeft: null, periodMs: 0 }) };
  await fillTab(ports, { tabId: 0, account, agreedHost: null, atFocusInFrame: null, only: null });
}

function summarise(results: readonly PageResult[]): boolean {
  const toFill = results.filter((result) => result.recalled !== null);
  const shown = toFill.filter((result) => !result.hidden);
  const recalled = toFill.filter((result) => result.recalled).length;
  const right = results.reduce((sum, result) => sum + result.right, 0);
  const wrong = results.reduce((sum, result) => sum + result.wrong, 0);
  const precision = right + wrong === 0 ? 1 : right / (right + wrong);
  const recall = toFill.length === 0 ? 1 : recalled / toFill.length;
  const summary = {
    summary: 'pages',
    pages: results.length,
    pagesToFill: toFill.length,
    pagesFilled: recalled,
    recall,
    recallOfShown: shown.length === 0 ? 1 : shown.filter((result) => result.recalled).length / shown.length,
    fieldsFilled: right + wrong,
    fieldsRight: right,
    precision,
    missed: toFill.filter((result) => !result.recalled).map((result) => result.file),
    wrong: results.filter((result) => result.wrong > 0).map((result) => result.file),
  };
  console.log(JSON.stringify(summary));
  return precision >= LEAST_PRECISION && recall >= LEAST_RECALL;
}

/* The functions below run in the page or in the worker and may use nothing of this module. */

interface FrameAnswer {
  readonly frameId: number;
  readonly result?: unknown;
}

declare const chrome: {
  tabs: { query(filter: object): Promise<{ id?: number }[]> };
  scripting: { executeScript(injection: object): Promise<FrameAnswer[]> };
};

async function runInFrames({ url, file }: { url: string; file: string }): Promise<FrameResult[]> {
  const [tab] = await chrome.tabs.query({ url });
  if (tab?.id === undefined) throw new Error('The page has no tab that the extension may see.');
  const answers = await chrome.scripting.executeScript({ target: { tabId: tab.id, allFrames: true }, files: [file] });
  return answers.map(({ frameId, result }) => ({ frameId, documentId: null, result }));
}

async function callInFrame(call: { url: string; frameId: number; name: string; argument: object }): Promise<unknown> {
  const [tab] = await chrome.tabs.query({ url: call.url });
  const [answer] = await chrome.scripting.executeScript({
    target: { tabId: tab?.id, frameIds: [call.frameId] },
    func: (name: string, argument: object) =>
      (globalThis as unknown as Record<string, (argument: object) => unknown>)[name]?.(argument),
    args: [call.name, call.argument],
  });
  return answer?.result;
}

function countMatches(selectors: readonly string[]): number {
  return selectors.reduce((count, selector) => {
    const parts = selector.split('>>>').map((part) => part.trim());
    let roots: (Document | ShadowRoot)[] = [document];
    let found: Element[] = [];
    for (const part of parts) {
      found = roots.flatMap((root) => [...root.querySelectorAll(part)]);
      roots = found.flatMap((element) => (element.shadowRoot ? [element.shadowRoot] : []));
    }
    return count + found.length;
  }, 0);
}

function rememberValues(): void {
  const before = new Map<Element, string>();
  const walk = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)
        before.set(element, element.value);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  Object.assign(window, { valuesBefore: before });
}

function compareValues(
  expected: ExpectedPage & { code: string },
): Pick<PageResult, 'filled' | 'right' | 'wrong' | 'recalled'> {
  const before = (window as unknown as { valuesBefore: Map<HTMLInputElement, string> }).valuesBefore;
  const find = (selectors: readonly string[]) =>
    selectors.flatMap((selector) => {
      let roots: (Document | ShadowRoot)[] = [document];
      let found: HTMLInputElement[] = [];
      for (const part of selector.split('>>>')) {
        found = roots.flatMap((root) => [...root.querySelectorAll<HTMLInputElement>(part.trim())]);
        roots = found.flatMap((element) => (element.shadowRoot ? [element.shadowRoot] : []));
      }
      return found;
    });
  const wanted = find(expected.selectors);
  const allowed = new Set([...wanted, ...find(expected.mayFill ?? [])]);
  const filled = [...before.keys()].filter((field) => field.value !== before.get(field));
  const holdsCode = (field: HTMLInputElement) => field.value.replace(/[\s-]/g, '') === expected.code;
  const isRecalled = () => {
    if (expected.split && !expected.wholeIntoFirst)
      return wanted.length > 0 && wanted.every((box, index) => box.value === expected.code[index]);
    if (expected.wholeIntoFirst) return wanted[0] !== undefined && holdsCode(wanted[0]);
    return expected.anyOf ? wanted.some(holdsCode) : wanted.length > 0 && wanted.every(holdsCode);
  };
  return {
    filled: filled.map((field) => field.id || field.name || field.getAttribute('aria-label') || field.type),
    right: filled.filter((field) => allowed.has(field)).length,
    wrong: filled.filter((field) => !allowed.has(field)).length,
    recalled: expected.selectors.length === 0 ? null : isRecalled(),
  };
}
