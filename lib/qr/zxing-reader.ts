/** The first reader: ZXing-C++ as WebAssembly. Fast, finds several codes, and tells how sure it is. */
import { prepareZXingModule, type ReaderOptions, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import { concatBytes, utf8ToBytes } from '../base/bytes.ts';
import type { Gray } from './picture.ts';
import type { QrRead, QrReader, ReadOptions, Threshold } from './reader.ts';

/** Where the WebAssembly is: its address within the extension, or the bytes themselves. */
export type ZxingSource = { readonly url: string } | { readonly binary: ArrayBuffer };

const BINARIZERS = {
  local: 'LocalAverage',
  global: 'GlobalHistogram',
  fixed: 'FixedThreshold',
} as const satisfies Record<Threshold, ReaderOptions['binarizer']>;

const SYMBOLS_TO = 32;

/** Nothing is loaded before the first read. Without a source of its own the library would ask a server on the web. */
export function createZxingReader(source: ZxingSource): QrReader {
  prepareZXingModule({
    overrides: 'url' in source ? { locateFile: () => source.url } : { wasmBinary: source.binary },
  });
  return async (picture, options) => {
    const results = await readBarcodes(toPgm(picture), optionsFor(options));
    return results.filter((result) => result.isValid).map(toRead);
  };
}

function optionsFor({ threshold, isThorough }: ReadOptions): ReaderOptions {
  return {
    formats: ['QRCode'],
    tryHarder: true,
    tryRotate: true,
    tryInvert: isThorough,
    tryDownscale: isThorough,
    binarizer: BINARIZERS[threshold],
    textMode: 'Plain',
    maxNumberOfSymbols: SYMBOLS_TO,
  };
}

/** Binary PGM: the one form of input that is a byte a pixel, a quarter of what a canvas would give. */
function toPgm(picture: Gray): Uint8Array {
  return concatBytes(utf8ToBytes(`P5 ${picture.width} ${picture.height} 255\n`), picture.data);
}

function toRead(result: ReadResult): QrRead {
  const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
  return {
    text: result.text,
    bytes: result.bytes.slice(),
    corners: [topLeft, topRight, bottomRight, bottomLeft],
    reserve: reserveOf(result.extra),
    ...(result.sequenceSize > 1 && {
      part: { message: result.sequenceId, index: result.sequenceIndex, count: result.sequenceSize },
    }),
  };
}

/** `UEC`, unused error correction, is part of the library's description of a symbol. */
function reserveOf(extra: string): number {
  try {
    const description: unknown = JSON.parse(extra);
    const reserve = typeof description === 'object' && description !== null && 'UEC' in description && description.UEC;
    return typeof reserve === 'number' ? reserve : 0;
  } catch {
    return 0;
  }
}
