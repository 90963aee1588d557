/**
 * Takes pictures of the pages: `node test/gallery/shoot-pages.ts OUT [scene[:theme[:dir[:zoom]]] ...]`. Without scenes
 * it takes all of them in light. Says what axe-core finds.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { createServer } from 'vite';
import { PAGE_SCENES, type PageScene } from './page-scenes.ts';

const [out = '.output/gallery', ...wishes] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

mkdirSync(out, { recursive: true });
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1' },
});
await server.listen();
const base = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  for (const wish of wishes.length > 0 ? wishes : Object.keys(PAGE_SCENES)) await shoot(wish);
} finally {
  await browser.close();
  await server.close();
}

async function shoot(wish: string): Promise<void> {
  const [name = 'welcome', theme = 'light', dir = 'ltr', zoom = '1'] = wish.split(':');
  const scene = PAGE_SCENES[name];
  if (scene === undefined) throw new Error(`no scene ${name}`);
  const [width, height] = scene.page === 'confirm' ? [420, 640] : [1120, 800];
  const page = await browser.newPage({
    viewport: { width: Math.floor(width / Number(zoom)), height: Math.floor(height / Number(zoom)) },
    deviceScaleFactor: Number(zoom),
  });
  page.on('pageerror', (error) => console.error(wish, error.message));
  page.on('console', (message) => message.type() === 'error' && console.error(wish, message.text()));
  await page.goto(`${base}test/gallery/pages.html?scene=${name}&theme=${theme}&dir=${dir}`);
  await page.waitForSelector('#app > *');
  await settle(page);
  await takeSteps(page, scene);
  if (scene.page === 'confirm') await page.screenshot({ path: join(out, `${wish.replaceAll(':', '-')}.png`) });
  else await page.screenshot({ path: join(out, `${wish.replaceAll(':', '-')}.png`), fullPage: true });
  await judge(page, wish);
  await page.close();
}

/** What is busy for longer is so in the scene itself. */
async function settle(page: Page): Promise<void> {
  const isCalm = () => document.querySelector('[aria-busy=true]') === null;
  await page.waitForFunction(isCalm, undefined, { timeout: 2_000 }).catch(() => undefined);
}

async function takeSteps(page: Page, { steps = [] }: PageScene): Promise<void> {
  for (const [kind, target, typed = ''] of steps) {
    const [id = '', at = '0'] = target.split(':');
    const element = page.locator(`[data-testid="${id}"]`).nth(Number(at));
    if (kind === 'press') await element.click();
    else await element.fill(typed);
    await settle(page);
  }
}

async function judge(page: Page, wish: string): Promise<void> {
  await page.addScriptTag({ path: axePath });
  const found = await page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: readonly { id: string; nodes: readonly { html: string }[] }[] }> };
      }
    ).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
  for (const violation of found) console.log(wish, violation);
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (isWide) console.log(wish, 'scrolls sideways');
}
