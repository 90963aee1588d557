import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../lib/base/bytes.ts';
import { Secret } from '../../lib/base/secret.ts';
import type { OtpType } from '../../lib/otp/account.ts';
import { formatKeyGroups, generateKey, parseKey } from '../../lib/otp/key.ts';
import { hasCorpora, readCorpus } from './corpora.ts';

function hexOf(type: OtpType, text: string): string | undefined {
  const key = parseKey(type, text);
  return key.ok ? bytesToHex(key.value.reveal()) : undefined;
}

describe('generateKey', () => {
  it('takes 160 bits from the source of randomness that it is given', () => {
    const asked: number[] = [];
    const key = generateKey((length) => {
      asked.push(length);
      return new Uint8Array(length).fill(0xab);
    });
    expect(asked).toEqual([20]);
    expect(bytesToHex(key.reveal())).toBe('ab'.repeat(20));
  });
});

describe('formatKeyGroups', () => {
  it('shows a key in groups of four', () => {
    const key = new Secret(Uint8Array.from('Hello!\u00de\u00ad\u00be\u00ef', (letter) => letter.charCodeAt(0)));
    expect(formatKeyGroups('totp', key)).toBe('JBSW Y3DP EHPK 3PXP');
  });

  it('shows the key of an mOTP account in hex, as every mOTP app takes it', () => {
    expect(formatKeyGroups('motp', new Secret(Uint8Array.of(0x0f, 0xab, 0xcd)))).toBe('0fab cd');
  });

  it.each(['totp', 'motp'] as const)('is undone by parseKey for %s', (type) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 128 }), (bytes) => {
        expect(hexOf(type, formatKeyGroups(type, new Secret(bytes)))).toBe(bytesToHex(bytes));
      }),
    );
  });
});

describe('parseKey', () => {
  it.each([
    'JBSWY3DPEHPK3PXP',
    'jbsw y3dp ehpk 3pxp',
    'JBSW-Y3DP-EHPK-3PXP',
    'JBSWY3DPEHPK3PXP======',
    ' JBSWY3DP\nEHPK3PXP ',
  ])('reads %j', (text) => {
    expect(hexOf('totp', text)).toBe('48656c6c6f21deadbeef');
  });

  it.each([
    ['totp', '', { code: 'missing-secret' }],
    ['totp', '  ', { code: 'missing-secret' }],
    ['totp', 'a', { code: 'bad-secret-length' }],
    ['totp', 'JBSW Y3DP 0HPK', { code: 'bad-character', character: '0', position: 11 }],
    ['totp', 'JBSWß', { code: 'bad-character', character: 'ß', position: 5 }],
    ['totp', 'A'.repeat(207), { code: 'secret-too-long', limitBytes: 128 }],
    ['motp', '7ac61d4736f51g2b', { code: 'bad-character', character: 'g', position: 14 }],
    ['motp', '7ac61d4736f51a2', { code: 'bad-secret-length' }],
    ['yandex', 'JBSWY3DPEHPK3PXP', { code: 'bad-secret-length' }],
    ['yandex', 'LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPA', { code: 'bad-checksum' }],
  ] as const)('refuses the %s key %j', (type, text, error) => {
    expect(parseKey(type, text)).toEqual({ ok: false, error });
  });

  it('finds any single wrong letter of a printed Yandex secret', () => {
    const printed = 'LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI';
    const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
    // The last letter carries two bits that no byte takes.
    fc.assert(
      fc.property(fc.nat({ max: printed.length - 2 }), letters, (at, letter) => {
        fc.pre(printed.charAt(at) !== letter);
        const wrong = printed.slice(0, at) + letter + printed.slice(at + 1);
        expect(hexOf('yandex', wrong)).toBeUndefined();
      }),
    );
  });

  it('takes a Yandex key without its checksum', () => {
    expect(hexOf('yandex', 'LA2V6KMCGYMWWVEW64RNP3JA3I')).toHaveLength(32);
  });
});

interface SecretCases {
  readonly normalise: readonly (readonly [string, string])[];
  readonly base32Valid: readonly string[];
  readonly base32Invalid: readonly string[];
  readonly motpValid: readonly string[];
  readonly motpInvalid: readonly string[];
  readonly yandexValid: readonly string[];
  readonly yandexInvalid: readonly string[];
}

describe.runIf(hasCorpora)('the keys that others publish', () => {
  const cases = readCorpus<SecretCases>('imports/secrets.json');
  const valid = { totp: cases?.base32Valid ?? [], motp: cases?.motpValid ?? [], yandex: cases?.yandexValid ?? [] };
  const invalid = {
    totp: cases?.base32Invalid ?? [],
    motp: cases?.motpInvalid ?? [],
    yandex: cases?.yandexInvalid ?? [],
  };

  it.each(cases?.normalise ?? [])('%j is %j', (text, normal) => {
    expect(hexOf('totp', text)).toBe(hexOf('totp', normal));
  });

  it.each(['totp', 'motp', 'yandex'] as const)('are told apart for %s', (type) => {
    expect(valid[type].map((text) => hexOf(type, text))).not.toContain(undefined);
    expect(invalid[type].map((text) => hexOf(type, text)).filter((hex) => hex !== undefined)).toEqual([]);
    expect(valid[type].length).toBeGreaterThan(0);
  });
});
