/**
 * Google Drive, in the hidden folder of the app (API v3, scope `drive.appdata`).
 *
 * [Note: names are not names] A file is its id, and any number of files may bear one name: a repeated creation, or two at
 * once, leave twins. All twins of a name count as one object, the copy whose hash the name tells is the one that is given
 * out, and all are deleted together.
 */
import { type Bytes, bytesToHex, concatBytes, utf8ToBytes } from '../../base/bytes.ts';
import { fail, ok } from '../../base/result.ts';
import {
  type AskProvider,
  createAskProvider,
  type Fields,
  fieldsIn,
  listIn,
  readFields,
  STRANGE,
  type TokenSource,
  textIn,
} from '../provider-http.ts';
import type { Remote, RemoteAnswer, RemoteFailure } from '../remote.ts';
import {
  failureOf,
  LIST_CAP_BYTES,
  OBJECT_CAP_BYTES,
  refusalOf,
  type StorageAnswer,
  type StoragePorts,
} from '../storage-http.ts';

export const GOOGLE_DRIVE_HOST = 'https://www.googleapis.com';

const MOST_PAGES = 500;
/** What Google documents for an upload in one piece. */
const MULTIPART_CAP_BYTES = 5_000_000;

interface Drive {
  readonly ports: StoragePorts;
  readonly ask: AskProvider;
  readonly host: string;
}

type Ids = ReadonlyMap<string, readonly string[]>;

export function createGoogleDriveRemote(
  ports: StoragePorts,
  { tokens, host = GOOGLE_DRIVE_HOST }: { readonly tokens: TokenSource; readonly host?: string },
): Remote {
  const drive: Drive = { ports, ask: createAskProvider(ports, tokens), host };
  // As of the last listing, and what was stored from here: spares a search for each object, and knows what a search does
  // not show yet. Whatever they do not answer is asked for anew.
  let listed: Ids | undefined;
  const made = new Map<string, string>();
  const knownIds = (name: string, found: Ids | undefined = listed) => {
    const own = made.get(name);
    return [...new Set([...(found?.get(name) ?? []), ...(own === undefined ? [] : [own])])];
  };
  return {
    async list() {
      const found = await findIds(drive);
      if (!found.ok) return found;
      listed = found.value;
      return ok([...found.value.keys()].map((name) => ({ name })));
    },
    async get(name) {
      const got = await download(drive, name, knownIds(name));
      if (got.ok || got.error.kind !== 'missing') return got;
      const found = await findIds(drive, name);
      return found.ok ? download(drive, name, found.value.get(name) ?? []) : found;
    },
    async putIfAbsent(name, bytes) {
      const found = listed === undefined ? await findIds(drive, name) : ok(listed);
      if (!found.ok) return found;
      // A search may lag either way. That it does not show the object makes a twin at worst; that it shows one which is
      // gone would lose it, so each is looked for by its id, which does not lag.
      const isThere = await isAnyThere(drive, knownIds(name, found.value));
      if (!isThere.ok) return isThere;
      if (isThere.value) return ok('exists');
      const id = await upload(drive, name, bytes);
      if (!id.ok) return id;
      made.set(name, id.value);
      return ok('stored');
    },
    async delete(name) {
      const found = await findIds(drive, name);
      if (!found.ok) return found;
      for (const id of new Set([...knownIds(name, found.value), ...knownIds(name)])) {
        const asked = await drive.ask({ method: 'DELETE', url: `${host}/drive/v3/files/${encodeURIComponent(id)}` });
        if (!asked.ok) return asked;
        if (![200, 204, 404].includes(asked.value.status)) return fail(driveRefusalOf(asked.value));
      }
      made.delete(name);
      return ok(undefined);
    },
  };
}

/** Ids by name, those of one name oldest first. */
async function findIds({ ask, host }: Drive, name?: string): RemoteAnswer<Ids> {
  const ids = new Map<string, string[]>();
  const only = name === undefined ? '' : `name = '${name.replace(/['\\]/g, '\\$&')}' and `;
  let pageToken = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({
      spaces: 'appDataFolder',
      q: `${only}trashed = false`,
      orderBy: 'createdTime',
      pageSize: '1000',
      fields: 'nextPageToken,files(id,name)',
      ...(pageToken === '' ? {} : { pageToken }),
    });
    const asked = await ask({ method: 'GET', url: `${host}/drive/v3/files?${query}`, capBytes: LIST_CAP_BYTES });
    if (!asked.ok) return asked;
    if (asked.value.status !== 200) return fail(driveRefusalOf(asked.value));
    const fields = readFields(asked.value);
    const files = listIn(fields, 'files');
    if (files === undefined) return STRANGE;
    for (const file of files) {
      const found = textIn(file, 'name');
      if (name === undefined || found === name) ids.set(found, [...(ids.get(found) ?? []), textIn(file, 'id')]);
    }
    const next = textIn(fields, 'nextPageToken');
    if (next === '') return ok(ids);
    if (next === pageToken) break;
    pageToken = next;
  }
  return STRANGE;
}

