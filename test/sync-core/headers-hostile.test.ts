/** What a storage can do to headers, pairing slots and keys; with the real vault and the real sealing. */
import { describe, expect, it } from 'vitest';
import { createHeaderCrypto, createSegmentCrypto } from '../../entrypoints/background/sync/vault-ports.ts';
import { isFault } from '../../lib/base/errors.ts';
import { encodeHeader, formatHeaderName, type Header, type HeaderName, readHeader } from '../../lib/sync/header.ts';
import { findGoneHeaders, type KnownHeaders, mergeHouseholds, readHeaders } from '../../lib/sync/headers.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { createDice } from '../sim/dice.ts';
import { createStorage, createStorageRemote, type Storage } from '../sim/storage.ts';
import { createBench, createOpenVault, newAccount, PASSWORD, random } from '../vault/bench.ts';

const NOW_MS = 1_700_000_000_000;
const noNotes = () => ({ state: { n: 1 }, putSealed: [] });
const text = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

async function newVault() {
  const bench = createBench();
  const { vault, recoveryKey } = await createOpenVault(bench);
  await vault.add([newAccount('a')]);
  return { bench, vault, recoveryKey, vaultId: (await vault.identity()).vaultId };
}

async function headerOf(vault: Vault, changes: Partial<Header['body']> = {}): Promise<Header> {
  const { vaultId, device } = await vault.identity();
  const { slotId, json } = await vault.publicRecovery();
  const entry = { device, name: 'laptop', addedAtMs: 1 };
  return {
    public: { format: 1, vaultId, epoch: (await vault.epochs()).at(-1) ?? 0, recovery: json },
    body: {
      ...entry,
      writtenAtMs: NOW_MS,
      roster: [entry],
      removed: [],
      keyChange: null,
      recovery: { slotId, ms: 1, device, isConfirmed: false },
      ...changes,
    },
  };
}

