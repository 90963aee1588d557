import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOtpauthUri } from '../../lib/otp/uri.ts';
import type { ParsedUri } from '../../lib/otp/uri-outcome.ts';
import { names, plain } from './accounts.ts';

const KEY = 'JBSWY3DPEHPK3PXP';

function read(uri: string): ParsedUri {
  const parsed = parseOtpauthUri(uri);
  if (!parsed.ok) throw new Error(`refused: ${parsed.error.code}`);
  return parsed.value;
}

function refusal(uri: string) {
  const parsed = parseOtpauthUri(uri);
  return parsed.ok ? undefined : parsed.error;
}

describe('parseOtpauthUri: names', () => {
  it.each([
    ['issuer and account', 'ACME:alice', '', 'ACME', 'alice'],
    ['a lone label as the account', 'alice', '', '', 'alice'],
    ['an encoded colon', 'Big%20Company%3Aalice', '', 'Big Company', 'alice'],
    ['blanks after the colon', 'ACME:%20%20alice', '', 'ACME', 'alice'],
    ['a bare blank', 'Big Company:alice smith', '', 'Big Company', 'alice smith'],
    ['a bare number sign', 'ACME #1:alice', '', 'ACME #1', 'alice'],
    ['a slash', 'ACME/EU:alice', '', 'ACME/EU', 'alice'],
    ['the issuer of the parameter', 'alice', 'ACME', 'ACME', 'alice'],
    ['an encoded colon inside the account name', 'ACME:corp%3Aalice', 'ACME', 'ACME', 'corp:alice'],
    ['a bare colon inside the account name', 'ACME:corp:alice', '', 'ACME', 'corp:alice'],
    ['an empty issuer before a colon', ':alice', '', '', 'alice'],
    ['a blank issuer', ' :alice', '%20', '', 'alice'],
    ['a form-encoded issuer', 'alice', 'Big+Company', 'Big Company', 'alice'],
    ['a plus that is part of the issuer', 'alice', 'C++', 'C++', 'alice'],
    ['a plus at the end of the issuer', 'alice', 'Disney+', 'Disney+', 'alice'],
    ['a plus that the label shows too', 'A%2BB:alice', 'A+B', 'A+B', 'alice'],
    ['a plus inside an address', 'alice+shop@example.com', '', '', 'alice+shop@example.com'],
    ['other scripts', '%E4%BD%A0%E5%A5%BD:%D0%B0%D0%BD%D0%BD%D0%B0', '', '你好', 'анна'],
    ['scripts that are not encoded', '你好:анна', '', '你好', 'анна'],
    ['letters with separate marks in one form', 'Cafe%CC%81:a', '', 'Café', 'a'],
    ['no label at all', '', 'ACME', 'ACME', ''],
  ])('reads %s', (_what, label, parameter, issuer, accountName) => {
    const uri = `otpauth://totp/${label}?secret=${KEY}${parameter && `&issuer=${parameter}`}`;
    expect(read(uri).account).toMatchObject({ issuer, label: accountName });
  });

  it('lets the parameter win over the label and tells what the label said', () => {
    const { account, warnings } = read(`otpauth://totp/Provider:alice?secret=${KEY}&issuer=ACME`);
    expect(account).toMatchObject({ issuer: 'ACME', label: 'alice' });
    expect(warnings).toEqual([{ code: 'issuer-differs', labelIssuer: 'Provider' }]);
  });

  it('does not call a difference in case a difference', () => {
    expect(read(`otpauth://totp/github:alice?secret=${KEY}&issuer=GitHub`).warnings).toEqual([]);
  });

  it.each([
    ['a stray percent sign', '100%:alice', '100%'],
    ['half an escape', 'A%2:alice', 'A%2'],
    ['bytes of an older alphabet', 'Caf%E9:alice', 'Café'],
  ])('reads %s as well as it can and says so', (_what, label, issuer) => {
    const { account, warnings } = read(`otpauth://totp/${label}?secret=${KEY}`);
    expect(account).toMatchObject({ issuer, label: 'alice' });
    expect(warnings).toEqual([{ code: 'broken-encoding' }]);
  });

  it('keeps control characters out of names', () => {
    expect(read(`otpauth://totp/AC%00ME:al%0Aice?secret=${KEY}`).account).toMatchObject({
      issuer: 'AC ME',
      label: 'al ice',
    });
  });

  it('refuses a name beyond 1024 characters', () => {
    const error = { code: 'name-too-long', part: 'label', limitLength: 1024 };
    expect(refusal(`otpauth://totp/${'a'.repeat(1025)}?secret=${KEY}`)).toEqual(error);
  });
});

