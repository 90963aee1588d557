import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { callService, isOutcomeUnknown, parseBaseUrl, pathTo } from '../../lib/services/http.ts';
import { QUIVA_HOST } from '../../lib/services/quiva.ts';
import { SENDBLUE_HOSTS } from '../../lib/services/sendblue.ts';
import { SHAREOTP_KEY } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { addressOf, expectOk, watchedPorts } from './ports.ts';

let cloud: RunningCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());
afterEach(() => cloud.control.clearFaults());

const headers = { authorization: `Bearer ${SHAREOTP_KEY}` };
const read = { method: 'GET', path: '/api/v1/accounts', headers } as const;
const write = {
  method: 'POST',
  path: '/api/v1/accounts',
  headers,
  json: { name: 'x', issuer: '', tags: [], secret: 'JBSWY3DPEHPK3PXP' },
} as const;
const base = () => addressOf(`${cloud.url}/shareotp`);

describe('parseBaseUrl', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['  https://api.example.com/v1/?q=1#x ', 'https://api.example.com/v1'],
    ['http://127.0.0.1:8737/shareotp/', 'http://127.0.0.1:8737/shareotp'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('accepts %s', (text, expected) => {
    expect(expectOk(parseBaseUrl(text))).toBe(expected);
  });
  it.each([QUIVA_HOST, ...SENDBLUE_HOSTS])('accepts the documented host %s as it is', (host) => {
    expect(expectOk(parseBaseUrl(host))).toBe(host);
  });
  it.each([
    ['http://api.example.com', 'insecure-address'],
    ['http://127.0.0.1.example.com', 'insecure-address'],
    ['http://localhost.example.com', 'insecure-address'],
    ['https://user:pass@api.example.com', 'address-with-password'],
    ['ftp://api.example.com', 'not-an-address'],
    ['javascript:alert(1)', 'not-an-address'],
    ['api.example.com', 'not-an-address'],
    [`https://api.example.com/${'/'.repeat(2048)}x`, 'not-an-address'],
  ])('refuses %s', (text, code) => {
    expect(parseBaseUrl(text)).toEqual({ ok: false, error: { code } });
  });
});

describe('pathTo', () => {
  it('encodes ids and throws on one that could climb', () => {
    expect(pathTo`/a/${'x:y@z'}/b`).toBe('/a/x%3Ay%40z/b');
    expect(() => pathTo`/a/${'..'}`).toThrow();
    expect(() => pathTo`/a/${'b/c'}`).toThrow();
  });
});

