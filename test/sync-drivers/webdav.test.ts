import { describe, expect, it } from 'vitest';
import { createWebDavRemote } from '../../lib/sync/drivers/webdav.ts';
import type { StorageAddress } from '../../lib/sync/storage-http.ts';
import { WEBDAV_USER } from '../cloud/credentials.ts';
import { startCloud } from '../cloud/server.ts';
import type { WebDavSwitches } from '../cloud/switches.ts';
import { ports } from './bench.ts';
import { plantOverWebDav } from './plant.ts';
import { namesAt } from './suite.ts';

const BYTES = new Uint8Array([1, 2, 3]);

/** A remote whose server answers everything with this. */
function answering(body: string | null, status = 207, type = 'application/xml') {
  return createWebDavRemote(
    { ...ports, fetch: async () => new Response(body, { status, headers: { 'content-type': type } }) },
    { address: 'https://cloud.example/dav/Müller%20%26%20Co' as StorageAddress, ...WEBDAV_USER },
  );
}

const listing = (...responses: readonly string[]) =>
  `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">${responses.join('')}</D:multistatus>`;
const entry = (href: string, type = '') =>
  `<D:response><D:href>${href}</D:href><D:propstat><D:prop><D:resourcetype>${type}</D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`;
const SELF = entry('/dav/M%C3%BCller%20%26%20Co/', '<D:collection/>');

describe('the WebDAV driver', () => {
  it.each<Partial<WebDavSwitches>>([
    { hrefs: 'path' },
    { hrefs: 'url' },
    { hrefs: 'escaped' },
    { hrefs: 'other-prefix' },
    { hasMixedStatus: true },
  ])('reads a listing with %o', async (switches) => {
    const cloud = await startCloud({ switches: { webdav: switches } });
    const address = `${cloud.url}/webdav/me%40home/K%C3%BCche` as StorageAddress;
    const remote = createWebDavRemote(ports, { address, ...WEBDAV_USER });
    await remote.putIfAbsent('a-1', BYTES);
    await remote.putIfAbsent('h-2', BYTES);
    await plantOverWebDav(address, WEBDAV_USER, 'other/');
    expect(await namesAt(remote)).toEqual(['a-1', 'h-2']);
    await cloud.close();
  });

  it('takes a listing that was cut short for none', async () => {
    const cloud = await startCloud({ switches: { webdav: { isListingCut: true } } });
    const address = `${cloud.url}/webdav/tessera` as StorageAddress;
    const remote = createWebDavRemote(ports, { address, ...WEBDAV_USER });
    await remote.putIfAbsent('a-1', BYTES);
    expect(await remote.list()).toEqual({ ok: false, error: { kind: 'busy' } });
    await cloud.close();
  });

  it('works in the outermost folder', async () => {
    const cloud = await startCloud();
    const remote = createWebDavRemote(ports, { address: `${cloud.url}/webdav` as StorageAddress, ...WEBDAV_USER });
    await remote.putIfAbsent('a-1', BYTES);
    expect(await namesAt(remote)).toEqual(['a-1']);
    await cloud.close();
  });

  it.each([
    [
      'another prefix for the namespace',
      listing(SELF, entry('/dav/M%C3%BCller%20%26%20Co/a-1')).replaceAll('D:', 'lp1:').replace('xmlns:D', 'xmlns:lp1'),
    ],
    [
      'none at all',
      listing(SELF, entry('/dav/M%C3%BCller%20%26%20Co/a-1'))
        .replaceAll('D:', '')
        .replace('xmlns:D', 'xmlns')
        .replace('xmlns="AV:"', 'xmlns="DAV:"'),
    ],
    ['hrefs without the escapes', listing(SELF, entry('/dav/Müller &amp; Co/a-1').replaceAll(' ', '%20'))],
    ['hrefs in CDATA, with line ends around', listing(SELF, entry('\n<![CDATA[/dav/M%C3%BCller%20%26%20Co/a-1]]>\n'))],
    ['hrefs that are relative', listing(SELF, entry('a-1'))],
    ['comments and a slash at folders only', listing('<!-- x -->', SELF, entry('/dav/M%C3%BCller%20%26%20Co/a-1'))],
  ])('reads a listing with %s', async (_what, body) => {
    expect(await answering(body).list()).toEqual({ ok: true, value: [{ name: 'a-1' }] });
  });

  it('leaves out what lies deeper, and what lies elsewhere', async () => {
    const base = '/dav/M%C3%BCller%20%26%20Co';
    const body = listing(
      SELF,
      entry(`${base}/sub/a-1`),
      entry('/dav/other/a-2'),
      entry(`${base}%20more/a-3`),
      entry(`${base}/a-4`),
    );
    expect(await answering(body).list()).toEqual({ ok: true, value: [{ name: 'a-4' }] });
  });

  it.each([
    ['an empty multistatus', listing()],
    ['no XML', 'ok'],
    ['XML of another kind', '<rss xmlns="DAV:"></rss>'],
    ['XML that breaks off', listing(SELF).slice(0, -5)],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${listing(SELF)}`],
    ['bytes that are no text', '\ud800'],
    ['nothing', ''],
  ])('takes %s for no listing', async (_what, body) => {
    expect(await answering(body).list()).toEqual({ ok: false, error: { kind: 'not-a-storage' } });
  });

  it('does not take a plain page that answers to everything for a storage', async () => {
    const page = answering('<!doctype html><title>Welcome</title>', 200, 'text/html');
    expect(await page.list()).toEqual({ ok: false, error: { kind: 'not-a-storage' } });
    expect(await page.putIfAbsent('a-1', BYTES)).toEqual({ ok: false, error: { kind: 'not-a-storage' } });
    expect(await page.get('a-1')).toEqual({ ok: false, error: { kind: 'not-a-storage' } });
  });

  it('takes a page that comes with "created" as mod_dav writes it', async () => {
    const remote = answering('<!DOCTYPE HTML><title>201 Created</title>', 201, 'text/html');
    expect(await remote.putIfAbsent('a-1', BYTES)).toEqual({ ok: true, value: 'stored' });
  });

  it('does not make folders without end where none can be made', async () => {
    let asked = 0;
    const remote = createWebDavRemote(
      {
        ...ports,
        fetch: async () => {
          asked += 1;
          return new Response(null, { status: 409 });
        },
      },
      { address: 'https://cloud.example/a/b/c/d/e/f/g/h' as StorageAddress, ...WEBDAV_USER },
    );
    expect(await remote.putIfAbsent('a-1', BYTES)).toEqual({ ok: false, error: { kind: 'missing' } });
    expect(asked).toBeLessThan(12);
  });

  it('sends name and password in UTF-8', async () => {
    const seen: unknown[] = [];
    const remote = createWebDavRemote(
      {
        ...ports,
        fetch: async (_url, { headers }) => {
          seen.push(headers);
          return new Response(null, { status: 404 });
        },
      },
      { address: 'https://cloud.example' as StorageAddress, user: 'jürgen', password: 'pä:ß' },
    );
    await remote.list();
    expect(seen).toMatchObject([{ authorization: `Basic ${Buffer.from('jürgen:pä:ß').toString('base64')}` }]);
  });
});
