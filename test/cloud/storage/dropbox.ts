/** Dropbox, API v2, app folder: `/2/files/...` of both hosts, `/oauth2/...`. Names are compared without case. */
import { DROPBOX_TOKEN } from '../credentials.ts';
import { type Cloud, type CloudAnswer, type CloudPart, type CloudRequest, headerOf } from '../part.ts';
import type { StorageSwitches } from '../switches.ts';
import { createShelf, type Shelf, type ShelfObject, withCors } from './shelf.ts';
import { createSignIn } from './sign-in.ts';

interface Folder {
  readonly shelf: Shelf;
  readonly switches: StorageSwitches;
}

interface Wish {
  readonly path?: string;
  readonly mode?: unknown;
  readonly autorename?: boolean;
  readonly strict_conflict?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

/** As the real service answers pages of any site. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Dropbox-API-Result, X-Dropbox-Request-Id, Retry-After',
};
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'authorization, content-type, dropbox-api-arg',
};

export function createDropbox(cloud: Cloud): CloudPart {
  const shelf = createShelf(cloud, 'dropbox');
  const signIn = createSignIn(cloud, {
    face: 'dropbox',
    accessSeconds: 14_400,
    refreshSeconds: 0,
    needsSecret: false,
    needsOrigin: false,
    isRotating: false,
    wantsOffline: (query) => query.get('token_access_type') === 'offline',
    readyToken: DROPBOX_TOKEN,
  });
  return {
    name: 'dropbox',
    prefix: '/dropbox',
    handle(request) {
      if (request.path === '/oauth2/authorize') return signIn.authorise(request);
      if (request.method === 'OPTIONS') return { status: 200, headers: PREFLIGHT };
      if (request.path === '/oauth2/token') return withCors(signIn.token(request), CORS);
      if (!signIn.isSignedIn(request)) return withCors(failed(401, 'expired_access_token/'), CORS);
      return withCors(answer({ shelf, switches: cloud.switches.dropbox }, request), CORS);
    },
  };
}

function answer(folder: Folder, request: CloudRequest): CloudAnswer {
  const wish = wishOf(request);
  if (request.method !== 'POST' || wish === undefined) return { status: 400, text: 'Error in call to API function' };
  switch (request.path) {
    case '/2/files/list_folder':
      return wish.path === '' ? page(folder, '', wish.limit ?? 2000) : failed(409, 'path/not_found/');
    case '/2/files/list_folder/continue':
      return page(folder, wish.cursor ?? '', 2000);
    case '/2/files/download':
      return download(folder, wish);
    case '/2/files/upload':
      return upload(folder, wish, request);
    case '/2/files/delete_v2':
      return remove(folder, wish);
    default:
      return { status: 404, text: 'Unknown API function' };
  }
}

function wishOf(request: CloudRequest): Wish | undefined {
  const isContent = /\/(download|upload)$/.test(request.path);
  try {
    return JSON.parse(isContent ? (headerOf(request, 'dropbox-api-arg') ?? '') : request.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A cursor is the last name that was told. */
function page({ shelf, switches }: Folder, cursor: string, limit: number): CloudAnswer {
  const after = Buffer.from(cursor, 'base64url').toString('utf8');
  const waiting = shelf.list('').filter(({ name }) => name > after);
  const told = waiting.slice(0, Math.min(limit, switches.pageSize));
  return {
    status: 200,
    json: {
      entries: told.map((object) => ({ '.tag': 'file', ...metadataOf(object) })),
      cursor: Buffer.from(told.at(-1)?.name ?? after).toString('base64url'),
      has_more: waiting.length > told.length,
    },
  };
}

function nameOf({ path = '' }: Wish): string {
  return path.slice(1).toLowerCase();
}

function download({ shelf }: Folder, wish: Wish): CloudAnswer {
  const [there] = shelf.find('', nameOf(wish));
  if (there === undefined) return failed(409, 'path/not_found/..');
  return { status: 200, bytes: there.bytes, headers: { 'dropbox-api-result': JSON.stringify(metadataOf(there)) } };
}

function upload({ shelf, switches }: Folder, wish: Wish, { body }: CloudRequest): CloudAnswer {
  if (switches.isReadOnly) return failed(409, 'path/no_write_permission/');
  if (shelf.isOver(body.length)) return failed(409, 'path/insufficient_space/..');
  const name = nameOf(wish);
  const [there] = shelf.find('', name);
  const isSame = there?.bytes.equals(body) ?? false;
  if (there === undefined || switches.conditions === 'ignored') return stored(shelf.put('', name, body));
  if (isSame && wish.strict_conflict !== true) return stored(there);
  // What a client gets that forgot to forbid it: a second file under a changed name.
  if (wish.autorename === true) return stored(shelf.put('', `${name} (1)`, body));
  return failed(409, 'path/conflict/file/..');
}

function stored(object: ShelfObject): CloudAnswer {
  return { status: 200, json: metadataOf(object) };
}

function remove({ shelf, switches }: Folder, wish: Wish): CloudAnswer {
  if (switches.isReadOnly) return failed(409, 'path_write/no_write_permission/');
  const [there] = shelf.find('', nameOf(wish));
  if (there === undefined) return failed(409, 'path_lookup/not_found/..');
  shelf.remove(there.id);
  return { status: 200, json: { metadata: { '.tag': 'file', ...metadataOf(there) } } };
}

function metadataOf({ id, name, bytes }: ShelfObject): object {
  return { name, path_lower: `/${name}`, path_display: `/${name}`, id: `id:${id}`, size: bytes.length };
}

function failed(status: number, summary: string): CloudAnswer {
  const tag = summary.split('/')[0] ?? '';
  return { status, json: { error_summary: `${summary}...`, error: { '.tag': tag } } };
}
