/** Accounts of every kind for property tests, in the canonical form in which readers hand them out. */
import fc from 'fast-check';
import { bytesToBase32 } from '../../lib/base/base32.ts';
import { bytesToHex, utf8ToBytes } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import { LIMITS, OTP_ALGORITHMS, type OtpAccount, type OtpType } from '../../lib/otp/account.ts';
import { cleanName } from '../../lib/otp/label.ts';
import { TYPE_RULES } from '../../lib/otp/type-rules.ts';

/** Names as people have them, with everything that URIs trip over. */
export const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...':%+&=?#/@ .-aZ你é'), maxLength: 20 }),
  fc.constantFrom('', 'C++', 'a:b', ':', '%41', '100 %', 'Big Company', 'alice+shop@example.com', 'steam', 'STEAM'),
);
const cleanNames = names.map(cleanName);

const pins = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 16 });

export function accounts(...types: readonly OtpType[]): fc.Arbitrary<OtpAccount> {
  return fc
    .record({
      type: fc.constantFrom(...types),
      bytes: fc.uint8Array({ minLength: 8, maxLength: LIMITS.secretBytes }),
      algorithm: fc.constantFrom(...OTP_ALGORITHMS),
      digits: fc.integer({ min: LIMITS.digitsFrom, max: LIMITS.digitsTo }),
      periodSeconds: fc.integer({ min: 1, max: LIMITS.periodSecondsTo }),
      counter: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      pin: fc.option(pins, { nil: undefined }),
      issuer: cleanNames,
      label: cleanNames,
    })
    .map(canonical)
    .filter((account) => !isSteamInDisguise(account));
}

/** A Yandex key of 16 bytes carries no checksum. */
function canonical(raw: {
  type: OtpType;
  bytes: Uint8Array;
  algorithm: OtpAccount['algorithm'];
  digits: number;
  periodSeconds: number;
  counter: number;
  pin: string | undefined;
  issuer: string;
  label: string;
}): OtpAccount {
  const { type, issuer, label, periodSeconds } = raw;
  const rule = TYPE_RULES[type];
  const bytes = type === 'yandex' ? Uint8Array.from({ length: 16 }, (_, at) => raw.bytes[at] ?? at) : raw.bytes;
  return {
    type,
    secret: new Secret(bytes),
    algorithm: rule.isFixed || type === 'motp' ? rule.algorithm : raw.algorithm,
    digits: rule.isFixed ? rule.digits : raw.digits,
    periodSeconds,
    counter: type === 'hotp' ? raw.counter : 0,
    issuer,
    label,
    ...(rule.hasPin && raw.pin !== undefined && { pin: new Secret(utf8ToBytes(raw.pin)) }),
  };
}

/** Five digits under the issuer Steam are read as Steam Guard: the one account that does not come back as it was. */
function isSteamInDisguise({ type, issuer, digits }: OtpAccount): boolean {
  return type === 'totp' && digits === TYPE_RULES.steam.digits && issuer.toLowerCase() === 'steam';
}

/** The account with its secrets in the open, since a `Secret` compares as equal to any other. */
export function plain({ secret, pin, ...rest }: OtpAccount) {
  return {
    ...rest,
    secret: rest.type === 'motp' ? bytesToHex(secret.reveal()) : bytesToBase32(secret.reveal()),
    pin: pin === undefined ? undefined : bytesToHex(pin.reveal()),
  };
}
