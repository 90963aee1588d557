import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { houseRules, KINDS, type NamesByKind, ROOMS } from './house.rules.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = ['lib', 'components', 'entrypoints'];
const RESOLVE = {
  exportsFields: ['exports'],
  conditionNames: ['types', 'import', 'browser', 'default'],
  mainFields: ['module', 'main', 'types'],
  extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.json'],
};

async function violationsIn(baseDir: string): Promise<{ modules: number; broken: string[] }> {
  const options = {
    baseDir,
    validate: true,
    ruleSet: { forbidden: houseRules(namesByKind(baseDir)) },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  };
  const { output } = await cruise(SOURCES, options as never, RESOLVE as never);
  const { summary } = output as ICruiseResult;
  const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  return { modules: summary.totalCruised, broken };
}

function namesByKind(baseDir: string): NamesByKind {
  const marked = Object.entries(KINDS).map(([folder, { mark }]) => {
    const path = join(baseDir, folder);
    const files = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.ts')) : [];
    const names = files.filter((name) => mark.test(readFileSync(join(path, name), 'utf8')));
    return [folder, names.map((name) => name.slice(0, -3))] as const;
  });
  return Object.fromEntries(marked);
}

function sourceFiles(folders = SOURCES): string[] {
  const listing = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  return listing.filter((path) => /[.]tsx?$/.test(path));
}

