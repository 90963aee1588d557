/** Where the extension under test lies, built now unless somebody built it before. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The folder of the production build for a browser. `TESSERA_EXTENSION` (or `TESSERA_EXTENSION_FIREFOX`) names one that
 * is there already.
 */
export function builtExtension(browser: 'chrome' | 'firefox'): string {
  const named = process.env[browser === 'chrome' ? 'TESSERA_EXTENSION' : 'TESSERA_EXTENSION_FIREFOX'];
  if (named) return named;
  buildExtension(browser);
  return join(ROOT, `.output/${browser}-mv3`);
}

export function buildExtension(browser: 'chrome' | 'firefox'): void {
  const wxt = join(ROOT, 'node_modules/wxt/bin/wxt.mjs');
  execFileSync(process.execPath, [wxt, 'build', '-b', browser, '--mv3'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
