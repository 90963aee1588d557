import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../lib/base/bytes.ts';
import { deriveAesKdf, deriveArgon2, derivePbkdf2, deriveScrypt, type Kdf, realKdf } from '../../lib/import/kdf.ts';

const secret = utf8ToBytes('password');
const salt = utf8ToBytes('saltsalt');

/** Says that it was called, and does nothing: a cost that is refused must not be paid. */
const unpaid: Kdf = {
  pbkdf2: () => Promise.reject(new Error('paid')),
  scrypt: () => Promise.reject(new Error('paid')),
  argon2: () => Promise.reject(new Error('paid')),
  aesKdf: () => Promise.reject(new Error('paid')),
};

describe('published vectors', () => {
  it('PBKDF2-HMAC-SHA-1 (RFC 6070)', async () => {
    const key = await derivePbkdf2(realKdf, secret, utf8ToBytes('salt'), 4096, 'SHA-1', 20);
    expect(bytesToHex(key)).toBe('4b007901b765489abead49d926f721d065a429c1');
  });

  it('scrypt (RFC 7914 section 12)', async () => {
    const key = await deriveScrypt(realKdf, secret, utf8ToBytes('NaCl'), { n: 1024, r: 8, p: 16 }, 64);
    expect(bytesToHex(key).slice(0, 32)).toBe('fdbabe1c9d3472007856e7190d01e9fe');
  });
});

describe('ceilings', () => {
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });

  it.each([0, -1, 1.5, Number.NaN])('takes %d iterations for damage', (count) =>
    refused(derivePbkdf2(unpaid, secret, salt, count, 'SHA-256', 32), 'damaged'),
  );

  it('refuses more PBKDF2 than ten million', () =>
    refused(derivePbkdf2(unpaid, secret, salt, 10_000_001, 'SHA-256', 32), 'limit-exceeded'));

  it('takes an N that is no power of two for damage', () =>
    refused(deriveScrypt(unpaid, secret, salt, { n: 1000, r: 8, p: 1 }, 32), 'damaged'));

  it('refuses scrypt over a gigabyte', () =>
    refused(deriveScrypt(unpaid, secret, salt, { n: 2 ** 21, r: 8, p: 1 }, 32), 'limit-exceeded'));

  it.each([
    [{ memoryKib: 2 ** 21, passes: 1, lanes: 1 }, 'limit-exceeded'],
    [{ memoryKib: 2 ** 20, passes: 5, lanes: 1 }, 'limit-exceeded'],
    [{ memoryKib: 64, passes: 65, lanes: 1 }, 'limit-exceeded'],
    [{ memoryKib: 1024, passes: 1, lanes: 17 }, 'limit-exceeded'],
    [{ memoryKib: 8, passes: 1, lanes: 2 }, 'damaged'],
    [{ memoryKib: 64, passes: 0, lanes: 1 }, 'damaged'],
  ] as const)('refuses Argon2 with %o as %s', (cost, code) =>
    refused(deriveArgon2(unpaid, 'id', secret, salt, cost, 32), code),
  );

  it('takes a salt under eight bytes for damage', () =>
    refused(
      deriveArgon2(unpaid, 'id', secret, salt.slice(0, 7), { memoryKib: 64, passes: 1, lanes: 1 }, 32),
      'damaged',
    ));

  it('refuses AES rounds without end', () =>
    refused(deriveAesKdf(unpaid, new Uint8Array(32), new Uint8Array(32), 2 ** 40), 'limit-exceeded'));
});