describe('the house', () => {
  it('keeps the direction of imports, the walls and the keepers', async () => {
    const { modules, broken } = await violationsIn(ROOT);
    expect(broken).toEqual([]);
    // A cruiser that cannot read TypeScript finds nothing and is content: every file of ours must have been read.
    expect(modules).toBeGreaterThanOrEqual(sourceFiles().length);
    expect(sourceFiles().length).toBeGreaterThan(10);
  });

  it('has a law in each room', () => {
    const rooms = readdirSync(join(ROOT, 'lib')).filter((room) => sourceFiles([`lib/${room}`]).length > 0);
    expect(rooms.filter((room) => !existsSync(join(ROOT, 'lib', room, 'README.md')))).toEqual([]);
  });

  it('keeps files under 350 lines', () => {
    const long = sourceFiles([...SOURCES, 'test']).filter(
      (path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length > 351,
    );
    expect(long).toEqual([]);
  });

  it('has no drawer for everything', () => {
    expect(sourceFiles().filter((path) => /(utils?|helpers?|common|misc|types|manager)[.]tsx?$/.test(path))).toEqual(
      [],
    );
  });

  it('touches the browser only through its import', () => {
    const reaching = /\b(chrome|globalThis[.](browser|chrome)|(window|self)[.](browser|chrome))[.]/;
    const guilty = sourceFiles().filter((path) =>
      reaching.test(withoutComments(readFileSync(join(ROOT, path), 'utf8'))),
    );
    expect(guilty).toEqual([]);
  });

  it('runs on the pinned Node', () => {
    expect(process.version).toMatch(/^v24[.]/);
  });
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

/** Each breach is one file laid into a clean house; the rule named must see it. */
const BREACHES: [rule: string, file: string, source: string, more?: Readonly<Record<string, string>>][] = [
  ['room-base', 'lib/base/x.ts', `import '../otp/law.ts';`],
  ['room-otp', 'lib/otp/x.ts', `import '../crypto/law.ts';`],
  ['room-otp', 'lib/otp/x.ts', `import type { Law } from '../vault/law.ts'; export type X = Law;`],
  ['room-vault', 'lib/vault/x.ts', `import '../sync/law.ts';`],
  ['room-sync', 'lib/sync/x.ts', `import '../crypto/law.ts';`],
  ['room-qr', 'lib/qr/x.ts', `import '../otp/law.ts';`],
  ['room-view', 'lib/view/x.ts', `import '../platform/law.ts';`],
  ['room-messaging', 'lib/messaging/x.ts', `import '../vault/law.ts';`],
  ['room-platform', 'lib/platform/x.ts', `import '../../entrypoints/background/index.ts';`],
  ['room-autofill', 'lib/autofill/x.ts', `import '../../test/y.ts';`, { 'test/y.ts': 'export {};' }],
  ['face', 'components/X.tsx', `import '../lib/platform/law.ts';`],
  ['unknown-room', 'lib/helpers/x.ts', `import '../base/law.ts';`],
  ['into-unknown-room', 'lib/base/x.ts', `import '../loose.ts';`, { 'lib/loose.ts': 'export {};' }],
  ['keeper-idb', 'lib/record/x.ts', `import 'idb';`],
  ['keeper-otplib', 'lib/autofill/x.ts', `import 'otplib';`],
  ['keeper-jsqr', 'entrypoints/engine/x.ts', `import 'jsqr';`],
  ['keeper-zxing-wasm', 'entrypoints/background/x.ts', `import 'zxing-wasm/reader';`],
  ['keeper-wxt-dist-browser', 'lib/crypto/x.ts', `import { browser } from 'wxt/browser'; void browser;`],
  ['keeper-wxt-dist-browser', 'entrypoints/popup/x.ts', `import { browser } from 'wxt/browser'; void browser;`],
  ['keeper-@preact-signals', 'lib/vault/x.ts', `import '@preact/signals';`],
  ['wall-stranger', 'entrypoints/fill.ts', `import '../lib/vault/law.ts';`],
  [
    'wall-words',
    'entrypoints/fill.ts',
    `import '../lib/autofill/x.ts';`,
    { 'lib/autofill/x.ts': `import './words.ts';`, 'lib/autofill/words.ts': 'export {};' },
  ],
  [
    'wall-stranger',
    'entrypoints/page.content/index.ts',
    `import type { Law } from '../../lib/import/law.ts'; export type X = Law;`,
  ],
  [
    'wall-stranger',
    'entrypoints/scan.ts',
    `import '../lib/messaging/x.ts';`,
    { 'lib/messaging/x.ts': `import './y.ts';`, 'lib/messaging/y.ts': `import '../crypto/law.ts';` },
  ],
  [
    'wall-page',
    'entrypoints/popup/x.ts',
    `import '../../lib/import/x.ts';`,
    { 'lib/import/x.ts': `import type { Law } from '../crypto/law.ts'; export type X = Law;` },
  ],
  ['wall-page', 'entrypoints/options/x.ts', `import type { Law } from '../../lib/record/law.ts'; export type X = Law;`],
  ['worker-draws-nothing', 'entrypoints/background/x.ts', `import '../../lib/view/law.ts';`],
  ['entrypoint-alone', 'entrypoints/popup/x.ts', `import '../background/index.ts';`],
  [
    'alone-lib-sync-drivers',
    'lib/sync/drivers/webdav.ts',
    `import './dropbox.ts';`,
    { 'lib/sync/drivers/dropbox.ts': 'export {};' },
  ],
  [
    'alone-lib-services',
    'lib/services/quiva.ts',
    `import './sendblue.ts'; export const quiva = 1;
export interface QuivaConnection {}`,
    { 'lib/services/sendblue.ts': 'export interface SendblueConnection {}' },
  ],
  [
    'alone-lib-import',
    'lib/import/aegis.ts',
    `import './andotp.ts';
export const aegis: ImportFormat = {};`,
    { 'lib/import/andotp.ts': 'export const andotp: ImportFormat = {};' },
  ],
  ['no-cycle', 'lib/base/x.ts', `import './y.ts';`, { 'lib/base/y.ts': `import './x.ts';` }],
  ['no-unresolvable', 'lib/base/x.ts', `import './nowhere.ts';`],
  ['no-node', 'lib/crypto/x.ts', `import 'node:crypto';`],
  ['no-dev-package', 'lib/otp/x.ts', `import 'otpauth';`],
  ['private-file-of-room', 'lib/otp/x.ts', `import '../base/_inner.ts';`, { 'lib/base/_inner.ts': 'export {};' }],
];

describe('a planted breach', () => {
  const clean = mkdtempSync(join(tmpdir(), 'tessera-house-'));
  const lay = (file: string, source: string) => {
    mkdirSync(dirname(join(clean, file)), { recursive: true });
    writeFileSync(join(clean, file), source);
  };

  beforeAll(() => {
    for (const room of Object.keys(ROOMS)) lay(`lib/${room}/law.ts`, 'export type Law = string;');
    lay('components/Clean.tsx', `import type { Law } from '../lib/view/law.ts'; export type X = Law;`);
    lay('entrypoints/background/index.ts', `import type { Law } from '../../lib/vault/law.ts'; export type X = Law;`);
    lay('entrypoints/popup/main.ts', `import type { Law } from '../../lib/view/law.ts'; export type X = Law;`);
    cpSync(join(ROOT, 'package.json'), join(clean, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(clean, 'node_modules'));
  });
  afterAll(() => rmSync(clean, { recursive: true }));

  it('is absent from the clean house', async () => {
    const { modules, broken } = await violationsIn(clean);
    expect(broken).toEqual([]);
    expect(modules).toBeGreaterThanOrEqual(Object.keys(ROOMS).length + 3);
  });

  it.each(BREACHES)('of %s by %s is seen', async (rule, file, source, more) => {
    const laid: Record<string, string> = { [file]: source, ...more };
    for (const [path, text] of Object.entries(laid)) lay(path, text);
    const { broken } = await violationsIn(clean);
    for (const path of Object.keys(laid)) rmSync(join(clean, path));
    expect(broken.map((line) => line.split(': ')[0])).toContain(rule);
    expect(broken.join('\n')).toContain(file);
  });
});
