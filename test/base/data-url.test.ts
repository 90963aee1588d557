import { describe, expect, it } from 'vitest';
import { dataUrlToBlob } from '../../lib/base/data-url.ts';

const read = async (address: string) => {
  const blob = dataUrlToBlob(address);
  return blob && [blob.type, [...new Uint8Array(await blob.arrayBuffer())]];
};

describe('dataUrlToBlob', () => {
  it('reads base64', async () => {
    expect(await read('data:image/png;base64,iVA=')).toEqual(['image/png', [0x89, 0x50]]);
    expect(await read('DATA:image/png;BASE64,iVA%3D')).toEqual(['image/png', [0x89, 0x50]]);
  });

  it('reads percent-encoded text and bytes', async () => {
    expect(await read('data:image/svg+xml;charset=utf-8,%3Csvg é')).toEqual([
      'image/svg+xml',
      [0x3c, 0x73, 0x76, 0x67, 0x20, 0xc3, 0xa9],
    ]);
    expect(await read('data:image/gif,GIF%ff%00')).toEqual(['image/gif', [0x47, 0x49, 0x46, 0xff, 0]]);
  });

  it('takes an address without a type for plain text', async () => {
    expect(await read('data:,a,b')).toEqual(['text/plain', [0x61, 0x2c, 0x62]]);
  });

  it('refuses other addresses and broken base64', () => {
    expect(dataUrlToBlob('https://example.com/data:,a')).toBeUndefined();
    expect(dataUrlToBlob('data:image/png;base64,***')).toBeUndefined();
    expect(dataUrlToBlob('data:image/png')).toBeUndefined();
  });
});
