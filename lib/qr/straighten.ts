/**
 * Reads a code that is bent: on cloth, on a bottle, on a page of a book. A grid of elastic nodes is laid over the code and
 * each node is moved to where the modules around it are plainest and where the patterns that every code has fit best;
 * what the grid sees is drawn as a flat code for a reader to judge.
 */
import { type FinderTriple, fourthCorner } from './finders.ts';
import { blurGray, clamp, createGray, type Gray, type Point } from './picture.ts';
import { type KnownModule, knownModules } from './symbol.ts';

/** Larger codes have modules of few pixels, and too many of them for a search. */
const SIZE_TO = 77;

const DRAWN_MODULE_PIXELS = 4;
const DRAWN_QUIET_MODULES = 4;

/** A module that is known weighs this much more than one that is not. */
const KNOWN_WEIGHT = 2.5;

/** How much a node resists being elsewhere than its neighbours would have it; in brightness for a module of distance. */
const STIFFNESS = 20;

/** Nodes for each side, from a sheet that can only lean to one that can wave. */
const NODES = [3, 4, 6, 9];
const STEPS = [0.6, 0.3, 0.15];

/** Where in a module it is looked at; the middle comes first. */
const SAMPLES: readonly (readonly [number, number])[] = [
  [0.5, 0.5],
  [0.25, 0.25],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.75, 0.75],
];

interface Surface {
  /** Brightness above the mean of its surroundings, light positive; turned over for light codes on dark. */
  readonly light: Int16Array;
  readonly width: number;
  readonly height: number;
  /** What counts as fully light or dark. */
  readonly limit: number;
}

/** The projective map from modules to pixels: x = (a u + b v + c) / w, y = (d u + e v + f) / w, w = g u + h v + 1. */
type Projection = readonly [a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number];

interface Sheet {
  readonly size: number;
  readonly known: readonly KnownModule[];
  /** Where each module is sampled before the nodes move: five places, x and y in turn. */
  readonly places: Float32Array;
  readonly module: number;
  nodes: number;
  /** Displacement of each node in pixels, x and y in turn. */
  shifts: Float64Array;
}

/** Flat drawings of the code, the likeliest last guesses last. The caller stops when a reader is content. */
export function* straighten(picture: Gray, triple: FinderTriple): Generator<Gray> {
  const surface = toSurface(picture, triple);
  const sizes = [triple.size, triple.size + 4, triple.size - 4].filter((size) => size >= 21 && size <= SIZE_TO);
  const sheets = sizes
    .map((size) => leanSheet(surface, triple, size))
    .sort((left, right) => right.fit - left.fit)
    .slice(0, 2);
  for (const { sheet } of sheets) {
    yield drawSheet(surface, sheet);
    for (const nodes of NODES) {
      refineSheet(sheet, nodes);
      for (const step of STEPS) settle(surface, sheet, step * sheet.module);
      yield drawSheet(surface, sheet);
    }
  }
}

function toSurface(picture: Gray, triple: FinderTriple): Surface {
  const mean = blurGray(picture, Math.max(3, Math.round(triple.module * 5)));
  const light = new Int16Array(picture.data.length);
  const sign = triple.topLeft.isInverted ? -1 : 1;
  for (let index = 0; index < light.length; index++) {
    light[index] = sign * ((picture.data[index] as number) - (mean.data[index] as number));
  }
  const { topLeft, topRight, bottomLeft } = triple;
  const hearts = [topLeft, topRight, bottomLeft].map(({ x, y }) => {
    const at = clamp(Math.round(y), 0, picture.height - 1) * picture.width + clamp(Math.round(x), 0, picture.width - 1);
    return Math.abs(light[at] as number);
  });
  const limit = Math.max(8, (hearts.reduce((sum, value) => sum + value, 0) / 3) * 0.6);
  return { light, width: picture.width, height: picture.height, limit };
}

/** Finds the fourth corner, and with it the slant, by trying all places near where a parallelogram would have it. */
function leanSheet(surface: Surface, triple: FinderTriple, size: number): { sheet: Sheet; fit: number } {
  const known = knownModules(size);
  const guess = fourthCorner(triple);
  let best = { projection: project(triple, guess, size), corner: guess, fit: Number.NEGATIVE_INFINITY };
  const search = (centre: Point, reach: number, step: number) => {
    for (let dy = -reach; dy <= reach; dy += step) {
      for (let dx = -reach; dx <= reach; dx += step) {
        const corner = { x: centre.x + dx * triple.module, y: centre.y + dy * triple.module };
        const projection = project(triple, corner, size);
        const fit = fitOfProjection(surface, projection, size, known);
        if (fit > best.fit) best = { projection, corner, fit };
      }
    }
  };
  search(guess, Math.round(size / 6), 1);
  search(best.corner, 0.75, 0.25);
  const places = placesOf(best.projection, size);
  const sheet = { size, known, places, module: triple.module, nodes: 2, shifts: new Float64Array(8) };
  return { sheet, fit: best.fit / (size * size) };
}

