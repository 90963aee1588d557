import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeS3Path, encodeS3Query, signS3Request } from '../../lib/sync/sigv4.ts';

const hash = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(createHash('sha256').update(bytes).digest());
/** The key and the moment of Amazon's own examples ("Examples: signature calculations in AWS Signature Version 4"). */
const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const MOMENT = Date.UTC(2013, 4, 24);
const HOST = 'https://examplebucket.s3.amazonaws.com';

describe('signS3Request', () => {
  it.each([
    ['GET bucket lifecycle', `${HOST}/?lifecycle=`, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    [
      'GET bucket (list objects)',
      `${HOST}/?max-keys=2&prefix=J`,
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('signs "%s" as published', async (_name, url, signature) => {
    const headers = await signS3Request(hash, KEY, { method: 'GET', url, body: new Uint8Array() }, MOMENT);
    expect(headers).toEqual({
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
    });
  });

  it('signs with a secret that is longer than a block of the hash', async () => {
    const long = { ...KEY, secretAccessKey: 'x'.repeat(200) };
    const request = { method: 'GET', url: `${HOST}/`, body: new Uint8Array() };
    const { authorization } = await signS3Request(hash, long, request, MOMENT);
    const { authorization: other } = await signS3Request(
      hash,
      { ...long, secretAccessKey: 'x'.repeat(201) },
      request,
      MOMENT,
    );
    expect(authorization).not.toBe(other);
  });
});

describe('the spelling of S3', () => {
  it('escapes all but letters, digits and -._~, and leaves slashes', () => {
    expect(encodeS3Path("a/b c/!'()*+ü~-._")).toBe('a/b%20c/%21%27%28%29%2A%2B%C3%BC~-._');
  });

  it('sorts a query by name', () => {
    expect(encodeS3Query({ prefix: 'a/b', 'list-type': '2', delimiter: '/' })).toBe(
      'delimiter=%2F&list-type=2&prefix=a%2Fb',
    );
  });
});
