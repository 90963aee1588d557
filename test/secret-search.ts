/**
 * Plants 50 keys, a password, notes and recovery codes, uses the product as people do, and searches everything that
 * the browser wrote to disk, its logs, session and history files included, at each point where something could be left
 * behind. Markers that are written on purpose prove that the search would see it.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtExtension } from './browser/build.ts';
import { launchTessera, type Tessera } from './browser/chromium.ts';
import { searchFolder, spellingsOfKey, spellingsOfText, toBase32 } from './browser/search.ts';
import { until } from './browser/wait.ts';
import { kdbxFile } from './e2e/foreign-files.ts';
import { byTestId, typeKeyIntoAddPage } from './e2e/hands.ts';
import { type Line, openLine } from './e2e/line.ts';
import { report } from './e2e/scenario.ts';
import { exportPlain, give, openWith } from './e2e/transfer-hands.ts';
import { TIMED } from './import/samples.ts';
import { startSites } from './sites/server.ts';

const PASSWORD = `pass ${randomBytes(9).toString('hex')}`;
const FILE_PASSWORD = `file ${randomBytes(9).toString('hex')}`;
const SECRETS = 50;

const extensionDir = builtExtension('chrome');
const profile = mkdtempSync(join(tmpdir(), 'tessera-secrets-'));
const keys = Array.from({ length: SECRETS }, () => randomBytes(20));
const texts = {
  note: `note ${randomBytes(9).toString('hex')}`,
  'recovery code': `code-${randomBytes(9).toString('hex')}`,
  'typed key': toBase32(randomBytes(20)),
  'imported key': toBase32(randomBytes(20)),
};
const needles = [
  ...keys.flatMap((key, at) => spellingsOfKey(`key ${at}`, key)),
  ...spellingsOfText('password', PASSWORD),
  ...spellingsOfText('password of a file', FILE_PASSWORD),
  ...Object.entries(texts).flatMap(([name, text]) => spellingsOfText(name, text)),
];
const markers = {
  'storage.local': toBase32(randomBytes(20)),
  'the console': randomBytes(20).toString('hex'),
  'an input of a page': randomBytes(12).toString('hex'),
};
const rawMarker = randomBytes(20);

let passed = 0;
let failed = 0;
let running: Tessera | undefined;

try {
  await runAll();
} catch (error) {
  failed += 1;
  console.log(error);
  // A browser left open would keep a failed search from ever ending.
  await running?.kill().catch(() => undefined);
}
if (failed === 0) rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
else console.log(`The profile is in ${profile}`);
report({ passed, failed });

async function runAll(): Promise<void> {
  let tessera = await launch();
  let line = await openLine(tessera);
  const { recoveryKey } = await line.ask('vault:create', { password: PASSWORD });
  needles.push(...spellingsOfText('recovery key', recoveryKey));
  const ids = await plantKeys(line);
  check('unlocked');

  await line.ask('vault:lock', null);
  check('locked');

  await line.ask('vault:unlock', { password: PASSWORD });
  await line.ask('account:trash', { ids: ids.slice(0, 10) });
  check('in the Trash');
  await line.ask('trash:purge', { ids: ids.slice(0, 10) });
  check('purged');

  await moveInAndOut(tessera);
  check('imported and exported');

  await tessera.kill();
  check('killed');

  tessera = await launch();
  line = await openLine(tessera);
  await line.ask('vault:unlock', { password: PASSWORD });
  await typeKeyIntoAddPage(tessera, { label: 'typed by hand', secret: texts['typed key'] });
  await plantMarkers(tessera);
  check('typed by hand');
  await tessera.kill();
  check('killed while typing');
  checkMarkers();
}

async function launch(): Promise<Tessera> {
  const args = ['--enable-logging', '--v=1', `--log-file=${join(profile, 'chrome_debug.log')}`];
  running = await launchTessera({ extensionDir, profile, args });
  return running;
}

/** Every way by which a key comes in: as a text, typed, and as the new value of an old account. */
async function plantKeys(line: Line): Promise<readonly string[]> {
  const uri = (key: Buffer, at: number) => `otpauth://totp/Planted:user${at}?secret=${toBase32(key)}&issuer=Planted`;
  const { drafts } = await line.ask('account:read-text', { text: keys.slice(0, 20).map(uri).join('\n') });
  const { ids } = await line.ask('account:add', { draftIds: drafts.map(({ draftId }) => draftId), fields: {} });
  assert.equal(ids.length, 20);
  for (const [at, key] of keys.slice(20, 40).entries()) {
    const secret =
      at % 2 === 0
        ? toBase32(key)
        : toBase32(key)
            .toLowerCase()
            .replace(/(.{4})(?=.)/g, '$1 ');
    await line.ask('account:add-typed', { issuer: 'Typed', label: `typed ${at}`, secret });
  }
  for (const [at, key] of keys.slice(40).entries()) {
    const id = ids[at];
    assert.ok(id);
    await line.ask('account:edit', { id, fields: { secret: toBase32(key) } });
  }
  const [first] = ids;
  assert.ok(first);
  const recoveryCodes = [{ code: texts['recovery code'], usedAtMs: null }];
  await line.ask('account:edit', { id: first, fields: { note: texts.note, recoveryCodes } });
  return ids;
}

