/**
 * The size of a picture before it is unpacked: a file of a kilobyte may claim gigapixels, and the browser would try.
 * Reads the headers of PNG, GIF, JPEG, WebP and BMP.
 */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** The longest chain of JPEG segments that is followed to the one with the size. */
const SEGMENTS_TO = 1_000;

/** `undefined` for a format that is not known here; the browser may still know it. */
export function readDimensions(bytes: Uint8Array): Dimensions | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint32(0) === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (view.getUint32(0) === 0x47494638) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (view.getUint16(0) === 0xffd8) return readJpeg(view);
    if (view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250) return readWebp(view);
    if (view.getUint16(0) === 0x424d) {
      return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
    }
  } catch {
    // A header that ends early belongs to a file that no browser shows either.
  }
  return undefined;
}

function readJpeg(view: DataView): Dimensions | undefined {
  let offset = 2;
  for (let segment = 0; segment < SEGMENTS_TO; segment++) {
    const marker = view.getUint16(offset);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc;
    if (isFrame) return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) };
    offset += 2 + view.getUint16(offset + 2);
  }
  return undefined;
}

function readWebp(view: DataView): Dimensions | undefined {
  const chunk = view.getUint32(12);
  const uint24 = (offset: number) => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
  if (chunk === 0x56503858) return { width: uint24(24) + 1, height: uint24(27) + 1 };
  if (chunk === 0x56503820) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (chunk !== 0x5650384c) return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
