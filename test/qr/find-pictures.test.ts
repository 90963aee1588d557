// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { findPictures } from '../../lib/qr/find-pictures.ts';

/** happy-dom lays nothing out: `data-box="left top width height"` says where an element is. */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const [x = 0, y = 0, width = 0, height = 0] = this.getAttribute('data-box')?.split(' ').map(Number) ?? [];
    return new DOMRect(x, y, width, height);
  });
  Object.assign(window, { innerWidth: 1000, innerHeight: 500 });
});

const show = (html: string) => {
  document.body.innerHTML = html;
};

describe('findPictures', () => {
  it('finds every kind of element that can show a picture', async () => {
    show(`<img src="https://a.test/1.png" data-box="0 0 100 100">
      <canvas data-box="0 0 100 100"></canvas><svg data-box="0 0 100 100"></svg><video data-box="0 0 100 100"></video>
      <input type="image" src="https://a.test/2.png" data-box="0 0 100 100">
      <div style="background-image: url(https://a.test/3.png)" data-box="0 0 100 100"></div>`);
    const found = await findPictures(window);
    expect(found.map(({ kind }) => kind).sort()).toEqual(['background', 'canvas', 'image', 'image', 'vector', 'video']);
    expect(found.flatMap(({ source }) => source ?? []).sort()).toEqual([
      'https://a.test/1.png',
      'https://a.test/2.png',
      'https://a.test/3.png',
    ]);
  });

  it('passes over a background whose address is none', async () => {
    show(`<div style="background-image: url(//:0)" data-box="0 0 100 100"></div>
      <img src="https://a.test/1.png" data-box="0 0 100 100">`);
    expect((await findPictures(window)).map(({ source }) => source)).toEqual(['https://a.test/1.png']);
  });

  it('says where they are as parts of what the tab shows', async () => {
    show('<img src="https://a.test/1.png" data-box="250 100 200 200">');
    const area = (await findPictures(window))[0]?.area;
    expect([area?.x, area?.y, area?.width]).toEqual([0.25, 0.2, 0.2]);
    expect(area?.height).toBeCloseTo(0.4);
  });

  it('cuts what reaches out of sight, and has no place for what is out of sight', async () => {
    show(`<img src="https://a.test/1.png" data-box="900 400 200 200">
      <img src="https://a.test/2.png" data-box="0 900 200 200">`);
    const [partly, gone] = await findPictures(window);
    expect(partly?.area?.x).toBeCloseTo(0.9);
    expect(partly?.area?.width).toBeCloseTo(0.1);
    expect(partly?.area?.height).toBeCloseTo(0.2);
    expect(gone?.area).toBeNull();
  });

  it('leaves icons out and puts likely pictures first', async () => {
    show(`<img src="https://a.test/icon.png" data-box="0 0 16 16">
      <img src="https://a.test/banner.png" data-box="0 0 900 90">
      <img src="https://a.test/mfa/qr" data-box="0 0 200 200">`);
    const sources = (await findPictures(window)).map(({ source }) => source);
    expect(sources).toEqual(['https://a.test/mfa/qr', 'https://a.test/banner.png']);
  });

  it('looks into open shadow roots', async () => {
    show('<div id="host"></div>');
    const root = document.getElementById('host')?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = '<img src="https://a.test/s.png" data-box="0 0 90 90">';
    expect(await findPictures(window)).toMatchObject([{ source: 'https://a.test/s.png' }]);
  });

  it('changes nothing on the page', async () => {
    show('<canvas data-box="0 0 100 100"></canvas><img src="https://a.test/1.png" data-box="0 0 100 100">');
    const before = document.documentElement.outerHTML;
    await findPictures(window);
    expect(document.documentElement.outerHTML).toBe(before);
  });
});
