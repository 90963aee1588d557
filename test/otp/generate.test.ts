import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { HOTP, Secret as PeerSecret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { base32ToBytes } from '../../lib/base/base32.ts';
import { hexToBytes, utf8ToBytes } from '../../lib/base/bytes.ts';
import { isFault } from '../../lib/base/errors.ts';
import { Secret } from '../../lib/base/secret.ts';
import { LIMITS, OTP_ALGORITHMS, type OtpAlgorithm, type OtpParameters } from '../../lib/otp/account.ts';
import { codeAt, codeRun, hotpCode } from '../../lib/otp/generate.ts';
import { TYPE_RULES } from '../../lib/otp/type-rules.ts';
import { hasCorpora, readCorpus } from './corpora.ts';

const RFC_SECRET = new Secret(utf8ToBytes('12345678901234567890'));

function account(changes: Partial<OtpParameters> = {}): OtpParameters {
  const { algorithm, digits, periodSeconds } = TYPE_RULES[changes.type ?? 'totp'];
  return { type: 'totp', secret: RFC_SECRET, algorithm, digits, periodSeconds, counter: 0, ...changes };
}

function base32(text: string): Secret {
  const bytes = base32ToBytes(text);
  if (!bytes.ok) throw new Error('the test holds a key that is not base32');
  return new Secret(bytes.value);
}

describe('hotpCode', () => {
  it.each([
    [0, '755224'],
    [1, '287082'],
    [2, '359152'],
    [3, '969429'],
    [4, '338314'],
    [5, '254676'],
    [6, '287922'],
    [7, '162583'],
    [8, '399871'],
    [9, '520489'],
  ])('answers RFC 4226 appendix D, count %i', async (counter, code) => {
    expect(await hotpCode(account({ type: 'hotp' }), counter)).toBe(code);
  });

  it('counts to the end of what a counter can be', async () => {
    const peer = new HOTP({ secret: new PeerSecret({ buffer: RFC_SECRET.reveal().buffer }) });
    const counter = Number.MAX_SAFE_INTEGER;
    expect(await hotpCode(account({ type: 'hotp' }), counter)).toBe(peer.generate({ counter }));
  });

  it('agrees with another implementation', async () => {
    const counters = fc.nat({ max: 2 ** 40 });
    await fc.assert(
      fc.asyncProperty(parameters(), counters, async ({ bytes, algorithm, digits }, counter) => {
        const peer = new HOTP({ secret: new PeerSecret({ buffer: bytes.slice().buffer }), algorithm, digits });
        const ours = account({ type: 'hotp', secret: new Secret(bytes), algorithm, digits });
        expect(await hotpCode(ours, counter)).toBe(peer.generate({ counter }));
      }),
    );
  });
});

describe('codeAt', () => {
  const seeds = {
    SHA1: '12345678901234567890',
    SHA256: '12345678901234567890123456789012',
    SHA512: '1234567890123456789012345678901234567890123456789012345678901234',
  } as const;

  it.each([
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ])('answers RFC 6238 appendix B, time %i', async (seconds, ...codes) => {
    const answers = OTP_ALGORITHMS.map((algorithm) => {
      const secret = new Secret(utf8ToBytes(seeds[algorithm]));
      return codeAt(account({ secret, algorithm, digits: 8 }), seconds * 1000);
    });
    expect(await Promise.all(answers)).toEqual(codes);
  });

  it('agrees with another implementation for any key, algorithm, digits, period and time', async () => {
    const times = fc.nat({ max: 253_402_300_799_999 });
    await fc.assert(
      fc.asyncProperty(parameters(), times, async ({ bytes, algorithm, digits, period }, nowMs) => {
        const peer = new TOTP({ secret: new PeerSecret({ buffer: bytes.slice().buffer }), algorithm, digits, period });
        const ours = account({ secret: new Secret(bytes), algorithm, digits, periodSeconds: period });
        expect(await codeAt(ours, nowMs)).toBe(peer.generate({ timestamp: nowMs }));
      }),
      { numRuns: 300 },
    );
  });

  it.each([1, 10, LIMITS.secretBytes])('takes a key of %i bytes', async (length) => {
    expect(await codeAt(account({ secret: new Secret(new Uint8Array(length)) }), 0)).toMatch(/^\d{6}$/);
  });

  it('answers HOTP with the code of the counter of the account, whatever the time', async () => {
    expect(await codeAt(account({ type: 'hotp', counter: 9 }), 1e12)).toBe('520489');
  });

  it.each(['motp', 'yandex'] as const)('makes no code of %s without the PIN', async (type) => {
    const code = codeAt(account({ type }), 0);
    await expect(code).rejects.toSatisfy((error) => isFault(error, 'pin-missing'));
  });
});

describe('codeAt for Yandex', () => {
  /** The scheme once more, by node:crypto and in other words. */
  function yandexCode(secret: Uint8Array, pin: string, timeStep: number): string {
    const hash = createHash('sha256').update(pin).update(secret).digest();
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(timeStep));
    const digest = createHmac('sha256', hash[0] === 0 ? hash.subarray(1) : hash)
      .update(counter)
      .digest();
    let rest = digest.readBigUInt64BE((digest.at(-1) ?? 0) % 16) & 0x7fff_ffff_ffff_ffffn;
    let code = '';
    for (let place = 0; place < 8; place++, rest /= 26n) code = String.fromCharCode(97 + Number(rest % 26n)) + code;
    return code;
  }

  it('agrees with a second implementation, for keys whose hash starts with zero too', async () => {
    const pin = '7586';
    let startedWithZero = 0;
    for (let seed = 0; seed < 600; seed++) {
      const secret = createHash('md5').update(`${seed}`).digest();
      const isZero = createHash('sha256').update(pin).update(secret).digest()[0] === 0;
      if (!isZero && seed > 20) continue;
      startedWithZero += isZero ? 1 : 0;
      const ours = account({ type: 'yandex', secret: new Secret(secret), pin: new Secret(utf8ToBytes(pin)) });
      expect(await codeAt(ours, seed * 30_000)).toBe(yandexCode(secret, pin, seed));
    }
    expect(startedWithZero).toBeGreaterThan(0);
  });
});

