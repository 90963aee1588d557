/**
 * WebDAV (RFC 4918) as far as files and folders go, in the manner of Nextcloud: hrefs are paths, folders end with a slash,
 * Basic authentication, no CORS header at all.
 */
import { WEBDAV_USER } from '../credentials.ts';
import type { Cloud, CloudAnswer, CloudPart, CloudRequest } from '../part.ts';
import type { WebDavSwitches } from '../switches.ts';
import { conditionOf, createShelf, etagOf, parentOf, type Shelf, type ShelfObject } from './shelf.ts';

interface Place {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
}

type Handle = (shelf: Shelf, switches: WebDavSwitches, request: CloudRequest, place: Place) => CloudAnswer;

const METHODS: Readonly<Record<string, Handle>> = {
  PROPFIND: listFolder,
  GET: readFile,
  HEAD: readFile,
  PUT: writeFile,
  DELETE: removeFile,
  MKCOL: makeFolder,
};
const WRITES = ['PUT', 'DELETE', 'MKCOL'];

export function createWebDav(cloud: Cloud): CloudPart {
  const shelf = createShelf(cloud, 'webdav');
  return {
    name: 'webdav',
    prefix: '/webdav',
    handle(request) {
      const switches = cloud.switches.webdav;
      // An OPTIONS without credentials is refused like everything else: a page gets no preflight through.
      if (!isSignedIn(request)) return { status: 401, headers: { 'www-authenticate': 'Basic realm="Local cloud"' } };
      const place = placeOf(request.path);
      const handle = Object.hasOwn(METHODS, request.method) ? METHODS[request.method] : undefined;
      if (place === undefined) return { status: 400 };
      if (request.method === 'OPTIONS')
        return { status: 200, headers: { dav: '1', allow: Object.keys(METHODS).join() } };
      if (handle === undefined) return { status: 405 };
      if (switches.isReadOnly && WRITES.includes(request.method)) return { status: 403 };
      return handle(shelf, switches, request, place);
    },
  };
}

function isSignedIn(request: CloudRequest): boolean {
  const [, given = ''] = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return Buffer.from(given, 'base64').toString('utf8') === `${WEBDAV_USER.user}:${WEBDAV_USER.password}`;
}

function placeOf(encoded: string): Place | undefined {
  try {
    const path = decodeURIComponent(encoded).replace(/^\/+|\/+$/g, '');
    return { path, folder: parentOf(path), name: path.slice(path.lastIndexOf('/') + 1) };
  } catch {
    return undefined;
  }
}

function listFolder(shelf: Shelf, switches: WebDavSwitches, request: CloudRequest, place: Place): CloudAnswer {
  const [file] = shelf.find(place.folder, place.name);
  if (!shelf.hasFolder(place.path) && file === undefined) return { status: 404 };
  if (request.headers.depth === 'infinity' || request.headers.depth === undefined) return { status: 403 };
  const spell = spellerOf(switches, request);
  const isDeep = request.headers.depth === '1' && file === undefined;
  const within = (name: string) => (place.path === '' ? name : `${place.path}/${name}`);
  const responses = [
    file === undefined ? responseOf(spell(place.path, true), '<d:collection/>') : fileResponse(file, spell(place.path)),
    ...(isDeep ? shelf.foldersIn(place.path).map((path) => responseOf(spell(path, true), '<d:collection/>')) : []),
    ...(isDeep ? shelf.list(place.path).map((one) => fileResponse(one, spell(within(one.name)), switches.etags)) : []),
    ...(switches.hasMixedStatus ? [lostResponse(spell(within('deleted-a-moment-ago')), 404)] : []),
    ...(switches.isListingCut ? [lostResponse(spell(place.path, true), 507)] : []),
  ];
  const text = `<?xml version="1.0"?>\n<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">${responses.join('')}</d:multistatus>`;
  return { status: 207, text, headers: { 'content-type': 'application/xml; charset=utf-8' } };
}

/** The ways in which servers spell the same address. */
function spellerOf({ hrefs }: WebDavSwitches, { base }: CloudRequest): (path: string, isFolder?: boolean) => string {
  const { origin, pathname } = new URL(base);
  return (path, isFolder = false) => {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const full = `${pathname}/${encoded}${isFolder && path !== '' ? '/' : ''}`;
    switch (hrefs) {
      case 'path':
        return escapeXml(full);
      case 'url':
        return escapeXml(`${origin}${full}`);
      case 'escaped':
        return full.replace(/[a-y-]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
      case 'other-prefix':
        return escapeXml(`http://inner.example/dav${full}`);
    }
  };
}

function fileResponse(file: ShelfObject, href: string, etags: WebDavSwitches['etags'] = 'none'): string {
  const etag = etagOf(etags, file.bytes);
  const tag = etag === undefined ? '' : `<d:getetag>${escapeXml(etag)}</d:getetag>`;
  return responseOf(href, '', `<d:getcontentlength>${file.bytes.length}</d:getcontentlength>${tag}`);
}

/** A property that is not known is told with its own status beside the known ones, as Nextcloud does. */
function responseOf(href: string, type: string, more = ''): string {
  const known = `<d:propstat><d:prop><d:resourcetype>${type}</d:resourcetype>${more}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>`;
  const unknown = '<d:propstat><d:prop><oc:size/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>';
  return `<d:response><d:href>${href}</d:href>${known}${unknown}</d:response>`;
}

function lostResponse(href: string, status: number): string {
  return `<d:response><d:href>${href}</d:href><d:status>HTTP/1.1 ${status} Lost</d:status></d:response>`;
}

function readFile(shelf: Shelf, { etags }: WebDavSwitches, _request: CloudRequest, place: Place): CloudAnswer {
  const [file] = shelf.find(place.folder, place.name);
  if (file === undefined) return { status: shelf.hasFolder(place.path) ? 405 : 404 };
  const etag = etagOf(etags, file.bytes);
  return { status: 200, bytes: file.bytes, headers: etag === undefined ? {} : { etag } };
}

function writeFile(shelf: Shelf, switches: WebDavSwitches, request: CloudRequest, place: Place): CloudAnswer {
  if (!shelf.hasFolder(place.folder)) return { status: 409 };
  if (shelf.hasFolder(place.path)) return { status: 405 };
  const [there] = shelf.find(place.folder, place.name);
  const condition = conditionOf(request, switches, there);
  if (condition !== 'go') return { status: condition === 'failed' ? 412 : 501 };
  if (shelf.isOver(request.body.length)) return { status: 507 };
  shelf.put(place.folder, place.name, request.body);
  return { status: there === undefined ? 201 : 204 };
}

function removeFile(shelf: Shelf, _switches: WebDavSwitches, _request: CloudRequest, place: Place): CloudAnswer {
  const [there] = shelf.find(place.folder, place.name);
  if (there === undefined) return { status: shelf.hasFolder(place.path) ? 403 : 404 };
  shelf.remove(there.id);
  return { status: 204 };
}

function makeFolder(shelf: Shelf, _switches: WebDavSwitches, _request: CloudRequest, place: Place): CloudAnswer {
  if (shelf.hasFolder(place.path) || shelf.find(place.folder, place.name).length > 0) return { status: 405 };
  if (!shelf.hasFolder(place.folder)) return { status: 409 };
  shelf.makeFolder(place.path);
  return { status: 201 };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
