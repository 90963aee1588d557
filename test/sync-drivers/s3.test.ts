import { describe, expect, it } from 'vitest';
import { createS3Remote, type S3Settings } from '../../lib/sync/drivers/s3.ts';
import type { StorageAddress, StoragePorts } from '../../lib/sync/storage-http.ts';
import { S3_BUCKET, S3_KEY } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { ports } from './bench.ts';
import { namesAt } from './suite.ts';

const BYTES = new Uint8Array([1, 2, 3]);

function remoteAt(cloud: RunningCloud, changes: Partial<S3Settings> = {}, given: Partial<StoragePorts> = {}) {
  const address = `${cloud.url}/s3` as StorageAddress;
  return createS3Remote(
    { ...ports, ...given },
    { address, bucket: S3_BUCKET, prefix: '', style: 'path', ...S3_KEY, ...changes },
  );
}

async function at(run: (cloud: RunningCloud) => Promise<void>): Promise<void> {
  const cloud = await startCloud();
  await run(cloud).finally(cloud.close);
}

describe('the S3 driver', () => {
  it('says that the clock is wrong when it is', () =>
    at(async (cloud) => {
      const clock = () => Date.now() - 3600_000;
      const failed = { ok: false, error: { kind: 'clock' } };
      expect(await remoteAt(cloud, {}, { clock }).list()).toEqual(failed);
      expect(await remoteAt(cloud, {}, { clock }).putIfAbsent('a-1', BYTES)).toEqual(failed);
      expect(await remoteAt(cloud).list()).toEqual({ ok: true, value: [] });
    }));

  it.each([
    ['an unknown key id', { accessKeyId: 'WRONG' }, 'unauthorized'],
    ['a wrong secret', { secretAccessKey: 'wrong' }, 'unauthorized'],
    ['a wrong region', { region: 'elsewhere-2' }, 'unauthorized'],
    ['a bucket that is not there', { bucket: 'nobody' }, 'missing'],
  ] as const)('says what is wrong with %s, and lists nothing', (_what, changes, kind) =>
    at(async (cloud) => {
      expect(await remoteAt(cloud, changes).list()).toMatchObject({ ok: false, error: { kind } });
      expect(await remoteAt(cloud, changes).putIfAbsent('a-1', BYTES)).toMatchObject({ ok: false, error: { kind } });
      expect(await remoteAt(cloud, changes).delete('a-1')).toMatchObject({ ok: false, error: { kind } });
    }),
  );

  it('asks without conditions where they are not implemented', () =>
    at(async (cloud) => {
      cloud.control.turn({ s3: { conditions: 'refused' } });
      expect(await remoteAt(cloud).putIfAbsent('a-1', BYTES)).toEqual({ ok: true, value: 'stored' });
      expect(await remoteAt(cloud).get('a-1')).toEqual({ ok: true, value: BYTES });
    }));

  it.each(['', 'vault', '/vault/', 'a/b c/ü&<+>*()!'])('keeps apart what lies under the prefix "%s"', (prefix) =>
    at(async (cloud) => {
      await remoteAt(cloud, { prefix }).putIfAbsent('a-1', BYTES);
      await remoteAt(cloud, { prefix: 'vault/deeper' }).putIfAbsent('a-2', BYTES);
      await remoteAt(cloud, { prefix: 'vaults' }).putIfAbsent('a-3', BYTES);
      expect(await namesAt(remoteAt(cloud, { prefix }))).toEqual(['a-1']);
      expect(await namesAt(remoteAt(cloud, { prefix: 'vaults' }))).toEqual(['a-3']);
    }),
  );

  it('passes over what a storage shows from outside the prefix', async () => {
    const keys = ['vault/a-1', 'vault/', 'other/a-2', 'a-3'].map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const fetch = async () => new Response(`<ListBucketResult>${keys.join('')}</ListBucketResult>`);
    const remote = createS3Remote(
      { ...ports, fetch },
      { address: 'https://s3.example' as StorageAddress, bucket: 'b', prefix: 'vault', style: 'path', ...S3_KEY },
    );
    expect(await namesAt(remote)).toEqual(['a-1']);
  });

  it('says busy when two create at the same time', async () => {
    const cloud = await startCloud();
    cloud.control.fault({ part: 's3', kind: 'status', status: 409, method: 'PUT' });
    expect(await remoteAt(cloud).putIfAbsent('a-1', BYTES)).toMatchObject({ ok: false, error: { kind: 'busy' } });
    await cloud.close();
  });

  it.each([
    ['tells of more and not where', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
    [
      'turns in circles',
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>',
    ],
    ['is of another kind', '<ListAllMyBucketsResult></ListAllMyBucketsResult>'],
    ['is no XML', '{}'],
  ])('takes a listing that %s for none', async (_what, body) => {
    const fetch = async () => new Response(body, { status: 200, headers: { 'content-type': 'application/xml' } });
    const remote = createS3Remote(
      { ...ports, fetch },
      { address: 'https://s3.example' as StorageAddress, bucket: 'b', prefix: '', style: 'path', ...S3_KEY },
    );
    expect(await remote.list()).toEqual({ ok: false, error: { kind: 'not-a-storage' } });
  });
});