describe('callService', () => {
  it('sends without cookies, referrer, redirects and cache', async () => {
    const ports = watchedPorts();
    cloud.control.takeSeen();
    expectOk(await callService(ports, base(), read));
    expect(ports.sent[0]?.init).toMatchObject({
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    expect(cloud.control.takeSeen()[0]).toMatchObject({
      cookie: undefined,
      referer: undefined,
      contentType: undefined,
    });
  });

  it.each([
    ['slow', 'timed-out'],
    ['truncated', 'cut-off'],
    ['dropped', 'unreachable'],
    ['lost', 'unreachable'],
    ['redirect', 'unreachable'],
    ['html', 'not-json'],
    ['oversized', 'too-large'],
    ['status', 'service-failed'],
  ] as const)('names the fault %s %s', async (kind, code) => {
    cloud.control.fault({ part: 'shareotp', kind, delayMs: 400, times: 3 });
    const outcome = await callService(watchedPorts(undefined, kind === 'slow' ? 150 : undefined), base(), read);
    expect(outcome).toMatchObject({ ok: false, error: { code } });
  });

  it('never shows HTML of a portal, nor follows it', async () => {
    cloud.control.fault({ part: 'shareotp', kind: 'html', status: 503, times: 3 });
    const outcome = await callService(watchedPorts(), base(), read);
    expect(outcome).toEqual({ ok: false, error: { code: 'service-failed', status: 503 } });
  });

  it('repeats a read after a passing fault, waiting as asked and a little more', async () => {
    const ports = watchedPorts();
    cloud.control.fault({ part: 'shareotp', kind: 'status', status: 429, retryAfter: '2' });
    cloud.control.fault({ part: 'shareotp', kind: 'dropped' });
    expectOk(await callService(ports, base(), read));
    expect(ports.sent).toHaveLength(3);
    const [first = 0, second = 0] = ports.waitedMs;
    expect(first).toBeGreaterThanOrEqual(2250);
    expect(first).toBeLessThanOrEqual(2750);
    expect(second).toBeGreaterThanOrEqual(500);
    expect(second).toBeLessThanOrEqual(1500);
  });

  it('gives up after three attempts, and at once when asked to wait long', async () => {
    const ports = watchedPorts();
    cloud.control.fault({ part: 'shareotp', kind: 'status', status: 503, times: 3 });
    expect((await callService(ports, base(), read)).ok).toBe(false);
    expect(ports.sent).toHaveLength(3);
    const later = watchedPorts();
    cloud.control.fault({ part: 'shareotp', kind: 'status', status: 429, retryAfter: '3600' });
    expect(await callService(later, base(), read)).toMatchObject({
      ok: false,
      error: { code: 'rate-limited', retryAfterSeconds: 3600 },
    });
    expect(later.sent).toHaveLength(1);
  });

  it('reads Retry-After as a date, too', async () => {
    const ports = watchedPorts();
    const date = new Date(Date.now() + 120_000).toUTCString();
    cloud.control.fault({ part: 'shareotp', kind: 'status', status: 429, retryAfter: date });
    const outcome = await callService(ports, base(), read);
    expect(outcome.ok ? 0 : outcome.error.retryAfterSeconds).toBeGreaterThan(115);
  });

  it.each(['dropped', 'lost', 'truncated', 'status', 'status-after', 'slow', 'html'] as const)(
    'sends a write once, even after %s',
    async (kind) => {
      const ports = watchedPorts(undefined, kind === 'slow' ? 150 : undefined);
      cloud.control.fault({ part: 'shareotp', kind, delayMs: 400 });
      const outcome = await callService(ports, base(), write);
      expect(ports.sent).toHaveLength(1);
      expect(outcome.ok ? false : isOutcomeUnknown(outcome.error)).toBe(true);
    },
  );

  it('measures the skew of the clocks, server minus local', async () => {
    const ports = watchedPorts();
    cloud.control.advance(-90_000);
    const answer = expectOk(await callService(ports, base(), read));
    cloud.control.advance(90_000);
    expect(Math.abs(answer.skewMs + 90_000)).toBeLessThan(1500);
    expect(ports.skewsMs).toEqual([answer.skewMs]);
  });

  it('counts while it reads: an endless answer stops at the cap', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
    });
    const response = new Response(endless, { headers: { 'content-type': 'application/json' } });
    const outcome = await callService(
      watchedPorts(async () => response),
      base(),
      read,
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'too-large' } });
    expect(pulled).toBeLessThan(25);
  });

  it('reads a list of more than 1 MiB where the call allows it', async () => {
    const big = JSON.stringify({ filler: 'x'.repeat(3 * 1024 * 1024) });
    const ports = watchedPorts(async () => new Response(big, { headers: { 'content-type': 'application/json' } }));
    expect((await callService(ports, base(), read)).ok).toBe(false);
    expect((await callService(ports, base(), { ...read, capBytes: 16 * 1024 * 1024 })).ok).toBe(true);
  });

  it.each([
    ['{"message":"one","error":"two"}', 'one'],
    ['{"error":"two"}', 'two'],
    ['{"error":{"message":"three"}}', 'three'],
    ['{"detail":"four"}', 'four'],
    ['{"body":{"error":"five"}}', 'five'],
    ['{"error":""}', undefined],
    ['[]', undefined],
    [`{"error":"${'long '.repeat(100)}"}`, expect.stringMatching(/^(long ?){40}$/)],
    ['{"error":"a\\u0000b\\u202ec"}', 'a bc'],
  ])('quotes %s as %j', async (body, said) => {
    const response = new Response(body, { status: 400, headers: { 'content-type': 'application/json' } });
    const outcome = await callService(
      watchedPorts(async () => response),
      base(),
      read,
    );
    expect(outcome.ok ? undefined : outcome.error.said).toEqual(said);
  });

  it.each([
    ['application/json', '7', 'unexpected-answer'],
    ['application/json', '{"a":', 'not-json'],
    ['application/json', '\xff', 'not-json'],
    ['text/plain', '{}', 'not-json'],
    ['application/jsonp', '{}', 'not-json'],
  ])('refuses %s %s', async (type, body, code) => {
    const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0));
    const response = new Response(bytes, { headers: { 'content-type': type } });
    const outcome = await callService(
      watchedPorts(async () => response),
      base(),
      read,
    );
    expect(outcome).toMatchObject({ ok: false, error: { code } });
  });

  it('keeps the address out of every error', async () => {
    const outcome = await callService(watchedPorts(), addressOf('http://127.0.0.1:9/hidden-path'), read);
    expect(JSON.stringify(outcome)).not.toContain('hidden-path');
  });
});
