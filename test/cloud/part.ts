/**
 * What a part of the local cloud is: a router under a path prefix that turns a request into an answer. Answers are
 * values, so that the server can deliver one late, cut, twice or never without the part knowing.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { Switches } from './switches.ts';

export interface CloudRequest {
  readonly method: string;
  /** The path behind the part's prefix, still percent-encoded, always with a leading slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer<ArrayBuffer>;
  readonly address: string;
  /** The address under which the caller reached this part, for links in answers. */
  readonly base: string;
}

export interface CloudAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Left out: an empty body. */
  readonly json?: unknown;
  readonly html?: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
}

export interface Cloud {
  readonly db: DatabaseSync;
  readonly now: () => number;
  readonly switches: Switches;
}

export interface CloudPart {
  readonly name: string;
  /** `/shareotp`, say: one segment, no slash at the end. */
  readonly prefix: string;
  handle(request: CloudRequest): CloudAnswer | Promise<CloudAnswer>;
}

export type Parameters = Readonly<Record<string, string>>;
type Handler = (request: CloudRequest, parameters: Parameters) => CloudAnswer | Promise<CloudAnswer>;
export type Route = readonly [method: string, pattern: string, handler: Handler];

/** The first route that fits, else whether only the verb was wrong. Patterns hold `:name` for one segment. */
export function findRoute(
  routes: readonly Route[],
  request: CloudRequest,
): { readonly handler: Handler; readonly parameters: Parameters } | 'wrong-method' | 'no-such-path' {
  let isPathKnown = false;
  for (const [method, pattern, handler] of routes) {
    const parameters = matchPath(pattern, request.path);
    if (parameters === undefined) continue;
    if (method === request.method) return { handler, parameters };
    isPathKnown = true;
  }
  return isPathKnown ? 'wrong-method' : 'no-such-path';
}

function matchPath(pattern: string, path: string): Parameters | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeSegment(given[index] ?? '');
    if (value === undefined) return undefined;
    if (part.startsWith(':')) {
      if (value === '') return undefined;
      parameters[part.slice(1)] = value;
    } else if (part !== value) return undefined;
  }
  return parameters;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * The parameters of a body as one flat object, whichever way they were sent: JSON, form or multipart, the query merged
 * in where `withQuery` says so. `undefined` for a body that its own content type does not fit.
 */
export async function readParameters(
  request: CloudRequest,
  accepted: { readonly json?: boolean; readonly form?: boolean; readonly withQuery?: boolean },
): Promise<Record<string, unknown> | undefined> {
  const parameters: Record<string, unknown> = accepted.withQuery ? Object.fromEntries(request.query) : {};
  if (request.body.length === 0) return parameters;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json' && accepted.json) {
    const parsed = parseJson(request.body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return Object.assign(parameters, parsed);
  }
  if ((type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data') && accepted.form) {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(request.body, { headers }).formData().catch(() => undefined);
    if (form === undefined) return undefined;
    for (const [name, value] of form) parameters[name] = typeof value === 'string' ? value : await value.text();
    return parameters;
  }
  return accepted.form ? parameters : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function bearerOf(request: CloudRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

export function headerOf(request: CloudRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
