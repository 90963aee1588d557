/**
 * A block of a paper sheet as lines for eyes and fingers: `3-07 ABCDE FGHJK ... 9T` is line 7 of block 3, eight groups of
 * five characters and two check characters, so that a typo is found in its line.
 */
import { CHECK_SYMBOLS, checkSymbols, symbolOf, symbolsToText } from '../base/crockford.ts';

export const LINE_SYMBOLS = 40;
const GROUPS = /.{1,5}/g;

/** The symbols of a block by line, from 1. */
export type PaperLines = ReadonlyMap<number, readonly number[]>;

export function linesOf(block: number, symbols: readonly number[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < symbols.length; at += LINE_SYMBOLS) {
    const line = lines.length + 1;
    const data = symbols.slice(at, at + LINE_SYMBOLS);
    const groups = symbolsToText(data).match(GROUPS) ?? [];
    const check = symbolsToText(checkSymbols([block, line, ...data]));
    lines.push(`${block}-${String(line).padStart(2, '0')} ${groups.join(' ')} ${check}`);
  }
  return lines;
}

export interface TypedLines {
  readonly blocks: ReadonlyMap<number, PaperLines>;
  /** Labels of the lines whose check characters do not fit. */
  readonly wrong: readonly string[];
}

const LINE = /^([0-9OIL]{1,5})[^0-9A-Z]+([0-9OIL]{1,3})[^0-9A-Z]+(.+)$/;

export function readLines(rows: readonly string[]): TypedLines {
  const blocks = new Map<number, Map<number, readonly number[]>>();
  const wrong: string[] = [];
  for (const row of rows) {
    const [, blockText, lineText, rest = ''] = LINE.exec(row) ?? [];
    if (blockText === undefined || lineText === undefined) continue;
    const [block, line] = [numberIn(blockText), numberIn(lineText)];
    const symbols = symbolsIn(rest);
    const data = symbols?.slice(0, -CHECK_SYMBOLS) ?? [];
    const check = symbols?.slice(-CHECK_SYMBOLS) ?? [];
    const isRight = data.length > 0 && checkSymbols([block, line, ...data]).every((symbol, at) => symbol === check[at]);
    if (!isRight) {
      wrong.push(`${block}-${String(line).padStart(2, '0')}`);
      continue;
    }
    blocks.set(block, (blocks.get(block) ?? new Map<number, readonly number[]>()).set(line, data));
  }
  // A line that was typed again and is right now is no longer wrong.
  const isStillWrong = (label: string) => {
    const [block = 0, line = 0] = label.split('-').map(Number);
    return blocks.get(block)?.has(line) !== true;
  };
  return { blocks, wrong: [...new Set(wrong)].filter(isStillWrong) };
}

function numberIn(digits: string): number {
  return Number(digits.replaceAll('O', '0').replaceAll(/[IL]/g, '1'));
}

/** `undefined` where something is no symbol; blanks and dashes are passed over. */
export function symbolsIn(text: string): number[] | undefined {
  const symbols = Array.from(text.replaceAll(/[\s\-\u2010-\u2015\u2212]+/g, ''), symbolOf);
  return symbols.includes(-1) ? undefined : symbols;
}
