import { describe, expect, it } from 'vitest';
import { createScanner, type ScanPorts, type TabShot } from '../../entrypoints/background/scan.ts';
import { fail, ok } from '../../lib/base/result.ts';
import type { QrAsk, QrJob } from '../../lib/qr/job.ts';
import type { FrameFinding, PictureFinding } from '../../lib/qr/page-finding.ts';

const URI = 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP';
const tab: TabShot = { tabId: 7, windowId: 1, url: 'https://example.com/2fa', isActive: true };
const area = { x: 0.1, y: 0.1, width: 0.2, height: 0.2 };
const picture = (more: Partial<PictureFinding> = {}): PictureFinding => ({
  kind: 'image',
  area,
  source: null,
  isPointed: false,
  ...more,
});
const frame = (more: Partial<FrameFinding> = {}): FrameFinding => ({
  url: tab.url,
  pictures: [],
  links: [],
  keys: [],
  ...more,
});
const SCREEN = new Blob(['screen']);
const answer = (texts: readonly string[], more: { hasUnread?: boolean } = {}): QrJob['answer'] =>
  ok({
    codes: texts.map((text) => ({ text, area })),
    parts: [],
    hasUnread: false,
    decodeMs: 0,
    examined: new Uint8Array([texts.length]),
    ...more,
  });

/** Ports that show an ordinary page without a code; `looks` keeps what was asked of the decoder. */
function createPorts(more: Partial<ScanPorts<TabShot>> = {}) {
  const looks: string[] = [];
  const files: string[] = [];
  const ports: ScanPorts<TabShot> = {
    identify: async () => tab,
    isSame: (before, after) => before === after,
    search: async () => [frame()],
    capture: async () => SCREEN,
    fetchPicture: async () => undefined,
    decode: async () => answer([]),
    ...more,
  };
  const scanner = createScanner<TabShot>({
    ...ports,
    decode(ask: QrAsk) {
      const name = ask.picture === SCREEN ? 'screen' : 'file';
      looks.push(ask.areas ? `${name} in ${ask.areas.length}` : name);
      return ports.decode(ask);
    },
    fetchPicture(address, pageUrl) {
      files.push(address);
      return ports.fetchPicture(address, pageUrl);
    },
  });
  return { scanner, looks, files };
}

describe('scanImage', () => {
  const ask = { tabId: 7, address: 'https://cdn.test/qr.png' };

  it('reads the file of the picture where it can be had', async () => {
    const { scanner, looks } = createPorts({
      fetchPicture: async () => new Blob(),
      decode: async () => answer([URI]),
    });
    expect(await scanner.scanImage(ask)).toMatchObject({ texts: [URI], host: 'example.com', problem: null });
    expect(looks).toEqual(['file']);
  });

  it('looks at the place of the picture on the screen where the file cannot be had', async () => {
    const { scanner, looks } = createPorts({
      search: async () => [frame({ pictures: [picture(), picture({ source: ask.address })] })],
      decode: async ({ areas }) => answer(areas ? [URI] : []),
    });
    expect(await scanner.scanImage(ask)).toMatchObject({ texts: [URI] });
    expect(looks).toEqual(['screen in 1']);
  });

  it('takes the one under the pointer when the page shows a picture twice', async () => {
    const pictures = [picture({ source: ask.address }), picture({ source: ask.address, isPointed: true })];
    const { scanner, looks } = createPorts({ search: async () => [frame({ pictures })] });
    await scanner.scanImage(ask);
    expect(looks).toEqual(['screen in 1']);
  });

  it('reads a picture of the page’s own memory through the page’s copy of it', async () => {
    const { scanner, files } = createPorts({
      search: async () => [frame({ pictures: [picture({ source: 'data:image/png,x', isPointed: true, area: null })] })],
      fetchPicture: async (address) => (address.startsWith('data:') ? new Blob() : undefined),
      decode: async () => answer([URI]),
    });
    expect(await scanner.scanImage({ tabId: 7, address: 'blob:https://example.com/1' })).toMatchObject({
      texts: [URI],
    });
    expect(files).toEqual(['blob:https://example.com/1', 'data:image/png,x']);
  });

  it('asks for a permission when the picture is out of sight and of reach', async () => {
    const { scanner } = createPorts({
      search: async () => [frame({ pictures: [picture({ source: ask.address, area: null })] })],
    });
    expect(await scanner.scanImage(ask)).toMatchObject({ problem: 'needs-permission', texts: [] });
  });

  it('says that a code could not be read, and shows it', async () => {
    const { scanner } = createPorts({
      fetchPicture: async () => new Blob(),
      decode: async () => answer([], { hasUnread: true }),
    });
    expect(await scanner.scanImage(ask)).toMatchObject({ problem: 'unreadable', examined: new Uint8Array([0]) });
  });

  it('says that a picture is too large', async () => {
    const { scanner } = createPorts({
      fetchPicture: async () => new Blob(),
      capture: async () => undefined,
      decode: async () => fail('too-large'),
    });
    expect(await scanner.scanImage(ask)).toMatchObject({ problem: 'too-large' });
  });

  it('tells of a page that lets no script in', async () => {
    const { scanner } = createPorts({ identify: async () => undefined });
    expect(await scanner.scanImage(ask)).toMatchObject({ problem: 'restricted-page', host: '' });
  });

  it.each([
    ['https://example.com./2fa', 'example.com'],
    ['http://127.0.0.1:8080/', '127.0.0.1:8080'],
    ['file:///tmp/code.html', ''],
    ['', ''],
  ])('names the host of %j as an account is bound to it', async (url, host) => {
    const { scanner } = createPorts({ identify: async () => ({ ...tab, url }) });
    expect(await scanner.scanImage(ask)).toMatchObject({ host });
  });
});