describe('parseOtpauthUri: parameters', () => {
  it('reads everything that a careful issuer prints', () => {
    const uri = `otpauth://hotp/ACME:alice?secret=${KEY}&issuer=ACME&algorithm=SHA512&digits=10&period=60&counter=9007199254740991`;
    expect(plain(read(uri).account)).toEqual({
      type: 'hotp',
      secret: KEY,
      algorithm: 'SHA512',
      digits: 10,
      periodSeconds: 60,
      counter: Number.MAX_SAFE_INTEGER,
      issuer: 'ACME',
      label: 'alice',
      pin: undefined,
    });
  });

  it.each([
    ['lower case', 'jbswy3dpehpk3pxp'],
    ['groups', 'JBSW%20Y3DP+EHPK 3PXP'],
    ['dashes', 'JBSW-Y3DP-EHPK-3PXP'],
    ['padding', 'JBSWY3DPEHPK3PXP%3D%3D%3D='],
  ])('reads a secret with %s', (_what, secret) => {
    expect(plain(read(`otpauth://totp/a?secret=${secret}`).account).secret).toBe(KEY);
  });

  it.each(['SHA256', 'sha256', 'SHA-256', 'HmacSHA256', 'HMAC-SHA-256', 'sha_256'])(
    'reads the algorithm %s',
    (algorithm) => {
      expect(read(`otpauth://totp/a?secret=${KEY}&algorithm=${algorithm}`).account.algorithm).toBe('SHA256');
    },
  );

  it('reads names of parameters in any case, and an empty value as none', () => {
    const { account } = read(`OTPAUTH://TOTP/a?SECRET=${KEY}&Digits=8&ALGORITHM=&period=`);
    expect(account).toMatchObject({ type: 'totp', digits: 8, algorithm: 'SHA1', periodSeconds: 30 });
  });

  it('reads a URI copied out of the source of a page', () => {
    expect(read(`otpauth://totp/a?secret=${KEY}&amp;digits=8&amp;issuer=ACME`).account).toMatchObject({
      digits: 8,
      issuer: 'ACME',
    });
  });

  it('takes the first of two and says so', () => {
    const { account, warnings } = read(`otpauth://totp/a?secret=${KEY}&digits=8&secret=AAAA&digits=7&x=1&x=2`);
    expect(plain(account)).toMatchObject({ secret: KEY, digits: 8 });
    expect(warnings).toEqual([
      { code: 'duplicate-parameter', parameter: 'secret' },
      { code: 'duplicate-parameter', parameter: 'digits' },
      { code: 'duplicate-parameter', parameter: 'unknown' },
    ]);
  });

  it('keeps what it does not know, and drops what is too long or reaches for a prototype', () => {
    const { unknown, warnings } = read(
      `otpauth://totp/a?secret=${KEY}&image=https%3A%2F%2Fexample.com%2Fa.png&Color=1%2B1&__proto__=x&big=${'b'.repeat(1100)}`,
    );
    expect(unknown).toEqual({ image: 'https://example.com/a.png', Color: '1+1' });
    expect(warnings).toEqual([{ code: 'parameter-dropped' }]);
  });

  it('warns of a short key and never refuses it', () => {
    expect(read('otpauth://totp/a?secret=JBSWY3DPEHPK3PU').warnings).toEqual([{ code: 'weak-secret', bits: 72 }]);
    expect(read(`otpauth://totp/a?secret=${KEY}`).warnings).toEqual([]);
  });

  it('starts HOTP without a counter at 0 and says so', () => {
    const { account, warnings } = read(`otpauth://hotp/a?secret=${KEY}`);
    expect(account.counter).toBe(0);
    expect(warnings).toEqual([{ code: 'missing-counter' }]);
  });

  it('says what it ignores', () => {
    const uri = `otpauth://steam/a?secret=${KEY}&algorithm=SHA256&digits=6&counter=3&pin=1`;
    expect(read(uri).warnings).toEqual(
      ['algorithm', 'digits', 'counter', 'pin'].map((parameter) => ({ code: 'ignored-parameter', parameter })),
    );
  });
});

