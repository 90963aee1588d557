import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBoundTo, readHost, readOrigin } from '../../lib/autofill/hosts.ts';

/** Every way to write a stranger's host that has ever been taken for `bank.example`. */
const STRANGERS = [
  'https://bank.example.evil.net',
  'https://evil-bank.example',
  'https://bank.example:8443',
  'https://bank.example:80',
  'https://www.bank.example',
  'https://login.bank.example',
  'https://bank.example.',
  'https://bank.example..',
  'https://bank.examp1e',
  'https://bank.example%2eevil.net',
  'https://bank.example@evil.net',
  'https://user:bank.example@evil.net',
  'https://bank.example%40evil.net',
  'https://evil.net/bank.example',
  'https://evil.net?bank.example',
  'https://evil.net#bank.example',
  'https://evil.net\\@bank.example.evil.net',
  'https://evil.net\\.bank.example',
  'https://evil.net:443\\bank.example',
  'https://xn--bnk-ula.example',
  'https://bаnk.example',
  'https://bank.exampl\u0435',
  'https://b\u0430nk.example',
  'https://bank\u3002evil.example',
  'https://example',
  'https://bank',
  'https://ank.example',
  'https://bank.exampl',
  'https://bank-example',
  'https://bank.example.localhost',
  'https://[::1]',
  'https://127.0.0.1',
  'null',
  'about:blank',
  'about:srcdoc',
  'data:text/html,bank.example',
  'blob:https://bank.example/uuid',
  'file:///bank.example',
  'ftp://bank.example',
  'ws://bank.example',
  'wss://bank.example',
  'chrome-extension://bank.example',
  'moz-extension://bank.example',
  'javascript:bank.example',
  'filesystem:https://bank.example',
  'view-source:https://bank.example',
  'bank.example',
  '//bank.example',
  '/bank.example',
  'https:bank.example',
  'https:/bank.example',
  'https:///bank.example.evil.net',
  ' https://bank.example',
  '',
  'https://',
  'https://.',
  'https://..',
  'https://.bank.example',
  'https://bank..example',
];

const label = fc
  .stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/)
  .filter((text) => !text.startsWith('xn--') && !/^\d+$/.test(text));
const domain = fc
  .tuple(label, fc.constantFrom('com', 'net', 'example', 'co.uk', 'github.io', 'de'))
  .map(([name, suffix]) => `${name}.${suffix}`);

function accepts(bound: string, origin: string): boolean {
  const place = readOrigin(origin);
  return place !== undefined && isBoundTo([bound], place);
}

describe('readOrigin and isBoundTo', () => {
  it.each(STRANGERS.filter((origin) => origin !== 'https://bank.example.'))(
    'does not take %j for bank.example',
    (origin) => {
      expect(accepts('bank.example', origin)).toBe(false);
    },
  );

  it.each([
    'https://bank.example',
    'https://BANK.Example',
    'https://bank.example:443',
    'https://bank.example.',
    'https://b\uFF41nk.example',
  ])('takes %j for bank.example, as the browser does', (origin) => {
    expect(accepts('bank.example', origin)).toBe(true);
  });

  it('keeps apart 600 pairs of different hosts', () => {
    const pairs = fc.tuple(
      domain,
      domain,
      fc.constantFrom('', 'www.', 'login.', 'a.b.'),
      fc.constantFrom('', ':8443', ':444'),
    );
    fc.assert(
      fc.property(pairs, ([bound, visited, subdomain, port]) => {
        const host = `${subdomain}${visited}${port}`;
        expect(accepts(bound, `https://${host}`)).toBe(bound === host);
      }),
      { numRuns: 600 },
    );
  });

  it('accepts a host that it read itself, whatever its case', () => {
    fc.assert(
      fc.property(domain, fc.constantFrom('', ':8443'), (name, port) => {
        const bound = readHost(`${name.toUpperCase()}${port}`);
        expect(bound).toBe(`${name}${port}`);
        expect(accepts(bound ?? '', `https://${name}${port}`)).toBe(true);
      }),
    );
  });

  it('never mistakes a bound name inside a longer one', () => {
    fc.assert(
      fc.property(domain, label, (name, other) => {
        for (const host of [
          `${name}.${other}.net`,
          `${other}.${name}`,
          `${other}${name}`,
          `${other}-${name}`,
          `${name}.${other}`,
        ]) {
          expect(accepts(name, `https://${host}`)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('calls https and loopback secure, and plain http not', () => {
    const isSecure = (origin: string) => readOrigin(origin)?.isSecure;
    expect(isSecure('https://bank.example')).toBe(true);
    expect(isSecure('http://bank.example')).toBe(false);
    for (const host of ['localhost', 'localhost:8080', 'app.localhost', '127.0.0.1:3000', '127.9.9.9', '[::1]:80']) {
      expect(isSecure(`http://${host}`)).toBe(true);
    }
    for (const host of [
      'localhost.example',
      '128.0.0.1',
      '10.0.0.1',
      '192.168.1.1',
      '[::2]',
      'notlocalhost',
      '0.0.0.0',
    ]) {
      expect(isSecure(`http://${host}`)).toBe(false);
    }
  });

  it('reads odd spellings of addresses as the browser does', () => {
    expect(readOrigin('http://0x7f.1')?.host).toBe('127.0.0.1');
    expect(readOrigin('http://2130706433')?.host).toBe('127.0.0.1');
  });
});

describe('readHost', () => {
  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.com.', 'example.com'],
    ['https://example.com/', 'example.com'],
    ['http://localhost:8080', 'localhost:8080'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['[::1]:8443', '[::1]:8443'],
    ['  example.com ', 'example.com'],
  ])('reads %j as %s', (text, host) => {
    expect(readHost(text)).toBe(host);
  });

  it.each([
    '',
    ' ',
    'exa mple.com',
    'a@example.com',
    'example.com/login',
    'example.com?x',
    '*.example.com',
    'example.com\\x',
    'ftp://example.com',
    'https://a:b@example.com',
    '.',
    'http://',
  ])('refuses %j', (text) => {
    expect(readHost(text)).toBeUndefined();
  });
});
