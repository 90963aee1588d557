/**
 * The law of every request to a connected service.
 *
 * https only, except on loopback; 15 s; at most 1 MiB, or what the call allows; no redirect, since a key would follow
 * it; no cookies, no referrer, no cache; an answer is read only if it says that it is JSON. Reads are repeated after a
 * passing fault, nothing else ever is.
 */
import { bytesToUtf8 } from '../base/bytes.ts';
import type { Clock, Random } from '../base/clock.ts';
import { readCapped, retryAfterMs, skewOf } from '../base/http-answer.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { parseWebAddress, type WebAddressRefusal } from '../base/web-address.ts';
import { asFields, cleanText, type Fields, isId, pick } from './answer.ts';

export interface HttpPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves after `ms`. After `signal` has aborted it may reject or stay open, but must hold no timer. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Told with every answer that has a `Date`: the server's clock minus ours in milliseconds, exact to about a second.
   * A watch that runs ahead gives a negative number.
   */
  readonly heardSkew?: (skewMs: number) => void;
}

declare const checked: unique symbol;
/** Where a service answers: checked by `parseBaseUrl`, without a slash at the end. */
export type BaseUrl = string & { readonly [checked]: true };

export type AddressRefusal = { readonly code: WebAddressRefusal };

export type ServiceErrorCode =
  /** Refused, dropped, redirected, or no such host: it may or may not have arrived. */
  | 'unreachable'
  | 'timed-out'
  /** The answer began and broke off. */
  | 'cut-off'
  | 'too-large'
  | 'not-json'
  /** JSON, but not what the documents lead to expect. */
  | 'unexpected-answer'
  | 'refused'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'service-failed';

/** `said` is the service's own sentence, cleaned and cut: quote it, never trust it. */
export interface ServiceError<Code extends string = ServiceErrorCode> {
  readonly code: Code;
  readonly status?: number;
  readonly said?: string;
  readonly retryAfterSeconds?: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Built with `pathTo`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** The largest answer, in bytes; 1 MiB when left out. */
  readonly capBytes?: number;
  /** A header that tells the true status where the service's own lies. */
  readonly statusHeader?: string;
}

export interface Answer {
  readonly status: number;
  /** Parsed and untrusted; `undefined` when the body was empty. */
  readonly body: unknown;
  /** See `HttpPorts.heardSkew`; 0 when the service told no time. */
  readonly skewMs: number;
}

export const TIMEOUT_MS = 15_000;
export const ANSWER_CAP_BYTES = 1024 * 1024;
export const LIST_CAP_BYTES = 16 * 1024 * 1024;
const ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
const LONGEST_RETRY_AFTER_SECONDS = 10;
const LONGEST_SAYING = 200;
export function parseBaseUrl(text: string): Result<BaseUrl, AddressRefusal> {
  const address = parseWebAddress(text);
  return address.ok ? ok(address.value as BaseUrl) : fail({ code: address.error });
}

/** A path of fixed parts and ids. An id that could climb (`..`) never gets this far: the readers refuse it. */
export function pathTo(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: parts }, ...ids.map(encodeId));
}

function encodeId(id: string): string {
  if (!isId(id)) throw new Error('an id that cannot stand in a path');
  return encodeURIComponent(id);
}

/** After such an error nobody knows whether the service has done what it was asked. */
export function isOutcomeUnknown(error: ServiceError<string>): boolean {
  const unknown = [
    'unreachable',
    'timed-out',
    'cut-off',
    'too-large',
    'not-json',
    'unexpected-answer',
    'service-failed',
  ];
  return unknown.includes(error.code);
}

/** Sends once; a GET up to three times, if the fault may pass. Never throws. */
export async function callService(
  ports: HttpPorts,
  baseUrl: BaseUrl,
  call: Call,
): Promise<Result<Answer, ServiceError>> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptCall(ports, baseUrl, call);
    if (outcome.ok || call.method !== 'GET' || attempt === ATTEMPTS) return outcome;
    const delayMs = delayBefore(ports, outcome.error, attempt);
    if (delayMs === undefined) return outcome;
    await ports.wait(delayMs, new AbortController().signal);
  }
}

function delayBefore(ports: HttpPorts, error: ServiceError, attempt: number): number | undefined {
  const isPassing = ['unreachable', 'cut-off', 'rate-limited'].includes(error.code);
  if (!isPassing && (error.code !== 'service-failed' || error.status === 501)) return undefined;
  const asked = error.retryAfterSeconds;
  if (asked !== undefined && asked > LONGEST_RETRY_AFTER_SECONDS) return undefined;
  // Jitter keeps many clients that failed together from coming back together.
  const jitter = 0.5 + (ports.random(1)[0] ?? 0) / 255;
  return (asked ?? 0) * 1000 + FIRST_DELAY_MS * 2 ** (attempt - 1) * jitter;
}