async function isAnyThere({ ask, host }: Drive, ids: readonly string[]): RemoteAnswer<boolean> {
  for (const id of ids) {
    const asked = await ask({ method: 'GET', url: `${host}/drive/v3/files/${encodeURIComponent(id)}?fields=id` });
    if (!asked.ok) return asked;
    if (asked.value.status === 200) return ok(true);
    if (asked.value.status !== 404) return fail(driveRefusalOf(asked.value));
  }
  return ok(false);
}

/** See [Note: names are not names]. */
async function download(drive: Drive, name: string, ids: readonly string[]): RemoteAnswer<Bytes> {
  let first: Bytes | undefined;
  for (const id of ids) {
    const url = `${drive.host}/drive/v3/files/${encodeURIComponent(id)}?alt=media`;
    const asked = await drive.ask({ method: 'GET', url, capBytes: OBJECT_CAP_BYTES });
    if (!asked.ok) return asked;
    const { status, bytes } = asked.value;
    if (status === 200 && (ids.length === 1 || (await isNamedBy(drive.ports, name, bytes)))) return ok(bytes);
    if (status !== 200 && status !== 404) return fail(driveRefusalOf(asked.value));
    if (status === 200) first ??= bytes;
  }
  return first === undefined ? fail({ kind: 'missing' }) : ok(first);
}

async function isNamedBy({ hash }: StoragePorts, name: string, bytes: Bytes): Promise<boolean> {
  const [, told = ''] = /-([0-9a-f]{32,64})$/.exec(name) ?? [];
  return told !== '' && bytesToHex(await hash(bytes)).startsWith(told);
}

/** The id of the new file. */
async function upload(drive: Drive, name: string, bytes: Bytes): RemoteAnswer<string> {
  const about = JSON.stringify({ name, parents: ['appDataFolder'] });
  const asked = await (bytes.length > MULTIPART_CAP_BYTES ? uploadLarge : uploadSmall)(drive, about, bytes);
  if (!asked.ok) return asked;
  if (asked.value.status !== 200 && asked.value.status !== 201) return fail(driveRefusalOf(asked.value));
  const id = textIn(readFields(asked.value), 'id');
  return id === '' ? STRANGE : ok(id);
}

function uploadSmall({ ports, ask, host }: Drive, about: string, bytes: Bytes): RemoteAnswer<StorageAnswer> {
  const boundary = bytesToHex(ports.random(16));
  const part = (type: string) => `--${boundary}\r\ncontent-type: ${type}\r\n\r\n`;
  return ask({
    method: 'POST',
    url: `${host}/upload/drive/v3/files?uploadType=multipart&fields=id`,
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: concatBytes(
      utf8ToBytes(`${part('application/json; charset=UTF-8')}${about}\r\n${part('application/octet-stream')}`),
      bytes,
      utf8ToBytes(`\r\n--${boundary}--\r\n`),
    ),
  });
}

/** A resumable upload that is never resumed: its only use is that it may be larger. */
async function uploadLarge({ ask, host }: Drive, about: string, bytes: Bytes): RemoteAnswer<StorageAnswer> {
  const begun = await ask({
    method: 'POST',
    url: `${host}/upload/drive/v3/files?uploadType=resumable&fields=id`,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'x-upload-content-type': 'application/octet-stream' },
    body: about,
  });
  if (!begun.ok || begun.value.status !== 200) return begun;
  const session = begun.value.headers.get('location') ?? '';
  // The token goes wherever this leads.
  if (URL.parse(session)?.origin !== new URL(host).origin) return STRANGE;
  return ask({ method: 'PUT', url: session, body: bytes });
}

/** Google says 403 for being too fast, for a full drive and for what is not allowed. */
function driveRefusalOf(answer: StorageAnswer): RemoteFailure {
  const reason = reasonOf(readFields(answer));
  if (/rateLimitExceeded|userRateLimitExceeded|dailyLimitExceeded/i.test(reason)) return failureOf(answer, 'busy');
  if (/storageQuotaExceeded|quotaExceeded/i.test(reason)) return failureOf(answer, 'full');
  return refusalOf(answer);
}

function reasonOf(fields: Fields | undefined): string {
  const error = fieldsIn(fields?.error);
  return textIn(listIn(error, 'errors')?.[0], 'reason');
}
