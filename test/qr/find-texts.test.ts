// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { findKeys, findLinks } from '../../lib/qr/find-texts.ts';

const show = (html: string) => {
  document.body.innerHTML = html;
};

beforeEach(() => show(''));

describe('findLinks', () => {
  it('finds addresses in links, in text and in fields for reading', () => {
    show(`<a href="otpauth://totp/a?secret=JBSWY3DP">Open</a>
      <p>or copy otpauth-migration://offline?data=CiEK. Then</p>
      <input readonly value="otpauth://totp/b?secret=JBSWY3DP">`);
    expect(findLinks(document)).toEqual([
      'otpauth://totp/a?secret=JBSWY3DP',
      'otpauth-migration://offline?data=CiEK.',
      'otpauth://totp/b?secret=JBSWY3DP',
    ]);
  });

  it('does not read what a person types, nor scripts', () => {
    show('<input value="otpauth://totp/a?secret=A"><script>"otpauth://totp/b?secret=A"</script>');
    expect(findLinks(document)).toEqual([]);
  });

  it('looks into open shadow roots', () => {
    const host = document.createElement('div');
    document.body.append(host);
    host.attachShadow({ mode: 'open' }).innerHTML = '<a href="otpauth://totp/c?secret=A">c</a>';
    expect(findLinks(document)).toEqual(['otpauth://totp/c?secret=A']);
  });
});

describe('findKeys', () => {
  it.each([
    ['in one piece', '<p>Your secret key: <code>JBSWY3DPEHPK3PXP</code></p>', 'JBSWY3DPEHPK3PXP'],
    ['in lower case', '<p>Setup key <b>jbswy3dpehpk3pxp</b></p>', 'JBSWY3DPEHPK3PXP'],
    ['in groups', '<div>Can’t scan? <span>JBSW Y3DP EHPK 3PXP</span></div>', 'JBSWY3DPEHPK3PXP'],
    ['in groups of letters only', '<div>secret <span>ABCD EFGH IJKL MNOP</span></div>', 'ABCDEFGHIJKLMNOP'],
    ['with dashes', '<div>Clé secrète <span>JBSW-Y3DP-EHPK-3PXP</span></div>', 'JBSWY3DPEHPK3PXP'],
    ['in elements of its own', '<div>key<p><i>JBSW</i><i>Y3DP</i><i>EHPK</i><i>3PXP</i></p></div>', 'JBSWY3DPEHPK3PXP'],
    [
      'in a field for reading',
      '<label>Manual entry key <input readonly value="JBSWY3DPEHPK3PXP"></label>',
      'JBSWY3DPEHPK3PXP',
    ],
    ['with padding', '<p>Geheimer Schlüssel JBSWY3DPEHPK3PXPJBSWY3DPEHP3===</p>', 'JBSWY3DPEHPK3PXPJBSWY3DPEHP3'],
  ])('finds a key %s', (_, html, key) => {
    show(html);
    expect(findKeys(document)).toEqual([key]);
  });

  it.each([
    ['words', '<p>The secret key: internationalization accommodations</p>'],
    ['a key that nothing calls one', '<p>Order JBSWY3DPEHPK3PXP</p>'],
    ['the inside of a longer name', '<p>secret key JBSWY3DPEHPK3PXP/JBSWY3DPEHPK3PXP9</p>'],
    ['mixed case', '<p>secret key JbSwY3DPEHPK3PXP</p>'],
    ['the secret of an address', '<p>secret otpauth://totp/a?secret=JBSWY3DPEHPK3PXP</p>'],
    ['what a person types', '<label>secret key <input value="JBSWY3DPEHPK3PXP"></label>'],
  ])('leaves alone %s', (_, html) => {
    show(html);
    expect(findKeys(document)).toEqual([]);
  });
});
