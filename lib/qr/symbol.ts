/** The modules of a code that are the same in every code of its size (ISO/IEC 18004 section 6.3). */

/** What a module is known to be; `undefined` for data. */
export type KnownModule = 'dark' | 'light' | undefined;

/** Row by row; `size` is 17 + 4 * version. */
export function knownModules(size: number): KnownModule[] {
  const known: KnownModule[] = new Array(size * size).fill(undefined);
  const set = (x: number, y: number, isDark: boolean) => {
    if (x >= 0 && y >= 0 && x < size && y < size) known[y * size + x] = isDark ? 'dark' : 'light';
  };
  for (let along = 8; along < size - 8; along++) {
    set(along, 6, along % 2 === 0);
    set(6, along, along % 2 === 0);
  }
  for (const x of alignmentCentres(size)) {
    for (const y of alignmentCentres(size)) {
      const isInFinder = (x < 8 && y < 8) || (x < 8 && y > size - 9) || (x > size - 9 && y < 8);
      if (!isInFinder) drawSquare(set, x, y, 2, (ring) => ring !== 1);
    }
  }
  // The light ring around a finder is its separator.
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    drawSquare(set, x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  return known;
}

/** Annex E, by the rule that its table follows. */
function alignmentCentres(size: number): number[] {
  const version = (size - 17) / 4;
  if (version < 2) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((size - 13) / (2 * count - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - index * step)];
}

function drawSquare(
  set: (x: number, y: number, isDark: boolean) => void,
  centreX: number,
  centreY: number,
  radius: number,
  isDarkRing: (ring: number) => boolean,
): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      set(centreX + dx, centreY + dy, isDarkRing(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}
