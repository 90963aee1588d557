import { expect } from 'vitest';
import type { Bytes } from '../../lib/base/bytes.ts';
import type { Result } from '../../lib/base/result.ts';
import { probeStorage } from '../../lib/sync/drivers/probe.ts';
import type { Remote, RemoteFailure, RemoteFailureKind } from '../../lib/sync/remote.ts';
import { type Call, type Folder, ports, type WireFault } from './bench.ts';
import { type Case, namesAt } from './suite.ts';

const NAME = 'aaaaaaaaaaaaaaaa-00000001-0123456789abcdef0123456789abcdef';
const SECOND = 'aaaaaaaaaaaaaaaa-00000002-0123456789abcdef0123456789abcdef';
const BODY: Bytes = new Uint8Array(5000).fill(7);
const CALLS: readonly Call[] = ['list', 'get', 'put', 'delete'];
/** Enough for every repetition that a driver may allow itself. */
const ALWAYS = 9;

function call(remote: Remote, which: Call) {
  switch (which) {
    case 'list':
      return remote.list();
    case 'get':
      return remote.get(NAME);
    case 'put':
      return remote.putIfAbsent(SECOND, BODY);
    case 'delete':
      return remote.delete(NAME);
  }
}

async function laid(folder: Folder): Promise<void> {
  expect(await folder.remote().putIfAbsent(NAME, BODY)).toEqual({ ok: true, value: 'stored' });
}

/** Each of the calls meets the fault and answers with that kind; afterwards everything is as it was. */
function fails(name: string, calls: readonly Call[], fault: WireFault, kind: RemoteFailureKind): Case {
  return {
    name,
    needs: ['wire'],
    run: async (folder) => {
      await laid(folder);
      for (const which of calls) {
        folder.fault(which, { times: ALWAYS, ...fault });
        expect({ which, outcome: await call(folder.remote(), which) }).toMatchObject({
          which,
          outcome: { ok: false, error: { kind } },
        });
        folder.clearFaults();
      }
      expect(await namesAt(folder.remote())).toEqual([NAME]);
      const got = await folder.remote().get(NAME);
      expect(got.ok && Buffer.compare(got.value, BODY) === 0).toBe(true);
    },
  };
}

const REFUSED: readonly Case[] = [
  fails('says unauthorized at 401', CALLS, { kind: 'status', status: 401 }, 'unauthorized'),
  fails('says forbidden at 403', CALLS, { kind: 'status', status: 403 }, 'forbidden'),
  fails('says busy at 429', CALLS, { kind: 'status', status: 429 }, 'busy'),
  fails('says busy at 500', CALLS, { kind: 'status', status: 500 }, 'busy'),
  fails('says busy at 502', CALLS, { kind: 'status', status: 502 }, 'busy'),
  fails('says busy at 503', CALLS, { kind: 'status', status: 503 }, 'busy'),
  fails('says busy at 423', CALLS, { kind: 'status', status: 423 }, 'busy'),
  fails('says full at 507', ['put'], { kind: 'status', status: 507 }, 'full'),
  fails('says full at 413', ['put'], { kind: 'status', status: 413 }, 'full'),
  fails(
    'says not a storage at 400 and the like',
    ['list', 'get', 'put'],
    { kind: 'status', status: 418 },
    'not-a-storage',
  ),
  fails('says not a storage at 511', CALLS, { kind: 'status', status: 511 }, 'not-a-storage'),
];

const BENT: readonly Case[] = [
  fails('takes the page of a hotel network for none of its answers', CALLS, { kind: 'html' }, 'not-a-storage'),
  fails('takes the page of a broken proxy as busy', CALLS, { kind: 'html', status: 502 }, 'busy'),
  fails('follows no redirect', CALLS, { kind: 'redirect' }, 'not-a-storage'),
  fails('takes half a listing or half an object as no answer', ['list', 'get'], { kind: 'truncated' }, 'unreachable'),
  fails('says unreachable when the line is cut', CALLS, { kind: 'dropped' }, 'unreachable'),
  fails('does not take an empty answer for an empty folder', ['list', 'get'], { kind: 'empty' }, 'not-a-storage'),
  fails('takes two megabytes of something else for no listing', ['list'], { kind: 'oversized' }, 'not-a-storage'),
];

