/** Checks AWS Signature Version 4 with node:crypto, written from Amazon's description and not from our own signer. */
import { createHash, createHmac } from 'node:crypto';
import { S3_KEY } from '../credentials.ts';
import type { CloudRequest } from '../part.ts';

type Refusal =
  | 'AccessDenied'
  | 'InvalidAccessKeyId'
  | 'SignatureDoesNotMatch'
  | 'RequestTimeTooSkewed'
  | 'AuthorizationHeaderMalformed'
  | 'XAmzContentSHA256Mismatch';

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const SKEW_MS = 15 * 60_000;

/** `undefined` when the request is signed as it must be. */
export function checkSignature(request: CloudRequest, nowMs: number): Refusal | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return 'AccessDenied';
  const [, keyId, day = '', region, signedHeaders = '', signature] = FORM.exec(authorization) ?? [];
  if (keyId === undefined) return 'AuthorizationHeaderMalformed';
  if (keyId !== S3_KEY.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== S3_KEY.region) return 'AuthorizationHeaderMalformed';
  const date = String(request.headers['x-amz-date'] ?? '');
  const atMs = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(atMs) || !date.startsWith(day)) return 'AccessDenied';
  if (Math.abs(atMs - nowMs) > SKEW_MS) return 'RequestTimeTooSkewed';
  const told = String(request.headers['x-amz-content-sha256'] ?? '');
  if (told !== 'UNSIGNED-PAYLOAD' && told !== sha256(request.body)) return 'XAmzContentSHA256Mismatch';
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return 'AccessDenied';
  const canonical = [
    request.method,
    // The prefix of the part is cut off before the router, but not before the signer.
    `${new URL(request.base).pathname}${request.path}`,
    canonicalQuery(request.query),
    ...names.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signedHeaders,
    told,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(Buffer.from(canonical))].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (made, part) => createHmac('sha256', made).update(part).digest(),
    Buffer.from(`AWS4${S3_KEY.secretAccessKey}`),
  );
  const wanted = createHmac('sha256', key).update(toSign).digest('hex');
  return wanted === signature ? undefined : 'SignatureDoesNotMatch';
}

function canonicalQuery(query: URLSearchParams): string {
  const spell = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return [...query]
    .map(([name, value]) => [spell(name), spell(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
