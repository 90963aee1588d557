/**
 * `npm start`: builds Tessera, serves the demo site and opens a browser with both. Without a display it goes through
 * the main job itself, tells each step, keeps pictures, and ends with 0 only if every step worked.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtExtension } from './browser/build.ts';
import { launchTessera, type Tessera } from './browser/chromium.ts';
import { provideChromium } from './browser/provision.ts';
import { demoConnections, demoStorages } from './cloud/credentials.ts';
import { type RunningCloud, startCloud } from './cloud/server.ts';
import { TOUR, type Tour } from './e2e/tour.ts';
import { type Sites, startSites } from './sites/server.ts';

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const isHeadless = !hasDisplay || process.argv.includes('--headless');

console.log(`Browser: ${provideChromium()}`);
console.log('Building the extension ...');
const extensionDir = builtExtension('chrome');
const sites = await startSites();
console.log(`Demo site: ${sites.origin}`);
const cloud = await startCloud({ hasExamples: true });
showCredentials(cloud);
const tessera = isHeadless ? await launchTessera({ extensionDir }) : await openWindow(40);
try {
  if (isHeadless) await takeTour(tessera, sites);
  else await stayOpen(tessera, sites);
} finally {
  await tessera.close().catch(() => undefined);
  await sites.close();
  await cloud.close();
}

/** Ready-made, so that connected services and sync can be tried without an account anywhere. */
function showCredentials({ url }: RunningCloud): void {
  console.log('Connected services, at a local cloud (Options > Connected services):');
  for (const { service, baseUrl, fields } of demoConnections(url)) {
    const typed = Object.entries(fields).map(([name, value]) => `${name} ${value}`);
    console.log(`  ${service}: address ${baseUrl}, ${typed.join(', ')}`);
  }
  console.log('Sync, at the storage of the same cloud (Options > Sync):');
  for (const { storage, address, fields } of demoStorages(url)) {
    const typed = Object.entries(fields).map(([name, value]) => `${name} ${value}`);
    console.log(`  ${storage}: address ${address}, ${typed.join(', ')}`);
  }
}

/** `offset`: of its upper left corner, in pixels, so that no window hides another. */
function openWindow(offset: number): Promise<Tessera> {
  const args = [`--window-position=${offset},${offset}`];
  return launchTessera({ extensionDir, headless: false, viewport: null, args });
}

/** A person takes over: until the browser is closed. */
async function stayOpen({ context }: Tessera, { origin, enrolUrl }: Sites): Promise<void> {
  const page = await context.newPage();
  await page.goto(enrolUrl('img'));
  console.log('The browser is open with Tessera in it. Set a password on the welcome page, then right-click the QR');
  console.log(`code of the demo page; the login pages are listed at ${origin}. Close the browser to end.`);
  const second = process.argv.includes('--two') ? await openWindow(200) : undefined;
  console.log(
    second === undefined
      ? '`npm start -- --two` opens a second browser with it, to be kept in step.'
      : 'To keep both browsers in step: Options > Sync with the WebDAV storage above in the first, then Add a device\n' +
          'there, and "I have Tessera on another device" on the welcome page of the second.',
  );
  await new Promise<void>((resolve) => context.once('close', () => resolve()));
  await second?.close().catch(() => undefined);
}

async function takeTour(launched: Tessera, demo: Sites): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-tour-'));
  let pictures = 0;
  const tour: Tour = {
    tessera: launched,
    sites: demo,
    cloud,
    openSecond: () => launchTessera({ extensionDir }),
    async shoot(name, what) {
      pictures += 1;
      const path = join(folder, `${pictures}-${name}.png`);
      await ('context' in what ? what.screenshot({ path }) : what.screenshot(path));
    },
  };
  console.log('There is no display: going through the main job without one.');
  for (const [at, step] of TOUR.entries()) {
    try {
      await step.run(tour);
      console.log(`ok ${at + 1}/${TOUR.length} ${step.name}`);
    } catch (error) {
      console.log(`FAIL ${at + 1}/${TOUR.length} ${step.name}`);
      console.log(error);
      process.exitCode = 1;
      break;
    }
  }
  console.log(`Pictures: ${folder}`);
  if (process.exitCode !== 1) console.log('Every step worked.');
}