/**
 * Chromium sends a request again by itself, whatever its method, when a connection that it had kept open is closed
 * without an answer: then the driver never hears of it, and the storage has been asked twice.
 */
function expectLostOrResent(outcome: Result<unknown, RemoteFailure>): void {
  expect(outcome.ok ? 'resent' : outcome.error.kind).toMatch(/^(resent|unreachable)$/);
}

const LOST: readonly Case[] = [
  {
    name: 'stores once what was stored and not answered',
    needs: ['wire'],
    run: async (folder) => {
      const remote = folder.remote();
      folder.fault('put', { kind: 'lost' });
      expectLostOrResent(await remote.putIfAbsent(NAME, BODY));
      expect(await remote.putIfAbsent(NAME, BODY)).toMatchObject({ ok: true });
      await isThereOnce(folder);
    },
  },
  {
    name: 'stores once what was stored and answered as failed',
    needs: ['wire'],
    run: async (folder) => {
      const remote = folder.remote();
      folder.fault('put', { kind: 'status-after', status: 503 });
      expect(await remote.putIfAbsent(NAME, BODY)).toMatchObject({ ok: false, error: { kind: 'busy' } });
      expect(await remote.putIfAbsent(NAME, BODY)).toMatchObject({ ok: true });
      await isThereOnce(folder);
    },
  },
  {
    name: 'stores once what a proxy delivers twice',
    needs: ['wire'],
    run: async (folder) => {
      folder.fault('put', { kind: 'duplicate' });
      expect(await folder.remote().putIfAbsent(NAME, BODY)).toMatchObject({ ok: true });
      await isThereOnce(folder);
    },
  },
  {
    name: 'has nothing there of what was dropped on the way',
    needs: ['wire'],
    run: async (folder) => {
      folder.fault('put', { kind: 'dropped' });
      const put = await folder.remote().putIfAbsent(NAME, BODY);
      expectLostOrResent(put);
      expect(await namesAt(folder.remote())).toEqual(put.ok ? [NAME] : []);
    },
  },
  {
    name: 'deletes again what was deleted and not answered',
    needs: ['wire'],
    run: async (folder) => {
      await laid(folder);
      folder.fault('delete', { kind: 'lost' });
      expectLostOrResent(await folder.remote().delete(NAME));
      expect(await folder.remote().delete(NAME)).toEqual({ ok: true, value: undefined });
      expect(await namesAt(folder.remote())).toEqual([]);
    },
  },
  {
    name: 'leaves nothing of a probe whose answers are lost',
    needs: ['wire'],
    run: async (folder) => {
      folder.fault('put', { kind: 'lost' });
      expectLostOrResent(await probeStorage(folder.remote(), ports));
      folder.fault('get', { kind: 'status', status: 503 });
      expect(await probeStorage(folder.remote(), ports)).toMatchObject({ ok: false, error: { kind: 'busy' } });
      folder.fault('delete', { kind: 'dropped' });
      expect(await probeStorage(folder.remote(), ports)).toMatchObject({ ok: true });
      expect(await namesAt(folder.remote())).toEqual([]);
    },
  },
];

async function isThereOnce(folder: Folder): Promise<void> {
  expect(await namesAt(folder.remote())).toEqual([NAME]);
  const got = await folder.remote().get(NAME);
  expect(got.ok && Buffer.compare(got.value, BODY) === 0).toBe(true);
}

