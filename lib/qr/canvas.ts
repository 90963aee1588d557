/** Between picture files and pixels, by the canvas of a worker. Never runs in a page. */
import type { Bytes } from '../base/bytes.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { PIXELS_TO } from './decode.ts';
import { readDimensions } from './dimensions.ts';
import type { QrRefusal } from './job.ts';
import type { Pixels, Rect } from './picture.ts';

/** A waiting confirmation keeps this much of a picture in the session's memory, and no more. */
export const EXAMINED_BYTES_TO = 200_000;
const EXAMINED_SIDE_TO = 640;
const SIDE_STEP = 0.7;

/** The caller closes the bitmap. */
export async function openPicture(picture: Blob | Bytes): Promise<Result<ImageBitmap, QrRefusal>> {
  const file = picture instanceof Blob ? picture : new Blob([picture]);
  const header = new Uint8Array(await file.slice(0, 1_000_000).arrayBuffer());
  const claimed = readDimensions(header);
  if (claimed && claimed.width * claimed.height > PIXELS_TO) return fail('too-large');
  try {
    return ok(await createImageBitmap(file));
  } catch {
    return fail('not-a-picture');
  }
}

/** The pixels of an area of the bitmap, all of it unless named. */
export function readPixels(bitmap: ImageBitmap, area: Rect = { x: 0, y: 0, ...sizeOf(bitmap) }): Pixels {
  const context = contextOf(area.width, area.height);
  context.drawImage(bitmap, -area.x, -area.y);
  return context.getImageData(0, 0, area.width, area.height);
}

/** A copy for a person to look at: of readable size, and small enough to keep. */
export async function copySmall(bitmap: ImageBitmap, area: Rect): Promise<Bytes> {
  let side = Math.min(EXAMINED_SIDE_TO, Math.max(area.width, area.height));
  for (;;) {
    const factor = side / Math.max(area.width, area.height);
    const [width, height] = [
      Math.max(1, Math.round(area.width * factor)),
      Math.max(1, Math.round(area.height * factor)),
    ];
    const context = contextOf(width, height);
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, area.x, area.y, area.width, area.height, 0, 0, width, height);
    const png = await context.canvas.convertToBlob({ type: 'image/png' });
    const blob =
      png.size <= EXAMINED_BYTES_TO ? png : await context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    if (blob.size <= EXAMINED_BYTES_TO) return new Uint8Array(await blob.arrayBuffer());
    side *= SIDE_STEP;
  }
}

function sizeOf({ width, height }: ImageBitmap): { width: number; height: number } {
  return { width, height };
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('A worker without a canvas cannot look at pictures.');
  return context;
}
