import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '../../lib/base/bytes.ts';
import { createFolderRemote } from '../../lib/sync/drivers/folder.ts';
import type { Backend } from './bench.ts';
import { createFakeFolder, type FolderTroubles, plantInFolder } from './fake-folder.ts';
import { describeBackend, namesAt } from './suite.ts';

const BYTES: Bytes = new Uint8Array([1, 2, 3]);
const refuse = () => {
  throw new Error('a folder has no wire');
};

const FOLDER: Backend = {
  name: 'A folder of this computer',
  traits: new Set(['folders', 'conditions']),
  start: async () => ({
    fresh: async () => {
      const path = mkdtempSync(join(tmpdir(), 'tessera-folder-'));
      return {
        remote: () => createFolderRemote(createFakeFolder(path, { fails: new Map() })),
        stranger: refuse,
        nowhere: refuse,
        fault: refuse,
        clearFaults: refuse,
        turn: refuse,
        advance: refuse,
        plant: async (name) => plantInFolder(path, name),
        close: async () => rmSync(path, { recursive: true, force: true }),
      };
    },
    close: async () => undefined,
  }),
};

describeBackend(FOLDER);

describe('createFolderRemote', () => {
  let path: string;
  let fails: FolderTroubles['fails'];
  const remote = () => createFolderRemote(createFakeFolder(path, { fails }));
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'tessera-folder-'));
    fails = new Map();
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  it('does not list a file that is still empty, and fills it when its name is stored', async () => {
    writeFileSync(join(path, 'a-1'), '');
    expect(await namesAt(remote())).toEqual([]);
    expect(await remote().get('a-1')).toEqual({ ok: false, error: { kind: 'missing' } });
    expect(await remote().putIfAbsent('a-1', BYTES)).toEqual({ ok: true, value: 'stored' });
    expect(await namesAt(remote())).toEqual(['a-1']);
  });

  it('shows nothing of a write that broke off, and writes it anew', async () => {
    fails.set('close', 'QuotaExceededError');
    expect(await remote().putIfAbsent('a-1', BYTES)).toEqual({ ok: false, error: { kind: 'full' } });
    fails.clear();
    expect(await namesAt(remote())).toEqual([]);
    expect(readdirSync(path)).toEqual(['a-1']);
    expect(await remote().putIfAbsent('a-1', BYTES)).toEqual({ ok: true, value: 'stored' });
  });

  it('does not show what the browser is writing', async () => {
    writeFileSync(join(path, 'a-1.crswap'), 'half');
    expect(await namesAt(remote())).toEqual([]);
  });

  it('does not take a folder that is gone for an empty one', async () => {
    const gone = remote();
    rmSync(path, { recursive: true });
    const missing = { ok: false, error: { kind: 'missing' } };
    expect(await gone.list()).toEqual(missing);
    expect(await gone.putIfAbsent('a-1', BYTES)).toEqual(missing);
  });

  it.each([
    ['NotAllowedError', 'forbidden'],
    ['SecurityError', 'forbidden'],
    ['NoModificationAllowedError', 'busy'],
    ['QuotaExceededError', 'full'],
    ['NotReadableError', 'unreachable'],
  ] as const)('answers %s with %s, whatever is asked', async (thrown, kind) => {
    await remote().putIfAbsent('a-1', BYTES);
    for (const call of ['entries', 'getFileHandle', 'removeEntry'] as const) fails.set(call, thrown);
    const failed = { ok: false, error: { kind } };
    expect(await remote().list()).toEqual(failed);
    expect(await remote().get('a-1')).toEqual(failed);
    expect(await remote().putIfAbsent('a-2', BYTES)).toEqual(failed);
    expect(await remote().delete('a-1')).toEqual(failed);
    fails.clear();
    expect(await namesAt(remote())).toEqual(['a-1']);
  });
});