describe('parseOtpauthUri: dialects', () => {
  it.each([
    ['otpauth://steam', `otpauth://steam/Steam:alice?secret=${KEY}`, 'Steam', 'alice'],
    ['encoder=steam', `otpauth://totp/Steam:alice?secret=${KEY}&digits=5&encoder=steam`, 'Steam', 'alice'],
    ['a bare steam', `otpauth://totp/Valve:alice?secret=${KEY}&steam`, 'Valve', 'alice'],
    ['steam://KEY', `steam://${KEY}`, 'Steam', ''],
    ['steam://key/', `steam://${KEY.toLowerCase()}/`, 'Steam', ''],
  ])('reads Steam from %s', (_what, uri, issuer, label) => {
    const { account, warnings } = read(uri);
    expect(plain(account)).toMatchObject({ type: 'steam', secret: KEY, digits: 5, periodSeconds: 30, issuer, label });
    expect(warnings).toEqual([]);
  });

  it('reads five digits under the issuer Steam as Steam and says so', () => {
    const { account, warnings } = read(`otpauth://totp/Steam:alice?secret=${KEY}&digits=5`);
    expect(account.type).toBe('steam');
    expect(warnings).toEqual([{ code: 'read-as-steam' }]);
  });

  it('leaves six digits under the issuer Steam alone', () => {
    expect(read(`otpauth://totp/Steam:alice?secret=${KEY}`).account.type).toBe('totp');
  });

  it('reads mOTP and asks for its PIN', () => {
    const { account, warnings } = read('motp://ACME:alice?secret=7AC61D4736F51A2B&algorithm=MD5');
    expect(plain(account)).toMatchObject({
      type: 'motp',
      secret: '7ac61d4736f51a2b',
      digits: 6,
      periodSeconds: 10,
      issuer: 'ACME',
      label: 'alice',
    });
    expect(warnings).toEqual([{ code: 'missing-pin' }]);
  });

  it('reads Yandex with and without its PIN', () => {
    const uri = 'otpauth://yaotp/alice?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI&pin_length=4';
    expect(read(uri)).toMatchObject({
      account: { type: 'yandex', digits: 8, algorithm: 'SHA256' },
      warnings: [{ code: 'missing-pin' }],
      unknown: { pin_length: '4' },
    });
    expect(read(`${uri}&pin=7586`)).toMatchObject({ warnings: [], unknown: {} });
    expect(plain(read(`${uri}&pin=7586`).account).pin).toBe('37353836');
  });
});