const WAITING: readonly Case[] = [
  {
    name: 'passes on how many seconds it is to wait',
    needs: ['wire'],
    run: async (folder) => {
      folder.fault('list', { kind: 'status', status: 429, retryAfter: '17', times: ALWAYS });
      const error = { kind: 'busy', retryAfterMs: 17_000 };
      expect(await folder.remote().list()).toEqual({ ok: false, error });
    },
  },
  {
    name: 'passes on until when it is to wait',
    needs: ['wire'],
    run: async (folder) => {
      const until = new Date(Date.now() + 90_000).toUTCString();
      folder.fault('list', { kind: 'status', status: 503, retryAfter: until, times: ALWAYS });
      const listed = await folder.remote().list();
      const waitMs = listed.ok ? 0 : (listed.error.retryAfterMs ?? 0);
      expect(Math.abs(waitMs - 90_000)).toBeLessThan(10_000);
    },
  },
  {
    name: 'gives up on a storage that is silent',
    needs: ['wire'],
    run: async (folder) => {
      folder.fault('list', { kind: 'slow', delayMs: 30_000, times: ALWAYS });
      const told: number[] = [];
      // The first wait is over at once, as if its time had passed.
      const wait = async (ms: number) => void told.push(ms);
      expect(await folder.remote({ wait }).list()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
      expect(told[0]).toBe(15_000);
    },
  },
  {
    name: 'gives an upload the time that its size needs',
    needs: ['wire'],
    run: async (folder) => {
      const told: number[] = [];
      const wait = (ms: number, signal: AbortSignal) => {
        told.push(ms);
        return ports.wait(ms, signal);
      };
      await folder.remote({ wait }).putIfAbsent(NAME, new Uint8Array(1024 * 1024));
      expect(Math.max(...told)).toBeGreaterThanOrEqual(60_000);
    },
  },
];

const STRANGERS: readonly Case[] = [
  {
    name: 'refuses wrong credentials, whatever is asked',
    needs: ['wire', 'credentials'],
    run: async (folder) => {
      await laid(folder);
      for (const which of CALLS) {
        const outcome = await call(folder.stranger(), which);
        expect({ which, outcome }).toMatchObject({ which, outcome: { ok: false, error: { kind: 'unauthorized' } } });
      }
      expect(await namesAt(folder.remote())).toEqual([NAME]);
    },
  },
  {
    name: 'says unreachable where nobody answers',
    needs: ['wire'],
    run: async (folder) => {
      for (const which of CALLS) {
        const outcome = await call(folder.nowhere(), which);
        expect({ which, outcome }).toMatchObject({ which, outcome: { ok: false, error: { kind: 'unreachable' } } });
      }
    },
  },
  {
    name: 'never throws, whatever the browser throws',
    needs: ['wire'],
    run: async (folder) => {
      const remote = folder.remote({
        fetch: () => {
          throw new TypeError(`cannot fetch https://user:password@example`);
        },
      });
      for (const which of CALLS) {
        expect(await call(remote, which)).toEqual({ ok: false, error: { kind: 'unreachable' } });
      }
    },
  },
  {
    name: 'sends no cookie and no referrer, keeps no copy, and has no secret in an address',
    needs: ['wire'],
    run: async (folder) => {
      const seen: { readonly url: string; readonly init: RequestInit }[] = [];
      const remote = folder.remote({
        fetch: (url, init) => {
          seen.push({ url, init });
          return ports.fetch(url, init);
        },
      });
      await laid(folder);
      for (const which of CALLS) await call(remote, which);
      expect(seen.length).toBeGreaterThanOrEqual(4);
      for (const { url, init } of seen) {
        expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' });
        expect(init.redirect).not.toBe('follow');
        expect(decodeURIComponent(url)).not.toMatch(/password|demo-|secret|token=/i);
      }
    },
  },
  {
    name: 'hears how far the clocks are apart',
    needs: ['wire'],
    run: async (folder) => {
      const skews: number[] = [];
      await folder.remote({ heardSkew: (skewMs) => skews.push(skewMs) }).list();
      expect(skews.length).toBeGreaterThan(0);
      expect(Math.abs(skews[0] ?? Number.NaN)).toBeLessThan(5000);
    },
  },
];

export const WIRE_CASES: readonly Case[] = [...REFUSED, ...BENT, ...LOST, ...WAITING, ...STRANGERS];
