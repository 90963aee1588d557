/**
 * How blocks lie on pages. One layout fits A4 and Letter, so the number of pages is known before anybody has chosen a
 * paper: 186 mm by 250 mm with margins of 12 mm.
 */

export interface PaperPages<Block> {
  /** Six codes a page, in three rows. */
  readonly codes: readonly (readonly Placed<Block>[])[];
  /** Four blocks of text a page, in two columns. */
  readonly texts: readonly (readonly Placed<Block>[])[];
}

interface Placed<Block> {
  readonly block: Block;
  /** From 1. */
  readonly number: number;
}

const CODES_A_PAGE = 6;
const TEXTS_A_PAGE = 4;

export function layOut<Block>(blocks: readonly Block[], withText: boolean): PaperPages<Block> {
  const placed = blocks.map((block, at) => ({ block, number: at + 1 }));
  return { codes: inPages(placed, CODES_A_PAGE), texts: withText ? inPages(placed, TEXTS_A_PAGE) : [] };
}

function inPages<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, page) =>
    items.slice(page * size, (page + 1) * size),
  );
}
