/** Moving in from other apps, moving out, and coming back, through the pages. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { importFile } from '../../lib/import/formats.ts';
import { formatMigrationUris } from '../../lib/otp/migration.ts';
import { until } from '../browser/wait.ts';
import { newAccount } from '../vault/bench.ts';
import { openWithAgeTool } from './age-tool.ts';
import {
  ALL,
  aegisFile,
  authenticatorExtensionFile,
  type ForeignFile,
  kdbxFile,
  PASSPHRASE,
  pictureFile,
  twoFasFile,
} from './foreign-files.ts';
import { EMPTY } from './grounds.ts';
import { byTestId, pictureOf } from './hands.ts';
import type { Scenario } from './scenario.ts';
import { downloadBy, exportPlain, give, openWith, preparePlain, prove } from './transfer-hands.ts';
import { PASSWORD, type World } from './world.ts';

const URIS = [
  'otpauth://totp/Harbour:mia?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Harbour&algorithm=SHA1&digits=6&period=30',
  'otpauth://totp/Orchard:leo?secret=KRUGKIDROVUWG2ZAMJZG653O&issuer=Orchard&algorithm=SHA1&digits=6&period=30',
];
const FILE_PASSWORD = 'nine quiet lanterns';

const textFile = (name: string, text: string): ForeignFile => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

async function openImport(world: World): Promise<Page> {
  return world.openOurs('options.html#/import');
}

/** The yes, and what the vault holds after it. */
async function take(world: World, page: Page): Promise<readonly string[]> {
  await page.locator(byTestId('import-take')).click();
  await page.locator(byTestId('import-done')).waitFor();
  return issuersOf(world);
}

async function issuersOf(world: World): Promise<readonly string[]> {
  return (await world.rows()).map(({ issuer }) => issuer).sort();
}

const ALL_ISSUERS = ALL.map(({ issuer }) => issuer).sort();

const sealed: readonly Scenario[] = [
  { app: 'Aegis', make: aegisFile },
  { app: '2FAS', make: twoFasFile },
  { app: 'Authenticator', make: authenticatorExtensionFile },
  { app: 'KeePass', make: (passphrase: string) => kdbxFile(passphrase, ALL) },
].map(({ app, make }) => ({
  name: `imports an encrypted file of ${app}`,
  ground: EMPTY,
  async run(world) {
    const page = await openImport(world);
    await give(page, make(PASSPHRASE));
    await openWith(page, 'not the password');
    await page.locator('[data-state="wrong-passphrase"]').waitFor();
    await openWith(page, PASSPHRASE);
    await page.locator(byTestId('import-row')).first().waitFor();
    assert.equal(await page.locator(byTestId('import-row')).count(), ALL.length);
    assert.deepEqual(await issuersOf(world), [], 'something was stored before the yes');
    assert.deepEqual(await take(world, page), ALL_ISSUERS);
  },
}));

const pictures: Scenario = {
  name: 'imports an export of Google Authenticator from three pictures, and misses none of them silently',
  ground: EMPTY,
  async run(world) {
    const page = await openImport(world);
    const accounts = Array.from({ length: 6 }, (_, at) => newAccount(`Service ${at}`));
    const codes = formatMigrationUris(accounts, 77, 2).uris.map(pictureFile);
    const [first, second, third] = codes;
    assert.ok(first && second && third);
    await give(page, third, first);
    await page.locator(byTestId('import-refused')).waitFor();
    assert.match((await page.locator(byTestId('import-refused')).textContent()) ?? '', /2\/3/);
    await give(page, second);
    await until('all parts', async () => (await page.locator(byTestId('import-row')).count()) === 6);
    assert.equal(await page.locator(byTestId('import-refused')).count(), 0);
    assert.deepEqual(
      await take(world, page),
      accounts.map(({ issuer }) => issuer),
    );
  },
};

const choosing: Scenario = {
  name: 'leaves out what is there already, shows what has the same name, and takes an import back',
  ground: EMPTY,
  async run(world) {
    const page = await openImport(world);
    await world.addUris(URIS);
    const other = URIS[1]?.replace('KRUGKIDROVUWG2ZA', 'MZXW6YTBOJRGC6RA') ?? '';
    const fresh = 'otpauth://totp/Meadow:ann?secret=MZXW6YTBOJRGC6RAMZXW6YTB&issuer=Meadow';
    await give(page, textFile('list.txt', [URIS[0], other, fresh, 'otpauth://totp/Broken?secret=!'].join('\n')));
    await page.locator(byTestId('import-twins')).waitFor();
    const standings = await page
      .locator(byTestId('import-row'))
      .evaluateAll((rows) =>
        rows.map((row) => `${row.getAttribute('data-standing')} ${row.querySelector('input')?.checked}`),
      );
    assert.deepEqual(standings, ['same-name true', 'new true', 'duplicate false']);
    assert.match((await page.locator(byTestId('import-refused')).textContent()) ?? '', /list\.txt/);
    assert.deepEqual(await take(world, page), ['Harbour', 'Meadow', 'Orchard', 'Orchard']);
    await page.locator(byTestId('import-undo')).click();
    await page.locator(byTestId('import-undone')).waitFor();
    assert.deepEqual(await issuersOf(world), ['Harbour', 'Orchard']);
  },
};

