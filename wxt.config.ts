import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'wxt';

const resolve = createRequire(import.meta.url).resolve;

/**
 * The public half of the key that fixes the extension id. Passkeys belong to the id, so an unpacked build and the next
 * one must share it; the private half was never kept, the store signs with its own.
 */
const EXTENSION_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkjPdqQiOz2dOwLG4uM1f/W0lLsc5uoXNoNdrWTz1TTxgy9kcgApD7uIQn2/tfs6uLvz1E2uOC6U6vp6XfqRNmHT+ko/mHWc8BWurjAMSUqcUGZbHBCHT3IQT1fy2RnPRbAizG2SFlqFh9XuYHHdF03m59DRFXIEKDKXxe7DP+FMmVb3ffOnhQvDOLY2hB+7hWPsTP53CAJQlw8r0H5ZvgktEIVYouO+0hW4jZPn0mc0iFoSXS2zXYmfJsf5vsxlcJlF+/n4Tn4hBJoKGZlMYYyygnFfixugHXPYrMN3HY5nSJ5FWkKaSYb9rg8OSLhvP+tRLWVN8m1yYCq8+Z6ZLaQIDAQAB';

/** Nothing but our own files may run; the network is for the clouds that the user connects. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types tessera',
].join('; ');

/** ZXing would load its WebAssembly from a network if we did not ship it; the address must not even be in the bundle. */
function withoutForeignAddress() {
  return {
    name: 'without-foreign-address',
    transform(code: string, id: string) {
      return id.includes('zxing-wasm') ? code.replaceAll('https://fastly.jsdelivr.net', '') : undefined;
    },
  };
}

/** What is written for translators takes more room than the words, and no browser reads it. */
function messagesOnly(path: string): string {
  const messages: Record<string, { message: string }> = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify(Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, { message }])));
}

export default defineConfig({
  imports: false,
  manifestVersion: 3,
  vite: () => ({
    build: { target: 'es2022', cssTarget: ['chrome130', 'firefox142'], modulePreload: { polyfill: false } },
    plugins: [withoutForeignAddress()],
  }),
  hooks: {
    // The popup is built by itself. Together with the other pages it would be cut into six shared chunks: 4 kB more
    // after gzip, and five more files to open before the first paint.
    'entrypoints:grouped'(_wxt, groups) {
      for (const group of [...groups]) {
        if (!Array.isArray(group)) continue;
        const at = group.findIndex((entry) => entry.type === 'popup');
        if (at >= 0) groups.push(group.splice(at, 1));
      }
    },
    'build:publicAssets'(_wxt, files) {
      for (const [at, file] of files.entries()) {
        const isMessages = file.relativeDest.startsWith('_locales') && 'absoluteSrc' in file;
        if (isMessages) files[at] = { relativeDest: file.relativeDest, contents: messagesOnly(file.absoluteSrc) };
      }
      files.push({
        absoluteSrc: resolve('zxing-wasm/reader/zxing_reader.wasm'),
        relativeDest: 'zxing_reader.wasm',
      });
    },
    'prepare:publicPaths'(_wxt, paths) {
      paths.push('zxing_reader.wasm');
    },
  },
  manifest: ({ browser }) => ({
    name: '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'en',
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'tessera@tessera.example',
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { key: EXTENSION_KEY, minimum_chrome_version: '130' }),
    permissions: [
      'activeTab',
      'alarms',
      'clipboardWrite',
      'contextMenus',
      'identity',
      'idle',
      ...(browser === 'firefox' ? [] : ['offscreen']),
      'scripting',
      'storage',
      'unlimitedStorage',
    ],
    optional_permissions: ['clipboardRead'],
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    omnibox: { keyword: '2fa' },
    commands: {
      _execute_action: {
        suggested_key: { default: 'Ctrl+Shift+K', mac: 'Command+Shift+K' },
      },
      fill: {
        suggested_key: { default: 'Ctrl+Shift+Y', mac: 'Command+Shift+Y' },
        description: '__MSG_command_fill__',
      },
      scan: {
        suggested_key: { default: 'Ctrl+Shift+U', mac: 'Command+Shift+U' },
        description: '__MSG_command_scan__',
      },
    },
  }),
});
