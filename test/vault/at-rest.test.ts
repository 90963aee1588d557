import { describe, expect, it } from 'vitest';
import { bytesToBase32 } from '../../lib/base/base32.ts';
import { bytesToBase64 } from '../../lib/base/base64.ts';
import { bytesToHex, concatBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import { type Bench, createBench, createOpenVault, newAccount, PASSWORD, random } from './bench.ts';

const STORES = ['header', 'clock', 'records', 'outbox', 'sealed'];

/** Every byte and every text that lies in the database, and the keys under which they lie. */
async function everythingStored(name: string): Promise<Uint8Array> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  expect([...database.objectStoreNames].sort()).toEqual([...STORES].sort());
  const parts: Uint8Array[] = [];
  for (const store of STORES) {
    const rows = await new Promise<unknown[]>((resolve, reject) => {
      const request = database.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    collect(rows, parts);
  }
  database.close();
  return concatBytes(...parts);
}

function collect(value: unknown, parts: Uint8Array[]): void {
  if (value instanceof Uint8Array) parts.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, parts);
  else if (typeof value === 'object' && value !== null) collect(Object.entries(value), parts);
  else parts.push(utf8ToBytes(`${String(value)}\n`));
}

function forms(bytes: Uint8Array): Record<string, Uint8Array> {
  const hex = bytesToHex(bytes);
  const base64 = bytesToBase64(bytes);
  return {
    raw: bytes,
    hex: utf8ToBytes(hex),
    HEX: utf8ToBytes(hex.toUpperCase()),
    base32: utf8ToBytes(bytesToBase32(bytes)),
    'lower base32': utf8ToBytes(bytesToBase32(bytes).toLowerCase()),
    base64: utf8ToBytes(base64.replace(/=+$/, '').slice(0, -1)),
    base64url: utf8ToBytes(base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '').slice(0, -1)),
    'UTF-16 of base32': utf16(bytesToBase32(bytes)),
    'UTF-16 of hex': utf16(hex),
    'UTF-16 of base64': utf16(base64),
    'JSON of bytes': utf8ToBytes([...bytes].join(',')),
  };
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((character) => [character.charCodeAt(0) & 255, character.charCodeAt(0) >> 8]),
  );
}

function findForms(haystack: Uint8Array, secrets: readonly Uint8Array[]): string[] {
  const text = Buffer.from(haystack);
  return secrets.flatMap((secret) =>
    Object.entries(forms(secret)).flatMap(([form, bytes]) => (text.includes(Buffer.from(bytes)) ? [form] : [])),
  );
}

async function plant(bench: Bench) {
  const planted = Array.from({ length: 50 }, () => random(20));
  const texts = ['issuer', 'label', 'note', 'tag', 'host', 'code', 'value', 'unknown'].map((name) => `planted-${name}`);
  const { vault, recoveryKey } = await createOpenVault(bench);
  const { ids } = await vault.add(
    planted.slice(0, 48).map((bytes) =>
      newAccount('planted-issuer', {
        secret: new Secret(bytes),
        pin: new Secret(utf8ToBytes('planted-pin')),
        label: 'planted-label',
        note: 'planted-note',
        tags: ['planted-tag'],
        hosts: ['planted-host'],
        recoveryCodes: [{ code: 'planted-code' }],
        unknown: { 'planted-unknown': 'planted-unknown' },
      }),
    ),
  );
  const [first = '', second = '', third = ''] = ids;
  await vault.edit(first, { otp: { ...newAccount('x'), secret: new Secret(planted[48] ?? random(20)) } });
  await vault.trash([second]);
  await vault.trash([third]);
  await vault.purge([third]);
  await vault.putSealed('connection', 'planted-host', {
    value: 'planted-value',
    key: bytesToHex(planted[49] ?? random(20)),
  });
  const passkey = { credentialId: 'credential', prf: random(32), prfSalt: random(32), label: 'laptop' };
  await vault.addPasskeySlot(passkey);
  await vault.changePassword(PASSWORD, `${PASSWORD} anew`);
  const session = JSON.parse(String([...bench.session.values()][0])) as {
    ringKey: string;
    vaultKeys: [number, string][];
  };
  const keys = [session.ringKey, ...session.vaultKeys.map(([, key]) => key)].map((key) => Buffer.from(key, 'base64'));
  expect(keys).toHaveLength(2);
  const secrets = [...planted, passkey.prf, ...keys.map((key) => new Uint8Array(key))];
  return { vault, secrets, texts: [...texts, 'planted-pin', PASSWORD, recoveryKey, recoveryKey.slice(0, 11)] };
}

describe('what lies in the database', () => {
  it('holds no planted secret in any form, open, locked or after deleting', async () => {
    const bench = createBench();
    const { vault, secrets, texts } = await plant(bench);
    const check = async () => {
      const stored = await everythingStored(bench.databaseName);
      expect(stored.length).toBeGreaterThan(20_000);
      expect(findForms(stored, secrets)).toEqual([]);
      expect(texts.filter((text) => Buffer.from(stored).includes(text))).toEqual([]);
      expect(texts.filter((text) => Buffer.from(stored).includes(Buffer.from(utf16(text))))).toEqual([]);
    };
    await check();
    await vault.lock();
    await check();
  });

  it('would be found out if it held one, in each form', async () => {
    const bench = createBench();
    const { secrets } = await plant(bench);
    const [secret = random(20)] = secrets;
    for (const [form, bytes] of Object.entries(forms(secret))) {
      const leak = { key: 'leak', kind: 'leak', envelope: concatBytes(random(7), bytes, random(3)) };
      await bench.store.writeSealed([leak], []);
      expect(findForms(await everythingStored(bench.databaseName), secrets)).toContain(form);
    }
    await bench.store.writeSealed([{ key: 'leak', kind: bytesToBase32(secret), envelope: random(3) }], []);
    expect(findForms(await everythingStored(bench.databaseName), secrets)).toEqual(['base32']);
  });

  it('tells by no row what a sealed value is about', async () => {
    const bench = createBench();
    const { vault } = await createOpenVault(bench);
    await vault.putSealed('connection', 'dav.example', 1);
    const [row] = await bench.store.readSealedKind('connection');
    expect(row?.key).toMatch(/^[\w-]{22}$/);
    const stored = await everythingStored(bench.databaseName);
    expect(Buffer.from(stored).includes('dav')).toBe(false);
  });
});
