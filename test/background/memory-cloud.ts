/** A WebDAV folder in memory, behind `fetch`, that counts what passes and does what it is told to do wrong. */
import { utf8ToBytes } from '../../lib/base/bytes.ts';

export const CLOUD_ADDRESS = 'https://cloud.example/dav/tessera';

export interface MemoryCloud {
  objects: Map<string, Uint8Array<ArrayBuffer>>;
  readonly counts: { requests: number; upBytes: number; downBytes: number };
  /** Answers in place of everything else, while it is set. */
  status: number;
  /** The clock of the storage minus ours. */
  skewMs: number;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export function createMemoryCloud(clock: () => number = Date.now): MemoryCloud {
  const cloud: MemoryCloud = {
    objects: new Map(),
    counts: { requests: 0, upBytes: 0, downBytes: 0 },
    status: 0,
    skewMs: 0,
    async fetch(url, init) {
      const name = decodeURIComponent(url.slice(CLOUD_ADDRESS.length + 1));
      const body = init.body instanceof Uint8Array ? new Uint8Array(init.body) : new Uint8Array();
      cloud.counts.requests += 1;
      cloud.counts.upBytes += body.length;
      const told: Answer = { status: cloud.status };
      const { status, bytes } = cloud.status === 0 ? act(cloud.objects, String(init.method), name, body) : told;
      cloud.counts.downBytes += bytes?.length ?? 0;
      const date = new Date(clock() + cloud.skewMs).toUTCString();
      const isEmpty = status === 204 || status === 412;
      return new Response(isEmpty ? null : (bytes ?? null), { status, headers: { date } });
    },
  };
  return cloud;
}

interface Answer {
  readonly status: number;
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
}

function act(objects: MemoryCloud['objects'], method: string, name: string, body: Uint8Array<ArrayBuffer>): Answer {
  const bytes = objects.get(name);
  switch (method) {
    case 'PROPFIND':
      return { status: 207, bytes: utf8ToBytes(listingOf([...objects.keys()])) };
    case 'GET':
      return bytes === undefined ? { status: 404 } : { status: 200, bytes };
    case 'PUT':
      if (bytes !== undefined) return { status: 412 };
      objects.set(name, body);
      return { status: 201 };
    case 'DELETE':
      return { status: objects.delete(name) ? 204 : 404 };
    default:
      return { status: 405 };
  }
}

function listingOf(names: readonly string[]): string {
  const { pathname } = new URL(CLOUD_ADDRESS);
  const row = (path: string, type: string) =>
    `<d:response><d:href>${path}</d:href><d:propstat><d:prop><d:resourcetype>${type}</d:resourcetype></d:prop>` +
    '<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>';
  const rows = [row(`${pathname}/`, '<d:collection/>'), ...names.map((name) => row(`${pathname}/${name}`, ''))];
  return `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">${rows.join('')}</d:multistatus>`;
}
