import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOtpauthUri } from '../../lib/otp/uri.ts';
import {
  allFields,
  changedFields,
  checkKey,
  EMPTY_FORM,
  fieldRefusal,
  readNumber,
  uriOf,
  withType,
} from '../../lib/view/account-form.ts';
import { provideText } from '../../lib/view/text.ts';

beforeAll(() => provideText((key, values) => [key, ...(values ?? [])].join(' '), 'en'));
afterAll(() => provideText((key) => key, 'en'));

describe('allFields', () => {
  it('cuts lists at commas, spaces and lines, once each', () => {
    const fields = allFields({ ...EMPTY_FORM, tags: ' work, bank,work,', hosts: 'a.com\n b.com,a.com ' });
    expect(fields.tags).toEqual(['work', 'bank']);
    expect(fields.hosts).toEqual(['a.com', 'b.com']);
  });

  it('leaves out what is no number, an empty key, and the counter of codes by time', () => {
    const fields = allFields({ ...EMPTY_FORM, period: 'soon', counter: '5' });
    expect(fields).not.toHaveProperty('periodSeconds');
    expect(fields).not.toHaveProperty('secret');
    expect(fields).not.toHaveProperty('counter');
    expect(allFields({ ...EMPTY_FORM, type: 'hotp', counter: '5' }).counter).toBe(5);
  });
});

describe('changedFields', () => {
  it('holds nothing that is as it was', () => {
    expect(changedFields(EMPTY_FORM, EMPTY_FORM)).toEqual({});
    expect(changedFields(EMPTY_FORM, { ...EMPTY_FORM, note: 'x' })).toEqual({ note: 'x' });
    expect(changedFields(EMPTY_FORM, { ...EMPTY_FORM, issuer: '  ' })).toEqual({});
  });
});

describe('readNumber', () => {
  it.each([
    ['30', 30],
    [' 0 ', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['99999999999999999999', undefined],
  ])('reads %j', (typed, number) => {
    expect(readNumber(typed)).toBe(number);
  });
});

describe('checkKey', () => {
  it.each([
    ['totp', '', undefined],
    ['totp', 'JBSWY3DPEHPK3PXP', { isGood: true, words: 'key_fine 80' }],
    ['totp', 'JBSW Y3DP', { isGood: true, words: 'key_weak 40' }],
    ['totp', 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U', { isGood: true, words: 'key_strong 160' }],
    ['totp', 'JBSW0', { isGood: false, words: 'key_bad_character 0 5' }],
    ['motp', '0123456789abcdef', { isGood: true, words: 'key_fine 64' }],
    ['motp', 'xyz', { isGood: false, words: 'key_bad_hex x 1' }],
  ] as const)('judges the %s key %j', (type, typed, check) => {
    expect(checkKey(type, typed)).toEqual(check);
  });
});

describe('withType', () => {
  it('brings the parameters of the type', () => {
    expect(withType(EMPTY_FORM, 'yandex')).toMatchObject({ digits: '8', algorithm: 'SHA256' });
    expect(withType(EMPTY_FORM, 'motp')).toMatchObject({ period: '10' });
  });
});

describe('uriOf', () => {
  it('is read back as the same account', () => {
    const form = { ...EMPTY_FORM, issuer: 'My server', label: 'me', secret: 'JBSW Y3DP EHPK 3PXP', digits: '8' };
    const parsed = parseOtpauthUri(uriOf(form));
    expect(parsed.ok && parsed.value.account).toMatchObject({ issuer: 'My server', label: 'me', digits: 8 });
  });

  it('is empty while the key is not complete', () => {
    expect(uriOf(EMPTY_FORM)).toBe('');
  });
});

describe('fieldRefusal', () => {
  it('names the place of a wrong character', () => {
    expect(fieldRefusal('bad-character-7')).toBe('key_bad_at 7');
    expect(fieldRefusal('no such code')).toBe('refused_internal');
  });
});
