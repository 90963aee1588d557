/** What a person does with the pages for moving in and out. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { ForeignFile } from './foreign-files.ts';
import { byTestId } from './hands.ts';

export async function give(page: Page, ...files: readonly ForeignFile[]): Promise<void> {
  await page.locator(byTestId('import-files')).setInputFiles([...files]);
}

export async function openWith(page: Page, passphrase: string): Promise<void> {
  await page.locator(byTestId('import-passphrase')).fill(passphrase);
  await page.locator(byTestId('import-open')).click();
}

/** The file that a press hands to the browser's downloads. */
export async function downloadBy(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  assert.match(download.url(), /^blob:/, 'a file must not be in its own address');
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Types the vault's password again. */
export async function prove(page: Page, password: string): Promise<void> {
  await page.locator(byTestId('proof-password')).fill(password);
  await page.locator(byTestId('proof')).click();
}

/** From the format past the warning, up to the vault's password. */
export async function preparePlain(page: Page, formatId: string): Promise<void> {
  await page.locator(byTestId('export-format')).selectOption(formatId);
  await page.locator(byTestId('export-start')).click();
  assert.ok(await page.locator(byTestId('export-next')).isDisabled(), 'a plain export needs a yes first');
  await page.locator(byTestId('plain-yes')).check();
  await page.locator(byTestId('export-next')).click();
}

/** From the chosen format to its file. */
export async function exportPlain(
  page: Page,
  formatId: string,
  password: string,
): Promise<{ name: string; bytes: Buffer }> {
  await preparePlain(page, formatId);
  return downloadBy(page, () => prove(page, password));
}
