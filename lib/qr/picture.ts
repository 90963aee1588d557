/** Pictures as the decoder handles them: one brightness a pixel. Each function makes a new picture and keeps the old. */

/** RGBA, four bytes a pixel, not premultiplied: what a canvas gives. */
export interface Pixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

// Loops over millions of pixels say `as number` where an index is known to be inside: a check a pixel costs a tenth.

/** Brightness from 0 to 255, one byte a pixel. */
export interface Gray {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What stands behind transparent pixels: many services print a code as black on nothing, a few as white on nothing. */
export type Backdrop = 'white' | 'black';

/** Which light to look at: a code in two colours may differ in a single channel only. */
export type Channel = 'luma' | 'red' | 'green' | 'blue';

const WEIGHTS: Readonly<Record<Channel, readonly [number, number, number]>> = {
  luma: [306, 601, 117],
  red: [1024, 0, 0],
  green: [0, 1024, 0],
  blue: [0, 0, 1024],
};

export function createGray(width: number, height: number): { data: Uint8Array; width: number; height: number } {
  return { data: new Uint8Array(width * height), width, height };
}

/** The way back, for readers that want colours. */
export function toRgba(picture: Gray): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(picture.data.length * 4);
  const words = new Uint32Array(rgba.buffer);
  for (let index = 0; index < words.length; index++) {
    words[index] = 0xff000000 | ((picture.data[index] as number) * 0x010101);
  }
  return rgba;
}

/** A picture that was laid over a backdrop, and whether any of that can be seen. */
export interface FlatGray extends Gray {
  readonly isOpaque: boolean;
}

/** Luma with the weights of Rec. 601, over the given backdrop. */
export function toGray(pixels: Pixels, channel: Channel = 'luma', backdrop: Backdrop = 'white'): FlatGray {
  const gray = createGray(pixels.width, pixels.height);
  const { data } = gray;
  const [red, green, blue] = WEIGHTS[channel];
  const source = wordsOf(pixels);
  let every = -1;
  for (let index = 0; index < data.length; index++) {
    const word = source[index] as number;
    every &= word;
    data[index] = ((word & 255) * red + ((word >>> 8) & 255) * green + ((word >>> 16) & 255) * blue + 512) >> 10;
  }
  const isOpaque = every >>> 24 === 255;
  if (!isOpaque) layOver(data, source, backdrop === 'white' ? 255 : 0);
  return { ...gray, isOpaque };
}

/** The part of `area` that lies within the picture, whole pixels; at least one pixel. */
export function cropGray(picture: Gray, area: Rect): { picture: Gray; origin: Point } {
  const left = clamp(Math.floor(area.x), 0, picture.width - 1);
  const top = clamp(Math.floor(area.y), 0, picture.height - 1);
  const right = clamp(Math.ceil(area.x + area.width), left + 1, picture.width);
  const bottom = clamp(Math.ceil(area.y + area.height), top + 1, picture.height);
  const crop = createGray(right - left, bottom - top);
  for (let y = top; y < bottom; y++) {
    const start = y * picture.width;
    crop.data.set(picture.data.subarray(start + left, start + right), (y - top) * crop.width);
  }
  return { picture: crop, origin: { x: left, y: top } };
}

/** Bilinear when growing; the mean of the covered pixels when shrinking. */
export function scaleGray(picture: Gray, factor: number): Gray {
  const width = Math.max(1, Math.round(picture.width * factor));
  const height = Math.max(1, Math.round(picture.height * factor));
  return factor < 1 ? shrink(picture, width, height) : grow(picture, width, height);
}

export function padGray(picture: Gray, border: number, value: number): Gray {
  const padded = createGray(picture.width + 2 * border, picture.height + 2 * border);
  padded.data.fill(value);
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(y * picture.width, (y + 1) * picture.width);
    padded.data.set(row, (y + border) * padded.width + border);
  }
  return padded;
}

export function mapGray(picture: Gray, change: (value: number) => number): Gray {
  const table = Uint8Array.from({ length: 256 }, (_, value) => clamp(Math.round(change(value)), 0, 255));
  return { ...picture, data: picture.data.map((value) => table[value] ?? 0) };
}

