/**
 * ShareOTP's public API: a team's accounts, whose codes the service computes itself.
 * Source: shareotp.com/docs/api. Keys are made by an admin and act on one organisation.
 */
import { bytesToBase32 } from '../base/base32.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import {
  type BaseUrl,
  type Call,
  callService,
  type HttpPorts,
  LIST_CAP_BYTES,
  pathTo,
  type ServiceError,
  type ServiceErrorCode,
} from './http.ts';
import { textFromSecret } from './secret-text.ts';
import {
  type ExportedKey,
  readCodes,
  readExport,
  readListing,
  readOneAccount,
  type TeamAccount,
  type TeamCode,
  type TeamListing,
} from './shareotp-answers.ts';

/** Both documented forms of the same key. */
export type ShareOtpAuth = 'bearer' | 'x-api-key';

export interface ShareOtpConnection {
  readonly baseUrl: BaseUrl;
  readonly key: Secret;
  readonly auth: ShareOtpAuth;
}

export type ShareOtpError = ServiceError<
  | ServiceErrorCode
  /** The organisation allows this key from some IP addresses only, and ours is not among them. */
  | 'address-not-allowed'
  /** User calls work only while the admin who made the key still is one. */
  | 'creator-not-admin'
>;

export type ShareOtpResult<T> = Promise<Result<T, ShareOtpError>>;

/** What create and update take. Nothing else is documented, so nothing else is ever sent. */
export interface TeamAccountFields {
  readonly name: string;
  readonly issuer: string;
  readonly tags: readonly string[];
  readonly secret: Secret;
}

const IDS_A_CALL = 50;
/** Proxies cut at 2,048 or later. */
const LONGEST_IDS = 1500;

/** Complete only if nothing hints at more: see `TeamListing`. */
export async function listTeamAccounts(ports: HttpPorts, to: ShareOtpConnection): ShareOtpResult<TeamListing> {
  const call: Call = { method: 'GET', path: '/api/v1/accounts', capBytes: LIST_CAP_BYTES };
  return readWith(await send(ports, to, call), readListing);
}

/** Sent once. After an unknown outcome the next listing tells whether the account is there. */
export async function createTeamAccount(
  ports: HttpPorts,
  to: ShareOtpConnection,
  fields: TeamAccountFields,
): ShareOtpResult<TeamAccount> {
  const call: Call = { method: 'POST', path: '/api/v1/accounts', json: toJson(fields) };
  return readWith(await send(ports, to, call), readOneAccount);
}

export async function getTeamAccount(
  ports: HttpPorts,
  to: ShareOtpConnection,
  id: string,
): ShareOtpResult<TeamAccount> {
  return readWith(await send(ports, to, { method: 'GET', path: pathTo`/api/v1/accounts/${id}` }), readOneAccount);
}

/** Only the given fields change. Whether the answer shows the account is open: read it again to be sure. */
export async function updateTeamAccount(
  ports: HttpPorts,
  to: ShareOtpConnection,
  id: string,
  fields: Partial<TeamAccountFields>,
): ShareOtpResult<void> {
  return done(await send(ports, to, { method: 'PATCH', path: pathTo`/api/v1/accounts/${id}`, json: toJson(fields) }));
}

export async function deleteTeamAccount(ports: HttpPorts, to: ShareOtpConnection, id: string): ShareOtpResult<void> {
  return done(await send(ports, to, { method: 'DELETE', path: pathTo`/api/v1/accounts/${id}` }));
}

/** `forbidden` where the team does not allow it: the account then stays one whose codes come from the service. */
export async function exportTeamKey(ports: HttpPorts, to: ShareOtpConnection, id: string): ShareOtpResult<ExportedKey> {
  const path = pathTo`/api/v1/accounts/${id}/export`;
  return readWith(await send(ports, to, { method: 'POST', path }), readExport);
}

