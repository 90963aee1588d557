/**
 * S3 as Amazon documents it, for one bucket in path and in virtual-host style (`http://BUCKET.localhost:PORT/s3/KEY`).
 * No CORS header: a bucket has none until its owner configures it.
 */
import { S3_BUCKET } from '../credentials.ts';
import type { Cloud, CloudAnswer, CloudPart, CloudRequest } from '../part.ts';
import type { StorageSwitches } from '../switches.ts';
import { checkSignature } from './s3-signature.ts';
import { conditionOf, createShelf, etagOf, type Shelf } from './shelf.ts';

export function createS3(cloud: Cloud): CloudPart {
  const shelf = createShelf(cloud, 's3');
  return {
    name: 's3',
    prefix: '/s3',
    handle(request) {
      const refusal = checkSignature(request, cloud.now());
      if (refusal !== undefined) return failed(refusal === 'AuthorizationHeaderMalformed' ? 400 : 403, refusal);
      const { bucket, key } = placeOf(request);
      if (bucket !== S3_BUCKET) return failed(404, 'NoSuchBucket');
      const switches = cloud.switches.s3;
      if (key === '')
        return request.method === 'GET' ? list(shelf, switches, request) : failed(405, 'MethodNotAllowed');
      if (request.method === 'GET' || request.method === 'HEAD') return read(shelf, switches, key);
      if (switches.isReadOnly) return failed(403, 'AccessDenied');
      if (request.method === 'PUT') return write(shelf, switches, request, key);
      if (request.method !== 'DELETE') return failed(405, 'MethodNotAllowed');
      for (const { id } of shelf.find('', key)) shelf.remove(id);
      return { status: 204 };
    },
  };
}

function placeOf({ path, headers }: CloudRequest): { readonly bucket: string; readonly key: string } {
  const whole = decodeURIComponent(path.slice(1));
  const [, virtual] = /^(.+)\.localhost(:\d+)?$/.exec(headers.host ?? '') ?? [];
  if (virtual !== undefined) return { bucket: virtual, key: whole };
  const slash = whole.indexOf('/');
  return slash === -1 ? { bucket: whole, key: '' } : { bucket: whole.slice(0, slash), key: whole.slice(slash + 1) };
}

/** ListObjectsV2; the token is the last key of the page before. */
function list(shelf: Shelf, { pageSize }: StorageSwitches, { query }: CloudRequest): CloudAnswer {
  if (query.get('list-type') !== '2') return failed(501, 'NotImplemented');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString('utf8');
  const most = Math.min(pageSize, Number(query.get('max-keys') ?? 1000));
  const below = shelf.list('').filter(({ name }) => name.startsWith(prefix));
  const isFolded = (name: string) => delimiter !== '' && name.slice(prefix.length).includes(delimiter);
  const folders = new Set(
    below
      .filter(({ name }) => isFolded(name))
      .map(({ name }) => prefix + name.slice(prefix.length).split(delimiter)[0] + delimiter),
  );
  const waiting = below.filter(({ name }) => !isFolded(name) && name > after);
  const page = waiting.slice(0, most);
  const isTruncated = waiting.length > page.length;
  const contents = page.map(({ name, bytes, changedMs }) => {
    const modified = new Date(changedMs).toISOString();
    const etag = escapeXml(etagOf('strong', bytes) ?? '');
    return `<Contents><Key>${escapeXml(name)}</Key><LastModified>${modified}</LastModified><ETag>${etag}</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  });
  const next = Buffer.from(page.at(-1)?.name ?? '').toString('base64url');
  return xml(
    200,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${S3_BUCKET}</Name><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${most}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${contents.join('')}${[...folders].map((folder) => `<CommonPrefixes><Prefix>${escapeXml(folder)}</Prefix></CommonPrefixes>`).join('')}${isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}</ListBucketResult>`,
  );
}

function read(shelf: Shelf, { etags }: StorageSwitches, key: string): CloudAnswer {
  const [there] = shelf.find('', key);
  if (there === undefined) return failed(404, 'NoSuchKey');
  const etag = etagOf(etags, there.bytes);
  const headers = {
    'last-modified': new Date(there.changedMs).toUTCString(),
    ...(etag === undefined ? {} : { etag }),
  };
  return { status: 200, bytes: there.bytes, headers };
}

function write(shelf: Shelf, switches: StorageSwitches, request: CloudRequest, key: string): CloudAnswer {
  const [there] = shelf.find('', key);
  const condition = conditionOf(request, switches, there);
  if (condition === 'failed') return failed(412, 'PreconditionFailed');
  if (condition === 'refused') return failed(501, 'NotImplemented');
  if (shelf.isOver(request.body.length)) return failed(507, 'XMinioStorageFull');
  const { bytes } = shelf.put('', key, request.body);
  const etag = etagOf(switches.etags, bytes);
  return { status: 200, headers: etag === undefined ? {} : { etag } };
}

function failed(status: number, code: string): CloudAnswer {
  return xml(status, `<Error><Code>${code}</Code><Message>${code}</Message><RequestId>local</RequestId></Error>`);
}

function xml(status: number, body: string): CloudAnswer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
  return { status, text, headers: { 'content-type': 'application/xml' } };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
