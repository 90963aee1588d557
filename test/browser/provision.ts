/**
 * Finds the browsers, display tools and servers that the tests drive, and installs what a fresh machine lacks.
 *
 * [Note: branded Chrome] Google Chrome and Edge ignore `--load-extension`; only Chromium and Chrome for Testing load an
 * unpacked extension from the command line. A machine that has only branded Chrome counts as having no browser.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** A tool that must be there: where it may lie, and which Debian packages bring it. */
interface Tool {
  readonly name: string;
  /** Overrides everything else; taken as it is. */
  readonly variable: string;
  /** Names looked up on PATH, then absolute paths. */
  readonly candidates: readonly string[];
  readonly packages: readonly string[];
  readonly isUsable?: (path: string) => boolean;
}

const FONTS = ['fonts-dejavu-core', 'fonts-noto-color-emoji'];

const CHROMIUM: Tool = {
  name: 'Chromium or Chrome for Testing',
  variable: 'TESSERA_CHROMIUM',
  candidates: [
    'chromium',
    'chromium-browser',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ],
  packages: ['chromium', ...FONTS],
  isUsable: loadsUnpackedExtensions,
};

const FIREFOX: Tool = {
  name: 'Firefox ESR',
  variable: 'TESSERA_FIREFOX',
  candidates: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  packages: ['firefox-esr', ...FONTS],
};

const XVFB: Tool = { name: 'Xvfb', variable: 'TESSERA_XVFB', candidates: ['Xvfb'], packages: ['xvfb', 'xdotool'] };

const XDOTOOL: Tool = {
  name: 'xdotool',
  variable: 'TESSERA_XDOTOOL',
  candidates: ['xdotool'],
  packages: ['xvfb', 'xdotool'],
};

const PDFTOPPM: Tool = {
  name: 'pdftoppm',
  variable: 'TESSERA_PDFTOPPM',
  candidates: ['pdftoppm'],
  packages: ['poppler-utils'],
};

const APACHE: Tool = {
  name: 'Apache with mod_dav',
  variable: 'TESSERA_APACHE',
  candidates: ['apache2', '/usr/sbin/apache2', 'httpd'],
  packages: ['apache2-bin'],
};

const RCLONE: Tool = { name: 'rclone', variable: 'TESSERA_RCLONE', candidates: ['rclone'], packages: ['rclone'] };

const CURL: Tool = { name: 'curl', variable: 'TESSERA_CURL', candidates: ['curl'], packages: ['curl'] };

const AGE: Tool = { name: 'age', variable: 'TESSERA_AGE', candidates: ['age'], packages: ['age'] };

const TERMINAL: Tool = { name: 'script', variable: 'TESSERA_SCRIPT', candidates: ['script'], packages: ['bsdutils'] };

/** The path of a Chromium that loads unpacked extensions; installs one if need be. */
export function provideChromium(): string {
  return find(CHROMIUM) ?? installed(CHROMIUM) ?? downloadedChromium() ?? refuse(CHROMIUM);
}

/** The path of Firefox ESR; installs it if need be. */
export function provideFirefox(): string {
  return find(FIREFOX) ?? installed(FIREFOX) ?? refuse(FIREFOX);
}

/** The tools for a headed browser on a machine without a display. */
export function provideDisplayTools(): { readonly xvfb: string; readonly xdotool: string } {
  return {
    xvfb: find(XVFB) ?? installed(XVFB) ?? refuse(XVFB),
    xdotool: find(XDOTOOL) ?? installed(XDOTOOL) ?? refuse(XDOTOOL),
  };
}

/** What turns the pages of a PDF into pictures. */
export function providePdfToPpm(): string {
  return find(PDFTOPPM) ?? installed(PDFTOPPM) ?? refuse(PDFTOPPM);
}

/** The program that the documents of the services are written for. */
export function provideCurl(): string {
  return find(CURL) ?? installed(CURL) ?? refuse(CURL);
}

/** The standard tool for the files that our backups are, and a terminal for it to ask on. */
export function provideAge(): { readonly age: string; readonly terminal: string } {
  return {
    age: find(AGE) ?? installed(AGE) ?? refuse(AGE),
    terminal: find(TERMINAL) ?? installed(TERMINAL) ?? refuse(TERMINAL),
  };
}

/** WebDAV servers that were not written here. */
export function provideStorageServers(): { readonly apache: string; readonly rclone: string } {
  return {
    apache: find(APACHE) ?? installed(APACHE) ?? refuse(APACHE),
    rclone: find(RCLONE) ?? installed(RCLONE) ?? refuse(RCLONE),
  };
}

/** Root has no sandbox to drop into: Chromium then refuses to start without this switch. */
export function sandboxArgs(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function find(tool: Tool): string | undefined {
  const named = process.env[tool.variable];
  if (named) return named;
  const paths = tool.candidates.map(onPath).filter((path) => path !== undefined);
  return paths.find((path) => tool.isUsable?.(path) ?? true);
}

function onPath(candidate: string): string | undefined {
  if (candidate.startsWith('/')) return isExecutable(candidate) ? candidate : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, candidate)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** See [Note: branded Chrome]. A snap stub prints no version and is passed over as well. */
function loadsUnpackedExtensions(path: string): boolean {
  const { stdout, status } = spawnSync(path, ['--version', ...sandboxArgs()], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /^(Chromium|Google Chrome for Testing) /.test(stdout.trim());
}

function installed(tool: Tool): string | undefined {
  if (process.getuid?.() !== 0 || !isDebian()) return undefined;
  console.log(`Installing ${tool.name} with apt-get (${tool.packages.join(' ')}) ...`);
  const options = { stdio: 'ignore' as const, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...tool.packages], options);
  } catch {
    console.log('apt-get could not install it.');
    return undefined;
  }
  return find(tool);
}

/** Ubuntu's chromium and firefox packages are stubs around snaps, so only Debian itself counts. */
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function downloadedChromium(): string | undefined {
  const path = chromium.executablePath();
  if (existsSync(path)) return path;
  console.log('Downloading Chromium with playwright ...');
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
  return existsSync(path) ? path : undefined;
}

function refuse(tool: Tool): never {
  throw new Error(
    `${tool.name} was not found and could not be installed. Install it (on Debian: apt-get install ` +
      `${tool.packages.join(' ')}) or set ${tool.variable} to its path.` +
      (tool === CHROMIUM ? ' Google Chrome and Edge do not do: they ignore --load-extension.' : ''),
  );
}