describe('scanPage', () => {
  const ask = { tabId: 7, isPointed: false };

  it('looks at the whole screen first', async () => {
    const { scanner, looks } = createPorts({ decode: async () => answer([URI]) });
    expect(await scanner.scanPage(ask)).toMatchObject({ texts: [URI], problem: null });
    expect(looks).toEqual(['screen']);
  });

  it('looks first at what was clicked', async () => {
    const pictures = [picture({ kind: 'canvas' }), picture({ kind: 'canvas', isPointed: true })];
    const { scanner, looks } = createPorts({
      search: async () => [frame({ pictures })],
      decode: async ({ areas }) => answer(areas ? [URI] : ['other']),
    });
    expect(await scanner.scanPage({ ...ask, isPointed: true })).toMatchObject({ texts: [URI] });
    expect(looks).toEqual(['screen in 1']);
  });

  it('looks closely at each picture, then at files that are out of sight', async () => {
    const pictures = [picture({ source: 'data:image/png,a' }), picture({ area: null, source: 'data:image/png,b' })];
    const { scanner, looks, files } = createPorts({
      search: async () => [frame({ pictures })],
      fetchPicture: async (address) => new Blob([address]),
      decode: async ({ picture: looked }) => answer((await (looked as Blob).text()).endsWith('b') ? [URI] : []),
    });
    expect(await scanner.scanPage(ask)).toMatchObject({ texts: [URI] });
    expect(looks).toEqual(['screen', 'screen in 1', 'file', 'file']);
    expect(files).toEqual(['data:image/png,a', 'data:image/png,b']);
  });

  it('brings links and keys of all frames, each once', async () => {
    const { scanner } = createPorts({
      search: async () => [frame({ links: [URI] }), frame({ links: [URI], keys: ['JBSWY3DPEHPK3PXP'] })],
    });
    const result = await scanner.scanPage(ask);
    expect(result).toMatchObject({ links: [URI], keys: ['JBSWY3DPEHPK3PXP'], problem: null });
  });

  it('throws a capture away when the tab shows another document after it', async () => {
    let asked = 0;
    const { scanner, looks } = createPorts({
      identify: async () => (asked++ === 0 ? tab : { ...tab, url: 'https://evil.test/' }),
      decode: async () => answer([URI]),
    });
    expect(await scanner.scanPage(ask)).toMatchObject({ texts: [], problem: 'tab-changed' });
    expect(looks).toEqual([]);
  });

  it('captures no other tab when this one is not in front', async () => {
    const behind = { ...tab, isActive: false };
    const { scanner, looks } = createPorts({ identify: async () => behind });
    expect(await scanner.scanPage(ask)).toMatchObject({ problem: 'nothing-found' });
    expect(looks).toEqual([]);
  });

  it('gathers the codes of all files when the tab cannot be captured', async () => {
    const pictures = ['a', 'b'].map((name) => picture({ source: `data:image/png,${name}` }));
    const { scanner } = createPorts({
      capture: async () => undefined,
      search: async () => [frame({ pictures })],
      fetchPicture: async (address) => new Blob([address]),
      decode: async ({ picture: looked }) => answer([(await (looked as Blob).text()).slice(-1)]),
    });
    expect(await scanner.scanPage(ask)).toMatchObject({ texts: ['a', 'b'], problem: null });
  });

  it('asks for a permission when the tab cannot be captured and nothing else is there', async () => {
    const { scanner } = createPorts({ capture: async () => undefined });
    expect(await scanner.scanPage(ask)).toMatchObject({ problem: 'needs-permission' });
  });
});
