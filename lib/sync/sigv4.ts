/** Signatures of Amazon's S3 and everything compatible (AWS Signature Version 4, in the Authorization header). */
import { type Bytes, bytesToHex, concatBytes, utf8ToBytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';

export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface UnsignedRequest {
  readonly method: string;
  /** Path and query spelled by `encodeS3Path` and `encodeS3Query`: what is signed must be what is sent. */
  readonly url: string;
  readonly body: Bytes;
}

type Hash = (bytes: Bytes) => Promise<Bytes>;

const BLOCK_BYTES = 64;
const ALGORITHM = 'AWS4-HMAC-SHA256';
const SIGNED_HEADERS = 'host;x-amz-content-sha256;x-amz-date';

/** Without `host`, which the browser sets itself and nobody else may. */
export async function signS3Request(
  hash: Hash,
  { accessKeyId, secretAccessKey, region }: SigningKey,
  { method, url, body }: UnsignedRequest,
  nowMs: UnixMs,
): Promise<Readonly<Record<string, string>>> {
  const { host, pathname, search } = new URL(url);
  const moment = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = moment.slice(0, 8);
  const bodyHash = bytesToHex(await hash(body));
  const canonical = [
    method,
    pathname,
    search.slice(1),
    `host:${host}`,
    `x-amz-content-sha256:${bodyHash}`,
    `x-amz-date:${moment}`,
    '',
    SIGNED_HEADERS,
    bodyHash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = [ALGORITHM, moment, scope, bytesToHex(await hash(utf8ToBytes(canonical)))].join('\n');
  let key = utf8ToBytes(`AWS4${secretAccessKey}`);
  for (const part of [day, region, 's3', 'aws4_request']) key = await hmac(hash, key, utf8ToBytes(part));
  const signature = bytesToHex(await hmac(hash, key, utf8ToBytes(toSign)));
  return {
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': moment,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope},SignedHeaders=${SIGNED_HEADERS},Signature=${signature}`,
  };
}

/** S3 escapes everything but letters, digits and `-._~`, and slashes stay. */
export function encodeS3Path(path: string): string {
  return path.split('/').map(encodeStrictly).join('/');
}

/** Sorted by name, as the signature wants it. */
export function encodeS3Query(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`);
  return pairs.sort().join('&');
}

function encodeStrictly(text: string): string {
  const hexOf = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hexOf);
}

/** RFC 2104 over the hash that is given, so that the room needs no key object of the browser. */
async function hmac(hash: Hash, key: Bytes, message: Bytes): Promise<Bytes> {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? await hash(key) : key);
  const inner = await hash(
    concatBytes(
      block.map((byte) => byte ^ 0x36),
      message,
    ),
  );
  return hash(
    concatBytes(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}
