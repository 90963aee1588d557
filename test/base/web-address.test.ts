import { describe, expect, it } from 'vitest';
import { isLoopback, LONGEST_ADDRESS, parseWebAddress } from '../../lib/base/web-address.ts';

describe('parseWebAddress', () => {
  it('keeps origin and path, and drops what follows', () => {
    expect(parseWebAddress(' https://cloud.example:8443/dav/?x=1#y ')).toEqual({
      ok: true,
      value: 'https://cloud.example:8443/dav',
    });
  });

  it.each([
    ['http://cloud.example', 'insecure-address'],
    ['https://me:pass@cloud.example', 'address-with-password'],
    ['cloud.example', 'not-an-address'],
    [`https://cloud.example/${'x'.repeat(LONGEST_ADDRESS)}`, 'not-an-address'],
  ])('refuses %s as %s', (text, error) => expect(parseWebAddress(text)).toEqual({ ok: false, error }));
});

describe('isLoopback', () => {
  it.each(['localhost', 'localhost.', 'a.b.localhost', '127.0.0.1', '127.255.0.9', '[::1]'])('takes %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['127.0.0.1.evil.net', 'localhost.evil.net', 'notlocalhost', '128.0.0.1', '[::2]', ''])(
    'refuses %s',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
