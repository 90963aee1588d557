import { describe, expect, it } from 'vitest';
import { sameStorage } from '../../entrypoints/background/sync/storages.ts';
import type { StorageSettings } from '../../lib/messaging/sync-shapes.ts';

const S3: StorageSettings = {
  kind: 's3',
  address: 'https://s3.example.com',
  region: 'eu-central-1',
  bucket: 'vaults',
  prefix: 'mine',
  style: 'path',
  accessKeyId: 'KEY',
  secretAccessKey: 'secret',
};

describe('sameStorage', () => {
  it('knows a bucket again of which everything but the credentials was remembered', () => {
    expect(sameStorage({ ...S3, secretAccessKey: '' }, S3)).toBe(true);
    expect(sameStorage({ ...S3, secretAccessKey: '' }, { ...S3, prefix: 'other' })).toBe(false);
  });

  it('takes a folder with other credentials for the same, and another folder for another', () => {
    const folder = { kind: 'webdav', address: 'https://dav.example.com/vault', user: 'me', password: 'x' } as const;
    expect(sameStorage({ ...folder, password: '' }, { ...folder, user: 'you' })).toBe(true);
    expect(sameStorage(folder, { ...folder, address: 'https://dav.example.com/other' })).toBe(false);
    expect(sameStorage(folder, S3)).toBe(false);
  });
});
