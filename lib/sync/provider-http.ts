/** What the drivers of providers that one signs in to share: a token with each request, and JSON that is read warily. */
import { bytesToUtf8 } from '../base/bytes.ts';
import { fail, type Result } from '../base/result.ts';
import type { RemoteAnswer, RemoteFailure } from './remote.ts';
import { askStorage, type StorageAnswer, type StoragePorts, type StorageRequest } from './storage-http.ts';

export interface TokenSource {
  /**
   * An access token; `refused` is one that the provider has just answered with 401, and must not be given again.
   * `unauthorized`: the user has to sign in anew.
   */
  token(refused?: string): Promise<Result<string, RemoteFailure>>;
}

export type Fields = Readonly<Record<string, unknown>>;
export type AskProvider = (request: StorageRequest) => RemoteAnswer<StorageAnswer>;

/** A token may be withdrawn before its time: the first 401 gets a new one, the second stands. */
export function createAskProvider(ports: StoragePorts, tokens: TokenSource): AskProvider {
  return async (request) => {
    const token = await tokens.token();
    if (!token.ok) return token;
    const first = await askWith(ports, request, token.value);
    if (!first.ok || first.value.status !== 401) return first;
    const renewed = await tokens.token(token.value);
    return renewed.ok ? askWith(ports, request, renewed.value) : renewed;
  };
}

function askWith(ports: StoragePorts, request: StorageRequest, token: string): RemoteAnswer<StorageAnswer> {
  return askStorage(ports, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
}

/** The object in the body; `undefined` for anything else. */
export function readFields({ bytes }: StorageAnswer): Fields | undefined {
  try {
    return fieldsIn(JSON.parse(bytesToUtf8(bytes)));
  } catch {
    return undefined;
  }
}

export function fieldsIn(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Empty for anything but text under that name. */
export function textIn(fields: Fields | undefined, name: string): string {
  const value = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** The objects of a list; `undefined` where there is no list, which is not the same as an empty one. */
export function listIn(fields: Fields | undefined, name: string): readonly Fields[] | undefined {
  const value = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return Array.isArray(value) ? value.map(fieldsIn).filter((one) => one !== undefined) : undefined;
}

/** An answer that is not what the provider documents. */
export const STRANGE = fail({ kind: 'not-a-storage' });
