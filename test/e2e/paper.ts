/** The vault on paper: printed by the browser, looked at as a scanner would, and brought back. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { providePdfToPpm } from '../browser/provision.ts';
import { until } from '../browser/wait.ts';
import type { ForeignFile } from './foreign-files.ts';
import { EMPTY } from './grounds.ts';
import { byTestId } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { give } from './transfer-hands.ts';
import { PASSWORD, type World } from './world.ts';

const ACCOUNTS = 45;
const DOTS_PER_INCH = 150;

const uris = Array.from(
  { length: ACCOUNTS },
  (_, at) => `otpauth://totp/Quay ${at}:ada${at}@example.org?secret=${keyOf(at)}&issuer=Quay ${at}`,
);

/** 32 characters of base32 that differ from account to account. */
function keyOf(at: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const symbols = Array.from({ length: 31 }, (_, place) => (at * 7 + place * 11) % 32);
  return [at >> 5, ...symbols].map((symbol) => alphabet[symbol]).join('');
}

/** A vault whose recovery key is saved, and the key. */
async function createWithKey(world: World): Promise<string> {
  const { recoveryKey } = await world.ask('vault:create', { password: PASSWORD });
  const blocks = recoveryKey.split('-').map((text, at) => ({ block: at + 1, text }));
  await world.ask('vault:confirm-recovery', { blocks: blocks.slice(0, 2) });
  return recoveryKey;
}

async function prepare(world: World): Promise<{ readonly page: Page; readonly pages: number }> {
  const page = await world.openOurs('options.html#/export');
  await page.locator(byTestId('paper-prepare')).click();
  const said = page.locator(byTestId('paper-pages'));
  await said.waitFor();
  return { page, pages: Number(await said.getAttribute('data-pages')) };
}

/** The pages of a PDF as pictures. */
function scan(pdf: Buffer): ForeignFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-paper-'));
  try {
    writeFileSync(join(folder, 'sheet.pdf'), pdf);
    execFileSync(providePdfToPpm(), ['-r', String(DOTS_PER_INCH), '-png', 'sheet.pdf', 'page'], { cwd: folder });
    const names = readdirSync(folder).filter((name) => name.endsWith('.png'));
    return names.sort().map((name) => ({ name, mimeType: 'image/png', buffer: readFileSync(join(folder, name)) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const roundTrip: Scenario = {
  name: 'prints the vault sealed, on as many pages as it said, and restores it from pictures of them in any order',
  async run(world) {
    const recoveryKey = await createWithKey(world);
    await world.addUris(uris);
    const { page, pages } = await prepare(world);
    assert.ok(!(await page.content()).includes(recoveryKey), 'the sheet must not carry the recovery key');
    const onA4 = scan(await page.pdf({ format: 'A4' }));
    const onLetter = scan(await page.pdf({ format: 'Letter' }));
    for (const printed of [onA4, onLetter]) {
      assert.equal(printed.length, pages);
      await world.ask('vault:destroy', { word: 'DELETE' });
      await createWithKey(world);
      await restore(world, printed, recoveryKey);
    }
  },
};

async function restore(world: World, printed: readonly ForeignFile[], recoveryKey: string): Promise<void> {
  const page = await world.openOurs('options.html#/import');
  const [first, ...others] = [...printed].reverse();
  assert.ok(first);
  const withCodes = printed.findLast((_, at) => at < Math.ceil(printed.length / 2)) ?? first;
  await give(page, withCodes);
  const progress = page.locator(byTestId('paper-progress'));
  await progress.waitFor();
  await give(page, ...others, first);
  await page.locator(byTestId('paper-key')).waitFor();
  assert.equal(await progress.getAttribute('data-have'), await progress.getAttribute('data-total'));
  await page.locator(byTestId('paper-key')).fill(`${recoveryKey.slice(0, -1)}${recoveryKey.endsWith('Z') ? 'Y' : 'Z'}`);
  await page.locator(byTestId('paper-open')).click();
  await page.locator('[role="alert"]').waitFor();
  await page.locator(byTestId('paper-key')).fill(recoveryKey);
  await page.locator(byTestId('paper-open')).click();
  await page.locator(byTestId('import-row')).first().waitFor();
  await page.locator(byTestId('import-take')).click();
  await page.locator(byTestId('import-done')).waitFor();
  const issuers = (await world.rows()).map(({ issuer }) => issuer).sort();
  assert.deepEqual(issuers, Array.from({ length: ACCOUNTS }, (_, at) => `Quay ${at}`).sort());
  await page.close();
}

const onlyCodes: Scenario = {
  name: 'prints fewer pages without the text, and waits for the recovery key to be saved first',
  async run(world) {
    await world.createVault();
    await world.addUris(uris.slice(0, 3));
    const early = await world.openOurs('options.html#/export');
    await early.locator(byTestId('paper-no-key')).waitFor();
    assert.ok(await early.locator(byTestId('paper-prepare')).isDisabled());
    await early.close();
    const { recoveryKey } = await world.ask('vault:new-recovery-key', { proof: { password: PASSWORD } });
    const [text = ''] = recoveryKey.split('-');
    await world.ask('vault:confirm-recovery', { blocks: [{ block: 1, text }] });
    const { page, pages } = await prepare(world);
    await page.locator(byTestId('paper-with-text')).uncheck();
    await until('fewer pages', async () => {
      const said = await page.locator(byTestId('paper-pages')).getAttribute('data-pages');
      return Number(said) === pages - 1;
    });
    assert.equal(scan(await page.pdf({ format: 'A4' })).length, pages - 1);
  },
};

const card: Scenario = {
  name: 'prints a plain card of one account after the password only, and forgets the key afterwards',
  ground: EMPTY,
  async run(world) {
    const [id = ''] = await world.addUris(uris.slice(0, 1));
    const page = await world.openOurs(`options.html#/edit/${id}`);
    await page.locator(`${byTestId('fold-card')} summary`).click();
    assert.equal(await page.locator(byTestId('card')).count(), 0);
    await page.locator(`${byTestId('fold-card')} ${byTestId('proof-password')}`).fill(PASSWORD);
    await page.locator(`${byTestId('fold-card')} ${byTestId('proof')}`).click();
    await page.locator(byTestId('card-print')).waitFor();
    const [printed, ...others] = scan(await page.pdf({ format: 'A4' }));
    assert.ok(printed && others.length === 0, 'one page');
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await until('the key is gone', async () => (await page.locator(byTestId('card')).count()) === 0);
    const importing = await world.openOurs('options.html#/import');
    await give(importing, printed);
    await importing.locator('[data-standing="duplicate"]').waitFor();
  },
};

export const scenarios: readonly Scenario[] = [roundTrip, onlyCodes, card];