/** Takes the centres of the finders, and the corner across, to where they are (Heckbert 1989, section 2.2.2). */
function project(triple: FinderTriple, corner: Point, size: number): Projection {
  const { topLeft: p0, topRight: p1, bottomLeft: p3 } = triple;
  const [dx1, dx2, dx3] = [p1.x - corner.x, p3.x - corner.x, p0.x - p1.x + corner.x - p3.x];
  const [dy1, dy2, dy3] = [p1.y - corner.y, p3.y - corner.y, p0.y - p1.y + corner.y - p3.y];
  const whole = dx1 * dy2 - dx2 * dy1 || 1e-9;
  const g = (dx3 * dy2 - dx2 * dy3) / whole;
  const h = (dx1 * dy3 - dx3 * dy1) / whole;
  const [a, b] = [p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x];
  const [d, e] = [p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y];
  // So far for the unit square; modules count from half a finder outside of it.
  const span = size - 7;
  const w = 1 - (3.5 * (g + h)) / span;
  const [c, f] = [p0.x - (3.5 * (a + b)) / span, p0.y - (3.5 * (d + e)) / span];
  return [a / span / w, b / span / w, c / w, d / span / w, e / span / w, f / w, g / span / w, h / span / w];
}

function fitOfProjection(
  surface: Surface,
  [a, b, c, d, e, f, g, h]: Projection,
  size: number,
  known: readonly KnownModule[],
): number {
  let fit = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [u, v] = [column + 0.5, row + 0.5];
      const w = g * u + h * v + 1;
      const light = lightAt(surface, (a * u + b * v + c) / w, (d * u + e * v + f) / w);
      fit += plainness(light, surface.limit, known[row * size + column]);
    }
  }
  return fit;
}

function placesOf([a, b, c, d, e, f, g, h]: Projection, size: number): Float32Array {
  const places = new Float32Array(size * size * SAMPLES.length * 2);
  let next = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      for (const [du, dv] of SAMPLES) {
        const [u, v] = [column + du, row + dv];
        const w = g * u + h * v + 1;
        places[next++] = (a * u + b * v + c) / w;
        places[next++] = (d * u + e * v + f) / w;
      }
    }
  }
  return places;
}

/** More nodes in the same shape. */
function refineSheet(sheet: Sheet, nodes: number): void {
  const shifts = new Float64Array(nodes * nodes * 2);
  for (let row = 0; row < nodes; row++) {
    for (let column = 0; column < nodes; column++) {
      const scale = sheet.size / (nodes - 1);
      const at = (row * nodes + column) * 2;
      shifts[at] = shiftAt(sheet, column * scale, row * scale, 0);
      shifts[at + 1] = shiftAt(sheet, column * scale, row * scale, 1);
    }
  }
  sheet.nodes = nodes;
  sheet.shifts = shifts;
}

function shiftAt({ size, nodes, shifts }: Sheet, u: number, v: number, axis: 0 | 1): number {
  const scale = (nodes - 1) / size;
  const column = clamp(Math.floor(u * scale), 0, nodes - 2);
  const row = clamp(Math.floor(v * scale), 0, nodes - 2);
  const fu = u * scale - column;
  const fv = v * scale - row;
  const corner = (row * nodes + column) * 2 + axis;
  const below = corner + nodes * 2;
  return (
    ((shifts[corner] as number) * (1 - fu) + (shifts[corner + 2] as number) * fu) * (1 - fv) +
    ((shifts[below] as number) * (1 - fu) + (shifts[below + 2] as number) * fu) * fv
  );
}

/** Moves each node by `step` pixels in any of eight directions as long as that makes its surroundings fit better. */
function settle(surface: Surface, sheet: Sheet, step: number): void {
  for (let sweep = 0; sweep < 4; sweep++) {
    let hasMoved = false;
    for (let node = 0; node < sheet.nodes * sheet.nodes; node++) {
      if (moveNode(surface, sheet, node, step)) hasMoved = true;
    }
    if (!hasMoved) return;
  }
}