/** Current codes by id, 50 ids a request. Unknown ids are missing in the map, however the service treats them. */
export async function getTeamCodes(
  ports: HttpPorts,
  to: ShareOtpConnection,
  ids: readonly string[],
): ShareOtpResult<ReadonlyMap<string, TeamCode>> {
  const codes = new Map<string, TeamCode>();
  for (const batch of toBatches(ids)) {
    const outcome = await getBatch(ports, to, batch);
    if (!outcome.ok) return outcome;
    for (const [id, code] of outcome.value) codes.set(id, code);
  }
  return ok(codes);
}

async function getBatch(
  ports: HttpPorts,
  to: ShareOtpConnection,
  ids: readonly string[],
): ShareOtpResult<ReadonlyMap<string, TeamCode>> {
  const call: Call = { method: 'GET', path: '/api/v1/accounts/codes', query: { ids: ids.join(',') } };
  // A period may end on the way. Counted from the arrival, its code would stay for a whole period more.
  const sentAtMs = ports.clock();
  const outcome = await send(ports, to, call);
  // One unknown id may fail the whole batch: halving finds the others in few steps.
  if (!outcome.ok && outcome.error.code === 'not-found') {
    if (ids.length === 1) return ok(new Map());
    const middle = Math.ceil(ids.length / 2);
    const [left, right] = [
      await getBatch(ports, to, ids.slice(0, middle)),
      await getBatch(ports, to, ids.slice(middle)),
    ];
    if (!left.ok) return left;
    return right.ok ? ok(new Map([...left.value, ...right.value])) : right;
  }
  if (!outcome.ok) return outcome;
  const codes = readCodes(outcome.value.body, sentAtMs, outcome.value.skewMs);
  if (codes === undefined) return fail({ code: 'unexpected-answer' });
  return ok(new Map([...codes].filter(([id]) => ids.includes(id))));
}

function toBatches(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  let length = 0;
  for (const id of new Set(ids)) {
    const last = batches.at(-1);
    length += id.length + 1;
    if (last === undefined || last.length === IDS_A_CALL || length > LONGEST_IDS) {
      batches.push([id]);
      length = id.length + 1;
    } else last.push(id);
  }
  return batches;
}

function toJson({ secret, ...fields }: Partial<TeamAccountFields>): Record<string, unknown> {
  return secret === undefined ? fields : { ...fields, secret: bytesToBase32(secret.reveal()) };
}

/** One call with the connection's key, its refusals told apart as far as the documents allow. */
export async function send(ports: HttpPorts, to: ShareOtpConnection, call: Call) {
  const key = textFromSecret(to.key);
  const headers: Record<string, string> =
    to.auth === 'bearer' ? { authorization: `Bearer ${key}` } : { 'x-api-key': key };
  const outcome = await callService(ports, to.baseUrl, { ...call, headers });
  return outcome.ok ? outcome : fail(toShareOtpError(outcome.error, call.path));
}

/** Neither refusal has a documented form, so the sentence decides, and for user calls the documented rule itself. */
function toShareOtpError(error: ServiceError, path: string): ShareOtpError {
  if (error.code !== 'forbidden' && error.code !== 'unauthorized') return error;
  if (/\bip\b|allow-?\s?list|whitelist/i.test(error.said ?? '')) return { ...error, code: 'address-not-allowed' };
  const isUserCall = path.startsWith('/api/v1/users');
  return isUserCall && error.code === 'forbidden' ? { ...error, code: 'creator-not-admin' } : error;
}

export function readWith<T>(
  outcome: Result<{ readonly body: unknown }, ShareOtpError>,
  read: (body: unknown) => T | undefined,
): Result<T, ShareOtpError> {
  if (!outcome.ok) return outcome;
  const value = read(outcome.value.body);
  return value === undefined ? fail({ code: 'unexpected-answer' }) : ok(value);
}

export function done(outcome: Result<unknown, ShareOtpError>): Result<void, ShareOtpError> {
  return outcome.ok ? ok(undefined) : outcome;
}
