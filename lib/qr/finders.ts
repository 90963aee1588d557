/**
 * Finds where codes may be: the three squares whose cross-section is dark, light, dark, light, dark in the widths
 * 1:1:3:1:1 (ISO/IEC 18004 section 6.3.3), dark on light or light on dark. It decodes nothing; it tells the slow readers where to look.
 */
import { clamp, type Gray, type Point } from './picture.ts';

export interface Finder {
  readonly x: number;
  readonly y: number;
  /** Width of one module in pixels. */
  readonly module: number;
  readonly isInverted: boolean;
  /** On how many rows it was seen. */
  readonly hits: number;
}

/** Three finders that may belong to one code, in reading order. */
export interface FinderTriple {
  readonly topLeft: Finder;
  readonly topRight: Finder;
  readonly bottomLeft: Finder;
  readonly module: number;
  /** Modules a side: 17 + 4 * version, the nearest there is. */
  readonly size: number;
  /** 0 is a perfect square; above 1 is not returned. */
  readonly skew: number;
}

/** Below this difference of brightness a stretch of a row counts as one colour. */
const CONTRAST_FROM = 24;
const BLOCK_PIXELS = 64;
const FINDERS_TO = 48;
const RING_MISSES_TO = 6;
/** A row cuts a turned square aslant and meets modules that are wider than they are: by the root of 2 at 45 degrees. */
const STRETCHES = [1, 1.2, Math.SQRT2];
const COSINES = Array.from({ length: 16 }, (_, step) => Math.cos((step * Math.PI) / 8));
const TRIPLES_TO = 8;

/**
 * `moduleFrom` is the width in pixels of the smallest module looked for. Letters are full of finders of one pixel a module:
 * on a page of text 2 keeps them out, and a quick reader takes smaller codes without help.
 */
export function findFinders(picture: Gray, moduleFrom = 1): Finder[] {
  const found: Finder[] = [];
  // The heart is three modules high; each of its rows would do.
  const rowStep = Math.max(1, Math.floor(2 * moduleFrom));
  for (let y = rowStep >> 1; y < picture.height; y += rowStep) {
    scanRow(picture, y, 2.5 * moduleFrom, (left, runs, threshold, isInverted) => {
      const finder = confirm(picture, y, left, runs, threshold, isInverted);
      if (finder && finder.module >= 0.9 * moduleFrom) merge(found, finder);
    });
  }
  return found.sort((left, right) => right.hits - left.hits).slice(0, FINDERS_TO);
}

/** Groups finders into possible codes, the squarest first. */
export function groupFinders(finders: readonly Finder[]): FinderTriple[] {
  const triples: FinderTriple[] = [];
  for (let first = 0; first < finders.length; first++) {
    for (let second = first + 1; second < finders.length; second++) {
      for (let third = second + 1; third < finders.length; third++) {
        const triple = arrange(finders[first], finders[second], finders[third]);
        if (triple) triples.push(triple);
      }
    }
  }
  return triples.sort((left, right) => left.skew - right.skew).slice(0, TRIPLES_TO);
}

/** The corner that has no finder, as a parallelogram would have it. */
export function fourthCorner(triple: FinderTriple): Point {
  const { topLeft, topRight, bottomLeft } = triple;
  return { x: topRight.x + bottomLeft.x - topLeft.x, y: topRight.y + bottomLeft.y - topLeft.y };
}

type Runs = readonly [number, number, number, number, number];
type Report = (left: number, runs: Runs, threshold: number, isInverted: boolean) => void;

/**
 * Goes along a row and reports each five stretches that look like a finder. Each block of the row has its own threshold, halfway
 * between its darkest and brightest pixel; a block of one colour keeps the threshold of the one before.
 */
