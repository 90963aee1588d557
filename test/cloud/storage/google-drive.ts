/**
 * Google Drive, API v3, `appDataFolder`: `/drive/v3/files`, `/upload/drive/v3/files`, `/o/oauth2/v2/auth`, `/token`. A name is
 * no key: every creation makes a new file. Pages get the origin echoed, and no ETag.
 */
import { GOOGLE_DRIVE_TOKEN } from '../credentials.ts';
import { type Cloud, type CloudAnswer, type CloudPart, type CloudRequest, headerOf } from '../part.ts';
import type { StorageSwitches } from '../switches.ts';
import { createShelf, type Shelf, type ShelfObject, withCors } from './shelf.ts';
import { createSignIn } from './sign-in.ts';

/** 5 MB of content and what stands around it. */
const MULTIPART_BYTES = 5_001_000;

interface Drive {
  readonly shelf: Shelf;
  readonly switches: StorageSwitches;
}

export function createGoogleDrive(cloud: Cloud): CloudPart {
  const shelf = createShelf(cloud, 'gdrive');
  const signIn = createSignIn(cloud, {
    face: 'gdrive',
    accessSeconds: 3599,
    refreshSeconds: 0,
    needsSecret: true,
    needsOrigin: false,
    isRotating: false,
    wantsOffline: (query) => query.get('access_type') === 'offline' && query.get('prompt') === 'consent',
    readyToken: GOOGLE_DRIVE_TOKEN,
  });
  return {
    name: 'gdrive',
    prefix: '/gdrive',
    handle(request) {
      if (request.path === '/o/oauth2/v2/auth') return signIn.authorise(request);
      const cors = corsFor(request);
      if (request.method === 'OPTIONS') return { status: 200, headers: { ...cors, ...allowed(request) } };
      if (request.path === '/token') return withCors(signIn.token(request), cors);
      if (!signIn.isSignedIn(request)) return withCors(failed(401, 'authError'), cors);
      return withCors(answer({ shelf, switches: cloud.switches.gdrive }, request), cors);
    },
  };
}

function corsFor({ headers }: CloudRequest): Readonly<Record<string, string>> {
  return {
    vary: 'Origin',
    ...(headers.origin === undefined ? {} : { 'access-control-allow-origin': headers.origin }),
    'access-control-expose-headers': 'Cache-Control,Content-Encoding,Content-Length,Content-Type,Date,Server,Vary',
  };
}

function allowed({ headers }: CloudRequest): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT',
    'access-control-allow-headers': String(headers['access-control-request-headers'] ?? ''),
  };
}

function answer(drive: Drive, request: CloudRequest): CloudAnswer {
  if (request.path === '/drive/v3/files' && request.method === 'GET') return list(drive, request);
  if (request.path === '/upload/drive/v3/files' && request.method === 'POST') return create(drive, request);
  const uploadId = request.query.get('upload_id');
  if (request.path === '/upload/drive/v3/files' && request.method === 'PUT' && uploadId !== null) {
    return store(drive, Buffer.from(uploadId, 'base64url'), request.body);
  }
  const [, id] = /^\/drive\/v3\/files\/([\w-]+)$/.exec(request.path) ?? [];
  if (id === undefined) return failed(404, 'notFound');
  const there = drive.shelf.findById(id);
  if (there === undefined) return failed(404, 'notFound');
  if (request.method === 'GET') return read(there, request);
  if (request.method !== 'DELETE') return failed(405, 'methodNotAllowed');
  if (drive.switches.isReadOnly) return failed(403, 'insufficientFilePermissions');
  drive.shelf.remove(id);
  return { status: 204 };
}

function list({ shelf, switches }: Drive, { query }: CloudRequest): CloudAnswer {
  if (query.get('spaces') !== 'appDataFolder') return failed(403, 'insufficientScopes');
  const asked = /^(?:name = '((?:[^'\\]|\\.)*)' and )?trashed = false$/.exec(query.get('q') ?? '');
  if (asked === null) return failed(400, 'invalid');
  const name = asked[1]?.replace(/\\(.)/g, '$1');
  const found = shelf.list('').filter((one) => name === undefined || one.name === name);
  const from = Number(query.get('pageToken') ?? 0);
  const most = Math.min(switches.pageSize, Number(query.get('pageSize') ?? 100));
  const files = found.slice(from, from + most).map((one) => ({ id: one.id, name: one.name }));
  const isMore = found.length > from + most;
  return { status: 200, json: isMore ? { nextPageToken: String(from + most), files } : { files } };
}

function read({ id, name, bytes }: ShelfObject, { query }: CloudRequest): CloudAnswer {
  return query.get('alt') === 'media'
    ? { status: 200, bytes }
    : { status: 200, json: { kind: 'drive#file', id, name } };
}

function create(drive: Drive, request: CloudRequest): CloudAnswer {
  if (request.query.get('uploadType') === 'resumable') return beginUpload(request);
  const parts = request.query.get('uploadType') === 'multipart' ? partsOf(request) : undefined;
  if (parts === undefined || request.body.length > MULTIPART_BYTES) return failed(400, 'badContent');
  return store(drive, parts.about, parts.content);
}

/** The session's address holds what the file will be called; the real one is opaque. */
function beginUpload({ base, body }: CloudRequest): CloudAnswer {
  const location = `${base}/upload/drive/v3/files?uploadType=resumable&upload_id=${body.toString('base64url')}`;
  return { status: 200, headers: { location } };
}

function store({ shelf, switches }: Drive, about: Buffer, content: Buffer): CloudAnswer {
  const { name, parents } = JSON.parse(about.toString('utf8'));
  if (typeof name !== 'string' || parents?.[0] !== 'appDataFolder') return failed(403, 'insufficientScopes');
  if (switches.isReadOnly) return failed(403, 'insufficientFilePermissions');
  if (shelf.isOver(content.length)) return failed(403, 'storageQuotaExceeded');
  return { status: 200, json: { id: shelf.put('', name, content, true).id } };
}

/** `multipart/related` (RFC 2387): what the file is called, then what is in it. */
function partsOf(request: CloudRequest): { readonly about: Buffer; readonly content: Buffer } | undefined {
  const [, boundary] =
    /^multipart\/related;\s*boundary="?([^";]+)"?$/.exec(headerOf(request, 'content-type') ?? '') ?? [];
  if (boundary === undefined) return undefined;
  const pieces: Buffer[] = [];
  let at = request.body.indexOf(`--${boundary}\r\n`);
  while (at !== -1) {
    const start = request.body.indexOf('\r\n\r\n', at) + 4;
    const end = request.body.indexOf(`\r\n--${boundary}`, start);
    if (end === -1) break;
    pieces.push(request.body.subarray(start, end));
    at = request.body.indexOf(`--${boundary}\r\n`, end);
  }
  const [about, content] = pieces;
  return about === undefined || content === undefined ? undefined : { about, content };
}

function failed(code: number, reason: string): CloudAnswer {
  return {
    status: code,
    json: { error: { code, message: reason, errors: [{ domain: 'global', reason, message: reason }] } },
  };
}
