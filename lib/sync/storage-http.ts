/**
 * The law of every request to a storage.
 *
 * https only, except on loopback; 15 s of silence at most; a cap on what is read; no redirect is ever followed, since the
 * credentials would go with it; no cookies, no referrer, no cache. Nothing is repeated here: the next round does that.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Clock, Random } from '../base/clock.ts';
import { readCapped, retryAfterMs, skewOf } from '../base/http-answer.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { parseWebAddress, type WebAddressRefusal } from '../base/web-address.ts';
import type { RemoteFailure, RemoteFailureKind } from './remote.ts';

export interface StoragePorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256. */
  readonly hash: (bytes: Bytes) => Promise<Bytes>;
  /** Resolves after `ms`. After `signal` has aborted it may reject or stay open, but must hold no timer. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told with every answer that has a `Date`: the storage's clock minus ours in milliseconds, exact to about a second. */
  readonly heardSkew?: (skewMs: number) => void;
}

declare const checked: unique symbol;
/** Checked by `parseStorageAddress`; without a slash at the end. */
export type StorageAddress = string & { readonly [checked]: true };

export interface StorageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Bytes | string;
  /** The largest answer, in bytes; `ANSWER_CAP_BYTES` when left out. */
  readonly capBytes?: number;
}

export interface StorageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Bytes;
}

export const SILENCE_MS = 15_000;
export const ANSWER_CAP_BYTES = 1024 * 1024;
export const LIST_CAP_BYTES = 16 * 1024 * 1024;
/** A snapshot of 10,000 accounts takes about 4 MB. */
export const OBJECT_CAP_BYTES = 64 * 1024 * 1024;
/** Slower than this much in `SILENCE_MS`, about 17 kB/s, counts as silence; an upload gets its time beforehand. */
const STEP_BYTES = 256 * 1024;
const LONGEST_RETRY_AFTER_MS = 24 * 3600_000;

export function parseStorageAddress(text: string): Result<StorageAddress, WebAddressRefusal> {
  const address = parseWebAddress(text);
  return address.ok ? ok(address.value as StorageAddress) : address;
}

/** Any status is an answer, except where it shows that no storage speaks at all. Never throws. */
export async function askStorage(
  ports: StoragePorts,
  request: StorageRequest,
): Promise<Result<StorageAnswer, RemoteFailure>> {
  const silence = startSilence(ports);
  try {
    const uploadSteps = Math.floor((request.body?.length ?? 0) / STEP_BYTES);
    silence.restart(SILENCE_MS * (1 + uploadSteps));
    const sentAtMs = ports.clock();
    const response = await ports.fetch(request.url, requestOf(request, silence.signal));
    const skewMs = skewOf(response.headers, sentAtMs, ports.clock());
    if (skewMs !== undefined) ports.heardSkew?.(skewMs);
    // What the engine calls an opaque redirect has status 0. Hotel networks and mistyped addresses answer like that.
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return fail({ kind: 'not-a-storage' });
    }
    const bytes = await readUntilSilent(response, request.capBytes ?? ANSWER_CAP_BYTES, silence);
    if (bytes === undefined) return fail({ kind: 'not-a-storage' });
    if (isCutOff(response, bytes)) return fail({ kind: 'unreachable' });
    if (isPage(response, bytes)) return fail({ kind: 'not-a-storage' });
    return ok({ status: response.status, headers: response.headers, bytes });
  } catch {
    // The reason is dropped on purpose: engines put the URL into it, and signed URLs are secrets.
    return fail({ kind: 'unreachable' });
  } finally {
    silence.end();
  }
}

/** What a status that the driver has no better word for amounts to. */
export function refusalOf(answer: StorageAnswer): RemoteFailure {
  const kinds = new Map<number, RemoteFailureKind>([
    [401, 'unauthorized'],
    [402, 'full'],
    [403, 'forbidden'],
    [404, 'missing'],
    [408, 'busy'],
    [409, 'busy'],
    [410, 'missing'],
    [412, 'busy'],
    [413, 'full'],
    [423, 'busy'],
    [425, 'busy'],
    [429, 'busy'],
    [501, 'not-a-storage'],
    [507, 'full'],
    [511, 'not-a-storage'],
  ]);
  return failureOf(answer, kinds.get(answer.status) ?? (answer.status >= 500 ? 'busy' : 'not-a-storage'));
}

/** `kind`, with how long the storage asks us to wait. */
export function failureOf({ headers }: StorageAnswer, kind: RemoteFailureKind): RemoteFailure {
  const waitMs = retryAfterMs(headers);
  return { kind, ...(waitMs === undefined ? {} : { retryAfterMs: Math.min(waitMs, LONGEST_RETRY_AFTER_MS) }) };
}

function requestOf({ method, headers, body }: StorageRequest, signal: AbortSignal): RequestInit {
  return {
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    signal,
    // As safe as `error`, which looks like no network at all: nothing is followed, and the user can be told.
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
  };
}

interface Silence {
  readonly signal: AbortSignal;
  readonly restart: (ms: number) => void;
  readonly end: () => void;
}

function startSilence(ports: StoragePorts): Silence {
  const abort = new AbortController();
  let timer = new AbortController();
  return {
    signal: abort.signal,
    restart: (ms) => {
      timer.abort();
      timer = new AbortController();
      const { signal } = timer;
      const expire = () => {
        if (!signal.aborted) abort.abort();
      };
      ports.wait(ms, signal).then(expire, () => undefined);
    },
    end: () => {
      timer.abort();
      abort.abort();
    },
  };
}

/** Restarts the silence with each `STEP_BYTES` that came. */
function readUntilSilent(response: Response, capBytes: number, { restart }: Silence): Promise<Bytes | undefined> {
  let nextStep = 0;
  return readCapped(response, capBytes, (lengthBytes) => {
    if (lengthBytes < nextStep) return;
    restart(SILENCE_MS);
    nextStep = lengthBytes + STEP_BYTES;
  });
}

/** Engines notice most of it themselves, but not behind every proxy. The length of a packed body says nothing. */
function isCutOff({ headers }: Response, bytes: Bytes): boolean {
  const told = headers.get('content-length');
  return told !== null && !headers.has('content-encoding') && bytes.length < Number(told);
}

/** A page instead of the thing asked for. 201 may bring one (mod_dav does), and refusals speak by their status. */
function isPage({ status, headers }: Response, bytes: Bytes): boolean {
  if (status !== 200 && status !== 203) return false;
  const type = headers.get('content-type') ?? '';
  if (/^(text\/html|application\/xhtml)/i.test(type)) return true;
  const begin = new TextDecoder().decode(bytes.subarray(0, 64));
  return (type === '' || /^text\//i.test(type)) && /^\s*<(!doctype\s+html|html)/i.test(begin);
}
