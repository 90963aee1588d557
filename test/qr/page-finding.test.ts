import { describe, expect, it } from 'vitest';
import { type FrameFinding, readFrameFinding } from '../../lib/qr/page-finding.ts';

const finding: FrameFinding = {
  url: 'https://example.com/',
  pictures: [{ kind: 'canvas', area: { x: 0, y: 0.5, width: 0.2, height: 0.5 }, source: null, isPointed: true }],
  links: ['otpauth://totp/a'],
  keys: [],
};

describe('readFrameFinding', () => {
  it('takes what our script says', () => {
    expect(readFrameFinding(JSON.parse(JSON.stringify(finding)))).toEqual(finding);
  });

  it('takes nothing else', () => {
    for (const raw of [null, undefined, 'text', {}, { url: 'https://a.test' }, { ...finding, pictures: {} }]) {
      expect(readFrameFinding(raw)).toBeUndefined();
    }
  });

  it('drops parts that are not what they should be', () => {
    const raw = {
      ...finding,
      pictures: [
        { ...finding.pictures[0], area: { x: -1, y: 0, width: 2, height: Number.NaN }, source: 5, isPointed: 'yes' },
        { ...finding.pictures[0], kind: 'script' },
      ],
      links: [5, 'otpauth://totp/b'],
    };
    expect(readFrameFinding(raw)).toMatchObject({
      pictures: [{ kind: 'canvas', area: null, source: null, isPointed: false }],
      links: ['otpauth://totp/b'],
    });
  });
});
