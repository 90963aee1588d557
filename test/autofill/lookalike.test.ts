import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, skeletonOf } from '../../lib/autofill/lookalike.ts';
import { findRelatedHost, findResembledHost, nearnessTo, siteOf } from '../../lib/autofill/match.ts';
import { toUnicodeDomain } from '../../lib/autofill/punycode.ts';

const hostOf = (name: string) => new URL(`https://${name}`).hostname;

describe('findResembledHost', () => {
  it.each([
    ['a digit for a letter', 'paypa1.com', 'paypal.com'],
    ['a zero for an o', 'g00gle.com', 'google.com'],
    ['rn for m', 'rnicrosoft.com', 'microsoft.com'],
    ['vv for w', 'vvikipedia.org', 'wikipedia.org'],
    ['a Cyrillic a', 'p\u0430ypal.com', 'paypal.com'],
    ['all Cyrillic', '\u0430\u0440\u0440\u04cf\u0435.com', 'apple.com'],
    ['a Greek o', 'g\u03bf\u03bfgle.com', 'google.com'],
    ['an accent', 'p\u00e1ypal.com', 'paypal.com'],
    ['a doubled letter', 'githubb.com', 'github.com'],
    ['a missing letter', 'githb.com', 'github.com'],
    ['swapped letters', 'gihtub.com', 'github.com'],
    ['a slip between letters that look like one', 'aavbaaa.com', 'aavvaaa.com'],
    ['two slips in a long name', 'bitwardem-n.com', 'bitwarden.com'],
    ['the other suffix', 'github.co', 'github.com'],
    ['the Cameroon suffix', 'github.cm', 'github.com'],
    ['the name before another domain', 'github.com.evil.net', 'github.com'],
    ['the name with hyphens', 'github-com.evil.net', 'github.com'],
    ['the name beside a word', 'github-login.com', 'github.com'],
    ['a word beside the name', 'secure-github.net', 'github.com'],
    ['a slip under a subdomain', 'login.githubb.com', 'github.com'],
    ['a slip against a bound subdomain', 'accounts.googIe.com', 'accounts.google.de'],
  ])('warns of %s', (_what, visited, bound) => {
    expect(findResembledHost(hostOf(visited), [bound])).toBe(bound);
  });

  it.each([
    ['another name of six letters', 'gitlab.com', 'github.com'],
    ['another short name', 'ebay.com', 'etsy.com'],
    ['names of four letters', 'bofa.com', 'sofa.com'],
    ['another subdomain of the site', 'gist.github.com', 'github.com'],
    ['the same name in another country', 'amazon.de', 'amazon.com'],
    ['an address one away', '10.0.0.2', '10.0.0.1'],
    ['a port', 'github.com:8443', 'github.com'],
    ['localhost', 'localhost:3001', 'localhost:3000'],
    ['a reviewed relative', 'airbnb.co.uk', 'airbnb.com'],
    ['two users of one host', 'alice.github.io', 'malice-of-wonders.github.io'],
    ['nothing in common', 'example.org', 'github.com'],
  ])('is silent about %s', (_what, visited, bound) => {
    expect(findResembledHost(visited, [bound])).toBeUndefined();
  });

  it('is silent where one of the bound hosts is of the same site', () => {
    expect(findResembledHost('login.paypai.com', ['paypal.com', 'paypai.com'])).toBeUndefined();
  });

  it('never warns of the bound host itself', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{2,12}$/);
    fc.assert(
      fc.property(name, fc.constantFrom('com', 'co.uk', 'github.io'), (label, suffix) => {
        expect(findResembledHost(`${label}.${suffix}`, [`${label}.${suffix}`])).toBeUndefined();
      }),
    );
  });

  it('warns of every single slip in names of six letters and more', () => {
    const name = fc.stringMatching(/^[a-z]{6,12}$/);
    fc.assert(
      fc.property(name, fc.nat(), fc.stringMatching(/^[a-z]$/), (label, at, letter) => {
        const index = at % label.length;
        const slipped = label.slice(0, index) + letter + label.slice(index + 1);
        fc.pre(slipped !== label);
        expect(findResembledHost(`${slipped}.com`, [`${label}.com`])).toBe(`${label}.com`);
      }),
    );
  });
});

describe('siteOf', () => {
  it('counts a user of a hosting domain as a site of its own', () => {
    expect(siteOf('alice.github.io').site).toBe('alice.github.io');
    expect(siteOf('shop.example.co.uk:8443')).toMatchObject({
      site: 'example.co.uk',
      label: 'example',
      suffix: 'co.uk',
      subdomain: 'shop',
    });
  });

  it('has no suffix for addresses and bare names', () => {
    for (const host of ['localhost:80', '192.168.0.1', '[::1]:443', 'router']) expect(siteOf(host).suffix).toBe('');
  });
});

describe('nearnessTo', () => {
  it('puts the host before its site, relatives, the name of the issuer and the rest', () => {
    const account = (hosts: string[], issuer = '') => ({ hosts, issuer });
    expect(nearnessTo('www.airbnb.com', account(['www.airbnb.com']))).toBe(0);
    expect(nearnessTo('www.airbnb.com', account(['airbnb.com']))).toBe(1);
    expect(nearnessTo('www.airbnb.com', account(['airbnb.co.uk']))).toBe(2);
    expect(nearnessTo('www.airbnb.com', account([], 'Airbnb'))).toBe(3);
    expect(nearnessTo('www.airbnb.com', account(['github.com'], 'GitHub'))).toBe(4);
  });

  it('does not join users of a hosting domain', () => {
    expect(nearnessTo('alice.github.io', { hosts: ['bob.github.io'], issuer: '' })).toBe(4);
    expect(findRelatedHost('alice.github.io', ['bob.github.io'])).toBeUndefined();
  });
});

describe('toUnicodeDomain', () => {
  it.each([
    ['xn--bcher-kva.example', 'bücher.example'],
    ['xn--80ak6aa92e.com', '\u0430\u0440\u0440\u04cf\u0435.com'],
    ['xn--fsqu00a.xn--0zwm56d', '例子.测试'],
    ['plain.example', 'plain.example'],
    ['xn--\u0000.example', 'xn--\u0000.example'],
  ])('reads %s', (text, shown) => {
    expect(toUnicodeDomain(text)).toBe(shown);
  });

  it('undoes what the URL parser did to any letters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[äöüßéжщ中文あい가나a-z]{1,12}$/u), (label) => {
        const { hostname } = new URL(`https://${label}.example`);
        expect(new URL(`https://${toUnicodeDomain(hostname)}`).hostname).toBe(hostname);
      }),
    );
  });
});

describe('editDistance and skeletonOf', () => {
  it('counts like a person, up to three', () => {
    expect(editDistance('github', 'gitlab')).toBe(2);
    expect(editDistance('github', 'gihtub')).toBe(1);
    expect(editDistance('a', 'abcdef')).toBe(3);
  });

  it('is symmetric and zero only for equals', () => {
    const word = fc.stringMatching(/^[ab]{0,6}$/);
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, right)).toBe(editDistance(right, left));
        expect(editDistance(left, right) === 0).toBe(left === right);
      }),
    );
  });

  it('gives one form to names that look the same', () => {
    expect(skeletonOf('rnicrosoft')).toBe(skeletonOf('microsoft'));
    expect(skeletonOf('PAYPA1')).toBe(skeletonOf('paypal'));
  });
});
