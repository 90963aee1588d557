/**
 * Dropbox, in the app's own folder (API v2, access type "app folder"). Everything is a POST; what went wrong with a file is
 * told by 409 and an `error_summary`.
 */
import { fail, ok } from '../../base/result.ts';
import {
  type AskProvider,
  createAskProvider,
  listIn,
  readFields,
  STRANGE,
  type TokenSource,
  textIn,
} from '../provider-http.ts';
import type { Remote, RemoteAnswer, RemoteFailure, RemoteObject } from '../remote.ts';
import {
  failureOf,
  LIST_CAP_BYTES,
  OBJECT_CAP_BYTES,
  refusalOf,
  type StorageAnswer,
  type StoragePorts,
} from '../storage-http.ts';

export interface DropboxHosts {
  readonly api: string;
  readonly content: string;
}

export const DROPBOX_HOSTS: DropboxHosts = {
  api: 'https://api.dropboxapi.com',
  content: 'https://content.dropboxapi.com',
};

const MOST_PAGES = 500;

export function createDropboxRemote(
  ports: StoragePorts,
  { tokens, hosts = DROPBOX_HOSTS }: { readonly tokens: TokenSource; readonly hosts?: DropboxHosts },
): Remote {
  const ask = createAskProvider(ports, tokens);
  const call = (path: string, json: object) =>
    ask({
      method: 'POST',
      url: `${hosts.api}/2/files/${path}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
      capBytes: LIST_CAP_BYTES,
    });
  return {
    list: () => listAll(call),
    async get(name) {
      const asked = await ask({
        method: 'POST',
        url: `${hosts.content}/2/files/download`,
        headers: { 'dropbox-api-arg': JSON.stringify({ path: `/${name}` }) },
        capBytes: OBJECT_CAP_BYTES,
      });
      if (!asked.ok) return asked;
      return asked.value.status === 200 ? ok(asked.value.bytes) : fail(dropboxRefusalOf(asked.value));
    },
    async putIfAbsent(name, bytes) {
      // Without `autorename: false` a conflict would become "name (1)"; `strict_conflict` also tells of the same content.
      const wish = { path: `/${name}`, mode: 'add', autorename: false, mute: true, strict_conflict: true };
      const asked = await ask({
        method: 'POST',
        url: `${hosts.content}/2/files/upload`,
        headers: { 'dropbox-api-arg': JSON.stringify(wish), 'content-type': 'application/octet-stream' },
        body: bytes,
      });
      if (!asked.ok) return asked;
      if (asked.value.status === 200) return readFields(asked.value) === undefined ? STRANGE : ok('stored');
      const isThere = asked.value.status === 409 && summaryOf(asked.value).startsWith('path/conflict');
      return isThere ? ok('exists') : fail(dropboxRefusalOf(asked.value));
    },
    async delete(name) {
      const asked = await call('delete_v2', { path: `/${name}` });
      if (!asked.ok) return asked;
      const failure = asked.value.status === 200 ? undefined : dropboxRefusalOf(asked.value);
      return failure === undefined || failure.kind === 'missing' ? ok(undefined) : fail(failure);
    },
  };
}

async function listAll(call: (path: string, json: object) => ReturnType<AskProvider>): RemoteAnswer<RemoteObject[]> {
  const names = new Set<string>();
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked =
      cursor === ''
        ? await call('list_folder', { path: '', limit: 2000 })
        : await call('list_folder/continue', { cursor });
    if (!asked.ok) return asked;
    if (asked.value.status !== 200) return fail(listRefusalOf(asked.value));
    const fields = readFields(asked.value);
    const entries = listIn(fields, 'entries');
    if (fields === undefined || entries === undefined) return STRANGE;
    for (const entry of entries) {
      if (textIn(entry, '.tag') === 'file') names.add(textIn(entry, 'name'));
      // A cursor also tells what was deleted while we were paging.
      else if (textIn(entry, '.tag') === 'deleted') names.delete(textIn(entry, 'name'));
    }
    if (fields.has_more !== true) return ok([...names].map((name) => ({ name })));
    cursor = textIn(fields, 'cursor');
    if (cursor === '') break;
  }
  return STRANGE;
}

/** A cursor that has run out ("reset") is nothing that the user must know of: the next round lists anew. */
function listRefusalOf(answer: StorageAnswer): RemoteFailure {
  const isReset = answer.status === 409 && summaryOf(answer).startsWith('reset');
  return isReset ? failureOf(answer, 'busy') : dropboxRefusalOf(answer);
}

function dropboxRefusalOf(answer: StorageAnswer): RemoteFailure {
  const summary = summaryOf(answer);
  if (answer.status === 401 && summary.startsWith('missing_scope')) return failureOf(answer, 'forbidden');
  if (answer.status !== 409) return refusalOf(answer);
  if (summary.includes('not_found')) return failureOf(answer, 'missing');
  if (summary.includes('insufficient_space')) return failureOf(answer, 'full');
  return failureOf(answer, summary.includes('no_write_permission') ? 'forbidden' : 'busy');
}

function summaryOf(answer: StorageAnswer): string {
  return textIn(readFields(answer), 'error_summary');
}