/** Turns about the centre; what was outside is `value`. Clockwise on a screen, where y grows downwards. */
export function rotateGray(picture: Gray, degrees: number, value: number): Gray {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(Math.abs(picture.width * cos) + Math.abs(picture.height * sin));
  const height = Math.ceil(Math.abs(picture.width * sin) + Math.abs(picture.height * cos));
  const turned = createGray(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
      const fromX = cos * dx + sin * dy + picture.width / 2 - 0.5;
      const fromY = -sin * dx + cos * dy + picture.height / 2 - 0.5;
      const isInside = fromX > -1 && fromY > -1 && fromX < picture.width && fromY < picture.height;
      turned.data[y * width + x] = isInside ? sampleGray(picture, fromX, fromY) : value;
    }
  }
  return turned;
}

/** Bilinear brightness at a place between pixels; beyond the edge the edge goes on. */
export function sampleGray(picture: Gray, x: number, y: number): number {
  const { data, width, height } = picture;
  const left = clamp(Math.floor(x), 0, width - 1);
  const top = clamp(Math.floor(y), 0, height - 1);
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const dx = clamp(x - left, 0, 1);
  const dy = clamp(y - top, 0, 1);
  const above = (data[top * width + left] as number) * (1 - dx) + (data[top * width + right] as number) * dx;
  const below = (data[bottom * width + left] as number) * (1 - dx) + (data[bottom * width + right] as number) * dx;
  return above * (1 - dy) + below * dy;
}

/** Mean over a square of `2 * radius + 1` pixels, cut at the edges. */
export function blurGray(picture: Gray, radius: number): Gray {
  const { width, height } = picture;
  const blurred = createGray(width, height);
  const sums = integrate(picture);
  const stride = width + 1;
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * stride;
    const bottom = Math.min(height, y + radius + 1) * stride;
    const rows = (bottom - top) / stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const below = (sums[bottom + right] as number) - (sums[bottom + left] as number);
      const sum = below - (sums[top + right] as number) + (sums[top + left] as number);
      blurred.data[y * width + x] = sum / (rows * (right - left));
    }
  }
  return blurred;
}

/** Puts back the edges that a weak lens took: the picture plus `amount` times what blurring would remove. */
export function sharpenGray(picture: Gray, radius: number, amount: number): Gray {
  const blurred = blurGray(picture, radius);
  const sharp = createGray(picture.width, picture.height);
  for (let index = 0; index < sharp.data.length; index++) {
    const value = picture.data[index] as number;
    sharp.data[index] = clamp(value + amount * (value - (blurred.data[index] as number)), 0, 255);
  }
  return sharp;
}

export function clamp(value: number, from: number, to: number): number {
  return value < from ? from : value > to ? to : value;
}

function layOver(data: Uint8Array, source: Uint32Array, behind: number): void {
  for (let index = 0; index < data.length; index++) {
    const alpha = (source[index] as number) >>> 24;
    if (alpha < 255) data[index] = ((data[index] as number) * alpha + behind * (255 - alpha)) / 255;
  }
}

function wordsOf(pixels: Pixels): Uint32Array {
  const { data } = pixels;
  const length = pixels.width * pixels.height;
  if (data.byteOffset % 4 === 0) return new Uint32Array(data.buffer, data.byteOffset, length);
  return new Uint32Array(data.slice().buffer, 0, length);
}

function integrate(picture: Gray): Float64Array {
  const { data, width, height } = picture;
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] as number;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] as number) + row;
    }
  }
  return sums;
}

function grow(picture: Gray, width: number, height: number): Gray {
  const grown = createGray(width, height);
  const [stepX, stepY] = [picture.width / width, picture.height / height];
  for (let y = 0; y < height; y++) {
    const fromY = (y + 0.5) * stepY - 0.5;
    for (let x = 0; x < width; x++) {
      grown.data[y * width + x] = sampleGray(picture, (x + 0.5) * stepX - 0.5, fromY);
    }
  }
  return grown;
}

function shrink(picture: Gray, width: number, height: number): Gray {
  const shrunk = createGray(width, height);
  const [stepX, stepY] = [picture.width / width, picture.height / height];
  for (let y = 0; y < height; y++) {
    const top = Math.floor(y * stepY);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * stepY));
    for (let x = 0; x < width; x++) {
      const left = Math.floor(x * stepX);
      const right = Math.max(left + 1, Math.floor((x + 1) * stepX));
      let sum = 0;
      for (let fromY = top; fromY < bottom; fromY++) {
        for (let fromX = left; fromX < right; fromX++) sum += picture.data[fromY * picture.width + fromX] as number;
      }
      shrunk.data[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return shrunk;
}