/** An encrypted file comes in, everything goes out in the clear, and both pages stay open. */
async function moveInAndOut(tessera: Tessera): Promise<void> {
  const page = await tessera.context.newPage();
  await page.goto(tessera.url('options.html#/import'));
  await give(page, kdbxFile(FILE_PASSWORD, [{ ...TIMED, secret: texts['imported key'] }]));
  await openWith(page, FILE_PASSWORD);
  await page.locator(byTestId('import-take')).click();
  await page.locator(byTestId('import-done')).waitFor();
  const leaving = await tessera.context.newPage();
  await leaving.goto(tessera.url('options.html#/export'));
  const { bytes } = await exportPlain(leaving, 'otpauth-list', PASSWORD);
  assert.ok(bytes.includes(texts['imported key']), 'The export does not hold what was imported.');
}

function check(when: string): void {
  const { hits, files, bytes } = searchFolder(profile, needles);
  assert.ok(files > 20, 'The profile is empty: nothing was searched.');
  for (const { name, spelling, file } of hits) console.log(`FAIL ${when}: ${name} as ${spelling} in ${file}`);
  if (hits.length === 0) {
    console.log(`ok ${when}: nothing in ${files} files, ${(bytes / 1e6).toFixed(0)} MB`);
    passed += 1;
  } else failed += 1;
}

/** What a careless program would do, so that the search is known to see it. */
async function plantMarkers(tessera: Tessera): Promise<void> {
  await (await tessera.open('options.html')).evaluate(plantInPage, {
    local: markers['storage.local'],
    log: markers['the console'],
    raw: [...rawMarker],
  });
  const sites = await startSites();
  const page = await tessera.context.newPage();
  await page.goto(sites.loginUrl('none'));
  await page.locator('[name=coupon]').click();
  await page.keyboard.type(markers['an input of a page']);
  // The browser saves sessions with a delay; only when the marker is there has a typed key had its time as well.
  await until('the session file', () => missingMarkers().length === 0, 30_000).catch(() => undefined);
  await sites.close();
}

function missingMarkers(): readonly string[] {
  const planted = [
    ...Object.entries(markers).flatMap(([name, text]) => spellingsOfText(name, text)),
    ...spellingsOfKey('raw bytes in IndexedDB', rawMarker),
  ];
  const found = new Set(searchFolder(profile, planted).hits.map(({ name }) => name));
  return [...Object.keys(markers), 'raw bytes in IndexedDB'].filter((name) => !found.has(name));
}

function checkMarkers(): void {
  const missing = missingMarkers();
  for (const name of missing) console.log(`FAIL the search does not see a marker in ${name}`);
  if (missing.length > 0) failed += 1;
  else {
    console.log('ok the search sees a marker in each place');
    passed += 1;
  }
}

/** Runs in one of our pages. */
async function plantInPage(marker: { local: string; log: string; raw: number[] }): Promise<void> {
  const { chrome } = globalThis as unknown as {
    chrome: { storage: { local: { set(items: object): Promise<void> } } };
  };
  await chrome.storage.local.set({ marker: marker.local });
  console.error(marker.log);
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('marker', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('marker');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('marker', 'readwrite', { durability: 'strict' });
      transaction.objectStore('marker').put(new Uint8Array(marker.raw), 'raw');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    };
  });
}