const backup: Scenario = {
  name: 'makes an encrypted backup that the standard tool opens, and that comes back whole in another vault',
  async run(world) {
    await world.createVault();
    await world.addUris(URIS, ['harbour.example']);
    const page = await world.openOurs('options.html#/export');
    await page.locator(byTestId('backup-start')).click();
    await page.locator(byTestId('password')).fill(FILE_PASSWORD);
    await page.locator(byTestId('password-again')).fill(FILE_PASSWORD);
    await page.locator(byTestId('export-next')).click();
    const { name, bytes } = await downloadBy(page, () => prove(page, PASSWORD));
    assert.match(name, /^tessera-\d{4}-\d\d-\d\d\.age$/);
    assert.match(bytes.subarray(0, 22).toString(), /^age-encryption.org\/v1\n/);
    await page.locator(byTestId('export-made')).waitFor();
    const { format, accounts } = JSON.parse(await openWithAgeTool(bytes, FILE_PASSWORD));
    assert.equal(format, 'tessera-backup');
    assert.deepEqual(
      accounts.map(({ issuer, secret }: { issuer: string; secret: string }) => `${issuer} ${secret}`),
      ['Harbour JBSWY3DPEHPK3PXPJBSWY3DP', 'Orchard KRUGKIDROVUWG2ZAMJZG653O'],
    );
    await world.ask('vault:destroy', { word: 'DELETE' });
    await world.createVault();
    const importing = await world.openOurs('options.html#/import');
    await give(importing, { name, mimeType: 'application/octet-stream', buffer: bytes });
    await openWith(importing, FILE_PASSWORD);
    await importing.locator(byTestId('import-row')).first().waitFor();
    assert.deepEqual(await take(world, importing), ['Harbour', 'Orchard']);
    assert.deepEqual((await world.rows())[0]?.hosts, ['harbour.example']);
  },
};

const plain: Scenario = {
  name: 'warns of a plain export, asks for the password, and shows nothing of it',
  ground: EMPTY,
  async run(world) {
    await world.addUris(URIS);
    const page = await world.openOurs('options.html#/export');
    const { bytes } = await exportPlain(page, 'otpauth-list', PASSWORD);
    const read = await importFile(bytes, 'list.txt');
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.accounts.map(({ issuer }) => issuer),
      ['Harbour', 'Orchard'],
    );
    assert.doesNotMatch(await page.content(), /JBSWY3DP|KRUGKIDR/);
  },
};

const codes: Scenario = {
  name: 'shows an export for Google Authenticator as codes that read back as the same accounts',
  ground: EMPTY,
  async run(world) {
    await world.addUris(URIS);
    const page = await world.openOurs('options.html#/export');
    await preparePlain(page, 'google-migration');
    await prove(page, PASSWORD);
    const shown = await pictureOf(page.locator(`${byTestId('migration-codes')} canvas`));
    const importing = await world.openOurs('options.html#/import');
    await give(importing, { name: 'photo.png', mimeType: 'image/png', buffer: shown });
    await importing.locator(byTestId('import-row')).first().waitFor();
    assert.equal(await importing.locator('[data-standing="duplicate"]').count(), URIS.length);
  },
};

const snapshot: Scenario = {
  name: 'brings deleted accounts back from a snapshot',
  async run(world) {
    await world.createVault();
    const ids = await world.addUris(
      Array.from(
        { length: 5 },
        (_, at) => `otpauth://totp/Isle ${at}:ida?secret=JBSWY3DPEHPK3PXPJBSWY3D${'ABCDE'[at]}&issuer=Isle ${at}`,
      ),
    );
    await world.ask('account:trash', { ids });
    await world.ask('trash:purge', { ids });
    assert.deepEqual(await issuersOf(world), []);
    const page = await world.openOurs('options.html#/export');
    await page.locator('[data-why="delete"]').last().locator(byTestId('snapshot-open')).click();
    await page.locator(byTestId('import-row')).first().waitFor();
    assert.deepEqual(await take(world, page), ['Isle 0', 'Isle 1', 'Isle 2', 'Isle 3', 'Isle 4']);
  },
};

const health: Scenario = {
  name: 'finds repeated accounts, short keys and accounts without a site',
  ground: EMPTY,
  async run(world) {
    await world.addUris([...URIS, URIS[0] ?? ''], ['harbour.example']);
    await world.addUris(['otpauth://totp/Short:sue?secret=JBSWY3DP&issuer=Short']);
    const page = await world.openOurs('options.html#/health');
    await page.locator(byTestId('health-duplicates')).waitFor();
    assert.match((await page.locator(byTestId('health-weak')).textContent()) ?? '', /Short · sue.*40 bits/);
    assert.match((await page.locator(byTestId('health-no-host')).textContent()) ?? '', /Short/);
    await world.addUris(['otpauth://totp/Forge:sue?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'], ['github.com']);
    await page.locator(byTestId('health-better')).waitFor();
    assert.match((await page.locator(byTestId('health-better')).textContent()) ?? '', /Forge · sue.*github\.com/);
  },
};

export const scenarios: readonly Scenario[] = [...sealed, pictures, choosing, backup, plain, codes, snapshot, health];
