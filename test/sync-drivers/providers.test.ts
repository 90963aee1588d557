import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDropboxRemote } from '../../lib/sync/drivers/dropbox.ts';
import { createGoogleDriveRemote } from '../../lib/sync/drivers/google-drive.ts';
import { createOneDriveRemote } from '../../lib/sync/drivers/onedrive.ts';
import type { TokenSource } from '../../lib/sync/provider-http.ts';
import type { Remote } from '../../lib/sync/remote.ts';
import type { StoragePorts } from '../../lib/sync/storage-http.ts';
import { DROPBOX_TOKEN, GOOGLE_DRIVE_TOKEN, ONEDRIVE_TOKEN } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { ports } from './bench.ts';
import { namesAt } from './suite.ts';

const BYTES = new Uint8Array([1, 2, 3]);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);
const NAME = `aaaaaaaaaaaaaaaa-00000001-${hashOf(BYTES)}`;
const tokensOf = (token: string): TokenSource => ({ token: async () => ({ ok: true, value: token }) });
const refusal = (kind: string) => ({ ok: false, error: { kind } });

let cloud: RunningCloud;
beforeEach(async () => {
  cloud = await startCloud();
});
afterEach(() => cloud.close());

const dropbox = (given: StoragePorts = ports): Remote =>
  createDropboxRemote(given, {
    tokens: tokensOf(DROPBOX_TOKEN),
    hosts: { api: `${cloud.url}/dropbox`, content: `${cloud.url}/dropbox` },
  });
const drive = (given: StoragePorts = ports): Remote =>
  createGoogleDriveRemote(given, { tokens: tokensOf(GOOGLE_DRIVE_TOKEN), host: `${cloud.url}/gdrive` });
const onedrive = (given: StoragePorts = ports): Remote =>
  createOneDriveRemote(given, { tokens: tokensOf(ONEDRIVE_TOKEN), host: `${cloud.url}/onedrive` });
/** Ports whose storage answers everything with this. */
const answering = (json: unknown, status = 200): StoragePorts => ({
  ...ports,
  fetch: async () => Response.json(json, { status }),
});

describe('the Google Drive driver', () => {
  /** As a device does that was not answered, or two at once. */
  async function makeTwins(...contents: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    const remotes = contents.map(() => drive());
    for (const remote of remotes) await remote.list();
    for (const [at, remote] of remotes.entries()) await remote.putIfAbsent(NAME, contents[at] ?? BYTES);
  }
  const filesAt = async (): Promise<readonly object[]> => {
    const headers = { authorization: `Bearer ${GOOGLE_DRIVE_TOKEN}` };
    const query = new URLSearchParams({ spaces: 'appDataFolder', q: 'trashed = false' });
    return (await (await fetch(`${cloud.url}/gdrive/drive/v3/files?${query}`, { headers })).json()).files;
  };

  it('shows twins as one, and deletes them together', async () => {
    await makeTwins(BYTES, BYTES, BYTES);
    expect(await filesAt()).toHaveLength(3);
    expect(await namesAt(drive())).toEqual([NAME]);
    expect(await drive().get(NAME)).toEqual({ ok: true, value: BYTES });
    expect(await drive().delete(NAME)).toMatchObject({ ok: true });
    expect(await filesAt()).toHaveLength(0);
  });

  it('gives out the twin that its name tells of, wherever it stands', async () => {
    await makeTwins(new Uint8Array([1, 2]), BYTES, new Uint8Array([9]));
    expect(await drive().get(NAME)).toEqual({ ok: true, value: BYTES });
  });

  it('makes no further twin of what it has stored itself, listed or not', async () => {
    cloud.control.turn({ gdrive: { listLagMs: 60_000 } });
    const remote = drive();
    await remote.list();
    expect(await remote.putIfAbsent(NAME, BYTES)).toEqual({ ok: true, value: 'stored' });
    await remote.list();
    expect(await remote.putIfAbsent(NAME, BYTES)).toEqual({ ok: true, value: 'exists' });
  });

  it('stores again what a listing still shows and what is gone', async () => {
    const remote = drive();
    await remote.putIfAbsent(NAME, BYTES);
    cloud.control.turn({ gdrive: { listLagMs: 60_000 } });
    cloud.control.advance(61_000);
    await drive().delete(NAME);
    const other = drive();
    expect(await namesAt(other)).toEqual([NAME]);
    expect(await other.putIfAbsent(NAME, BYTES)).toEqual({ ok: true, value: 'stored' });
    expect(await other.get(NAME)).toEqual({ ok: true, value: BYTES });
  });

  it('takes a large upload to no other host', async () => {
    const headers = { location: 'https://elsewhere.example/upload' };
    const answer = (url: string) =>
      url.includes('upload') ? new Response('{}', { headers }) : Response.json({ files: [] });
    const given = { ...ports, fetch: async (url: string) => answer(url) };
    expect(await drive(given).putIfAbsent(NAME, new Uint8Array(6_000_000))).toEqual(refusal('not-a-storage'));
  });

  it.each([
    ['userRateLimitExceeded', 'busy'],
    ['rateLimitExceeded', 'busy'],
    ['storageQuotaExceeded', 'full'],
    ['insufficientFilePermissions', 'forbidden'],
  ])('tells 403 for %s as %s', async (reason, kind) => {
    const given = answering({ error: { code: 403, errors: [{ reason }] } }, 403);
    expect(await drive(given).list()).toEqual(refusal(kind));
  });
});

