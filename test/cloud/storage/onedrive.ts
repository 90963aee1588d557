/**
 * OneDrive through Microsoft Graph v1.0, the app's folder, and the sign-in of `login.microsoftonline.com`. What is in a file lies
 * at another address, which opens without a token for a while; `/content` redirects there.
 */
import { createHmac } from 'node:crypto';
import { ONEDRIVE_TOKEN } from '../credentials.ts';
import type { Cloud, CloudAnswer, CloudPart, CloudRequest } from '../part.ts';
import type { StorageSwitches } from '../switches.ts';
import { conditionOf, createShelf, etagOf, type Shelf, type ShelfObject, withCors } from './shelf.ts';
import { createSignIn } from './sign-in.ts';

interface Drive {
  readonly shelf: Shelf;
  readonly switches: StorageSwitches;
  readonly nowMs: number;
}

const ROOT = '/v1.0/me/drive/special/approot';
const DOWNLOAD_MS = 3600_000;
/** As the real service answers pages of any site. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, Retry-After',
};
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE,OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, if-match, if-none-match',
};

export function createOneDrive(cloud: Cloud): CloudPart {
  const shelf = createShelf(cloud, 'onedrive');
  const signIn = createSignIn(cloud, {
    face: 'onedrive',
    accessSeconds: 3600,
    refreshSeconds: 86_400,
    needsSecret: false,
    needsOrigin: true,
    isRotating: true,
    wantsOffline: (query) => (query.get('scope') ?? '').split(' ').includes('offline_access'),
    readyToken: ONEDRIVE_TOKEN,
  });
  return {
    name: 'onedrive',
    prefix: '/onedrive',
    handle(request) {
      if (request.path === '/common/oauth2/v2.0/authorize') return signIn.authorise(request);
      if (request.method === 'OPTIONS') return { status: 200, headers: PREFLIGHT };
      if (request.path === '/common/oauth2/v2.0/token') return withCors(signIn.token(request), CORS);
      if (request.path.startsWith('/download/')) return withCors(download(shelf, cloud.now(), request), CORS);
      if (!signIn.isSignedIn(request)) return withCors(failed(401, 'InvalidAuthenticationToken'), CORS);
      return withCors(answer({ shelf, switches: cloud.switches.onedrive, nowMs: cloud.now() }, request), CORS);
    },
  };
}

function answer(drive: Drive, request: CloudRequest): CloudAnswer {
  const path = decodeURIComponent(request.path);
  if (path === `${ROOT}/children` && request.method === 'GET') return list(drive, request);
  const [, name, content] = /^\/v1\.0\/me\/drive\/special\/approot:\/([^/:]+)(:\/content)?$/.exec(path) ?? [];
  if (name === undefined) return failed(404, 'itemNotFound');
  const [there] = drive.shelf.find('', name);
  if (content !== undefined && request.method === 'PUT') return write(drive, request, name, there);
  if (there === undefined) return failed(404, 'itemNotFound');
  if (request.method === 'GET') {
    return content === undefined
      ? { status: 200, json: itemOf(drive, request, there, true) }
      : { status: 302, headers: { location: downloadUrlOf(drive, request, there) } };
  }
  if (request.method !== 'DELETE') return failed(405, 'notAllowed');
  if (drive.switches.isReadOnly) return failed(403, 'accessDenied');
  drive.shelf.remove(there.id);
  return { status: 204 };
}

function list(drive: Drive, request: CloudRequest): CloudAnswer {
  const all = drive.shelf.list('');
  const from = Number(request.query.get('$skiptoken') ?? 0);
  const most = Math.min(drive.switches.pageSize, Number(request.query.get('$top') ?? 200));
  const value = all.slice(from, from + most).map((one) => itemOf(drive, request, one, false));
  const next = `${request.base}${ROOT}/children?$top=${most}&$skiptoken=${from + most}`;
  return { status: 200, json: all.length > from + most ? { value, '@odata.nextLink': next } : { value } };
}

function write(
  { shelf, switches }: Drive,
  request: CloudRequest,
  name: string,
  there: ShelfObject | undefined,
): CloudAnswer {
  if (switches.isReadOnly) return failed(403, 'accessDenied');
  const isFailing = request.query.get('@microsoft.graph.conflictBehavior') === 'fail';
  if (there !== undefined && isFailing && switches.conditions !== 'ignored') return failed(409, 'nameAlreadyExists');
  if (conditionOf(request, switches, there) === 'failed') return failed(412, 'preconditionFailed');
  if (shelf.isOver(request.body.length)) return failed(507, 'quotaLimitReached');
  const { id, bytes } = shelf.put('', name, request.body);
  return { status: there === undefined ? 201 : 200, json: { id, name, size: bytes.length } };
}

function itemOf(drive: Drive, request: CloudRequest, object: ShelfObject, hasUrl: boolean): object {
  const { id, name, bytes } = object;
  const etag = etagOf(drive.switches.etags, bytes);
  return {
    ...(hasUrl ? { '@microsoft.graph.downloadUrl': downloadUrlOf(drive, request, object) } : {}),
    ...(etag === undefined ? {} : { eTag: etag }),
    id,
    name,
    size: bytes.length,
    file: { mimeType: 'application/octet-stream' },
  };
}

/** On another host than the one that was asked, as the real ones are: `localhost` for `127.0.0.1`. */
function downloadUrlOf({ nowMs }: Drive, { base }: CloudRequest, { id }: ShelfObject): string {
  const until = nowMs + DOWNLOAD_MS;
  const host = base.replace('//127.0.0.1', '//localhost');
  return `${host}/download/${id}?until=${until}&tempauth=${permitFor(id, until)}`;
}

function permitFor(id: string, untilMs: number): string {
  return createHmac('sha256', ONEDRIVE_TOKEN).update(`${id} ${untilMs}`).digest('base64url');
}

function download(shelf: Shelf, nowMs: number, { path, query, headers }: CloudRequest): CloudAnswer {
  const id = path.slice('/download/'.length);
  const until = Number(query.get('until'));
  // Who sends the token here has given it to a stranger.
  if (headers.authorization !== undefined) return failed(400, 'tokenSentElsewhere');
  if (query.get('tempauth') !== permitFor(id, until) || until < nowMs) return failed(401, 'unauthenticated');
  const there = shelf.findById(id);
  return there === undefined ? failed(404, 'itemNotFound') : { status: 200, bytes: there.bytes };
}

function failed(status: number, code: string): CloudAnswer {
  return { status, json: { error: { code, message: code, innerError: { 'request-id': 'local' } } } };
}
