import { expect } from 'vitest';
import type { Bytes } from '../../lib/base/bytes.ts';
import { probeStorage } from '../../lib/sync/drivers/probe.ts';
import { ports } from './bench.ts';
import { type Case, namesAt } from './suite.ts';

const NAMES = Array.from({ length: 23 }, (_, at) => `s-${String(at).padStart(2, '0')}`);
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;
const forbidden = { ok: false, error: { kind: 'forbidden' } };

/** Quirks that only the local cloud can be told to have. */
export const SWITCH_CASES: readonly Case[] = [
  {
    name: 'reads a listing of many pages to its end',
    needs: ['switches'],
    run: async (folder) => {
      folder.turn({ pageSize: 5 });
      const remote = folder.remote();
      for (const name of NAMES) await remote.putIfAbsent(name, bytesOf(name));
      expect(await namesAt(folder.remote())).toEqual(NAMES);
    },
  },
  {
    name: 'fails with its listing when a page of it fails',
    needs: ['switches'],
    run: async (folder) => {
      for (const name of NAMES) await folder.remote().putIfAbsent(name, bytesOf(name));
      folder.turn({ pageSize: 5 });
      let asked = 0;
      const remote = folder.remote({
        fetch: (url, init) => {
          asked += 1;
          return asked === 3 ? Promise.reject(new TypeError('gone')) : ports.fetch(url, init);
        },
      });
      const listed = await remote.list();
      // A storage that shows all on one page needs no third request.
      if (asked >= 3) expect(listed).toEqual({ ok: false, error: { kind: 'unreachable' } });
      else expect(await namesAt(folder.remote())).toEqual(NAMES);
    },
  },
  {
    name: 'is found out when it ignores conditions, and loses nothing by it',
    needs: ['switches'],
    run: async (folder) => {
      folder.turn({ conditions: 'ignored' });
      const remote = folder.remote();
      expect(await probeStorage(remote, ports)).toMatchObject({ ok: true, value: { names: [] } });
      await remote.putIfAbsent('s-1', bytesOf('same'));
      expect(await remote.putIfAbsent('s-1', bytesOf('same'))).toMatchObject({ ok: true });
      expect(await namesAt(remote)).toEqual(['s-1']);
    },
  },
  ...(['weak', 'none'] as const).map((etags) => ({
    name: `does without strong ETags (${etags})`,
    needs: ['switches' as const],
    run: async (folder: Parameters<Case['run']>[0]) => {
      folder.turn({ etags });
      const remote = folder.remote();
      expect(await remote.putIfAbsent('s-1', bytesOf('one'))).toEqual({ ok: true, value: 'stored' });
      expect(await remote.putIfAbsent('s-1', bytesOf('two'))).toEqual({ ok: true, value: 'exists' });
      expect(await namesAt(remote)).toEqual(['s-1']);
      expect(await remote.delete('s-1')).toMatchObject({ ok: true });
    },
  })),
  {
    name: 'is found out when its listing lags, and gives what is not listed yet',
    needs: ['switches'],
    run: async (folder) => {
      folder.turn({ listLagMs: 60_000 });
      const remote = folder.remote();
      expect(await probeStorage(remote, ports)).toMatchObject({ ok: true, value: { isListingComplete: false } });
      await remote.list();
      expect(await remote.putIfAbsent('s-1', bytesOf('one'))).toEqual({ ok: true, value: 'stored' });
      expect(await remote.get('s-1')).toMatchObject({ ok: true });
      folder.advance(120_000);
      folder.turn({ listLagMs: 0 });
      expect(await namesAt(folder.remote())).toEqual(['s-1']);
    },
  },
  {
    name: 'says full when there is no room, and keeps what is there',
    needs: ['switches'],
    run: async (folder) => {
      const remote = folder.remote();
      await remote.putIfAbsent('s-1', bytesOf('one'));
      folder.turn({ quotaBytes: 100 });
      expect(await remote.putIfAbsent('s-2', new Uint8Array(200))).toMatchObject({
        ok: false,
        error: { kind: 'full' },
      });
      expect(await namesAt(remote)).toEqual(['s-1']);
      expect(await remote.delete('s-1')).toMatchObject({ ok: true });
    },
  },
  {
    name: 'says forbidden where it may only read, and goes on reading',
    needs: ['switches'],
    run: async (folder) => {
      const remote = folder.remote();
      await remote.putIfAbsent('s-1', bytesOf('one'));
      folder.turn({ isReadOnly: true });
      expect(await remote.putIfAbsent('s-2', bytesOf('two'))).toMatchObject(forbidden);
      expect(await remote.delete('s-1')).toMatchObject(forbidden);
      expect(await probeStorage(remote, ports)).toMatchObject(forbidden);
      expect(await remote.get('s-1')).toMatchObject({ ok: true });
      expect(await namesAt(remote)).toEqual(['s-1']);
    },
  },
];
