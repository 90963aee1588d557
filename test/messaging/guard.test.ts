import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOurContentScript, isOurPage, type Sender } from '../../lib/messaging/guard.ts';

const self = { id: 'abcdef', ownUrl: 'chrome-extension://abcdef/' };
const origin = 'chrome-extension://abcdef';
const popup: Sender = { id: self.id, origin, url: `${origin}/popup.html` };
const content: Sender = {
  id: self.id,
  origin: 'https://example.com',
  url: 'https://example.com/login',
  frameId: 0,
  tab: { id: 7, url: 'https://example.com/login' },
};

describe('isOurPage', () => {
  it.each(['popup.html', 'options.html#/add', 'welcome.html', 'confirm.html'])('lets %s in', (page) => {
    expect(isOurPage({ ...popup, url: `${origin}/${page}` }, self)).toBe(true);
  });

  it('lets a page in that Firefox reports without an origin', () => {
    const { origin: _, ...withoutOrigin } = popup;
    expect(isOurPage(withoutOrigin, self)).toBe(true);
  });

  it.each<[string, Sender]>([
    ['another extension', { ...popup, id: 'other' }],
    ['no sender id', { origin, url: `${origin}/popup.html` }],
    ['no url', { id: self.id, origin }],
    ['the origin alone', { ...popup, url: origin }],
    ['a page that is not on the list', { ...popup, url: `${origin}/engine.html` }],
    ['a page of ours in a frame', { ...popup, frameId: 3 }],
    ['an origin that does not fit', { ...popup, origin: 'https://example.com' }],
    ['a script in a page', content],
    ['a host that only starts like ours', { ...popup, url: 'chrome-extension://abcdef.evil/popup.html' }],
    ['a broken url', { ...popup, url: 'chrome-extension' }],
  ])('refuses %s', (_, sender) => {
    expect(isOurPage(sender, self)).toBe(false);
  });

  it('never lets a web page in, whatever it calls itself', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true }), (url) => {
        expect(isOurPage({ id: self.id, url, origin: new URL(url).origin }, self)).toBe(false);
      }),
    );
  });
});

describe('isOurContentScript', () => {
  it('lets a script of ours in a page say its few words', () => {
    expect(isOurContentScript(content, self)).toBe(true);
  });

  it.each<[string, Sender]>([
    ['another extension', { ...content, id: 'other' }],
    ['a sender without a tab', { ...content, tab: undefined }],
    ['a sender without a frame', { ...content, frameId: undefined }],
    ['a sandboxed frame', { ...content, origin: 'null' }],
    ['a file', { ...content, url: 'file:///home/me/page.html' }],
    ['our own popup', popup],
  ])('refuses %s', (_, sender) => {
    expect(isOurContentScript(sender, self)).toBe(false);
  });
});
