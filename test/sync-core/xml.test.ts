import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, readXml, textOf } from '../../lib/sync/xml.ts';

describe('readXml', () => {
  it('knows names, namespaces, texts and attributes', () => {
    const root = readXml(
      `<?xml version='1.0'?>\n<a:x xmlns:a="one" k='>"'><y xmlns="two"><z/></y><y>b</y><!-- <y> --></a:x>\n`,
    );
    expect(root).toMatchObject({
      name: 'x',
      space: 'one',
      children: [
        { name: 'y', space: 'two' },
        { name: 'y', space: '' },
      ],
    });
    expect(root && childrenOf(root, 'y', 'two')[0]?.children).toMatchObject([{ name: 'z', space: 'two' }]);
    expect(root && childrenOf(root, 'y')).toHaveLength(2);
  });

  it('reads the five entities, numbers and CDATA, and leaves others as they are', () => {
    const root = readXml('<a><b> &lt;&gt;&amp;&quot;&apos; &#65;&#x1F600; &#0; &nbsp;<![CDATA[&lt;<b>]]> </b></a>');
    expect(root && textOf(root, 'b')).toBe('<>&"\' A😀 &#0; &nbsp;&lt;<b>');
  });

  it.each([
    ['nothing', ''],
    ['text alone', 'hello'],
    ['two roots', '<a/><b/>'],
    ['text beside the root', '<a/>b'],
    ['an end that is missing', '<a><b></a>'],
    ['ends in the wrong order', '<a><b></a></b>'],
    ['an end too many', '<a></a></a>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['entities that grow', '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'],
    ['a comment without end', '<a><!-- </a>'],
    ['CDATA without end', '<a><![CDATA[</a>'],
    ['a tag without end', '<a><b'],
    ['more levels than anybody needs', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
  ])('refuses %s', (_what, text) => expect(readXml(text)).toBeUndefined());

  it('gives back what was escaped', () => {
    const spell = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const root = readXml(`<a>${texts.map((text) => `<b>${spell(text)}</b>`).join('')}</a>`);
        expect(root?.children.map(({ text }) => text)).toEqual(texts);
      }),
    );
  });

  it('never throws, and is done soon', () => {
    const piece = fc.constantFrom(
      '<a',
      '>',
      '/',
      '<',
      ' x="',
      '"',
      '</a>',
      '&#',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '\n',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void readXml(pieces.join(''))));
    const startedMs = performance.now();
    readXml(`<a ${' x="1"'.repeat(200_000)}`);
    readXml('<'.repeat(500_000));
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});
