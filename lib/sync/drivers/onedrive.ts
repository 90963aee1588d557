/**
 * OneDrive, in the app's own folder (Microsoft Graph v1.0, scope `Files.ReadWrite.AppFolder`).
 *
 * [Note: downloads] Graph answers `/content` with a redirect to another host, and following it would carry the token along.
 * So the item is asked for its `@microsoft.graph.downloadUrl` instead, which needs no token and is fetched without one. That
 * URL is itself a secret for about an hour, and is neither kept nor told.
 */
import type { Bytes } from '../../base/bytes.ts';
import { fail, ok } from '../../base/result.ts';
import {
  type AskProvider,
  createAskProvider,
  fieldsIn,
  listIn,
  readFields,
  STRANGE,
  type TokenSource,
  textIn,
} from '../provider-http.ts';
import type { Remote, RemoteAnswer, RemoteFailure, RemoteObject } from '../remote.ts';
import {
  askStorage,
  failureOf,
  LIST_CAP_BYTES,
  OBJECT_CAP_BYTES,
  parseStorageAddress,
  refusalOf,
  type StorageAnswer,
  type StoragePorts,
} from '../storage-http.ts';

export const ONEDRIVE_HOST = 'https://graph.microsoft.com';

const MOST_PAGES = 1000;
const DOWNLOAD_URL = '@microsoft.graph.downloadUrl';

export function createOneDriveRemote(
  ports: StoragePorts,
  { tokens, host = ONEDRIVE_HOST }: { readonly tokens: TokenSource; readonly host?: string },
): Remote {
  const ask = createAskProvider(ports, tokens);
  const folder = `${host}/v1.0/me/drive/special/approot`;
  const itemOf = (name: string) => `${folder}:/${encodeURIComponent(name)}`;
  return {
    list: () => listAll(ask, host, `${folder}/children?$select=name,folder&$top=200`),
    async get(name) {
      const asked = await ask({ method: 'GET', url: `${itemOf(name)}?$select=id,size,${DOWNLOAD_URL}` });
      if (!asked.ok) return asked;
      return asked.value.status === 200 ? download(ports, asked.value) : fail(graphRefusalOf(asked.value));
    },
    async putIfAbsent(name, bytes) {
      const asked = await ask({
        method: 'PUT',
        url: `${itemOf(name)}:/content?@microsoft.graph.conflictBehavior=fail`,
        headers: { 'content-type': 'application/octet-stream' },
        body: bytes,
      });
      if (!asked.ok) return asked;
      const { status } = asked.value;
      if (status === 200 || status === 201) return readFields(asked.value) === undefined ? STRANGE : ok('stored');
      const isThere = status === 412 || (status === 409 && codeOf(asked.value) === 'nameAlreadyExists');
      return isThere ? ok('exists') : fail(graphRefusalOf(asked.value));
    },
    async delete(name) {
      const asked = await ask({ method: 'DELETE', url: itemOf(name) });
      if (!asked.ok) return asked;
      return [200, 204, 404].includes(asked.value.status) ? ok(undefined) : fail(graphRefusalOf(asked.value));
    },
  };
}

async function listAll(ask: AskProvider, host: string, first: string): RemoteAnswer<readonly RemoteObject[]> {
  const names = new Set<string>();
  let url = first;
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = await ask({ method: 'GET', url, capBytes: LIST_CAP_BYTES });
    if (!asked.ok) return asked;
    // The folder is made by the first thing that is put there.
    if (asked.value.status === 404 && page === 0) return ok([]);
    if (asked.value.status !== 200) return fail(graphRefusalOf(asked.value));
    const fields = readFields(asked.value);
    const items = listIn(fields, 'value');
    if (items === undefined) return STRANGE;
    for (const item of items) if (fieldsIn(item.folder) === undefined) names.add(textIn(item, 'name'));
    const next = textIn(fields, '@odata.nextLink');
    if (next === '') return ok([...names].map((name) => ({ name })));
    // The token goes wherever this link leads.
    if (URL.parse(next)?.origin !== new URL(host).origin || next === url) break;
    url = next;
  }
  return STRANGE;
}

/** See [Note: downloads]. */
async function download(ports: StoragePorts, about: StorageAnswer): RemoteAnswer<Bytes> {
  const fields = readFields(about);
  const url = textIn(fields, DOWNLOAD_URL);
  // Without the query, which holds the permission, the address must be as good as any other.
  if (!parseStorageAddress(url.split('?')[0] ?? '').ok) return STRANGE;
  const asked = await askStorage(ports, { method: 'GET', url, capBytes: OBJECT_CAP_BYTES });
  if (!asked.ok) return asked;
  const { status, bytes } = asked.value;
  // This URL runs out; a new one is there for the asking.
  if (status === 401 || status === 403) return fail(failureOf(asked.value, 'busy'));
  if (status !== 200) return fail(refusalOf(asked.value));
  return typeof fields?.size === 'number' && fields.size !== bytes.length ? fail({ kind: 'unreachable' }) : ok(bytes);
}

function graphRefusalOf(answer: StorageAnswer): RemoteFailure {
  const code = codeOf(answer);
  if (/quotaLimitReached|insufficientStorage/i.test(code)) return failureOf(answer, 'full');
  if (/activityLimitReached/i.test(code)) return failureOf(answer, 'busy');
  return refusalOf(answer);
}

function codeOf(answer: StorageAnswer): string {
  return textIn(fieldsIn(readFields(answer)?.error), 'code');
}
