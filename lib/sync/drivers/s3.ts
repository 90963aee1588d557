/**
 * S3 and what is compatible with it: Amazon, Cloudflare R2, Backblaze B2, MinIO, Wasabi and others.
 *
 * [Note: conditions] Amazon honours `If-None-Match: *`; a compatible may ignore it, or refuse it as not implemented, and is
 * then asked without it. Two creations at the same time may get 409: later is early enough.
 */
import { type Bytes, bytesToUtf8 } from '../../base/bytes.ts';
import { fail, ok } from '../../base/result.ts';
import type { Remote, RemoteAnswer, RemoteFailure, RemoteFailureKind, RemoteObject } from '../remote.ts';
import { encodeS3Path, encodeS3Query, type SigningKey, signS3Request } from '../sigv4.ts';
import {
  askStorage,
  failureOf,
  LIST_CAP_BYTES,
  OBJECT_CAP_BYTES,
  refusalOf,
  type StorageAddress,
  type StorageAnswer,
  type StoragePorts,
} from '../storage-http.ts';
import { childrenOf, readXml, textOf, type XmlElement } from '../xml.ts';

export interface S3Settings extends SigningKey {
  /** Without the bucket: `https://s3.eu-central-1.amazonaws.com`. */
  readonly address: StorageAddress;
  readonly bucket: string;
  /** A folder inside the bucket; may be empty. */
  readonly prefix: string;
  /** `virtual-host`: the bucket stands before the host's name, as Amazon wants it; `path`: behind it. */
  readonly style: 'path' | 'virtual-host';
}

interface S3Call {
  readonly method: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Bytes;
  readonly headers?: Readonly<Record<string, string>>;
  readonly capBytes?: number;
}

type Ask = (call: S3Call) => RemoteAnswer<StorageAnswer>;

/** 200,000 objects; a storage that never comes to an end would keep us for ever. */
const MOST_PAGES = 200;

export function createS3Remote(ports: StoragePorts, settings: S3Settings): Remote {
  const prefix = settings.prefix.replace(/^\/+|\/+$/g, '').replace(/(.)$/, '$1/');
  const ask = createAsk(ports, settings);
  return {
    list: () => listAll(ask, prefix),
    async get(name) {
      const asked = await ask({ method: 'GET', key: prefix + name, capBytes: OBJECT_CAP_BYTES });
      if (!asked.ok) return asked;
      return asked.value.status === 200 ? ok(asked.value.bytes) : fail(s3RefusalOf(asked.value));
    },
    async putIfAbsent(name, bytes) {
      const call = { method: 'PUT', key: prefix + name, body: bytes };
      const first = await ask({ ...call, headers: { 'if-none-match': '*' } });
      // See [Note: conditions].
      const asked = first.ok && first.value.status === 501 ? await ask(call) : first;
      if (!asked.ok) return asked;
      if (asked.value.status === 412) return ok('exists');
      return asked.value.status === 200 ? ok('stored') : fail(s3RefusalOf(asked.value));
    },
    async delete(name) {
      const asked = await ask({ method: 'DELETE', key: prefix + name });
      if (!asked.ok) return asked;
      const { status } = asked.value;
      if (status === 200 || status === 204) return ok(undefined);
      return status === 404 && codeIn(asked.value) !== 'NoSuchBucket' ? ok(undefined) : fail(s3RefusalOf(asked.value));
    },
  };
}

function createAsk(ports: StoragePorts, settings: S3Settings): Ask {
  const { address, bucket, style } = settings;
  const base =
    style === 'path' ? `${address}/${encodeS3Path(bucket)}` : address.replace('://', `://${encodeS3Path(bucket)}.`);
  return async ({ method, key = '', query = {}, body = new Uint8Array(), headers, capBytes }) => {
    const search = Object.keys(query).length === 0 ? '' : `?${encodeS3Query(query)}`;
    const url = `${base}/${encodeS3Path(key)}${search}`;
    const signed = await signS3Request(ports.hash, settings, { method, url, body }, ports.clock());
    return askStorage(ports, {
      method,
      url,
      headers: { ...headers, ...signed },
      ...(method === 'PUT' ? { body } : {}),
      ...(capBytes === undefined ? {} : { capBytes }),
    });
  };
}

async function listAll(ask: Ask, prefix: string): RemoteAnswer<readonly RemoteObject[]> {
  const names = new Set<string>();
  let token = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = {
      'list-type': '2',
      prefix,
      delimiter: '/',
      ...(token === '' ? {} : { 'continuation-token': token }),
    };
    const asked = await ask({ method: 'GET', query, capBytes: LIST_CAP_BYTES });
    if (!asked.ok) return asked;
    if (asked.value.status !== 200) return fail(s3RefusalOf(asked.value));
    const root = parseBody(asked.value);
    if (root?.name !== 'ListBucketResult') return fail({ kind: 'not-a-storage' });
    for (const contents of childrenOf(root, 'Contents')) {
      const key = textOf(contents, 'Key');
      // Consoles keep an empty object under the folder's own name.
      if (key.startsWith(prefix) && key !== prefix) names.add(key.slice(prefix.length));
    }
    if (textOf(root, 'IsTruncated') !== 'true') return ok([...names].map((name) => ({ name })));
    const next = textOf(root, 'NextContinuationToken');
    if (next === '' || next === token) break;
    token = next;
  }
  // There is more, and no way to reach it: half a listing would look like a storage that lost the rest.
  return fail({ kind: 'not-a-storage' });
}

function s3RefusalOf(answer: StorageAnswer): RemoteFailure {
  const kinds = new Map<string, RemoteFailureKind>([
    ['RequestTimeTooSkewed', 'clock'],
    ['InvalidAccessKeyId', 'unauthorized'],
    ['SignatureDoesNotMatch', 'unauthorized'],
    // The region that was typed is not the bucket's.
    ['AuthorizationHeaderMalformed', 'unauthorized'],
    ['ExpiredToken', 'unauthorized'],
    ['InvalidToken', 'unauthorized'],
    ['AccessDenied', 'forbidden'],
    ['AllAccessDisabled', 'forbidden'],
    ['NoSuchBucket', 'missing'],
    ['QuotaExceeded', 'full'],
    ['XMinioStorageFull', 'full'],
    ['EntityTooLarge', 'full'],
    ['RequestTimeout', 'busy'],
    ['OperationAborted', 'busy'],
  ]);
  const kind = kinds.get(codeIn(answer));
  return kind === undefined ? refusalOf(answer) : failureOf(answer, kind);
}

function codeIn(answer: StorageAnswer): string {
  const root = parseBody(answer);
  return root?.name === 'Error' ? textOf(root, 'Code') : '';
}

function parseBody({ bytes }: StorageAnswer): XmlElement | undefined {
  try {
    return readXml(bytesToUtf8(bytes));
  } catch {
    return undefined;
  }
}
