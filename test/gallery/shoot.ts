/**
 * Takes pictures of the gallery: `node test/gallery/shoot.ts OUT [scene[:theme[:dir[:zoom]]] ...]`. Without scenes it
 * takes all of them in light and dark.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { SCENES } from './scenes.ts';

const [out = '.output/gallery', ...wishes] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const all = Object.keys(SCENES).flatMap((scene) => [`${scene}:light`, `${scene}:dark`]);

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
  for (const wish of wishes.length > 0 ? wishes : all) {
    const [scene = 'list', theme = 'light', dir = 'ltr', zoom = '1'] = wish.split(':');
    const scale = Number(zoom);
    const page = await browser.newPage({
      viewport: { width: Math.min(372, Math.floor(800 / scale)), height: Math.min(580, Math.floor(600 / scale)) },
      deviceScaleFactor: scale * 1.5,
    });
    page.on('pageerror', (error) => console.error(wish, error.message));
    page.on('console', (message) => message.type() === 'error' && console.error(wish, message.text()));
    await page.goto(`${base}test/gallery/index.html?scene=${scene}&theme=${theme}&dir=${dir}`);
    await page.waitForSelector('#app > *');
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(out, `${wish.replaceAll(':', '-')}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
