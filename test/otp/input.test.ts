import { describe, expect, it } from 'vitest';
import { readText } from '../../lib/otp/input.ts';
import { plain } from './accounts.ts';

const KEY = 'JBSWY3DPEHPK3PXP';
const EXPORT = 'otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC';

function read(text: string) {
  const found = readText(text);
  if (!found.ok) throw new Error(`refused: ${found.error.code}`);
  const { entries, parts, ...rest } = found.value;
  return { ...rest, parts: parts.length, accounts: entries.map((entry) => plain(entry.account)), entries };
}

function refusal(text: string) {
  const found = readText(text);
  return found.ok ? undefined : found.error;
}

function labels(text: string): readonly string[] {
  return read(text).accounts.map((account) => account.label);
}

describe('readText: URIs', () => {
  it('reads one a line, of every kind, and points at the lines that it refused', () => {
    const text = [
      `otpauth://totp/ACME:alice?secret=${KEY}`,
      '',
      'otpauth://totp/ACME:bob?secret=JBSW1',
      `  steam://${KEY}\t`,
      'motp://ACME:carol?secret=7ac61d4736f51a2b',
      EXPORT,
      'otpauth-migration://offline?data=%40',
    ].join('\r\n');
    expect(read(text)).toMatchObject({
      source: 'uri',
      parts: 1,
      accounts: [{ label: 'alice' }, { type: 'steam' }, { type: 'motp' }],
      refusals: [
        { line: 3, error: { code: 'bad-character', character: '1', position: 5 } },
        { line: 7, error: { code: 'damaged' } },
      ],
    });
  });

  it.each([
    ['a sentence before it', `Your code: otpauth://totp/alice?secret=${KEY}`],
    ['quotes', `<a href="otpauth://totp/alice?secret=${KEY}">add</a>`],
    ['a tag', `<td>otpauth://totp/alice?secret=${KEY}</td>`],
    ['angle brackets', `<otpauth://totp/alice?secret=${KEY}>`],
    ['round brackets', `(otpauth://totp/alice?secret=${KEY})`],
    ['a comma', `otpauth://totp/alice?secret=${KEY}, `],
    ['a name with a bare blank', `otpauth://totp/alice ?secret=${KEY}`],
  ])('finds one among %s', (_what, text) => {
    expect(labels(text)).toEqual(['alice']);
  });

  it('finds two in one line', () => {
    const uri = (name: string) => `otpauth://totp/${name}?secret=${KEY}`;
    expect(labels(`${uri('alice')}, ${uri('bob')}`)).toEqual(['alice', 'bob']);
  });

  it('leaves round brackets to the name that they belong to', () => {
    expect(read(`otpauth://totp/a?secret=${KEY}&issuer=ACME%20(work)`).accounts).toMatchObject([
      { issuer: 'ACME (work)' },
    ]);
  });

  it('answers a single refused URI with its own refusal, several with all of theirs', () => {
    expect(refusal('otpauth://totp/a')).toEqual({ code: 'missing-secret' });
    expect(refusal('otpauth://totp/a\notpauth://ocra/b?secret=AA')).toEqual({
      code: 'nothing-usable',
      refusals: [
        { line: 1, error: { code: 'missing-secret' } },
        { line: 2, error: { code: 'unknown-type' } },
      ],
    });
  });
});

describe('readText: a bare key', () => {
  it.each([
    KEY,
    'jbsw y3dp ehpk 3pxp',
    'JBSW-Y3DP-EHPK-3PXP',
    ' JBSW\u00a0Y3DP\nEHPK 3PXP\n',
    'JBSWY3DPEHPK3PXP======',
  ])('is read from %j', (text) => {
    const { source, accounts, entries } = read(text);
    expect(source).toBe('key');
    expect(accounts).toMatchObject([
      { type: 'totp', secret: KEY, digits: 6, periodSeconds: 30, issuer: '', label: '' },
    ]);
    expect(entries[0]?.warnings).toEqual([]);
  });

  it('names the wrong character of a key', () => {
    expect(refusal('JBSW Y3DP 0HPK 3PXP')).toEqual({ code: 'bad-character', character: '0', position: 11 });
  });

  it.each([
    ['short', 'abcd-efgh', 40],
    ['short, in one piece', 'abcdefghij', 48],
  ])('that is %s is taken with a hint that it may be a backup code', (_what, text, bits) => {
    expect(read(text).entries[0]?.warnings).toEqual([{ code: 'weak-secret', bits }, { code: 'may-be-backup-code' }]);
  });

  it('in two groups of eight is taken with the same hint', () => {
    expect(read('JBSWY3DP EHPK3PXP').entries[0]?.warnings).toEqual([{ code: 'may-be-backup-code' }]);
  });

  it.each([
    ['one a line', 'abcd-efgh\nijkl-mnop\nqrst-uvwx'],
    ['with digits that base32 lacks', 'a1b2c3d4 e5f6g7h8 i9j0k1l2'],
    ['of digits', '1234 5678\n2345 6789'],
    ['of digits, in a row', '22222222 33333333'],
    ['with commas', 'abcdefgh, ijklmnop'],
  ])('is not what backup codes are: %s', (_what, text) => {
    expect(refusal(text)).toEqual({ code: 'are-backup-codes' });
  });

  it.each(['123456', '123 456', '2345 6723'])('is not what the code %j is', (text) => {
    expect(refusal(text)).toEqual({ code: 'is-a-code' });
  });

  it.each([
    ['', { code: 'empty' }],
    [' \n ', { code: 'empty' }],
    ['x'.repeat(1_048_577), { code: 'text-too-long', limitLength: 1_048_576 }],
    ['A'.repeat(1_048_576), { code: 'secret-too-long', limitBytes: 128 }],
  ])('is not what %.20j is', (text, error) => {
    expect(refusal(text)).toEqual(error);
  });
});

describe('readText: a text made to take long', () => {
  const size = 1_048_576;
  it.each([
    ['blanks', `otpauth://totp/a${' '.repeat(size - 40)}x`],
    ['schemes', 'otpauth:'.repeat(size / 8)],
    ['lines', '\n'.repeat(size)],
    ['equals signs', `otpauth-migration://offline?data=${'='.repeat(size - 40)}x`],
    ['percent signs', `otpauth://totp/${'%'.repeat(size - 40)}`],
    ['words', 'ab '.repeat(size / 4)],
    ['slashes', `steam://${'/'.repeat(4000)}x`],
    ['pluses', `otpauth://totp/a?issuer=${'+'.repeat(4000)}x`],
  ])('takes less than a second: %s', (_what, text) => {
    const start = performance.now();
    readText(text);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