describe('parseOtpauthUri: refusals', () => {
  it.each([
    ['nothing', '', { code: 'not-otpauth' }],
    ['a key', KEY, { code: 'not-otpauth' }],
    ['another scheme', 'https://example.com/?secret=A', { code: 'not-otpauth' }],
    ['an export of Google Authenticator', 'otpauth-migration://offline?data=AA', { code: 'is-migration' }],
    ['an unknown type', `otpauth://ocra/a?secret=${KEY}`, { code: 'unknown-type' }],
    ['a type from the prototype', `otpauth://constructor/a?secret=${KEY}`, { code: 'unknown-type' }],
    ['no secret', 'otpauth://totp/a?issuer=ACME', { code: 'missing-secret' }],
    ['an empty secret', 'otpauth://totp/a?secret=', { code: 'missing-secret' }],
    ['a wrong character', 'otpauth://totp/a?secret=JBSW+Y3D1', { code: 'bad-character', character: '1', position: 9 }],
    ['an encoded plus', 'otpauth://totp/a?secret=JB%2BSW', { code: 'bad-character', character: '+', position: 3 }],
    [
      'a hash that nobody does',
      `otpauth://totp/a?secret=${KEY}&algorithm=MD5`,
      { code: 'unknown-algorithm', algorithm: 'MD5' },
    ],
    [
      'a text for a hash',
      `otpauth://totp/a?secret=${KEY}&algorithm=${KEY}`,
      { code: 'unknown-algorithm', algorithm: '' },
    ],
    [
      'four digits',
      `otpauth://totp/a?secret=${KEY}&digits=4`,
      { code: 'bad-number', parameter: 'digits', from: 5, to: 10 },
    ],
    [
      'eleven digits',
      `otpauth://totp/a?secret=${KEY}&digits=11`,
      { code: 'bad-number', parameter: 'digits', from: 5, to: 10 },
    ],
    [
      'digits in words',
      `otpauth://totp/a?secret=${KEY}&digits=six`,
      { code: 'bad-number', parameter: 'digits', from: 5, to: 10 },
    ],
    [
      'no period',
      `otpauth://totp/a?secret=${KEY}&period=0`,
      { code: 'bad-number', parameter: 'period', from: 1, to: 86400 },
    ],
    [
      'half a period',
      `otpauth://totp/a?secret=${KEY}&period=1.5`,
      { code: 'bad-number', parameter: 'period', from: 1, to: 86400 },
    ],
    [
      'a negative counter',
      `otpauth://hotp/a?secret=${KEY}&counter=-1`,
      { code: 'bad-number', parameter: 'counter', from: 0, to: Number.MAX_SAFE_INTEGER },
    ],
    [
      'a counter beyond 2^53',
      `otpauth://hotp/a?secret=${KEY}&counter=9007199254740992`,
      { code: 'bad-number', parameter: 'counter', from: 0, to: Number.MAX_SAFE_INTEGER },
    ],
    ['mOTP without a secret', 'motp://fail', { code: 'missing-secret' }],
  ])('names %s', (_what, uri, error) => {
    expect(refusal(uri)).toEqual(error);
  });

  it('takes 4 KiB and not one byte more', () => {
    const base = `otpauth://totp/a?secret=${KEY}&x=`;
    const filler = 'x'.repeat(4096 - base.length);
    expect(refusal(base + filler)).toBeUndefined();
    expect(refusal(`${base + filler}x`)).toEqual({ code: 'too-long', limitBytes: 4096 });
    expect(refusal(`${base + filler.slice(1)}é`)).toEqual({ code: 'too-long', limitBytes: 4096 });
  });

  it('answers anything at all with an account or a refusal, and never with the secret', () => {
    const scraps = fc.constantFrom(
      'otpauth://',
      'totp',
      'hotp',
      '/',
      '?',
      '&',
      'secret=',
      'issuer=',
      'digits=',
      '%',
      '%4',
      'algorithm=',
      ':',
      '0',
      ';',
      '=',
      '\u0000',
    );
    const texts = fc.array(fc.oneof(scraps, names), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.boolean(), (text, withKey) => {
        const secret = 'KRUGKIDROVUWG2ZAMJZG653OEBTG66BA';
        const parsed = parseOtpauthUri(withKey ? `${text}otpauth://totp/a?${text}&secret=${secret}` : text);
        const told = parsed.ok ? parsed.value.warnings : parsed.error;
        expect(JSON.stringify(told)).not.toContain(secret.slice(0, 8));
      }),
      { numRuns: 2000 },
    );
  });
});