function scanRow(picture: Gray, y: number, heartFrom: number, report: Report): void {
  const { data, width } = picture;
  const start = y * width;
  let threshold = 128;
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  let isDark = false;
  for (let from = 0; from < width; from += BLOCK_PIXELS) {
    const to = Math.min(width, from + BLOCK_PIXELS);
    threshold = thresholdOf(data, start + from, start + to, threshold);
    for (let x = from; x < to; x++) {
      if ((data[start + x] as number) <= threshold === isDark) {
        e++;
        continue;
      }
      if (a > 0 && c >= heartFrom && isFinder(a, b, c, d, e)) {
        report(x - a - b - c - d - e, [a, b, c, d, e], threshold, !isDark);
      }
      [a, b, c, d, e] = [b, c, d, e, 1];
      isDark = !isDark;
    }
  }
  if (a > 0 && c >= heartFrom && isFinder(a, b, c, d, e)) {
    report(width - a - b - c - d - e, [a, b, c, d, e], threshold, !isDark);
  }
}

function thresholdOf(data: Uint8Array, from: number, to: number, before: number): number {
  let darkest = 255;
  let brightest = 0;
  for (let index = from; index < to; index++) {
    const value = data[index] as number;
    if (value < darkest) darkest = value;
    if (value > brightest) brightest = value;
  }
  return brightest - darkest >= CONTRAST_FROM ? (brightest + darkest) >> 1 : before;
}

/** Half a module of tolerance, one and a half for the heart, and one pixel more for codes of few pixels. */
function isFinder(a: number, b: number, c: number, d: number, e: number): boolean {
  const module = (a + b + c + d + e) / 7;
  const slack = module / 2 + 0.5;
  return (
    Math.abs(c - 3 * module) < 2 * slack &&
    Math.abs(b - module) < slack &&
    Math.abs(d - module) < slack &&
    // The outer ring may run into what lies beside the code.
    a > module - slack &&
    e > module - slack &&
    a < 3 * module &&
    e < 3 * module
  );
}

function confirm(
  picture: Gray,
  y: number,
  left: number,
  runs: Runs,
  threshold: number,
  isInverted: boolean,
): Finder | undefined {
  const x = left + runs[0] + runs[1] + runs[2] / 2;
  const width = runs[1] + runs[2] + runs[3];
  const column = crossSection(picture, Math.floor(x), y, 0, 1, threshold, isInverted, width);
  if (!column || column.width > width * 1.7 || width > column.width * 1.7) return undefined;
  const line = crossSection(picture, Math.floor(x), Math.round(column.centre), 1, 0, threshold, isInverted, width);
  if (!line || line.width > column.width * 1.7 || column.width > line.width * 1.7) return undefined;
  const module = (line.width + column.width) / 10;
  for (const stretch of STRETCHES) {
    const finder = { x: line.centre, y: column.centre, module: module / stretch, isInverted, hits: 1 };
    if (hasRings(picture, finder, threshold)) return finder;
  }
  return undefined;
}

/** The heart is dark up to 1.2 modules from its centre and the ring light at 2.3 modules, however the code is turned. */
function hasRings(picture: Gray, finder: Finder, threshold: number): boolean {
  let misses = 0;
  for (let step = 0; step < 16; step++) {
    const [cos, sin] = [COSINES[step] as number, COSINES[(step + 12) % 16] as number];
    if (isDarkAt(picture, finder, cos * 1.1, sin * 1.1, threshold) === finder.isInverted) misses++;
    if (isDarkAt(picture, finder, cos * 2.3, sin * 2.3, threshold) !== finder.isInverted) misses++;
    if (misses > RING_MISSES_TO) return false;
  }
  return true;
}

function isDarkAt(picture: Gray, finder: Finder, dx: number, dy: number, threshold: number): boolean {
  const x = clamp(Math.round(finder.x + dx * finder.module), 0, picture.width - 1);
  const y = clamp(Math.round(finder.y + dy * finder.module), 0, picture.height - 1);
  return (picture.data[y * picture.width + x] as number) <= threshold;
}

