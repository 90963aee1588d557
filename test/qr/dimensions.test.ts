import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../lib/base/bytes.ts';
import { readDimensions } from '../../lib/qr/dimensions.ts';

const read = (hex: string) => readDimensions(hexToBytes(hex.replaceAll(' ', '')) ?? new Uint8Array());

describe('readDimensions', () => {
  it.each([
    ['PNG', '89504e470d0a1a0a 0000000d49484452 0001ffff 00000102', 131071, 258],
    ['GIF', '474946383961 0201 0403', 258, 772],
    ['JPEG behind other segments', 'ffd8 ffe00004aaaa ffc400030a ffc2000b08 0102 0304', 772, 258],
    ['BMP stored from the top', `424d ${'00'.repeat(16)} 05000000 f6ffffff`, 5, 10],
    ['extended WebP', '52494646 00000000 57454250 56503858 0a000000 00000000 ff0f00 010000', 4096, 2],
    ['lossy WebP', '52494646 00000000 57454250 56503820 0a000000 000000 9d012a 8002 e001', 640, 480],
    ['lossless WebP', '52494646 00000000 57454250 5650384c 0a000000 2f 7f c2 77 00', 640, 480],
  ])('reads %s', (_, hex, width, height) => {
    expect(read(hex)).toEqual({ width, height });
  });

  it('knows nothing of other formats and of headers that end early', () => {
    expect(read('3c73766720')).toBeUndefined();
    expect(read('89504e470d0a1a0a')).toBeUndefined();
    expect(read('ffd8ffe0')).toBeUndefined();
    expect(read('')).toBeUndefined();
  });
});
