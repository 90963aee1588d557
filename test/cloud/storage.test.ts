/** The storages of the local cloud, asked as their documents say, and by clients that were not written here. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideStorageServers } from '../browser/provision.ts';
import {
  DROPBOX_TOKEN,
  demoStorages,
  GOOGLE_DRIVE_TOKEN,
  ONEDRIVE_TOKEN,
  S3_BUCKET,
  S3_KEY,
  SIGN_IN_CLIENT,
  WEBDAV_USER,
} from './credentials.ts';
import { type RunningCloud, startCloud } from './server.ts';

const basic = `Basic ${Buffer.from(`${WEBDAV_USER.user}:${WEBDAV_USER.password}`).toString('base64')}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ORIGIN = 'https://page.example';

let folder: string;
let cloud: RunningCloud;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  cloud = await startCloud({ file: join(folder, 'cloud.sqlite') });
});
afterEach(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

const dav = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(`${cloud.url}/webdav${path}`, {
    method,
    headers: { authorization: basic, ...headers },
    ...(body === undefined ? {} : { body }),
  });

describe('the WebDAV of the local cloud', () => {
  it('knows conditions, folders and what is not there', async () => {
    expect((await fetch(`${cloud.url}/webdav/`, { method: 'PROPFIND' })).status).toBe(401);
    expect((await dav('PUT', '/a/b', {}, 'x')).status).toBe(409);
    expect((await dav('MKCOL', '/a')).status).toBe(201);
    expect((await dav('MKCOL', '/a/')).status).toBe(405);
    expect((await dav('PUT', '/a/b', { 'if-none-match': '*' }, 'one')).status).toBe(201);
    expect((await dav('PUT', '/a/b', { 'if-none-match': '*' }, 'two')).status).toBe(412);
    const etag = (await dav('GET', '/a/b')).headers.get('etag') ?? '';
    expect((await dav('PUT', '/a/b', { 'if-match': '"stale"' }, 'two')).status).toBe(412);
    expect((await dav('PUT', '/a/b', { 'if-match': etag }, 'two')).status).toBe(204);
    expect((await dav('PROPFIND', '/a/', { depth: 'infinity' })).status).toBe(403);
    expect((await dav('DELETE', '/a/b')).status).toBe(204);
    expect((await dav('DELETE', '/a/b')).status).toBe(404);
  });

  it('lets nothing be replaced under a weak ETag', async () => {
    cloud.control.turn({ webdav: { etags: 'weak' } });
    await dav('PUT', '/b', {}, 'one');
    const etag = (await dav('GET', '/b')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\//);
    expect((await dav('PUT', '/b', { 'if-match': etag }, 'two')).status).toBe(412);
  });

  it('keeps everything over a restart', async () => {
    await dav('MKCOL', '/a');
    await dav('PUT', '/a/b', {}, 'kept');
    await cloud.close();
    cloud = await startCloud({ file: join(folder, 'cloud.sqlite') });
    expect(await (await dav('GET', '/a/b')).text()).toBe('kept');
  });

  it('tells over the control what a user types', async () => {
    const answer = await fetch(`${cloud.url}/control/storages`, { headers: { 'x-cloud-control': '1' } });
    expect(await answer.json()).toEqual(demoStorages(cloud.url));
  });
});

describe('rclone, as a client of the local cloud', () => {
  const run = async (...args: readonly string[]): Promise<string> => {
    // Nothing of this machine's own settings for clouds.
    const env = { PATH: process.env.PATH, HOME: folder, RCLONE_CONFIG: join(folder, 'none.conf') };
    const { stdout } = await promisify(execFile)(provideStorageServers().rclone, args, { env });
    return stdout;
  };
  const webdav = async () => {
    // rclone takes a password only in its own disguise.
    const pass = (await run('obscure', WEBDAV_USER.password)).trim();
    const url = `${cloud.url}/webdav`;
    const user = WEBDAV_USER.user;
    return ['--webdav-url', url, '--webdav-user', user, '--webdav-pass', pass, '--webdav-vendor', 'nextcloud'];
  };
  const s3 = (secretAccessKey: string = S3_KEY.secretAccessKey) => [
    '--s3-provider',
    'Other',
    '--s3-endpoint',
    `${cloud.url}/s3`,
    '--s3-access-key-id',
    S3_KEY.accessKeyId,
    '--s3-secret-access-key',
    secretAccessKey,
    '--s3-region',
    S3_KEY.region,
    '--s3-no-check-bucket',
    '--s3-list-version',
    '2',
  ];

  it('stores, lists, reads and deletes over S3', async () => {
    const there = `:s3:${S3_BUCKET}/some folder`;
    await run('copyto', join(import.meta.dirname, 'part.ts'), `${there}/part.ts`, ...s3());
    expect(await run('lsf', there, ...s3())).toBe('part.ts\n');
    expect(await run('cat', `${there}/part.ts`, ...s3())).toContain('What a part of the local cloud is');
    await run('deletefile', `${there}/part.ts`, ...s3());
    expect(await run('lsf', `:s3:${S3_BUCKET}`, ...s3())).toBe('');
  });

  it('stores, lists, reads and deletes over WebDAV', async () => {
    const options = await webdav();
    await run('copyto', join(import.meta.dirname, 'part.ts'), ':webdav:some folder/part.ts', ...options);
    expect(await run('lsf', ':webdav:some folder', ...options)).toBe('part.ts\n');
    expect(await run('cat', ':webdav:some folder/part.ts', ...options)).toContain('What a part of the local cloud is');
    await run('deletefile', ':webdav:some folder/part.ts', ...options);
    expect(await run('lsf', ':webdav:some folder', ...options)).toBe('');
  });

  it('is refused with a wrong key', async () => {
    await expect(run('lsf', `:s3:${S3_BUCKET}`, '--retries', '1', ...s3('wrong'))).rejects.toThrow(
      'SignatureDoesNotMatch',
    );
  });
});

describe('CORS, as the real services have it', () => {
  const preflight = (path: string) =>
    fetch(`${cloud.url}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  it('lets pages reach Dropbox, Google Drive and OneDrive', async () => {
    for (const [path, allowed] of [
      ['/dropbox/2/files/list_folder', '*'],
      ['/gdrive/drive/v3/files', ORIGIN],
      ['/onedrive/v1.0/me/drive/special/approot/children', '*'],
    ] as const) {
      const answer = await preflight(path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('access-control-allow-origin'), path).toBe(allowed);
      expect(answer.headers.get('access-control-allow-headers')?.toLowerCase(), path).toContain('authorization');
    }
  });

  it('shows pages no ETag of Google Drive', async () => {
    const headers = { ...bearer(GOOGLE_DRIVE_TOKEN), origin: ORIGIN };
    const query = 'spaces=appDataFolder&q=trashed%20=%20false';
    const answer = await fetch(`${cloud.url}/gdrive/drive/v3/files?${query}`, { headers });
    expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).not.toContain('etag');
  });

  it('keeps pages out of WebDAV and S3', async () => {
    for (const [path, status] of [
      ['/webdav/', 401],
      [`/s3/${S3_BUCKET}`, 403],
    ] as const) {
      const answer = await preflight(path);
      expect(answer.status, path).toBe(status);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('the providers of the local cloud', () => {
  it('refuse strangers', async () => {
    for (const [method, path] of [
      ['POST', '/dropbox/2/files/list_folder'],
      ['GET', '/gdrive/drive/v3/files'],
      ['GET', '/onedrive/v1.0/me/drive/special/approot/children'],
    ] as const) {
      expect((await fetch(cloud.url + path, { method, headers: bearer('wrong') })).status, path).toBe(401);
    }
  });

  it('let Google Drive hold two files of one name', async () => {
    const body = [
      '--b',
      'content-type: application/json',
      '',
      '{"name":"twin","parents":["appDataFolder"]}',
      '--b',
      'content-type: text/plain',
      '',
      'x',
      '--b--',
    ].join('\r\n');
    const headers = { ...bearer(GOOGLE_DRIVE_TOKEN), 'content-type': 'multipart/related; boundary=b' };
    const create = () =>
      fetch(`${cloud.url}/gdrive/upload/drive/v3/files?uploadType=multipart`, { method: 'POST', headers, body });
    const ids = await Promise.all([create(), create()].map(async (answer) => (await (await answer).json()).id));
    expect(new Set(ids).size).toBe(2);
  });

  it('let Dropbox rename what is in the way, when it is not forbidden to', async () => {
    const upload = (content: string) =>
      fetch(`${cloud.url}/dropbox/2/files/upload`, {
        method: 'POST',
        headers: {
          ...bearer(DROPBOX_TOKEN),
          'content-type': 'application/octet-stream',
          'dropbox-api-arg': JSON.stringify({ path: '/Name', mode: 'add', autorename: true }),
        },
        body: content,
      });
    expect(await (await upload('one')).json()).toMatchObject({ name: 'name' });
    expect(await (await upload('two')).json()).toMatchObject({ name: 'name (1)' });
  });

  it('let OneDrive send a download to another host', async () => {
    const place = `${cloud.url}/onedrive/v1.0/me/drive/special/approot:/a:/content`;
    const headers = bearer(ONEDRIVE_TOKEN);
    expect((await fetch(place, { method: 'PUT', headers, body: 'x' })).status).toBe(201);
    const answer = await fetch(place, { headers, redirect: 'manual' });
    expect(answer.status).toBe(302);
    const address = answer.headers.get('location') ?? '';
    expect(new URL(address).hostname).toBe('localhost');
    expect(await (await fetch(address)).text()).toBe('x');
    expect((await fetch(address, { headers })).status).toBe(400);
    expect((await fetch(address.replace(/tempauth=./, 'tempauth=-'))).status).toBe(401);
  });

  it('want what each of them wants for a code', async () => {
    const ask = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(cloud.url + path, { method: 'POST', headers, body: new URLSearchParams({ code: 'x', ...form }) });
    const form = { grant_type: 'authorization_code', client_id: SIGN_IN_CLIENT.id };
    const errorOf = async (answer: Promise<Response>) => (await (await answer).json()).error;
    expect(await errorOf(ask('/dropbox/oauth2/token', form))).toBe('invalid_grant');
    expect(await errorOf(ask('/gdrive/token', form))).toBe('invalid_client');
    expect(await errorOf(ask('/gdrive/token', { ...form, client_secret: SIGN_IN_CLIENT.secret }))).toBe(
      'invalid_grant',
    );
    const microsoft = '/onedrive/common/oauth2/v2.0/token';
    expect(await errorOf(ask(microsoft, form))).toBe('invalid_request');
    expect(await errorOf(ask(microsoft, form, { origin: 'chrome-extension://a' }))).toBe('invalid_grant');
  });
});
