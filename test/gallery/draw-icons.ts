/** Draws the toolbar icon's PNG files from `public/icon/icon.svg`: `node test/gallery/draw-icons.ts`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../../public/icon/', import.meta.url));
const svg = readFileSync(`${folder}icon.svg`, 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  for (const size of [16, 32, 48, 96, 128]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    // Small sizes fill the square; the store wants air around the large one.
    const margin = size === 128 ? 16 : 0;
    const box = margin === 0 ? '2.5 2.5 43 43' : '0 0 48 48';
    await page.setContent(
      `<style>*{margin:0}svg{display:block;width:${size - 2 * margin}px;padding:${margin}px;box-sizing:content-box}</style>${svg.replace('0 0 48 48', box)}`,
    );
    await page.screenshot({ path: `${folder}${size}.png`, omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