function moveNode(surface: Surface, sheet: Sheet, node: number, step: number): boolean {
  const { shifts } = sheet;
  const [x, y] = [shifts[node * 2] as number, shifts[node * 2 + 1] as number];
  let best = { x, y, fit: fitAround(surface, sheet, node) };
  for (let direction = 0; direction < 8; direction++) {
    const [dx, dy] = [Math.cos((direction * Math.PI) / 4) * step, Math.sin((direction * Math.PI) / 4) * step];
    shifts.set([x + dx, y + dy], node * 2);
    const fit = fitAround(surface, sheet, node);
    if (fit > best.fit) best = { x: x + dx, y: y + dy, fit };
  }
  shifts.set([best.x, best.y], node * 2);
  return best.x !== x || best.y !== y;
}

function fitAround(surface: Surface, sheet: Sheet, node: number): number {
  const { nodes, size } = sheet;
  const [column, row] = [node % nodes, Math.floor(node / nodes)];
  const cell = size / (nodes - 1);
  const from = (index: number) => Math.max(0, Math.floor((index - 1) * cell));
  const to = (index: number) => Math.min(size, Math.ceil((index + 1) * cell));
  const fit = fitOf(surface, sheet, from(column), from(row), to(column), to(row));
  return fit - bendOf(sheet, column, row) * STIFFNESS * cell * cell;
}

/** How far a node is from where its neighbours would have it, in squared modules. */
function bendOf({ nodes, shifts, module }: Sheet, column: number, row: number): number {
  let bend = 0;
  const add = (beforeColumn: number, beforeRow: number, afterColumn: number, afterRow: number) => {
    if (Math.min(beforeColumn, beforeRow) < 0 || Math.max(afterColumn, afterRow) >= nodes) return;
    for (const axis of [0, 1]) {
      const before = shifts[(beforeRow * nodes + beforeColumn) * 2 + axis] as number;
      const after = shifts[(afterRow * nodes + afterColumn) * 2 + axis] as number;
      const here = shifts[(row * nodes + column) * 2 + axis] as number;
      bend += ((before + after) / 2 - here) ** 2;
    }
  };
  add(column - 1, row, column + 1, row);
  add(column, row - 1, column, row + 1);
  return bend / (module * module);
}

function fitOf(surface: Surface, sheet: Sheet, fromU: number, fromV: number, toU: number, toV: number): number {
  let fit = 0;
  for (let v = fromV; v < toV; v++) {
    for (let u = fromU; u < toU; u++) {
      fit += plainness(lightOf(surface, sheet, u, v), surface.limit, sheet.known[v * sheet.size + u]);
    }
  }
  return fit;
}

/** A module that is surely light or dark counts up; one that contradicts a known pattern counts down. */
function plainness(light: number, limit: number, known: KnownModule): number {
  const sure = light > limit ? limit : light < -limit ? -limit : light;
  if (known === undefined) return sure < 0 ? -sure : sure;
  return KNOWN_WEIGHT * (known === 'light' ? sure : -sure);
}

/** Mean over the samples of a module; all of them move as its middle does. */
function lightOf(surface: Surface, sheet: Sheet, u: number, v: number): number {
  const shiftX = shiftAt(sheet, u + 0.5, v + 0.5, 0);
  const shiftY = shiftAt(sheet, u + 0.5, v + 0.5, 1);
  const first = (v * sheet.size + u) * SAMPLES.length * 2;
  let sum = 0;
  for (let at = first; at < first + SAMPLES.length * 2; at += 2) {
    sum += lightAt(surface, (sheet.places[at] as number) + shiftX, (sheet.places[at + 1] as number) + shiftY);
  }
  return sum / SAMPLES.length;
}

function lightAt({ light, width, height }: Surface, x: number, y: number): number {
  const column = clamp(Math.round(x), 0, width - 1);
  const row = clamp(Math.round(y), 0, height - 1);
  return light[row * width + column] as number;
}

function drawSheet(surface: Surface, sheet: Sheet): Gray {
  const side = (sheet.size + 2 * DRAWN_QUIET_MODULES) * DRAWN_MODULE_PIXELS;
  const drawn = createGray(side, side);
  drawn.data.fill(255);
  for (let v = 0; v < sheet.size; v++) {
    for (let u = 0; u < sheet.size; u++) {
      const known = sheet.known[v * sheet.size + u];
      const isDark = known ? known === 'dark' : lightOf(surface, sheet, u, v) < 0;
      if (!isDark) continue;
      const left = (u + DRAWN_QUIET_MODULES) * DRAWN_MODULE_PIXELS;
      const top = (v + DRAWN_QUIET_MODULES) * DRAWN_MODULE_PIXELS;
      for (let y = top; y < top + DRAWN_MODULE_PIXELS; y++) {
        drawn.data.fill(0, y * side + left, y * side + left + DRAWN_MODULE_PIXELS);
      }
    }
  }
  return drawn;
}
