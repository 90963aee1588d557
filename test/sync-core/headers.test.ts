import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { fail } from '../../lib/base/result.ts';
import type { HeaderBody, HeaderCrypto, PublicPart } from '../../lib/sync/header.ts';
import { encodeHeader, formatHeaderName, parseHeaderName, readHeader } from '../../lib/sync/header.ts';
import {
  findGoneHeaders,
  type HeaderPorts,
  type KnownHeaders,
  keepOwnHeader,
  mergeHouseholds,
  readHeaders,
} from '../../lib/sync/headers.ts';
import { createDice } from '../sim/dice.ts';
import { createFakeCrypto } from '../sim/fake-crypto.ts';
import { createStorage, createStorageRemote, type Storage } from '../sim/storage.ts';

const VAULT = 'f'.repeat(32);
const ALONE = { roster: [], removed: [], keyChange: null };

interface Device {
  readonly ports: HeaderPorts;
  readonly wanted: { readonly public: PublicPart; readonly body: Omit<HeaderBody, 'writtenAtMs'> };
  known: KnownHeaders;
}

let nowMs = 1_700_000_000_000;

function createDevice(storage: Storage, device: string, changes: Partial<HeaderBody> = {}, epoch = 1): Device {
  const entry = { device, name: `name of ${device}`, addedAtMs: 5 };
  const recovery = { slotId: 'first', ms: 1, device: 'a', isConfirmed: false };
  return {
    ports: {
      remote: createStorageRemote(storage, createDice(3), () => 0),
      crypto: createFakeCrypto(VAULT),
      clock: () => nowMs,
      vaultId: VAULT,
    },
    wanted: {
      public: { format: 1, vaultId: VAULT, epoch, recovery: { slot: 'sealed' } },
      body: { ...entry, roster: [entry], removed: [], keyChange: null, recovery, ...changes },
    },
    known: {},
  };
}

async function listing({ ports }: Device) {
  const listed = await ports.remote.list();
  return listed.ok ? listed.value : [];
}

async function keep(device: Device): Promise<void> {
  const kept = await keepOwnHeader(device.ports, await listing(device), device.known, device.wanted);
  if (!kept.ok) throw new Error(kept.error.kind);
  device.known = kept.value;
}

async function read(device: Device) {
  const reading = await readHeaders(device.ports, await listing(device), device.known);
  if (!reading.ok) throw new Error(reading.error.kind);
  device.known = reading.value.known;
  return reading.value;
}

describe('a header', () => {
  it('says nothing in its name but its place and hash', async () => {
    const name = formatHeaderName('abcdefghijklmnop', { seq: 12, hash: '0'.repeat(32) });
    expect(name.length).toBeLessThanOrEqual(80);
    expect(parseHeaderName(name)).toEqual({ name, tag: 'abcdefghijklmnop', seq: 12, hash: '0'.repeat(32) });
    for (const other of ['', name.slice(1), `${name}0`, name.replace('00000012', '00000000')]) {
      expect(parseHeaderName(other)).toBeUndefined();
    }
  });

  it('is refused when any byte of it was changed', async () => {
    const { ports, wanted } = createDevice(createStorage(), 'a');
    const tag = await ports.crypto.tagOf('a');
    const body = { ...wanted.body, writtenAtMs: nowMs };
    const bytes = await encodeHeader(ports.crypto, { tag, seq: 1 }, { public: wanted.public, body });
    const nameOf = async (sealed: typeof bytes) => {
      const hash = await ports.crypto.digest(sealed);
      return { name: formatHeaderName(tag, { seq: 1, hash }), tag, seq: 1, hash };
    };
    const name = await nameOf(bytes);
    expect((await readHeader(ports.crypto, name, bytes, VAULT)).ok).toBe(true);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await readHeader(ports.crypto, name, changed, VAULT)).toEqual({ ok: false, error: 'damaged' });
      // Under a name that fits, as a storage would do it.
      const read = await readHeader(ports.crypto, await nameOf(changed), changed, VAULT);
      expect(read.ok, `changed at ${at}`).toBe(false);
    }
  });

  it('of another vault, place, form or key is told apart', async () => {
    const { ports, wanted } = createDevice(createStorage(), 'a');
    const tag = await ports.crypto.tagOf('a');
    const body = { ...wanted.body, writtenAtMs: nowMs };
    const encode = (open: PublicPart, seq = 1) => encodeHeader(ports.crypto, { tag, seq }, { public: open, body });
    const judge = async (bytes: Awaited<ReturnType<typeof encode>>, crypto: HeaderCrypto = ports.crypto) => {
      const hash = await crypto.digest(bytes);
      const answer = await readHeader(crypto, { name: '', tag, seq: 1, hash }, bytes, VAULT);
      return answer.ok ? 'right' : answer.error;
    };
    expect(await judge(await encode(wanted.public))).toBe('right');
    expect(await judge(await encode({ ...wanted.public, vaultId: '0'.repeat(32) }))).toBe('foreign');
    expect(await judge(await encode(wanted.public, 2))).toBe('foreign');
    expect(await judge(await encode({ ...wanted.public, format: 2 }))).toBe('newer');
    expect(await judge(utf8ToBytes('<html>'))).toBe('damaged');
    const keyless = { ...ports.crypto, open: async () => fail('newer' as const) };
    expect(await judge(await encode(wanted.public), keyless)).toBe('needs-keys');
  });
});