async function attemptCall(ports: HttpPorts, baseUrl: BaseUrl, call: Call): Promise<Result<Answer, ServiceError>> {
  const abort = new AbortController();
  const done = new AbortController();
  let isLate = false;
  const expire = () => {
    isLate = true;
    abort.abort();
  };
  ports.wait(TIMEOUT_MS, done.signal).then(expire, () => undefined);
  let hasBegun = false;
  try {
    const sentAtMs = ports.clock();
    const response = await ports.fetch(urlOf(baseUrl, call), requestOf(call, abort.signal));
    hasBegun = true;
    const skewMs = skewOf(response.headers, sentAtMs, ports.clock());
    if (skewMs !== undefined) ports.heardSkew?.(skewMs);
    return await readAnswer(response, call, skewMs ?? 0);
  } catch {
    // The reason is dropped on purpose: engines put the URL into it, and some paths are secrets.
    return fail({ code: isLate ? 'timed-out' : hasBegun ? 'cut-off' : 'unreachable' });
  } finally {
    done.abort();
    abort.abort();
  }
}

function urlOf(baseUrl: BaseUrl, call: Call): string {
  const query = new URLSearchParams(call.query);
  return query.size === 0 ? `${baseUrl}${call.path}` : `${baseUrl}${call.path}?${query}`;
}

function requestOf(call: Call, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', ...call.headers };
  const init: RequestInit = {
    method: call.method,
    headers,
    signal,
    redirect: 'error',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
  };
  if (call.json !== undefined) {
    headers['content-type'] = 'application/json';
    return { ...init, body: JSON.stringify(call.json) };
  }
  if (call.form === undefined) return init;
  headers['content-type'] = 'application/x-www-form-urlencoded';
  return { ...init, body: new URLSearchParams(call.form).toString() };
}

async function readAnswer(response: Response, call: Call, skewMs: number): Promise<Result<Answer, ServiceError>> {
  const bytes = await readCapped(response, call.capBytes ?? ANSWER_CAP_BYTES);
  if (bytes === undefined) return fail({ code: 'too-large', status: response.status });
  const parsed = parseBody(response.headers.get('content-type') ?? '', bytes);
  if (!response.ok) return fail(refusalOf(response, call, parsed));
  if (!parsed.ok) return fail({ code: parsed.error, status: response.status });
  return ok({ status: response.status, body: parsed.value, skewMs });
}

function parseBody(contentType: string, bytes: Uint8Array): Result<unknown, 'not-json' | 'unexpected-answer'> {
  if (bytes.length === 0) return ok(undefined);
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)) return fail('not-json');
  try {
    const body: unknown = JSON.parse(bytesToUtf8(bytes).replace(/^\ufeff/, ''));
    return typeof body === 'object' && body !== null ? ok(body) : fail('unexpected-answer');
  } catch {
    return fail('not-json');
  }
}

function refusalOf(response: Response, call: Call, parsed: Result<unknown, string>): ServiceError {
  const told = Number(call.statusHeader === undefined ? Number.NaN : response.headers.get(call.statusHeader));
  const status = told >= 400 && told < 600 ? told : response.status;
  const said = parsed.ok ? saidIn(asFields(parsed.value)) : undefined;
  const waitMs = retryAfterMs(response.headers);
  return {
    code: codeOf(status),
    status,
    ...(said === undefined ? {} : { said }),
    ...(waitMs === undefined ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1000) }),
  };
}

function codeOf(status: number): ServiceErrorCode {
  const codes = new Map<number, ServiceErrorCode>([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [408, 'service-failed'],
    [409, 'conflict'],
    [410, 'not-found'],
    [429, 'rate-limited'],
  ]);
  return codes.get(status) ?? (status >= 500 ? 'service-failed' : 'refused');
}

/** The first sentence under the names that services use, one level deep where they wrap it. */
function saidIn(fields: Fields | undefined): string | undefined {
  if (fields === undefined) return undefined;
  for (const name of ['message', 'error', 'detail', 'body']) {
    const value = pick(fields, name);
    const inner = asFields(value);
    const said = inner === undefined ? value : (pick(inner, 'message') ?? pick(inner, 'error'));
    const clean = typeof said === 'string' ? cleanText(said, LONGEST_SAYING) : '';
    if (clean !== '') return clean;
  }
  return undefined;
}
