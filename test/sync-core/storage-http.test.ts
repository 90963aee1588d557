import { describe, expect, it } from 'vitest';
import {
  ANSWER_CAP_BYTES,
  askStorage,
  parseStorageAddress,
  refusalOf,
  type StoragePorts,
} from '../../lib/sync/storage-http.ts';

const never = () => new Promise<never>(() => undefined);
const portsOf = (answer: () => Promise<Response>): StoragePorts => ({
  fetch: answer,
  clock: () => 1_000_000,
  random: (length) => new Uint8Array(length),
  hash: async (bytes) => bytes,
  wait: never,
});
const ask = (response: Response, changes: Partial<StoragePorts> = {}) =>
  askStorage({ ...portsOf(async () => response), ...changes }, { method: 'GET', url: 'https://cloud.example/' });
const failed = (kind: string) => ({ ok: false, error: { kind } });

describe('parseStorageAddress', () => {
  it.each([
    ['https://cloud.example/dav/', 'https://cloud.example/dav'],
    [' https://cloud.example ', 'https://cloud.example'],
    ['https://cloud.example:8443/a b/ü?x=1#y', 'https://cloud.example:8443/a%20b/%C3%BC'],
    ['http://localhost:8080/dav', 'http://localhost:8080/dav'],
    ['http://127.0.0.1/dav', 'http://127.0.0.1/dav'],
    ['http://[::1]:1/dav', 'http://[::1]:1/dav'],
    ['http://bucket.localhost:9000', 'http://bucket.localhost:9000'],
  ])('takes %s', (text, address) => expect(parseStorageAddress(text)).toEqual({ ok: true, value: address }));

  it.each([
    ['cloud.example/dav', 'not-an-address'],
    ['ftp://cloud.example', 'not-an-address'],
    ['', 'not-an-address'],
    [`https://cloud.example/${'x'.repeat(3000)}`, 'not-an-address'],
    ['http://cloud.example/dav', 'insecure-address'],
    ['http://localhost.example/dav', 'insecure-address'],
    ['http://127.0.0.1.example/dav', 'insecure-address'],
    ['https://me:pass@cloud.example/dav', 'address-with-password'],
    ['https://me@cloud.example/dav', 'address-with-password'],
  ])('refuses %s as %s', (text, error) => expect(parseStorageAddress(text)).toEqual({ ok: false, error }));
});

describe('askStorage', () => {
  it('reads no more than the cap, and then no further', async () => {
    let given = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel() {
        isCancelled = true;
      },
    });
    expect(await ask(new Response(endless))).toEqual(failed('not-a-storage'));
    expect(isCancelled).toBe(true);
    expect(given).toBeLessThan(ANSWER_CAP_BYTES / (64 * 1024) + 5);
  });

  it('counts the bytes against the length that was told, except where they were packed', async () => {
    expect(await ask(new Response('abc', { headers: { 'content-length': '9' } }))).toEqual(failed('unreachable'));
    expect(await ask(new Response('abc', { headers: { 'content-length': '3' } }))).toMatchObject({ ok: true });
    const packed = { 'content-length': '9', 'content-encoding': 'gzip' };
    expect(await ask(new Response('abc', { headers: packed }))).toMatchObject({ ok: true });
  });

  it('takes what the browser does not let us see of a redirect for no storage', async () => {
    const opaque = { type: 'opaqueredirect', status: 0, headers: new Headers(), body: null } as Response;
    expect(await ask(opaque)).toEqual(failed('not-a-storage'));
  });

  it.each([
    ['text/html; charset=utf-8', 'Sign in', false],
    ['application/xhtml+xml', 'Sign in', false],
    ['text/plain', ' \n<!DOCTYPE html><p>Sign in', false],
    ['application/octet-stream', '<html>', true],
    ['application/xml', '<multistatus/>', true],
  ])('looks at %s with "%s"', async (type, body, isAnswer) => {
    expect((await ask(new Response(body, { headers: { 'content-type': type } }))).ok).toBe(isAnswer);
  });

  it('begins to wait anew while bytes come, and stops when they do not', async () => {
    const waits: number[] = [];
    let expire: () => void = () => undefined;
    const wait = (ms: number) =>
      new Promise<void>((resolve) => {
        waits.push(ms);
        expire = resolve;
      });
    let given = 0;
    const stalled = (init: RequestInit) =>
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          given += 1;
          if (given <= 3) return controller.enqueue(new Uint8Array(256 * 1024));
          init.signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
          // What was given before is read by now, and the reader waits.
          await new Promise(setImmediate);
          expire();
        },
      });
    const asked = await askStorage(
      { ...portsOf(never), fetch: async (_url, init) => new Response(stalled(init)), wait },
      { method: 'GET', url: 'https://cloud.example/', capBytes: 10_000_000 },
    );
    expect(asked).toEqual(failed('unreachable'));
    expect(waits).toEqual([15_000, 15_000, 15_000, 15_000, 15_000]);
  });

  it('tells the difference of the clocks, and nothing where there is no date', async () => {
    const skews: number[] = [];
    const heardSkew = (skewMs: number) => skews.push(skewMs);
    await ask(new Response('', { headers: { date: new Date(1_060_000).toUTCString() } }), { heardSkew });
    await ask(new Response('', { headers: { date: 'yesterday' } }), { heardSkew });
    await ask(new Response(''), { heardSkew });
    expect(skews).toEqual([60_500]);
  });
});

describe('refusalOf', () => {
  it.each([
    ['120', 120_000],
    [new Date(1_030_000).toUTCString(), 30_000],
    [new Date(0).toUTCString(), 0],
    ['999999999', 86_400_000],
    ['soon', undefined],
    ['', undefined],
  ])('reads Retry-After "%s"', async (value, retryAfterMs) => {
    const headers = new Headers({ 'retry-after': value, date: new Date(1_000_000).toUTCString() });
    const error = refusalOf({ status: 503, headers, bytes: new Uint8Array() });
    expect(error).toEqual(retryAfterMs === undefined ? { kind: 'busy' } : { kind: 'busy', retryAfterMs });
  });
});
