import { describe, expect, it } from 'vitest';
import { readCapped, retryAfterMs, skewOf } from '../../lib/base/http-answer.ts';

const NOON = 'Sat, 21 Nov 2026 12:00:00 GMT';
const NOON_MS = Date.parse(NOON);

describe('readCapped', () => {
  it('reads up to the cap, and nothing of more', async () => {
    expect(await readCapped(new Response('12345'), 5)).toEqual(new TextEncoder().encode('12345'));
    expect(await readCapped(new Response('123456'), 5)).toBeUndefined();
  });

  it('stops an endless answer, and tells how far it came', async () => {
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(4)),
      cancel: () => {
        isCancelled = true;
      },
    });
    const told: number[] = [];
    expect(await readCapped(new Response(endless), 10, (length) => told.push(length))).toBeUndefined();
    expect(isCancelled).toBe(true);
    expect(told).toEqual([0, 4, 8]);
  });

  it('reads an answer without a body as empty', async () => {
    expect(await readCapped(new Response(null, { status: 204 }), 5)).toHaveLength(0);
  });
});

describe('skewOf', () => {
  const headers = new Headers({ date: NOON });

  it('measures against the middle of the exchange', () => {
    expect(skewOf(headers, NOON_MS - 1000, NOON_MS + 1000)).toBe(500);
    expect(skewOf(headers, NOON_MS + 60_000, NOON_MS + 60_000)).toBe(-59_500);
  });

  it('says nothing for a slow answer, or without a time', () => {
    expect(skewOf(headers, NOON_MS, NOON_MS + 4_001)).toBeUndefined();
    expect(skewOf(new Headers(), NOON_MS, NOON_MS)).toBeUndefined();
  });
});

describe('retryAfterMs', () => {
  const waitOf = (value: string) => retryAfterMs(new Headers({ 'retry-after': value, date: NOON }));

  it('takes seconds, and a date against the clock of who said it', () => {
    expect(waitOf('120')).toBe(120_000);
    expect(waitOf('Sat, 21 Nov 2026 12:01:00 GMT')).toBe(60_000);
    expect(waitOf('Sat, 21 Nov 2026 11:00:00 GMT')).toBe(0);
  });

  it('takes nothing else', () => {
    expect(waitOf('soon')).toBeUndefined();
    expect(retryAfterMs(new Headers())).toBeUndefined();
  });
});
