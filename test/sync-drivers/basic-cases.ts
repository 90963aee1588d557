import { expect } from 'vitest';
import type { Bytes } from '../../lib/base/bytes.ts';
import { probeStorage } from '../../lib/sync/drivers/probe.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import { type Folder, ports } from './bench.ts';
import { type Case, namesAt } from './suite.ts';

const A = 'aaaaaaaaaaaaaaaa-00000001-0123456789abcdef0123456789abcdef';
const B = 'bbbbbbbbbbbbbbbb-00000001-fedcba9876543210fedcba9876543210';
const LONGEST = `h-${'z'.repeat(39)}-${'0'.repeat(38)}`;
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;
const stored = { ok: true, value: 'stored' };
const missing = { ok: false, error: { kind: 'missing' } };

async function read(remote: Remote, name: string): Promise<string> {
  const got = await remote.get(name);
  expect(got).toMatchObject({ ok: true });
  return got.ok ? new TextDecoder().decode(got.value) : '';
}

async function put(remote: Remote, ...names: readonly string[]): Promise<void> {
  for (const name of names) expect(await remote.putIfAbsent(name, bytesOf(`bytes of ${name}`))).toEqual(stored);
}

async function keeps(folder: Folder, bytes: Bytes): Promise<void> {
  expect(await folder.remote().putIfAbsent(A, bytes)).toEqual(stored);
  const got = await folder.remote().get(A);
  expect(got.ok && Buffer.compare(got.value, bytes) === 0).toBe(true);
}

const UNTOUCHED: readonly Case[] = [
  {
    name: 'lists an untouched folder as empty',
    run: async (folder) => expect(await namesAt(folder.remote())).toEqual([]),
  },
  {
    name: 'misses what was never stored',
    run: async (folder) => expect(await folder.remote().get(A)).toEqual(missing),
  },
  {
    name: 'counts as deleted what was never there',
    run: async (folder) => expect(await folder.remote().delete(A)).toEqual({ ok: true, value: undefined }),
  },
];

const BYTES: readonly Case[] = [
  { name: 'keeps one byte', run: (folder) => keeps(folder, new Uint8Array([0])) },
  {
    name: 'keeps every value of a byte',
    run: (folder) =>
      keeps(
        folder,
        Uint8Array.from({ length: 1024 }, (_, at) => at),
      ),
  },
  { name: 'keeps line ends and zeros as they are', run: (folder) => keeps(folder, bytesOf('\r\n\n\r\0\u001a\r\n')) },
  {
    name: 'keeps a snapshot of six megabytes',
    run: (folder) =>
      keeps(
        folder,
        Uint8Array.from({ length: 6_000_000 }, (_, at) => (at * 31 + (at >> 8)) & 255),
      ),
  },
];

const NAMES: readonly Case[] = [
  {
    name: 'lists at once what was stored',
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A, B);
      expect(await namesAt(remote)).toEqual([A, B]);
    },
  },
  {
    name: 'takes a name of eighty characters',
    run: async (folder) => {
      await put(folder.remote(), LONGEST);
      expect(LONGEST.length).toBe(80);
      expect(await namesAt(folder.remote())).toEqual([LONGEST]);
      expect(await read(folder.remote(), LONGEST)).toBe(`bytes of ${LONGEST}`);
    },
  },
  {
    name: 'takes names of one character, and of digits and hyphens',
    run: async (folder) => {
      await put(folder.remote(), 'a', '0-1', '42');
      expect(await namesAt(folder.remote())).toEqual(['0-1', '42', 'a']);
    },
  },
  {
    name: 'takes one name that begins with another',
    run: async (folder) => {
      await put(folder.remote(), 'p-1', 'p-1-2', 'p-12');
      expect(await folder.remote().delete('p-1')).toMatchObject({ ok: true });
      expect(await namesAt(folder.remote())).toEqual(['p-1-2', 'p-12']);
    },
  },
  {
    name: 'lists a hundred objects, none twice, none missing',
    run: async (folder) => {
      const names = Array.from({ length: 100 }, (_, at) => `n-${String(at).padStart(4, '0')}`);
      const remote = folder.remote();
      await Promise.all(names.map((name) => put(remote, name)));
      expect(await namesAt(remote)).toEqual(names);
    },
  },
  {
    name: 'leaves folders out of the listing, and what is in them',
    needs: ['folders'],
    run: async (folder) => {
      await put(folder.remote(), A);
      await folder.plant('other/');
      expect(await namesAt(folder.remote())).toEqual([A]);
    },
  },
  {
    name: 'shows the files of others by their names',
    needs: ['folders'],
    run: async (folder) => {
      await put(folder.remote(), A);
      await folder.plant('Notes & 50 % of it.txt');
      expect(await namesAt(folder.remote())).toEqual(['Notes & 50 % of it.txt', A]);
    },
  },
];

