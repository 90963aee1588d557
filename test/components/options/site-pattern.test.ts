import { describe, expect, it } from 'vitest';
import { parseSite } from '../../../components/options/site-pattern.ts';

describe('parseSite', () => {
  it.each([
    ['login.example.com', 'https://login.example.com/*'],
    ['  https://Login.Example.com/path?next=1#top ', 'https://login.example.com/*'],
    ['example.com:8443/login', 'https://example.com/*'],
    ['bücher.example', 'https://xn--bcher-kva.example/*'],
    ['localhost:4173', 'http://localhost/*'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1/*'],
  ])('reads %s as one host', (typed, value) => {
    expect(parseSite(typed)).toEqual({ ok: true, value });
  });

  it.each([
    '',
    '   ',
    'example',
    '*.example.com',
    '*',
    'two words.example',
    'ftp://example.com',
    'me@example.com',
    'https://',
  ])('refuses %j', (typed) => {
    expect(parseSite(typed)).toEqual({ ok: false, error: 'bad' });
  });

  it('refuses a page without encryption by name', () => {
    expect(parseSite('http://example.com')).toEqual({ ok: false, error: 'insecure' });
  });
});
