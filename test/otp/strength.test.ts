import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/base/secret.ts';
import { isWeak, keyBits } from '../../lib/otp/strength.ts';

describe('strength of a key', () => {
  it.each([
    ['totp', 9, 72, true],
    ['totp', 10, 80, false],
    ['hotp', 20, 160, false],
    ['steam', 5, 40, true],
    ['motp', 8, 64, false],
    ['yandex', 26, 128, false],
  ] as const)('%s with %i bytes has %i bits', (type, length, bits, weak) => {
    const parameters = { type, secret: new Secret(new Uint8Array(length)) };
    expect(keyBits(parameters)).toBe(bits);
    expect(isWeak(parameters)).toBe(weak);
  });
});
