/** Connections to services: sealed in the vault, reached only with the browser's permission for their host. */
import { bytesToBase64Url } from '../../../lib/base/base64.ts';
import type { Clock, Random, UnixMs } from '../../../lib/base/clock.ts';
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import {
  type AddressCode,
  type ConnectionRow,
  type NewConnection,
  type Outcome,
  type ProblemCode,
  SERVICE_AUTHS,
  type ServiceName,
  type ServiceProblem,
} from '../../../lib/messaging/service-shapes.ts';
import {
  type BaseUrl,
  type HttpPorts,
  isOutcomeUnknown,
  parseBaseUrl,
  type ServiceError,
} from '../../../lib/services/http.ts';
import { parseOnetimeSecretAddress } from '../../../lib/services/onetimesecret-links.ts';
import type { Vault } from '../../../lib/vault/vault-contract.ts';
import type { Drafts } from '../drafts.ts';

export interface ServiceParts {
  readonly vault: Vault;
  readonly drafts: Drafts;
  readonly clock: Clock;
  readonly random: Random;
  readonly http: HttpPorts;
  /** Whether the browser lets us reach this match pattern. */
  readonly isAllowed: (pattern: string) => Promise<boolean>;
  /** Puts off the lock, for an answer that may come seconds from now and must not find the vault closed. */
  readonly stayOpen: () => Promise<void>;
  /** To be called after accounts were added or changed. */
  readonly changed: () => Promise<void>;
}

const KIND = 'connection';

type StoredConnection = NewConnection & { readonly createdAtMs: UnixMs };

export interface Connection extends StoredConnection {
  readonly id: string;
  readonly baseUrl: BaseUrl;
  readonly host: string;
}

export function newId(random: Random): string {
  return bytesToBase64Url(random(12));
}

export function hostOf(baseUrl: BaseUrl): string {
  return new URL(baseUrl).host;
}

/** Ports are no part of a permission. */
export function patternOf(baseUrl: BaseUrl): string {
  const { protocol, hostname } = new URL(baseUrl);
  return `${protocol}//${hostname}/*`;
}

/** Several of one service may be there, also at the same address. */
export async function addConnection(parts: ServiceParts, wanted: NewConnection): Promise<Result<string, AddressCode>> {
  const parse = wanted.service === 'onetimesecret' ? parseOnetimeSecretAddress : parseBaseUrl;
  const address = parse(wanted.address);
  if (!address.ok) return fail(address.error.code);
  if (!hasCredentials(wanted)) return fail('bad-credentials');
  const stored: StoredConnection = {
    ...wanted,
    name: wanted.name.trim(),
    user: wanted.user.trim(),
    key: wanted.key.trim(),
    address: address.value,
    createdAtMs: parts.clock(),
  };
  const id = newId(parts.random);
  await parts.vault.putSealed(KIND, id, stored);
  return ok(id);
}

/** Header values cannot hold anything but printable ASCII, and a key that does was copied wrongly. */
function hasCredentials({ service, auth, user, key }: NewConnection): boolean {
  if (!SERVICE_AUTHS[service].some((one) => one === auth)) return false;
  const isKey = (text: string) => /^[\x21-\x7e]{1,8192}$/.test(text.trim());
  if (auth === 'anonymous' || auth === 'sign-in') return user === '' && key === '';
  if (auth === 'pair') return isKey(user) && isKey(key);
  if (auth === 'basic') return user.trim() !== '' && !user.includes(':') && isKey(key);
  return user === '' && isKey(key);
}

export async function findConnection(
  { vault }: Pick<ServiceParts, 'vault'>,
  id: string,
): Promise<Connection | undefined> {
  const stored = (await vault.getSealed(KIND, id)) as StoredConnection | undefined;
  return stored === undefined ? undefined : toConnection(id, stored);
}

/** Stored addresses were parsed when they were stored; one that no longer passes counts as none. */
function toConnection(id: string, stored: StoredConnection): Connection | undefined {
  const address = parseBaseUrl(stored.address);
  return address.ok ? { ...stored, id, baseUrl: address.value, host: hostOf(address.value) } : undefined;
}

export async function listConnections({ vault, isAllowed }: ServiceParts): Promise<readonly ConnectionRow[]> {
  const entries = await vault.listSealed(KIND);
  const connections = entries
    .map(({ id, value }) => toConnection(id, value as StoredConnection))
    .filter((connection) => connection !== undefined)
    .toSorted((left, right) => left.createdAtMs - right.createdAtMs);
  return Promise.all(
    connections.map(async ({ id, service, name, address, host, auth, baseUrl }) => {
      return { id, service, name, address, host, auth, isAllowed: await isAllowed(patternOf(baseUrl)) };
    }),
  );
}

export async function renameConnection(parts: ServiceParts, id: string, name: string): Promise<boolean> {
  const stored = (await parts.vault.getSealed(KIND, id)) as StoredConnection | undefined;
  if (stored === undefined) return false;
  await parts.vault.putSealed(KIND, id, { ...stored, name: name.trim() });
  return true;
}

/** What the connection signs in with from now on. */
export async function replaceKey(
  { vault }: Pick<ServiceParts, 'vault'>,
  id: string,
  credentials: Pick<NewConnection, 'auth' | 'user' | 'key'>,
): Promise<void> {
  const stored = (await vault.getSealed(KIND, id)) as StoredConnection | undefined;
  if (stored !== undefined) await vault.putSealed(KIND, id, { ...stored, ...credentials });
}

export async function removeConnection({ vault }: ServiceParts, id: string): Promise<void> {
  await vault.deleteSealed(KIND, id);
}

/** Runs `call` with a connection of `service`; `undefined` when there is none of that id. */
export async function withConnection<T>(
  parts: ServiceParts,
  id: string,
  service: ServiceName,
  call: (connection: Connection) => Promise<Outcome<T>>,
): Promise<Outcome<T> | undefined> {
  const connection = await findConnection(parts, id);
  if (connection === undefined || connection.service !== service) return undefined;
  if (!(await parts.isAllowed(patternOf(connection.baseUrl)))) return problem('not-allowed', connection.host);
  return call(connection);
}

export function problem(code: ProblemCode, host: string): { readonly ok: false; readonly problem: ServiceProblem } {
  return { ok: false, problem: { code, host, said: '', isUnsure: false, retryAfterSeconds: null } };
}

/** `isWrite`: whether a lost answer leaves open what was done. */
export function failed(
  error: ServiceError<ProblemCode>,
  host: string,
  isWrite: boolean,
): { readonly ok: false; readonly problem: ServiceProblem } {
  return {
    ok: false,
    problem: {
      code: error.code,
      host,
      said: error.said ?? '',
      isUnsure: isWrite && isOutcomeUnknown(error),
      retryAfterSeconds: error.retryAfterSeconds ?? null,
    },
  };
}
