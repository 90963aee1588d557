import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/base/secret.ts';
import type { OtpAccount } from '../../lib/otp/account.ts';
import { packAccount, unpackAccount } from '../../lib/otp/packed.ts';

const account = fc.record({
  type: fc.constantFrom('totp', 'hotp', 'steam', 'motp', 'yandex'),
  secret: fc.uint8Array({ maxLength: 128 }).map((bytes) => new Secret(bytes)),
  algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
  digits: fc.integer({ min: 5, max: 10 }),
  periodSeconds: fc.integer({ min: 1, max: 86_400 }),
  counter: fc.nat(),
  issuer: fc.string(),
  label: fc.string(),
});
const withPin = fc
  .tuple(account, fc.option(fc.uint8Array({ maxLength: 8 }), { nil: undefined }))
  .map(([whole, pin]): OtpAccount => (pin === undefined ? whole : { ...whole, pin: new Secret(pin) }));

describe('a packed account', () => {
  it('comes through JSON as it was, key and PIN included', () => {
    fc.assert(
      fc.property(withPin, (whole) => {
        const back = unpackAccount<OtpAccount>(JSON.parse(JSON.stringify(packAccount(whole))));
        expect(back).toEqual(whole);
        expect(back.secret.reveal()).toEqual(whole.secret.reveal());
        expect(back.pin?.reveal()).toEqual(whole.pin?.reveal());
      }),
    );
  });
});
