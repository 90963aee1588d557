/**
 * Pixels to texts. A quick reader looks first; only what it misses is looked at again, larger, smaller, softer, by another
 * reader, and only where finder patterns say that there is something.
 *
 * The law of this room: a wrong text is worse than none, since it would become a key that locks its owner out. A read is
 * taken at once when its error correction was far from used up, otherwise only when a second look says the same.
 */
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { ATTEMPTS, type Attempt } from './attempts.ts';
import { type FinderTriple, findFinders, fourthCorner, groupFinders } from './finders.ts';
import { cropGray, type Gray, type Pixels, type Point, type Rect, toGray } from './picture.ts';
import type { Corners, QrRead, QrReader } from './reader.ts';
import { straighten } from './straighten.ts';
import { joinParts } from './text.ts';

export interface Decoded {
  /** Each text once, parts of one message joined. */
  readonly codes: readonly QrRead[];
  /** Parts of messages whose other parts are not in the picture. */
  readonly parts: readonly QrRead[];
  /** There are finder patterns in the place of a code, and nobody could read it. */
  readonly hasUnread: boolean;
}

export interface Readers {
  readonly zxing: QrReader;
  readonly jsqr: QrReader;
  /** What the browser brings along, where it does. */
  readonly platform?: QrReader;
  readonly nowMs: Clock;
  /** Told which attempt read a code; for measuring only. */
  readonly onRead?: (attempt: string) => void;
}

/** `budgetMs` is for the second looks: the quick one is always taken, and a look that has begun is finished. */
export type QrDecoder = (pixels: Pixels, budgetMs?: number) => Promise<Result<Decoded, 'too-large' | 'not-a-picture'>>;

/** 40 megapixels are 160 MB of canvas: more than any camera photo a person would scan, and less than what kills a tab. */
export const PIXELS_TO = 40_000_000;

/** Up to here the whole picture is looked at again; beyond it only the places that hold finder patterns. */
const WHOLE_PIXELS_TO = 1_000_000;

/** How long a picture without a readable code may take, one place in it, and the rest of a picture that had one. */
export const BUDGET_MS = 5_000;
const PLACE_BUDGET_MS = 2_000;
const REST_BUDGET_MS = 500;

/** So many attempts at a place come before the search for a bent code, which takes longer and reads more than the others. */
const QUICK_ATTEMPTS = 6;

/** With this share of the error correction left, a read cannot be chance. */
const SAFE_RESERVE = 0.2;
const SOME_RESERVE = 0.1;

export function createDecoder(readers: Readers): QrDecoder {
  return async (pixels, budgetMs = BUDGET_MS) => {
    if (pixels.width < 1 || pixels.height < 1) return fail('not-a-picture');
    if (pixels.width * pixels.height > PIXELS_TO) return fail('too-large');
    const { reads, hasUnread } = await look(pixels, readers, budgetMs);
    const { whole, parts } = joinParts(reads);
    return ok({ codes: uniqueBy(whole, (read) => read.text), parts, hasUnread });
  };
}

async function look(
  pixels: Pixels,
  readers: Readers,
  budgetMs: number,
): Promise<{ reads: QrRead[]; hasUnread: boolean }> {
  const isLarge = pixels.width * pixels.height > WHOLE_PIXELS_TO;
  const picture = toGray(pixels);
  const reads = [...(await quickLook(picture, readers, 'quick'))];
  if (reads.length === 0 && !picture.isOpaque) {
    reads.push(...(await quickLook(toGray(pixels, 'luma', 'black'), readers, 'quick-on-black')));
  }
  const places = groupFinders(findFinders(picture, isLarge ? 2 : 1)).filter((triple) => !isCovered(triple, reads));
  const untilMs = readers.nowMs() + (reads.length > 0 ? Math.min(REST_BUDGET_MS, budgetMs) : budgetMs);
  for (const place of places) {
    if (readers.nowMs() >= untilMs) break;
    if (isCovered(place, reads)) continue;
    const limitMs = Math.min(untilMs, readers.nowMs() + PLACE_BUDGET_MS);
    reads.push(...(await lookAtPlace(picture, place, readers, limitMs)));
  }
  if (reads.length === 0 && !isLarge) reads.push(...(await lookAgain(picture, ATTEMPTS, readers, untilMs)));
  return { reads, hasUnread: reads.length === 0 && places.length > 0 };
}

async function quickLook(picture: Gray, readers: Readers, name: string): Promise<readonly QrRead[]> {
  const reads = await readers.zxing(picture, { threshold: 'local', isThorough: true });
  if (reads.length > 0) readers.onRead?.(name);
  return reads.filter((read) => read.text !== '');
}

/** Texts that one look read and that wait for another to say the same. */
type Doubtful = Map<string, QrRead>;

