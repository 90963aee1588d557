/** Holds the catalogue of attacks and the tests of attacks to each other, and looks at what only the code can show. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KDF_SALT_LENGTH } from '../../lib/crypto/kdf.ts';
import { RECOVERY_KEY_LENGTH } from '../../lib/crypto/recovery-key.ts';
import { createRing } from '../../lib/vault/keyring.ts';
import { random } from '../vault/bench.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => `${folder}/${path}`);
const matching = (paths: readonly string[], pattern: RegExp) => paths.filter((path) => pattern.test(read(path)));

const CATALOGUE = read('lib/sync/ATTACKS.md');
const rows = [...CATALOGUE.matchAll(/^\| ([AHVS]\d\d) \|/gm)].map(([, id]) => id);
const tried = filesIn('test', /[.]test[.]ts$/).flatMap((path) =>
  [...read(path).matchAll(/['"`]([AHVS]\d\d) [a-z]/g)].map(([, id]) => id),
);
const shipped = ['lib', 'entrypoints', 'components'].flatMap((folder) => filesIn(folder, /[.]tsx?$/));

describe('the catalogue of attacks', () => {
  it('has a test for each row, and a row for each test', () => {
    expect([...tried].sort()).toEqual([...rows].sort());
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(90);
  });

  it('names the 31 attacks that were found in others, each with tests that exist', () => {
    const [, known = ''] = CATALOGUE.split('## What was found in others');
    const table = known.split('| id |')[0] ?? '';
    const labels = table.match(/\b(BW|LP|DL|1P)\d\d\b/g) ?? [];
    expect(labels).toHaveLength(31);
    expect(new Set(labels).size).toBe(31);
    const named = [...table.matchAll(/\b[AHVS]\d\d\b/g)].map(([id]) => id);
    expect(named.filter((id) => !rows.includes(id))).toEqual([]);
  });

  it('is linked from where people look for it', () => {
    expect(read('.github/SECURITY.md')).toContain('lib/sync/ATTACKS.md');
    expect(read('lib/sync/README.md')).toContain('ATTACKS.md');
  });
});

describe('the code', () => {
  it('S01 holds no public-key cryptography', () => {
    expect(matching(shipped, /RSA-|ECDH|ECDSA|X25519|Ed25519|'(spki|pkcs8)'|subtle[.]generateKey/)).toEqual([]);
  });

  it('S02 seals with one cipher, in one file', () => {
    const own = shipped.filter((path) => /^lib\/(base|crypto|record|sync|vault)\//.test(path));
    expect(matching(own, /subtle\s*\.\s*(encrypt|decrypt|wrapKey|unwrapKey)/)).toEqual(['lib/crypto/aead.ts']);
    expect(matching(own, /AES-(CBC|CTR|KW)|\bRC4\b|\bDES\b|PBKDF2/)).toEqual([]);
  });

  it('S03 keeps what is opened away from the network', () => {
    const asking = /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource/;
    const closed = shipped.filter((path) => /^(lib\/(crypto|vault|record|otp|view|messaging)|components)\//.test(path));
    expect(closed.length).toBeGreaterThan(50);
    expect(matching(closed, asking)).toEqual([]);
    expect(matching(closed, /<img[^>]+src=["'`{]+\s*["'`]?https?:/)).toEqual([]);
  });

  it('S04 makes keys of one length', () => {
    const { ringKey, vaultKeys } = createRing(random);
    expect([ringKey, ...vaultKeys.values()].map(({ length }) => length)).toEqual([32, 32]);
    expect([RECOVERY_KEY_LENGTH, KDF_SALT_LENGTH]).toEqual([20, 16]);
  });
});