describe('the headers of a storage', () => {
  it('are written once, read once, and cost an idle round nothing', async () => {
    const storage = createStorage();
    const [a, b] = [createDevice(storage, 'a'), createDevice(storage, 'b')];
    for (const device of [a, b, a, b]) {
      await read(device);
      await keep(device);
    }
    expect(storage.objects.size).toBe(2);
    expect(Object.keys(a.known).sort()).toEqual(Object.keys(b.known).sort());
    const { requests } = storage.counts;
    await read(a);
    await keep(a);
    expect(storage.counts.requests - requests).toBe(2);
  });

  it('are replaced when something changed, and after a day, and only ever by their own device', async () => {
    const storage = createStorage();
    const [a, b] = [createDevice(storage, 'a'), createDevice(storage, 'b')];
    await keep(a);
    await keep(b);
    const renamed = { ...a, wanted: { ...a.wanted, body: { ...a.wanted.body, name: 'new name' } }, known: a.known };
    await keep(renamed);
    expect(storage.objects.size).toBe(2);
    await read(b);
    expect(
      mergeHouseholds(ALONE, b.known, [1])
        .roster.map(({ name }) => name)
        .sort(),
    ).toEqual(['name of b', 'new name']);
    const before = [...storage.objects.keys()];
    nowMs += 25 * 60 * 60 * 1000;
    await keep(renamed);
    expect([...storage.objects.keys()].filter((name) => before.includes(name))).toHaveLength(1);
  });

  it('that went back or away are missed, and what they said stays', async () => {
    const storage = createStorage();
    const [a, b] = [createDevice(storage, 'a'), createDevice(storage, 'b')];
    await keep(a);
    const old = new Map(storage.objects);
    await keep({ ...a, wanted: { ...a.wanted, body: { ...a.wanted.body, name: 'new name' } } });
    await read(b);
    storage.objects = old;
    await read(b);
    expect(findGoneHeaders(b.known, ALONE)).toEqual([]);
    await read(b);
    expect(findGoneHeaders(b.known, ALONE)).toMatchObject([{ device: 'a' }]);
    expect(mergeHouseholds(ALONE, b.known, [1]).roster).toEqual([{ device: 'a', name: 'new name', addedAtMs: 5 }]);
    storage.objects = new Map();
    await read(b);
    expect(findGoneHeaders(b.known, ALONE)).toHaveLength(1);
  });

  it('are missed no more once they are shown again, or their device was removed', async () => {
    const storage = createStorage();
    const [a, b] = [createDevice(storage, 'a'), createDevice(storage, 'b')];
    await keep(a);
    await read(b);
    const shown = storage.objects;
    storage.objects = new Map();
    await read(b);
    await read(b);
    const removed = [{ device: 'a', tag: await a.ports.crypto.tagOf('a') }];
    expect(findGoneHeaders(b.known, { removed })).toEqual([]);
    storage.objects = shown;
    await read(b);
    expect(findGoneHeaders(b.known, ALONE)).toEqual([]);
  });

  it('are read past fakes under their names', async () => {
    const storage = createStorage();
    const [a, b] = [createDevice(storage, 'a'), createDevice(storage, 'b')];
    await keep(a);
    const tag = await a.ports.crypto.tagOf('a');
    const fake = utf8ToBytes('{"public":{},"sealed":""}');
    storage.objects.set(formatHeaderName(tag, { seq: 9, hash: await a.ports.crypto.digest(fake) }), fake);
    const { flaws } = await read(b);
    expect(flaws).toEqual([{ tag, flaw: 'damaged' }]);
    expect(b.known[tag]?.seq).toBe(1);
  });
});

describe('what all headers say together', () => {
  const change = { epoch: 2, heads: {} };

  async function merged(devices: readonly Device[], epochs: readonly number[], storage: Storage) {
    for (const device of devices) await keep(device);
    const reader = createDevice(storage, 'reader');
    await read(reader);
    return mergeHouseholds(ALONE, reader.known, epochs);
  }

  it('is the union of who was removed, the last change of keys, and the latest recovery key', async () => {
    const storage = createStorage();
    const later = { slotId: 'second', ms: 2, device: 'b', isConfirmed: true };
    const household = await merged(
      [
        createDevice(storage, 'a', { removed: [{ device: 'x', tag: 'tx' }] }, 2),
        createDevice(storage, 'b', { removed: [{ device: 'y', tag: 'ty' }], keyChange: change, recovery: later }, 2),
      ],
      [1, 2],
      storage,
    );
    expect(household.removed.map(({ device }) => device).sort()).toEqual(['x', 'y']);
    expect(household.keyChange).toEqual(change);
    expect(household.recovery?.stamp).toEqual(later);
  });

  it('leaves out what is sealed under keys from before the last change', async () => {
    const storage = createStorage();
    const evil = { slotId: 'evil', ms: 99, device: 'm', isConfirmed: true };
    const household = await merged(
      [
        createDevice(storage, 'm', { removed: [{ device: 'a', tag: 'ta' }], recovery: evil }, 1),
        createDevice(storage, 'a', { removed: [{ device: 'm', tag: 'tm' }], keyChange: change }, 2),
      ],
      [1, 2],
      storage,
    );
    expect(household.removed).toEqual([{ device: 'm', tag: 'tm' }]);
    expect(household.recovery?.stamp.slotId).toBe('first');
  });

  it('takes no change of keys from under the keys before it', async () => {
    const storage = createStorage();
    const household = await merged([createDevice(storage, 'm', { keyChange: change }, 1)], [1, 2], storage);
    expect(household.keyChange).toBeNull();
  });
});