describe('codeRun', () => {
  it.each(['totp', 'steam', 'motp', 'yandex'] as const)(
    'holds the codes of %s one period after another',
    async (type) => {
      const parameters = account({ type, pin: new Secret(utf8ToBytes('1234')) });
      const run = await codeRun(parameters, 1_700_000_012_345, 5);
      expect(run.startMs).toBeLessThanOrEqual(1_700_000_012_345);
      expect(run.startMs + run.periodMs).toBeGreaterThan(1_700_000_012_345);
      expect(run.codes).toHaveLength(5);
      for (const [ahead, code] of run.codes.entries()) {
        expect(code).toBe(await codeAt(parameters, run.startMs + ahead * run.periodMs));
      }
    },
  );

  it('refuses HOTP, which has no time', async () => {
    await expect(codeRun(account({ type: 'hotp' }), 0, 1)).rejects.toThrow(TypeError);
  });
});

interface Vector {
  readonly secret: string;
  readonly pin?: string;
  readonly time: number;
  readonly digits?: number;
  readonly algorithm?: OtpAlgorithm;
  readonly counter: number;
  readonly code: string;
}

interface VectorFile {
  readonly secret: string;
  readonly secrets: Readonly<Record<OtpAlgorithm, string>>;
  readonly digits?: number;
  readonly vectors: readonly Vector[];
}

function vectors(name: string): readonly Vector[] {
  const file = readCorpus<VectorFile>(`vectors/${name}.json`);
  return (file?.vectors ?? []).map((vector) => ({
    digits: file?.digits ?? 6,
    ...vector,
    secret: vector.secret ?? file?.secret ?? file?.secrets[vector.algorithm ?? 'SHA1'],
  }));
}

describe.runIf(hasCorpora)('the vectors that others publish', () => {
  it.each(vectors('rfc4226'))('rfc4226: $counter', async ({ secret, counter, code }) => {
    expect(await hotpCode(account({ type: 'hotp', secret: base32(secret) }), counter)).toBe(code);
  });

  it.each([...vectors('rfc6238'), ...vectors('totp-6-digits'), ...vectors('totp-dim13')])(
    'TOTP: $time $algorithm $code',
    async ({ secret, time, code, algorithm = 'SHA1', digits = 6 }) => {
      expect(await codeAt(account({ secret: base32(secret), algorithm, digits }), time * 1000)).toBe(code);
    },
  );

  it.each(vectors('steam'))('Steam: $time $code', async ({ secret, time, code }) => {
    expect(await codeAt(account({ type: 'steam', secret: base32(secret) }), time * 1000)).toBe(code);
  });

  it.each(vectors('motp'))('mOTP: $time $code', async ({ secret, pin = '', time, code }) => {
    const bytes = hexToBytes(secret) ?? new Uint8Array();
    const parameters = account({ type: 'motp', secret: new Secret(bytes), pin: new Secret(utf8ToBytes(pin)) });
    expect(await codeAt(parameters, time * 1000)).toBe(code);
  });

  it.each(vectors('yandex'))('Yandex: $time $code', async ({ secret, pin = '', time, code }) => {
    const parameters = account({ type: 'yandex', secret: base32(secret), pin: new Secret(utf8ToBytes(pin)) });
    expect(await codeAt(parameters, time * 1000)).toBe(code);
  });
});

function parameters() {
  return fc.record({
    bytes: fc.uint8Array({ minLength: 1, maxLength: LIMITS.secretBytes }),
    algorithm: fc.constantFrom(...OTP_ALGORITHMS),
    digits: fc.integer({ min: LIMITS.digitsFrom, max: LIMITS.digitsTo }),
    period: fc.integer({ min: 1, max: LIMITS.periodSecondsTo }),
  });
}
