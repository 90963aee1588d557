/**
 * WebDAV (RFC 4918): Nextcloud, ownCloud, mod_dav, rclone and most network drives at home.
 *
 * [Note: no ETags] They are weak for a while after each write (mod_dav), lost behind packing proxies, or not there, and
 * some gateways ignore every condition. `If-None-Match: *` is sent as a courtesy; nothing depends on it.
 */

import { bytesToBase64 } from '../../base/base64.ts';
import { bytesToUtf8, utf8ToBytes } from '../../base/bytes.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Remote, RemoteAnswer, RemoteFailure, RemoteObject } from '../remote.ts';
import {
  askStorage,
  LIST_CAP_BYTES,
  OBJECT_CAP_BYTES,
  refusalOf,
  type StorageAddress,
  type StorageAnswer,
  type StoragePorts,
  type StorageRequest,
} from '../storage-http.ts';
import { childrenOf, readXml, textOf, type XmlElement } from '../xml.ts';

export interface WebDavSettings {
  /** The folder itself; it is made when something is first put there, with up to `FOLDERS_MADE` above it. */
  readonly address: StorageAddress;
  readonly user: string;
  readonly password: string;
}

const FOLDERS_MADE = 4;
const DAV = 'DAV:';
const QUESTION =
  '<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/></d:prop></d:propfind>';

/** Basic authentication (RFC 7617) with UTF-8; a user name cannot hold a colon. */
export function createWebDavRemote(ports: StoragePorts, settings: WebDavSettings): Remote {
  const authorization = `Basic ${bytesToBase64(utf8ToBytes(`${settings.user}:${settings.password}`))}`;
  const ask = ({ headers, ...request }: StorageRequest) =>
    askStorage(ports, { ...request, headers: { authorization, ...headers } });
  const urlOf = (name: string) => `${settings.address}/${encodeURIComponent(name)}`;
  const put = (name: string, body: Uint8Array<ArrayBuffer>) =>
    ask({
      method: 'PUT',
      url: urlOf(name),
      body,
      headers: { 'if-none-match': '*', 'content-type': 'application/octet-stream' },
    });
  return {
    async list() {
      const asked = await ask({
        method: 'PROPFIND',
        url: `${settings.address}/`,
        body: QUESTION,
        headers: { depth: '1', 'content-type': 'application/xml; charset=utf-8' },
        capBytes: LIST_CAP_BYTES,
      });
      return asked.ok ? readListing(asked.value, settings.address) : asked;
    },
    async get(name) {
      const asked = await ask({ method: 'GET', url: urlOf(name), capBytes: OBJECT_CAP_BYTES });
      if (!asked.ok) return asked;
      return asked.value.status === 200 ? ok(asked.value.bytes) : fail(refusalOf(asked.value));
    },
    async putIfAbsent(name, bytes) {
      const first = await put(name, bytes);
      if (!first.ok || !isFolderMissing(first.value)) return readPut(first);
      const made = await makeFolder(ask, settings.address, FOLDERS_MADE);
      // Whatever became of that: another device may have made it at the same moment, which mod_dav tells as 403.
      const again = await put(name, bytes);
      return !made.ok && again.ok && isFolderMissing(again.value) ? made : readPut(again);
    },
    async delete(name) {
      const asked = await ask({ method: 'DELETE', url: urlOf(name) });
      if (!asked.ok) return asked;
      const { status } = asked.value;
      // 207 would tell of something inside that stayed.
      return [200, 202, 204, 404, 410].includes(status) ? ok(undefined) : fail(refusalOf(asked.value));
    },
  };
}

/** RFC 4918 section 9.7.1 says 409 where the folder is not there; some say 404. */
function isFolderMissing({ status }: StorageAnswer): boolean {
  return status === 409 || status === 404;
}

type Ask = (request: StorageRequest) => RemoteAnswer<StorageAnswer>;

function readPut(asked: Result<StorageAnswer, RemoteFailure>): Result<'stored' | 'exists', RemoteFailure> {
  if (!asked.ok) return asked;
  const { status } = asked.value;
  if (status === 412) return ok('exists');
  return [200, 201, 202, 204].includes(status) ? ok('stored') : fail(refusalOf(asked.value));
}

/** 405 means that it is there: another device was quicker. */
async function makeFolder(ask: Ask, address: string, left: number): RemoteAnswer<void> {
  const asked = await ask({ method: 'MKCOL', url: `${address}/` });
  if (!asked.ok) return asked;
  if ([200, 201, 405].includes(asked.value.status)) return ok(undefined);
  if (!isFolderMissing(asked.value)) return fail(refusalOf(asked.value));
  const parent = address.slice(0, address.lastIndexOf('/'));
  if (left === 0 || parent.length <= new URL(address).origin.length) return fail({ kind: 'missing' });
  const made = await makeFolder(ask, parent, left - 1);
  const again = await makeFolder(ask, address, 0);
  return made.ok ? again : made;
}

function readListing(answer: StorageAnswer, address: string): Result<readonly RemoteObject[], RemoteFailure> {
  if (answer.status === 404) return ok([]);
  if (answer.status !== 207) return fail(answer.status < 300 ? { kind: 'not-a-storage' } : refusalOf(answer));
  const root = parseBody(answer);
  if (root === undefined || root.name !== 'multistatus' || root.space !== DAV) return fail({ kind: 'not-a-storage' });
  const members = childrenOf(root, 'response', DAV).map((response) => readMember(response, address));
  // The folder is a member of its own listing; nothing at all is an answer that lost its content on the way.
  if (members.length === 0) return fail({ kind: 'not-a-storage' });
  // Servers that cut a listing short say 507 for what they left out.
  if (members.some(({ status }) => status === 507 || status >= 500)) return fail({ kind: 'busy' });
  const paths = members.map(({ path }) => path);
  const folder = folderAmong(paths, decodePath(new URL(address).pathname));
  const names = members
    .filter(({ isFolder, status }) => !isFolder && status !== 404 && status !== 410)
    .flatMap(({ path }) => nameIn(folder, path) ?? []);
  return ok([...new Set(names)].map((name) => ({ name })));
}

interface Member {
  /** Decoded, without a slash at the end. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Of the member itself; 200 where only its properties have one. */
  readonly status: number;
}

function readMember(response: XmlElement, address: string): Member {
  const href = textOf(response, 'href', DAV);
  const path = URL.parse(href, `${address}/`)?.pathname ?? '';
  const isFolder = childrenOf(response, 'propstat', DAV)
    .flatMap((propstat) => childrenOf(propstat, 'prop', DAV))
    .flatMap((prop) => childrenOf(prop, 'resourcetype', DAV))
    .some((type) => childrenOf(type, 'collection', DAV).length > 0);
  const status = Number(/^HTTP\/\S+ (\d{3})/.exec(textOf(response, 'status', DAV))?.[1] ?? 200);
  return { path: decodePath(path), isFolder: isFolder || path.endsWith('/'), status };
}

/** A proxy may show the folder under another path than the one we asked; it is then the shortest of all. */
function folderAmong(paths: readonly string[], asked: string): string {
  if (paths.includes(asked)) return asked;
  return paths.reduce((shortest, path) => (path.length < shortest.length ? path : shortest));
}

function nameIn(folder: string, path: string): string | undefined {
  const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
  return name === '' || name.includes('/') ? undefined : name;
}

function decodePath(path: string): string {
  const bare = path.replace(/\/+$/, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function parseBody({ bytes }: StorageAnswer): XmlElement | undefined {
  try {
    return readXml(bytesToUtf8(bytes));
  } catch {
    return undefined;
  }
}