async function lookAtPlace(picture: Gray, place: FinderTriple, readers: Readers, untilMs: number): Promise<QrRead[]> {
  const crop = cropGray(picture, areaOf(place));
  const doubtful: Doubtful = new Map();
  const lookWith = async (attempts: readonly Attempt[]) => {
    const reads = await lookAgain(crop.picture, attempts, readers, untilMs, doubtful);
    return reads.map((read) => moveRead(read, (point) => shift(point, crop.origin)));
  };
  const quick = await lookWith(ATTEMPTS.slice(0, QUICK_ATTEMPTS));
  if (quick.length > 0) return quick;
  const flat = await lookFlat(picture, place, readers, untilMs, doubtful);
  return flat.length > 0 ? flat : lookWith(ATTEMPTS.slice(QUICK_ATTEMPTS));
}

async function lookAgain(
  picture: Gray,
  attempts: readonly Attempt[],
  readers: Readers,
  untilMs: number,
  doubtful: Doubtful = new Map(),
): Promise<QrRead[]> {
  for (const attempt of attempts) {
    if (readers.nowMs() >= untilMs) break;
    const reads = await attemptRead(picture, attempt, readers);
    const sure = reads.filter((read) => isSure(read) || doubtful.has(read.text));
    if (sure.length > 0) {
      readers.onRead?.(`${attempt.reader} ${attempt.name}`);
      return sure;
    }
    for (const read of reads) doubtful.set(read.text, read);
  }
  return [];
}

async function attemptRead(picture: Gray, attempt: Attempt, readers: Readers): Promise<QrRead[]> {
  const reader = readers[attempt.reader];
  if (reader === undefined) return [];
  const view = attempt.view(picture);
  const reads = await reader(view.picture, { threshold: attempt.threshold, isThorough: true });
  return reads.filter((read) => isPrintable(read.text)).map((read) => moveRead(read, view.toSource));
}

/**
 * For codes that are bent. One drawing follows from the other, so two that agree prove less than two looks
 * at the picture itself: where nothing of the error correction was left, they prove nothing.
 */
async function lookFlat(
  picture: Gray,
  place: FinderTriple,
  readers: Readers,
  untilMs: number,
  doubtful: Doubtful,
): Promise<QrRead[]> {
  for (const drawn of straighten(picture, place)) {
    if (readers.nowMs() >= untilMs) break;
    const [read] = await readers.zxing(drawn, { threshold: 'fixed', isThorough: false });
    if (!read || !isPrintable(read.text)) continue;
    if (isSure(read) || doubtful.has(read.text)) {
      readers.onRead?.('straightened');
      return [{ ...read, corners: cornersOf(place) }];
    }
    if ((read.reserve ?? 0) >= SOME_RESERVE) doubtful.set(read.text, read);
  }
  return [];
}

function isSure(read: QrRead): boolean {
  return (read.reserve ?? 0) >= SAFE_RESERVE || /^otpauth(-migration)?:\/\/[\x21-\x7e]+$/i.test(read.text);
}

/** A misread payload is noise, and noise holds control characters. */
function isPrintable(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return text !== '' && !/[\x00-\x08\x0e-\x1f\x7f\ufffd]/.test(text);
}

function areaOf(triple: FinderTriple): Rect {
  const { topLeft, topRight, bottomLeft } = triple;
  const points = [topLeft, topRight, bottomLeft, fourthCorner(triple)];
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = Math.max(right - left, bottom - top) / 4 + 8 * triple.module;
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
}

/** The edges of the code, three and a half modules beyond the centres of its finders. */
function cornersOf(triple: FinderTriple): Corners {
  const { topLeft, topRight, bottomLeft, size } = triple;
  const margin = 3.5 / (size - 7);
  const at = (right: number, down: number): Point => ({
    x: topLeft.x + right * (topRight.x - topLeft.x) + down * (bottomLeft.x - topLeft.x),
    y: topLeft.y + right * (topRight.y - topLeft.y) + down * (bottomLeft.y - topLeft.y),
  });
  return [at(-margin, -margin), at(1 + margin, -margin), at(1 + margin, 1 + margin), at(-margin, 1 + margin)];
}

function isCovered(triple: FinderTriple, reads: readonly QrRead[]): boolean {
  const { topRight, bottomLeft } = triple;
  const middle = { x: (topRight.x + bottomLeft.x) / 2, y: (topRight.y + bottomLeft.y) / 2 };
  return reads.some((read) => isWithin(middle, read.corners));
}

function isWithin(point: Point, corners: Corners): boolean {
  const sides = corners.map((from, index) => {
    const to = corners[(index + 1) % 4] ?? from;
    return Math.sign((to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x));
  });
  return Math.abs(sides.reduce((sum, side) => sum + side, 0)) === 4;
}

function moveRead(read: QrRead, move: (point: Point) => Point): QrRead {
  const [topLeft, topRight, bottomRight, bottomLeft] = read.corners;
  return { ...read, corners: [move(topLeft), move(topRight), move(bottomRight), move(bottomLeft)] };
}

function shift(point: Point, by: Point): Point {
  return { x: point.x + by.x, y: point.y + by.y };
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