const DEVICES: readonly Case[] = [
  {
    name: 'shows one device what another has stored',
    run: async (folder) => {
      await put(folder.remote(), A);
      const other = folder.remote();
      expect(await namesAt(other)).toEqual([A]);
      expect(await read(other, A)).toBe(`bytes of ${A}`);
    },
  },
  {
    name: 'reads without having listed',
    run: async (folder) => {
      await put(folder.remote(), A);
      expect(await read(folder.remote(), A)).toBe(`bytes of ${A}`);
    },
  },
  {
    name: 'misses what another device has deleted since the listing',
    run: async (folder) => {
      const reader = folder.remote();
      await put(folder.remote(), A, B);
      expect(await namesAt(reader)).toEqual([A, B]);
      expect(await folder.remote().delete(A)).toMatchObject({ ok: true });
      expect(await reader.get(A)).toEqual(missing);
      expect(await read(reader, B)).toBe(`bytes of ${B}`);
    },
  },
  {
    name: 'lets two devices store at once into an untouched folder',
    run: async (folder) => {
      await Promise.all([put(folder.remote(), A), put(folder.remote(), B)]);
      expect(await namesAt(folder.remote())).toEqual([A, B]);
    },
  },
  {
    name: 'lets ten names be stored at once into an untouched folder',
    run: async (folder) => {
      const remote = folder.remote();
      const names = Array.from({ length: 10 }, (_, at) => `p-${at}`);
      await Promise.all(names.map((name) => put(remote, name)));
      expect(await namesAt(remote)).toEqual(names);
    },
  },
  {
    name: 'makes one object of the same thing stored twice at once',
    run: async (folder) => {
      const both = await Promise.all([1, 2].map(() => folder.remote().putIfAbsent(A, bytesOf('same'))));
      for (const one of both) {
        // Who loses the race may be told so, or to come again.
        expect(one.ok ? ['stored', 'exists'] : ['busy']).toContain(one.ok ? one.value : one.error.kind);
      }
      expect(both.some((one) => one.ok)).toBe(true);
      expect(await namesAt(folder.remote())).toEqual([A]);
      expect(await read(folder.remote(), A)).toBe('same');
    },
  },
];

const AGAIN: readonly Case[] = [
  {
    name: 'makes one object of the same thing stored twice',
    run: async (folder) => {
      await put(folder.remote(), A);
      const again = await folder.remote().putIfAbsent(A, bytesOf(`bytes of ${A}`));
      expect(['stored', 'exists']).toContain(again.ok && again.value);
      expect(await namesAt(folder.remote())).toEqual([A]);
      expect(await read(folder.remote(), A)).toBe(`bytes of ${A}`);
    },
  },
  {
    name: 'leaves what is there as it is',
    needs: ['conditions'],
    run: async (folder) => {
      await put(folder.remote(), A);
      expect(await folder.remote().putIfAbsent(A, bytesOf('other'))).toEqual({ ok: true, value: 'exists' });
      expect(await read(folder.remote(), A)).toBe(`bytes of ${A}`);
    },
  },
  {
    name: 'leaves as it is what it has listed itself',
    needs: ['conditions'],
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A);
      await namesAt(remote);
      expect(await remote.putIfAbsent(A, bytesOf('other'))).toEqual({ ok: true, value: 'exists' });
      expect(await read(remote, A)).toBe(`bytes of ${A}`);
    },
  },
];

const DELETING: readonly Case[] = [
  {
    name: 'deletes, and then misses it',
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A, B);
      expect(await remote.delete(A)).toEqual({ ok: true, value: undefined });
      expect(await remote.get(A)).toEqual(missing);
      expect(await namesAt(remote)).toEqual([B]);
    },
  },
  {
    name: 'deletes twice',
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A);
      expect(await remote.delete(A)).toMatchObject({ ok: true });
      expect(await remote.delete(A)).toMatchObject({ ok: true });
    },
  },
  {
    name: 'stores again what was deleted',
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A);
      await namesAt(remote);
      await remote.delete(A);
      await put(remote, A);
      expect(await namesAt(remote)).toEqual([A]);
    },
  },
  {
    name: 'stores again what another device has deleted since the listing',
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A);
      await namesAt(remote);
      await folder.remote().delete(A);
      await put(remote, A);
      expect(await read(folder.remote(), A)).toBe(`bytes of ${A}`);
    },
  },
  {
    name: 'is empty again when all was deleted',
    run: async (folder) => {
      const remote = folder.remote();
      await put(remote, A, B);
      await Promise.all([remote.delete(A), remote.delete(B)]);
      expect(await namesAt(remote)).toEqual([]);
    },
  },
];

const PROBING: readonly Case[] = [
  {
    name: 'is found fit by the probe, which leaves nothing',
    run: async (folder) => {
      const probed = await probeStorage(folder.remote(), ports);
      expect(probed).toMatchObject({
        ok: true,
        value: { isListingComplete: true, isDeletingComplete: true, names: [] },
      });
      expect(await namesAt(folder.remote())).toEqual([]);
    },
  },
  {
    name: 'is found to keep what is there',
    needs: ['conditions'],
    run: async (folder) => {
      expect(await probeStorage(folder.remote(), ports)).toMatchObject({
        ok: true,
        value: { canCreate: 'conditional' },
      });
    },
  },
  {
    name: 'is probed without harm to what lies there',
    run: async (folder) => {
      const killed = `probe-${(Date.now() - 7_200_000).toString(36).padStart(8, '0')}-0123456789abcdef`;
      const running = `probe-${Date.now().toString(36).padStart(8, '0')}-0123456789abcdef`;
      await put(folder.remote(), A, killed, running);
      expect(await probeStorage(folder.remote(), ports)).toMatchObject({ ok: true, value: { names: [A] } });
      expect(await namesAt(folder.remote())).toEqual([A, running]);
      expect(await read(folder.remote(), A)).toBe(`bytes of ${A}`);
    },
  },
];

export const BASIC_CASES: readonly Case[] = [
  ...UNTOUCHED,
  ...BYTES,
  ...NAMES,
  ...DEVICES,
  ...AGAIN,
  ...DELETING,
  ...PROBING,
];
