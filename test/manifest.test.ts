/** What is asked of the user at install, held word by word: every change here is a change of what people grant. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'wxt';

const ROOT = join(import.meta.dirname, '..');

const PERMISSIONS = [
  'activeTab',
  'alarms',
  'clipboardWrite',
  'contextMenus',
  'identity',
  'idle',
  'scripting',
  'storage',
  'unlimitedStorage',
];

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

/** As far as it is held here; `unknown` where only absence is asked for. */
interface Manifest {
  readonly manifest_version: number;
  readonly permissions: readonly string[];
  readonly host_permissions?: readonly string[];
  readonly optional_permissions: readonly string[];
  readonly optional_host_permissions: readonly string[];
  readonly content_scripts?: readonly unknown[];
  readonly web_accessible_resources?: readonly unknown[];
  readonly externally_connectable?: unknown;
  readonly sandbox?: unknown;
  readonly content_security_policy: unknown;
  readonly background: { readonly service_worker?: string; readonly scripts?: readonly string[] };
  readonly action?: { readonly default_popup: string };
  readonly icons?: Readonly<Record<string, string>>;
  readonly commands: object;
}

describe.each([
  {
    browser: 'chrome',
    permissions: [...PERMISSIONS, 'offscreen'].sort(),
    identity: /"key":"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkjPdqQiOz2dOwLG4uM1f/,
  },
  { browser: 'firefox', permissions: PERMISSIONS, identity: /"gecko":{"id":"tessera@tessera.example"/ },
])('the manifest for $browser', ({ browser, permissions, identity }) => {
  const outDir = mkdtempSync(join(tmpdir(), 'tessera-manifest-'));
  let dir: string;
  let manifest: Manifest;

  beforeAll(async () => {
    await build({ root: ROOT, browser, manifestVersion: 3, outDir, logger: silent() });
    dir = join(outDir, `${browser}-mv3`);
    manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  }, 120_000);
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));

  it('is version 3', () => expect(manifest.manifest_version).toBe(3));

  it('has the pinned identity, since passkeys die with another', () => {
    expect(JSON.stringify(manifest)).toMatch(identity);
  });

  it('asks for these permissions and no others', () => {
    expect([...manifest.permissions].sort()).toEqual(permissions);
  });

  it('asks for no host at install', () => {
    expect(manifest.host_permissions ?? []).toEqual([]);
    expect(manifest.permissions.filter((name: string) => /[*:/]/.test(name))).toEqual([]);
  });

  it('may ask later for these and no others', () => {
    expect([...manifest.optional_permissions].sort()).toEqual(['clipboardRead']);
    expect(manifest.optional_host_permissions).toEqual(['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*']);
  });

  it('runs nothing in pages by itself and shows nothing to them', () => {
    expect(manifest.content_scripts ?? []).toEqual([]);
    expect(manifest.web_accessible_resources ?? []).toEqual([]);
    expect(manifest.externally_connectable).toBeUndefined();
    expect(manifest.sandbox).toBeUndefined();
  });

  it('has the strict content security policy', () => {
    expect(manifest.content_security_policy).toEqual({ extension_pages: CONTENT_SECURITY_POLICY });
  });

  it('names only files that are there', () => {
    const { service_worker: worker, scripts = [] } = manifest.background;
    const files = [worker ?? scripts[0], manifest.action?.default_popup, ...Object.values(manifest.icons ?? {})];
    expect(files).not.toContain(undefined);
    expect(files.filter((file) => !existsSync(join(dir, file ?? 'nothing')))).toEqual([]);
  });

  it('has commands for the popup, filling and scanning', () => {
    expect(Object.keys(manifest.commands).sort()).toEqual(['_execute_action', 'fill', 'scan']);
  });

  it('loads no code from elsewhere', () => {
    const pages = readdirSync(dir).filter((name) => name.endsWith('.html'));
    const texts = pages.map((name) => readFileSync(join(dir, name), 'utf8'));
    expect(texts.filter((text) => /(src|href)="(https?:)?\/\//.test(text))).toEqual([]);
  });
});

function silent() {
  const nothing = () => {};
  return {
    debug: nothing,
    log: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
    success: nothing,
    level: 0,
  };
}
