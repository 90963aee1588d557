import { describe, expect, it } from 'vitest';
import { decideFill, type FillQuestion, type FrameReport, waitForFreshCodeMs } from '../../lib/autofill/decide.ts';

function frame(origin: string, score: number | null, frameId = 0, foreignHosts: string[] = []): FrameReport {
  return { frameId, documentId: `d${frameId}`, origin, look: 1, score, choices: [], refusals: [], foreignHosts };
}

function decide(question: Partial<FillQuestion>) {
  return decideFill({
    hosts: ['bank.example'],
    frames: [],
    agreedHost: null,
    findResembled: () => undefined,
    ...question,
  });
}

describe('decideFill', () => {
  it('fills the exact host', () => {
    expect(decide({ frames: [frame('https://bank.example', 8)] })).toMatchObject({
      kind: 'fill',
      host: 'bank.example',
    });
  });

  it('asks once for a new host, and takes a yes', () => {
    const frames = [frame('https://login.bank.example', 8)];
    expect(decide({ frames })).toMatchObject({ kind: 'needs-binding', host: 'login.bank.example' });
    expect(decide({ frames, agreedHost: 'login.bank.example' })).toMatchObject({ kind: 'fill' });
  });

  it('does not take a yes for another host', () => {
    expect(decide({ frames: [frame('https://evil.example', 8)], agreedHost: 'login.bank.example' })).toMatchObject({
      kind: 'needs-binding',
    });
  });

  it('warns of a look-alike, with and without a field', () => {
    const findResembled = (host: string) => (host === 'banc.example' ? 'bank.example' : undefined);
    const expected = { kind: 'look-alike', host: 'banc.example', resembles: 'bank.example' };
    expect(decide({ frames: [frame('https://banc.example', 8)], findResembled })).toEqual(expected);
    expect(decide({ frames: [frame('https://banc.example', null)], findResembled })).toEqual(expected);
  });

  it('never fills over http, bound or agreed, but for loopback', () => {
    expect(decide({ frames: [frame('http://bank.example', 8)] })).toEqual({ kind: 'insecure', host: 'bank.example' });
    expect(decide({ frames: [frame('http://bank.example', 8)], agreedHost: 'bank.example' })).toMatchObject({
      kind: 'insecure',
    });
    expect(decide({ hosts: ['localhost:8080'], frames: [frame('http://localhost:8080', 8)] })).toMatchObject({
      kind: 'fill',
    });
  });

  it('knows no place with an opaque origin', () => {
    expect(decide({ frames: [frame('null', 8)] })).toEqual({ kind: 'restricted-page' });
    expect(decide({ frames: [frame('https://bank.example', null), frame('null', 9, 3)] })).toEqual({
      kind: 'no-field',
      host: 'bank.example',
    });
  });

  it('prefers a bound frame to a surer stranger', () => {
    const frames = [frame('https://bank.example', 5), frame('https://ads.example', 20, 4)];
    expect(decide({ frames })).toMatchObject({ kind: 'fill', frame: { frameId: 0 } });
  });

  it('takes the surer of two frames of the bound host', () => {
    const frames = [frame('https://bank.example', 5), frame('https://bank.example', 9, 4)];
    expect(decide({ frames })).toMatchObject({ kind: 'fill', frame: { frameId: 4 } });
  });

  it('asks by its own name for a frame of another host', () => {
    const frames = [frame('https://shop.example', null), frame('https://pay.example', 9, 4)];
    expect(decide({ frames })).toMatchObject({ kind: 'needs-binding', host: 'pay.example' });
  });

  it('names the host of a frame that it may not look into', () => {
    const frames = [frame('https://shop.example', null, 0, ['ads.example', 'bank.example'])];
    expect(decide({ frames })).toEqual({ kind: 'needs-permission', host: 'bank.example' });
    expect(decide({ frames: [frame('https://shop.example', null, 0, ['sso.example'])] })).toMatchObject({
      kind: 'needs-permission',
    });
    expect(decide({ frames: [frame('https://shop.example', null, 0, ['a.example', 'b.example'])] })).toMatchObject({
      kind: 'no-field',
    });
  });

  it('can do nothing where no script may run', () => {
    expect(decide({ frames: [] })).toEqual({ kind: 'restricted-page' });
  });
});

describe('waitForFreshCodeMs', () => {
  it('waits out the last five seconds of a period', () => {
    expect(waitForFreshCodeMs(30_000, 30_000)).toBe(0);
    expect(waitForFreshCodeMs(5_001, 30_000)).toBe(0);
    expect(waitForFreshCodeMs(5_000, 30_000)).toBe(5_000);
    expect(waitForFreshCodeMs(1, 30_000)).toBe(1);
  });

  it('does not wait for codes that hold ten seconds or less', () => {
    expect(waitForFreshCodeMs(500, 10_000)).toBe(0);
    expect(waitForFreshCodeMs(500, 1_000)).toBe(0);
  });
});