/** Walks from the heart both ways; `width` and `centre` are those of the heart with its light ring (5 modules). */
function crossSection(
  picture: Gray,
  x: number,
  y: number,
  dx: number,
  dy: number,
  threshold: number,
  isInverted: boolean,
  limit: number,
): { centre: number; width: number } | undefined {
  const [back, forth] = [
    walk(picture, x, y, -dx, -dy, threshold, isInverted, limit),
    walk(picture, x, y, dx, dy, threshold, isInverted, limit),
  ];
  if (!back || !forth) return undefined;
  const heart = back[0] + forth[0] - 1;
  if (!isFinder(back[2], back[1], heart, forth[1], forth[2])) return undefined;
  const middle = dx === 1 ? x : y;
  return { centre: middle + (forth[0] + forth[1] - back[0] - back[1]) / 2, width: heart + back[1] + forth[1] };
}

/** Lengths of heart, light ring and dark ring from the heart outwards, the starting pixel counted in the first. */
function walk(
  picture: Gray,
  x: number,
  y: number,
  dx: number,
  dy: number,
  threshold: number,
  isInverted: boolean,
  limit: number,
): [number, number, number] | undefined {
  const { data, width, height } = picture;
  const lengths: [number, number, number] = [0, 0, 0];
  let part = 0;
  let [atX, atY] = [x, y];
  while (atX >= 0 && atY >= 0 && atX < width && atY < height) {
    const isDark = (data[atY * width + atX] as number) <= threshold !== isInverted;
    if (isDark !== (part !== 1)) {
      part++;
      if (part === 3) return lengths;
    }
    const length = (lengths[part] as number) + 1;
    lengths[part] = length;
    if (length > limit) return part === 2 ? lengths : undefined;
    atX += dx;
    atY += dy;
  }
  return part === 2 ? lengths : undefined;
}

function merge(found: Finder[], finder: Finder): void {
  for (let index = found.length - 1; index >= 0; index--) {
    const known = found[index];
    if (!known || known.isInverted !== finder.isInverted) continue;
    const near = Math.max(known.module, 1) * 2.5;
    if (Math.abs(known.x - finder.x) > near || Math.abs(known.y - finder.y) > near) continue;
    if (known.module > finder.module * 1.6 || finder.module > known.module * 1.6) continue;
    const { hits } = known;
    const mean = (left: number, right: number) => (left * hits + right) / (hits + 1);
    found[index] = {
      x: mean(known.x, finder.x),
      y: mean(known.y, finder.y),
      module: mean(known.module, finder.module),
      isInverted: known.isInverted,
      hits: hits + 1,
    };
    return;
  }
  found.push(finder);
}

function arrange(a?: Finder, b?: Finder, c?: Finder): FinderTriple | undefined {
  if (!a || !b || !c || a.isInverted !== b.isInverted || b.isInverted !== c.isInverted) return undefined;
  const modules = [a.module, b.module, c.module];
  if (Math.max(...modules) > 1.7 * Math.min(...modules)) return undefined;
  const [ab, bc, ca] = [distance(a, b), distance(b, c), distance(c, a)];
  const longest = Math.max(ab, bc, ca);
  const [corner, one, two] = longest === bc ? [a, b, c] : longest === ca ? [b, c, a] : [c, a, b];
  const [legOne, legTwo] = [distance(corner, one), distance(corner, two)];
  const module = (a.module + b.module + c.module) / 3;
  const cosine =
    ((one.x - corner.x) * (two.x - corner.x) + (one.y - corner.y) * (two.y - corner.y)) / (legOne * legTwo);
  const skew = Math.abs(cosine) * 1.6 + (Math.max(legOne, legTwo) / Math.min(legOne, legTwo) - 1) * 1.2;
  const modulesApart = (legOne + legTwo) / 2 / module;
  if (!(skew <= 1) || modulesApart < 10 || modulesApart > 190) return undefined;
  const isClockwise = (one.x - corner.x) * (two.y - corner.y) - (one.y - corner.y) * (two.x - corner.x) > 0;
  const [topRight, bottomLeft] = isClockwise ? [one, two] : [two, one];
  const size = 17 + 4 * clamp(Math.round((modulesApart + 7 - 17) / 4), 1, 40);
  return { topLeft: corner, topRight, bottomLeft, module, size, skew };
}

function distance(left: Point, right: Point): number {
  return Math.hypot(left.x - right.x, left.y - right.y);
}