interface Written {
  readonly name: HeaderName;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function named(vault: Vault, tag: string, seq: number, bytes: Uint8Array<ArrayBuffer>): Promise<Written> {
  const hash = await createHeaderCrypto(vault).digest(bytes);
  return { name: { name: formatHeaderName(tag, { seq, hash }), tag, seq, hash }, bytes };
}

async function write(vault: Vault, seq = 1, changes: Partial<Header['body']> = {}): Promise<Written> {
  const tag = await vault.deviceTag((await vault.identity()).device);
  return named(
    vault,
    tag,
    seq,
    await encodeHeader(createHeaderCrypto(vault), { tag, seq }, await headerOf(vault, changes)),
  );
}

async function read(vault: Vault, { name, bytes }: Written): Promise<string> {
  const { vaultId } = await vault.identity();
  const header = await readHeader(createHeaderCrypto(vault), name, bytes, vaultId);
  return header.ok ? 'read' : header.error;
}

/** The same bytes but for one member of the public part, under the hash that they now have. */
async function withPublic(vault: Vault, written: Written, change: Record<string, unknown>): Promise<Written> {
  const json = text(written.bytes);
  const changed = bytesOf({ ...json, public: { ...json.public, ...change } });
  return named(vault, written.name.tag, written.name.seq, changed);
}

async function joined(first: Vault) {
  const bench = createBench();
  const { vaultId } = await first.identity();
  const key = { id: 'abc', key: random(16) };
  const vault = bench.wake();
  const joining = await vault.openPairing(key, vaultId, await first.sealPairing(key, null));
  if (!joining.ok) throw new Error(joining.error);
  await joining.value.create({ password: PASSWORD }, { state: { n: 1 }, putSealed: [] });
  return { bench, vault };
}

async function rotate(vault: Vault): Promise<void> {
  const rotated = await vault.rotateKeys({ password: PASSWORD }, noNotes);
  if (!rotated.ok) throw new Error(rotated.error.code);
}

function storageWith(...all: readonly Written[]): { storage: Storage; remote: Remote } {
  const storage = createStorage();
  for (const { name, bytes } of all) storage.objects.set(name.name, bytes);
  return { storage, remote: createStorageRemote(storage, createDice(1), () => 0) };
}

async function readAll(vault: Vault, remote: Remote, known: KnownHeaders = {}) {
  const listed = await remote.list();
  const { vaultId } = await vault.identity();
  const ports = { remote, crypto: createHeaderCrypto(vault), clock: () => NOW_MS, vaultId };
  const reading = await readHeaders(ports, listed.ok ? listed.value : [], known);
  if (!reading.ok) throw new Error(reading.error.kind);
  return reading.value;
}

describe('a header', () => {
  it('is read as it was written', async () => {
    const { vault } = await newVault();
    expect(await read(vault, await write(vault))).toBe('read');
  });

  it('H01 with the recovery slot of another vault is refused', async () => {
    const [{ vault }, other] = [await newVault(), await newVault()];
    const { json } = await other.vault.publicRecovery();
    expect(await read(vault, await withPublic(vault, await write(vault), { recovery: json }))).toBe('foreign');
  });

  it('H02 with an older recovery slot of the same vault is refused', async () => {
    const { vault } = await newVault();
    const { json } = await vault.publicRecovery();
    await vault.newRecoveryKey({ password: PASSWORD });
    expect(await read(vault, await withPublic(vault, await write(vault), { recovery: json }))).toBe('foreign');
  });

  it('H03 with another number of its key is refused', async () => {
    const { vault } = await newVault();
    const written = await write(vault);
    for (const epoch of [0, 2, 99, -1])
      expect(await read(vault, await withPublic(vault, written, { epoch }))).toBe('foreign');
  });

  it('H04 in an older or a later form is refused', async () => {
    const { vault } = await newVault();
    const written = await write(vault);
    expect(await read(vault, await withPublic(vault, written, { format: 0 }))).toBe('damaged');
    expect(await read(vault, await withPublic(vault, written, { format: 2 }))).toBe('newer');
  });

  it('H05 of another vault is refused, also under our id', async () => {
    const [{ vault, vaultId }, other] = [await newVault(), await newVault()];
    const foreign = await write(other.vault);
    expect(await read(vault, foreign)).toBe('foreign');
    expect(await read(vault, await withPublic(vault, foreign, { vaultId }))).not.toBe('read');
  });

  it('H06 put together from two is refused', async () => {
    const { vault } = await newVault();
    const [one, two] = [await write(vault, 1), await write(vault, 2, { name: 'renamed' })];
    const mixed = bytesOf({ public: text(one.bytes).public, sealed: text(two.bytes).sealed });
    expect(await read(vault, await named(vault, one.name.tag, 1, mixed))).toBe('foreign');
    await vault.newRecoveryKey({ password: PASSWORD });
    const three = await write(vault, 3);
    const newer = bytesOf({ public: text(one.bytes).public, sealed: text(three.bytes).sealed });
    expect(await read(vault, await named(vault, one.name.tag, 3, newer))).toBe('foreign');
  });

  it('H07 moved to a later place, or to another device, is refused', async () => {
    const { vault } = await newVault();
    const { name, bytes } = await write(vault);
    expect(await read(vault, { name: { ...name, seq: 9 }, bytes })).toBe('foreign');
    expect(await read(vault, { name: { ...name, tag: 'abcdefghijklmnop' }, bytes })).toBe('foreign');
  });

  it('H08 is no segment, and a segment is no header', async () => {
    const { vault } = await newVault();
    const [segments, headers] = [createSegmentCrypto(vault), createHeaderCrypto(vault)];
    const place = { tag: 'abcdefghijklmnop', seq: 1 };
    expect((await headers.open(place, await segments.seal(place, bytesOf('x')))).ok).toBe(false);
    expect((await segments.open(place, await headers.seal(place, bytesOf('x')))).ok).toBe(false);
  });

  it('H09 with any byte changed or cut off is refused, and nothing throws', async () => {
    const { vault } = await newVault();
    const { name, bytes } = await write(vault);
    for (let at = 0; at < bytes.length; at += 7) {
      const flipped = bytes.with(at, (bytes[at] ?? 0) ^ 1) as Written['bytes'];
      expect(await read(vault, { name, bytes: flipped })).toBe('damaged');
      expect(await read(vault, await named(vault, name.tag, 1, flipped))).not.toBe('read');
      expect(await read(vault, await named(vault, name.tag, 1, bytes.slice(0, at)))).not.toBe('read');
    }
  });

  it('H10 that a storage made up is passed over, and the true one below it is read', async () => {
    const { vault } = await newVault();
    const written = await write(vault);
    const fakes = await Promise.all(
      ['{}', '{"public":{}}', '[]', 'null', '<html>'].map((fake, at) =>
        named(vault, 'abcdefghijklmnop', at + 1, new TextEncoder().encode(fake)),
      ),
    );
    const above = await Promise.all([90, 91].map((seq) => named(vault, written.name.tag, seq, bytesOf({ seq }))));
    const { known, flaws } = await readAll(vault, storageWith(written, ...fakes, ...above).remote);
    expect(Object.keys(known)).toEqual([written.name.tag]);
    expect(flaws.length).toBeGreaterThan(3);
  });

  it('H11 that the storage shows older than before, or not at all, is missed, and what it said stays', async () => {
    const { vault } = await newVault();
    const [older, newer] = [await write(vault, 1), await write(vault, 2)];
    const { known } = await readAll(vault, storageWith(newer).remote);
    for (const remote of [storageWith(older).remote, storageWith().remote]) {
      const once = await readAll(vault, remote, known);
      const twice = await readAll(vault, remote, once.known);
      expect(findGoneHeaders(once.known, { removed: [] })).toEqual([]);
      expect(findGoneHeaders(twice.known, { removed: [] })).toHaveLength(1);
      expect(twice.known[newer.name.tag]).toMatchObject(known[newer.name.tag] ?? {});
    }
  });
});

describe('a change of keys', () => {
  it('H12 cannot be read by who has the old keys only, nor taken for damage', async () => {
    const { vault } = await newVault();
    const other = await joined(vault);
    await rotate(vault);
    expect(await read(other.vault, await write(vault))).toBe('needs-keys');
    const place = { tag: 'abcdefghijklmnop', seq: 1 };
    const opened = await createSegmentCrypto(other.vault).open(
      place,
      await createSegmentCrypto(vault).seal(place, bytesOf(1)),
    );
    expect(opened).toEqual({ ok: false, error: 'newer' });
  });

  it('H13 is not undone by a header from before it, though its seal is true', async () => {
    const { vault } = await newVault();
    const other = await joined(vault);
    const device = (await other.vault.identity()).device;
    const tag = await vault.deviceTag(device);
    await rotate(vault);
    const epochs = await vault.epochs();
    const keyChange = { epoch: epochs.at(-1) ?? 0, heads: {} };
    const removed = [{ device, tag }];
    const [ours, forged] = [await write(vault, 2, { keyChange, removed }), await write(other.vault, 9)];
    const { known } = await readAll(vault, storageWith(ours, forged).remote);
    const own = { roster: [], removed: [], keyChange: null };
    const household = mergeHouseholds(own, known, epochs);
    expect(household.removed).toEqual(removed);
    expect(household.keyChange).toEqual(keyChange);
    expect(household.recovery?.stamp.device).not.toBe(device);
  });

  it('H14 cannot be forged by who was removed before it', async () => {
    const { vault } = await newVault();
    const other = await joined(vault);
    await rotate(vault);
    const epochs = await vault.epochs();
    const forged = await write(other.vault, 5, {
      keyChange: { epoch: epochs.at(-1) ?? 0, heads: {} },
      removed: [{ device: (await vault.identity()).device, tag: 'abcdefghijklmnop' }],
    });
    const { known } = await readAll(vault, storageWith(forged).remote);
    const own = { roster: [], removed: [], keyChange: { epoch: epochs.at(-1) ?? 0, heads: {} } };
    expect(mergeHouseholds(own, known, epochs).removed).toEqual([]);
  });

  it('H15 leads nobody back to keys that were given up', async () => {
    const { vault, vaultId } = await newVault();
    const other = await joined(vault);
    const key = { id: 'abd', key: random(16) };
    const old = await other.vault.sealPairing(key, null);
    await rotate(vault);
    const joining = await vault.openPairing(key, vaultId, old);
    const adopted = joining.ok && (await joining.value.adopt(noNotes));
    expect(adopted).toEqual({ ok: false, error: { code: 'outdated' } });
  });
});

describe('a pairing slot', () => {
  const refused = { ok: false, error: 'unreadable' };

  it('H16 opens with its own key only, in its own place and vault', async () => {
    const { vault, vaultId } = await newVault();
    const key = { id: 'abc', key: random(16) };
    const sealed = await vault.sealPairing(key, null);
    const stranger = createBench().wake();
    expect(await stranger.openPairing({ ...key, key: random(16) }, vaultId, sealed)).toEqual(refused);
    expect(await stranger.openPairing({ ...key, id: 'abd' }, vaultId, sealed)).toEqual(refused);
    expect(await stranger.openPairing(key, 'e'.repeat(32), sealed)).toEqual(refused);
  });

  it('H17 with any byte changed or cut off opens nothing, and nothing is made from it', async () => {
    const { vault, vaultId } = await newVault();
    const key = { id: 'abc', key: random(16) };
    const sealed = await vault.sealPairing(key, null);
    const bench = createBench();
    for (let at = 0; at < sealed.length; at += 5) {
      const flipped = sealed.with(at, (sealed[at] ?? 0) ^ 1) as typeof sealed;
      expect((await bench.wake().openPairing(key, vaultId, flipped)).ok).toBe(false);
      expect((await bench.wake().openPairing(key, vaultId, sealed.slice(0, at))).ok).toBe(false);
    }
    expect(await bench.wake().status()).toBe('absent');
  });

  it('H18 of a stranger never becomes the keys of a vault that is there', async () => {
    const [{ vault, bench }, stranger] = [await newVault(), await newVault()];
    const key = { id: 'abc', key: random(16) };
    const joining = await vault.openPairing(key, stranger.vaultId, await stranger.vault.sealPairing(key, null));
    const before = await bench.store.readHeader();
    expect(joining.ok && (await joining.value.adopt(noNotes))).toEqual({ ok: false, error: { code: 'other-vault' } });
    expect(joining.ok && (await joining.value.create({ password: PASSWORD }, noNotes())).ok).toBe(false);
    expect(await bench.store.readHeader()).toEqual(before);
    expect((await vault.list()).accounts).toHaveLength(1);
  });

  it('H19 shows nothing of the vault to who only sees it', async () => {
    const { vault, vaultId } = await newVault();
    const sealed = await vault.sealPairing({ id: 'abc', key: random(16) }, { address: 'https://cloud.example' });
    const shown = Buffer.from(sealed).toString('latin1');
    for (const word of [vaultId, 'cloud', 'slot', 'recovery', 'vaultKeys']) expect(shown).not.toContain(word);
  });
});

describe('a recovery slot', () => {
  it('H20 of strangers, or of nobody, is not taken over', async () => {
    const [{ vault, bench }, stranger] = [await newVault(), await newVault()];
    const before = await bench.store.readHeader();
    const { json } = await stranger.vault.publicRecovery();
    for (const foreign of [json, {}, null, { slot: {}, ring: 'AAAA' }, []]) {
      const outcome = await vault.adoptRecovery(foreign, true, []).then(
        (isTaken) => (isTaken ? 'taken' : 'refused'),
        (error: unknown) => (isFault(error) ? error.code : 'another error'),
      );
      expect(['damaged', 'refused']).toContain(outcome);
    }
    expect(await bench.store.readHeader()).toEqual(before);
  });
});