describe('the OneDrive driver', () => {
  it('downloads from another host, and takes the token to none but Graph', async () => {
    const seen: { readonly url: string; readonly hasToken: boolean }[] = [];
    const given: StoragePorts = {
      ...ports,
      fetch: (url, init) => {
        seen.push({ url, hasToken: new Headers(init.headers).has('authorization') });
        return ports.fetch(url, init);
      },
    };
    await onedrive().putIfAbsent(NAME, BYTES);
    expect(await onedrive(given).get(NAME)).toEqual({ ok: true, value: BYTES });
    expect(seen).toHaveLength(2);
    expect(seen[0]).toMatchObject({ hasToken: true });
    expect(new URL(seen[0]?.url ?? '').hostname).toBe('127.0.0.1');
    expect(seen[1]).toMatchObject({ hasToken: false });
    expect(new URL(seen[1]?.url ?? '').hostname).toBe('localhost');
  });

  it('follows a listing to no other host', async () => {
    const asked: string[] = [];
    const page = { value: [], '@odata.nextLink': 'https://elsewhere.example/next' };
    const fetch = async (url: string) => {
      asked.push(new URL(url).hostname);
      return Response.json(page);
    };
    expect(await onedrive({ ...ports, fetch }).list()).toEqual(refusal('not-a-storage'));
    expect(asked).toEqual(['127.0.0.1']);
  });

  it.each(['http://elsewhere.example/file', 'ftp://elsewhere.example/file', 'https://u:p@elsewhere.example/', ''])(
    'downloads nothing from %s',
    async (url) => {
      const given = answering({ size: 3, '@microsoft.graph.downloadUrl': url });
      expect(await onedrive(given).get(NAME)).toEqual(refusal('not-a-storage'));
    },
  );

  it('asks again later when a download address has run out', async () => {
    await onedrive().putIfAbsent(NAME, BYTES);
    cloud.control.fault({ part: 'onedrive', kind: 'status', status: 401, path: '/download/' });
    expect(await onedrive().get(NAME)).toEqual(refusal('busy'));
    expect(await onedrive().get(NAME)).toEqual({ ok: true, value: BYTES });
  });

  it('does not take fewer bytes than the item has', async () => {
    await onedrive().putIfAbsent(NAME, BYTES);
    const given: StoragePorts = {
      ...ports,
      fetch: (url, init) => (url.includes('/download/') ? Promise.resolve(new Response('ab')) : ports.fetch(url, init)),
    };
    expect(await onedrive(given).get(NAME)).toEqual(refusal('unreachable'));
  });
});

describe('the Dropbox driver', () => {
  it.each([
    ['path/conflict/file/..', { ok: true, value: 'exists' }],
    ['path/insufficient_space/', refusal('full')],
    ['path/no_write_permission/', refusal('forbidden')],
    ['path/too_many_write_operations/', refusal('busy')],
    ['path/malformed_path/', refusal('busy')],
  ])('tells a refused upload for %s', async (error_summary, outcome) => {
    expect(await dropbox(answering({ error_summary }, 409)).putIfAbsent(NAME, BYTES)).toEqual(outcome);
  });

  it('tells a missing scope from a token that has run out', async () => {
    expect(await dropbox(answering({ error_summary: 'missing_scope/..' }, 401)).list()).toEqual(refusal('forbidden'));
    expect(await dropbox(answering({ error_summary: 'expired_access_token/' }, 401)).list()).toEqual(
      refusal('unauthorized'),
    );
  });

  it('starts a listing anew when its cursor was reset', async () => {
    expect(await dropbox(answering({ error_summary: 'reset/..' }, 409)).list()).toEqual(refusal('busy'));
  });

  it('leaves out what was deleted while it was listing', async () => {
    const pages = [
      {
        entries: [
          { '.tag': 'file', name: 'a-1' },
          { '.tag': 'file', name: 'a-2' },
        ],
        cursor: 'c',
        has_more: true,
      },
      {
        entries: [
          { '.tag': 'deleted', name: 'a-1' },
          { '.tag': 'folder', name: 'more' },
        ],
        cursor: 'd',
        has_more: false,
      },
    ];
    const given = { ...ports, fetch: async () => Response.json(pages.shift()) };
    expect(await namesAt(dropbox(given))).toEqual(['a-2']);
  });

  it('never lets the storage change a name', async () => {
    await dropbox().putIfAbsent(NAME, BYTES);
    expect(await dropbox().putIfAbsent(NAME, new Uint8Array([9]))).toEqual({ ok: true, value: 'exists' });
    expect(await namesAt(dropbox())).toEqual([NAME]);
  });
});

describe.each([
  ['Dropbox', dropbox],
  ['Google Drive', drive],
  ['OneDrive', onedrive],
] as const)('the %s driver', (_name, create) => {
  it.each([
    ['text', 'hello'],
    ['null', null],
    ['a list', []],
    ['an empty object', {}],
    ['a list of the wrong things', { files: 'x', entries: 7, value: { name: 'a' } }],
    ['fields of a prototype', JSON.parse('{"__proto__": {"files": [], "entries": [], "value": []}}')],
  ])('takes %s for no listing', async (_what, json) => {
    expect(await create(answering(json)).list()).toEqual(refusal('not-a-storage'));
  });

  it('passes over entries that are none', async () => {
    const strange = [null, 7, 'x', [], { name: 7 }];
    const listed = await create(answering({ files: strange, entries: strange, value: strange })).list();
    expect(listed.ok).toBe(true);
  });

  it('waits no longer than a day, whatever the storage asks', async () => {
    const headers = { 'retry-after': '999999999' };
    const given = { ...ports, fetch: async () => new Response('', { status: 429, headers }) };
    expect(await create(given).list()).toEqual({ ok: false, error: { kind: 'busy', retryAfterMs: 86_400_000 } });
  });
});
