import { describe, expect, it } from 'vitest';
import { hostNames } from '../../lib/import/host-names.ts';

describe('hostNames', () => {
  it.each([
    ['https://Login.Example.org/path?query', 'login.example.org'],
    ['http://example.org:8080', 'example.org:8080'],
    ['https://example.org:443/', 'example.org'],
    ['example.org/login', 'example.org'],
    ['https://müller.example', 'xn--mller-kva.example'],
    ['localhost:3000', 'localhost:3000'],
    ['example.org.', 'example.org'],
  ])('finds the host in %s', (address, host) => {
    expect(hostNames([address])).toEqual([host]);
  });

  it.each(['', 'androidapp://com.example', 'My Bank', 'word', 'javascript:alert(1)', 'file:///etc/passwd', 'https://'])(
    'drops %j',
    (address) => {
      expect(hostNames([address])).toEqual([]);
    },
  );

  it('names each host once', () => {
    expect(hostNames(['https://a.example/1', 'a.example', 'b.example'])).toEqual(['a.example', 'b.example']);
  });
});
